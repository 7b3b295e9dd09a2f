"""Example states of the photograph of a licence; the picture is a drawn person, nobody's."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from domain.licence_photo import PhotoDefect
from kiosk.flow.screen_state import Json, ScreenState
from ui.gallery.example import Example, on_line

SITTER = Path(__file__).with_name("sitter.svg")
SIZE = (413, 600)  # pixels
PICTURE = "licence_photo"


def photo_examples() -> Iterator[Example]:
    """Give every phase."""
    yield Example("licence_photo-offer", _state("offer", on_file="2026-08-01"))
    yield Example("licence_photo-offer_only", _state("offer", on_file="2026-08-01", camera=False))
    yield Example("licence_photo", _state("stand"))
    yield Example("licence_photo-stand_no_camera", _state("stand", camera=False))
    yield Example("licence_photo-looking", _state("looking", guidance="closer"))
    yield Example("licence_photo-eyes", _state("looking", guidance="eyes"))
    yield Example("licence_photo-counting", _state("looking", guidance="hold", fraction=0.4, countdown=2))
    yield Example("licence_photo-good", _shown(replaced=True, tries_left=2, **{"try": 1}))
    yield Example("licence_photo-wrong", _shown("eyes", "background", tries_left=2))
    yield Example("licence_photo-all_wrong", _shown(*(defect.value for defect in PhotoDefect), tries_left=1, missed=True))
    yield Example("licence_photo-last", _shown("light", tries_left=0, **{"try": 3}))
    yield Example("licence_photo-last_good", _shown(tries_left=0, **{"try": 3}))
    yield Example("licence_photo-empty", _state("failed"))
    yield Example("licence_photo-failed", _state("failed", failure="face_process_gone", on_file="2026-08-01"))
    yield Example("licence_photo-none", _state("none", camera=False))
    yield Example("licence_photo-help", replace(_state("stand"), help_open=True))


def _shown(*defects: str, **changes: Json) -> ScreenState:
    wrong: list[Json] = list(defects)
    state = _state("shown", picture=f"image://evidence/{PICTURE}", defects=wrong, **changes)
    return replace(state, pictures={PICTURE: _photograph()})


def _state(phase: str, **changes: Json) -> ScreenState:
    view: dict[str, Json] = {
        "phase": phase,
        "on_file": None,
        "camera": True,
        "guidance": None,
        "fraction": 0.0,
        "countdown": None,
        "try": 1,
        "tries": 3,
        "tries_left": 3,
        "picture": None,
        "checks": [defect.value for defect in PhotoDefect],
        "defects": [],
        "replaced": False,
        "missed": False,
        "failure": None,
    }
    return on_line("licence_photo", {**view, **changes})


@cache
def _photograph() -> bytes:
    image = QImage(*SIZE, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(SITTER.read_bytes())).render(painter, QRectF(-24, 0, SIZE[0] + 48, SIZE[1]))
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 90)  # type: ignore[call-overload]  # the stub knows file names only
    return bytes(held.data())
