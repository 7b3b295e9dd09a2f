"""Example states of papers under the document camera; the paper is drawn, nobody's."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from kiosk.flow.screen_state import Json, ScreenState
from kiosk.services.truck_pass import PAPERS, PLAN
from ui.gallery.example import PERSON, Example

WORDS = "example_papers"
TRAY = (720, 540)  # pixels
OUTLINE: Json = [[1400, 1900], [8700, 1600], [8800, 8300], [1300, 8100]]
KINDS = ("vehicle_licence", "proof", "picture")
LIVE, TAKEN = "document-live-1", "document-taken-1"


def document_examples() -> Iterator[Example]:
    """Give every phase."""
    yield Example("documents", _looking("nothing_there", laid=False))
    yield Example("documents-wait", _state("looking", {"paper": "vehicle_licence", "hint": "wait"}))
    yield Example("documents-tilted", _looking("glare", outline=OUTLINE))
    yield Example("documents-cut", _looking("not_whole", outline=OUTLINE, slow=True))
    yield Example("documents-good", _looking("hold", outline=OUTLINE))
    yield Example("documents-known", _looking("known", done=1, can_skip=True))
    yield Example("documents-taken", _taken())
    yield Example("documents-poor", _taken("blurred", "glare"))
    yield Example("documents-poor_kept", _taken("blurred", "glare", "not_whole", can_keep=True))
    yield Example("documents-list", _list(2))
    yield Example("documents-list_missing", _list(1, doubtful=True))
    yield Example("documents-failed", _state("failed", {"paper": "vehicle_licence", "failure": "device_silent"}))
    yield Example("documents-covered", _state("failed", {"paper": "vehicle_licence", "failure": "camera_covered"}))
    yield Example("documents-help", replace(_looking("hold", outline=OUTLINE), help_open=True))


def _looking(hint: str, *, laid: bool = True, done: int = 0, **changes: Json) -> ScreenState:
    view: dict[str, Json] = {"paper": KINDS[done], "hint": hint, "picture": f"image://evidence/{LIVE}", **changes}
    state = _state("looking", view, done=done)
    return replace(state, pictures={LIVE: tray(laid=laid)})


def _taken(*doubts: str, can_keep: bool = False) -> ScreenState:
    wrong: list[Json] = list(doubts)
    view: dict[str, Json] = {
        "paper": "vehicle_licence",
        "picture": f"image://evidence/{TAKEN}",
        "doubts": wrong,
        "can_keep": can_keep or not doubts,
    }
    state = _state("taken", view)
    return replace(state, pictures={TAKEN: tray(laid=True)})


def _list(done: int, *, doubtful: bool = False) -> ScreenState:
    state = _state("list", {"complete": done > 1}, done=done, doubtful=doubtful)
    return replace(state, pictures={f"document-kept-{kind}": tray(laid=True) for kind in KINDS[:done]})


def _state(phase: str, changes: dict[str, Json], *, done: int = 0, doubtful: bool = False) -> ScreenState:
    papers: list[Json] = [
        {
            "kind": kind,
            "required": number < len(KINDS) - 1,
            "taken": number < done,
            "picture": f"image://evidence/document-kept-{kind}" if number < done else None,
            "doubts": ["blurred"] if doubtful and number < done else [],
        }
        for number, kind in enumerate(KINDS)
    ]
    view: dict[str, Json] = {
        "words": WORDS,
        "phase": phase,
        "papers": papers,
        "paper": None,
        "hint": None,
        "outline": None,
        "picture": None,
        "slow": False,
        "doubts": [],
        "can_keep": False,
        "can_skip": False,
        "failure": None,
        "complete": False,
    }
    return ScreenState(
        serial=1,
        screen="documents",
        step="papers",
        view={**view, **changes},
        service="truck_pass",
        stations=PLAN.line,
        station=PLAN.place_on_line(PAPERS),
        person=PERSON,
        can_go_back=True,
        can_end=True,
        sandbox=True,
    )


@cache
def tray(*, laid: bool) -> bytes:
    """Return a picture of the tray, with a sheet on it or without."""
    image = QImage(*TRAY, QImage.Format.Format_RGB888)
    image.fill(QColor(54, 58, 64))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if laid:
        _sheet(painter)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 88)  # type: ignore[call-overload]  # the stub knows file names only
    return bytes(held.data())


def _sheet(painter: QPainter) -> None:
    corners = [(1400, 1900), (8700, 1600), (8800, 8300), (1300, 8100)]
    painter.setBrush(QColor(230, 236, 238))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF([QPointF(x * TRAY[0] / 10000, y * TRAY[1] / 10000) for x, y in corners]))
    painter.fillRect(QRectF(220, 124, 300, 26), QColor(28, 66, 120))
    for line in range(5):
        painter.fillRect(QRectF(150, 192 + 44 * line, 300 if line % 2 else 400, 10), QColor(120, 132, 146))
