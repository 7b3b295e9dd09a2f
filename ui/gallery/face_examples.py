"""Example states of the consent and of every phase of the face check, and the drawn picture that stands for the camera's."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from domain.rulebook import parse_notice
from kiosk.face.contract import Guidance, PreviewFrame
from kiosk.flow.screen_state import Json, ScreenState
from kiosk.services.consent import shown_notice
from ui.gallery.book import CONFIG
from ui.gallery.example import SLUG, Example, on_line

SITTER = Path(__file__).with_name("sitter.svg")
FRAME = (360, 480)  # pixels


class DrawnPreview:
    """A camera that always sees the same drawn person. Implements :class:`kiosk.face.contract.Preview`."""

    def __init__(self) -> None:
        self._rgb = _drawn()

    def latest(self, after: int) -> PreviewFrame | None:
        """Return the picture again: it never grows old."""
        width, height = FRAME
        return PreviewFrame(max(after, 0) + 1, width, height, self._rgb)


def face_examples() -> Iterator[Example]:
    """Give the consent and the check."""
    yield Example("face_consent", _consent())
    yield Example("face_consent-reading", _consent(reading=True))
    yield Example("face_consent-overview", _consent(without="overview"))
    yield Example("face_consent-detour", _consent(without="window"))
    yield Example("face_consent-no_camera", _consent(camera=False))
    yield Example("face", _face("looking", "left", done=1, fraction=0.46))
    yield Example("face-turn_twice", _face("looking", "left", stages=["front", "left", "left"], done=2, fraction=0.7))
    yield Example("face-preparing", _face("preparing", None, stages=[]))
    yield Example("face-checking", _face("checking", "checking", done=3, fraction=0.95))
    for guidance in Guidance:
        if guidance not in {Guidance.LEFT, Guidance.CHECKING}:
            yield Example(f"face-{guidance.value}", _face("looking", guidance.value, fraction=0.1))
    yield Example("face-matched", _face("matched", None, done=3, fraction=1.0, decision="match"))
    yield Example("face-again", _face("again", None, decision="no_match"))
    yield Example("face-again_unusable", _face("again", None, decision="unusable", **{"try": 2}))
    yield Example("face-to_office", _face("to_office", None, decision="no_match", **{"try": 3}))
    yield Example("face-to_overview", _face("to_office", None, decision="review", without="overview", **{"try": 3}))
    yield Example("face-to_window", _face("to_office", None, decision="review", without="window", **{"try": 3}))
    yield Example("face-failed", _face("failed", None, failure="face_process_gone"))
    yield Example("face-failed_covered", _face("failed", None, failure="camera_covered", without="overview"))
    yield Example("face-help", replace(_face("looking", "straight"), help_open=True))


def _consent(**changes: Json) -> ScreenState:
    notice = parse_notice((CONFIG / "notices" / "face.toml").read_text("utf-8"))
    view: dict[str, Json] = {
        "notice": shown_notice(notice),
        "without": "office",
        "service": SLUG,
        "reading": False,
        "camera": True,
    }
    return on_line("face_consent", {**view, **changes})


def _face(phase: str, guidance: str | None, **changes: Json) -> ScreenState:
    view: dict[str, Json] = {
        "phase": phase,
        "guidance": guidance,
        "stages": ["front", "left", "right"],
        "done": 0,
        "fraction": 0.0,
        "try": 1,
        "tries": 3,
        "decision": None,
        "failure": None,
        "without": "office",
    }
    return on_line("face", {**view, **changes})


def _drawn() -> bytes:
    image = QImage(*FRAME, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    renderer = QSvgRenderer(QByteArray(SITTER.read_bytes()))
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    pixels = bytes(image.constBits())
    line, row = image.bytesPerLine(), FRAME[0] * 3
    return b"".join(pixels[y * line : y * line + row] for y in range(FRAME[1]))
