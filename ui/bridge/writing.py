"""Handwriting on the on-screen keyboard: the strokes of one character, and what they may be.

Recognising takes some ten milliseconds, so a thread does it; an answer that comes after the next stroke is dropped.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

log = logging.getLogger(__name__)

BOX = 10_000  # a coordinate of the ink runs from 0 to this in both directions
MARGIN = 0.1  # round the ink, as a writer leaves it in a square
Stroke = Sequence[tuple[float, float]]


class Reader(Protocol):
    """What reads handwriting. Answers nothing where it is missing; never raises."""

    @property
    def works(self) -> bool:
        """Whether it can be used; opens it."""
        ...

    def recognise(self, strokes: Sequence[Stroke]) -> list[str]:
        """Return what the strokes may be, best first; points are 0..1 of a square."""
        ...


@QmlElement
@QmlSingleton
class Writing(QObject):
    """The ink of one character. `state` is closed, warming, ready or missing."""

    changed = Signal()
    inkChanged = Signal()  # noqa: N815 - QML's manner
    _warmed = Signal(bool)
    _read = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader: Reader | None = None
        self._one_at_a_time = threading.Lock()
        self._state = "closed"
        self._strokes: list[list[list[int]]] = []  # as they are drawn: 0..10000 of the area
        self._ratio = 1.0  # of the area's width to its height
        self._candidates: list[str] = []
        self._edition = 0  # of the ink: an answer for another one is late
        self._warmed.connect(self._know, Qt.ConnectionType.QueuedConnection)
        self._read.connect(self._offer, Qt.ConnectionType.QueuedConnection)

    def settle(self, reader: Reader) -> None:
        """Have handwriting read by `reader` from now on."""
        self._reader, self._state = reader, "closed"
        self.forget()

    @Slot()
    def begin(self) -> None:
        """Somebody may write soon: open the reader in the background."""
        if self._state == "closed" and self._reader is not None:
            self._state = "warming"
            self._in_background(self._warm, self._reader)
            self.changed.emit()

    @Slot("QVariantList", float, float)
    def stroke(self, points: Sequence[Any], width: float, height: float) -> None:
        """Take a stroke: points of 0..10000 of an area of `width` times `height` pixels."""
        self._strokes.append([[int(point[0]), int(point[1])] for point in points])
        self._ask(width, height)

    @Slot(float, float)
    def undo(self, width: float, height: float) -> None:
        """Take back the last stroke."""
        del self._strokes[-1:]
        self._ask(width, height)

    @Slot()
    def forget(self) -> None:
        """Wipe the ink and what it may be."""
        self._strokes = []
        self._ask(1, 1)

    def _ask(self, width: float, height: float) -> None:
        self._edition += 1
        self._candidates = self._candidates if self._strokes else []
        self._ratio = width / max(height, 1.0)
        self._have_it_read()
        self.inkChanged.emit()
        self.changed.emit()

    def _have_it_read(self) -> None:
        if self._strokes and self._reader is not None and self._state == "ready":
            self._in_background(self._recognise, self._reader, self._edition, in_a_square(self._strokes, self._ratio))

    def _in_background(self, work: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=work, args=arguments, name="writing", daemon=True).start()

    def _warm(self, reader: Reader) -> None:
        """In a thread: open the reader, which may take a while."""
        works = False
        try:
            works = reader.works
        except Exception as bug:  # noqa: BLE001 - the thread's edge: the keyboard goes on without handwriting
            log.error("handwriting does not open: %s", type(bug).__name__)  # noqa: TRY400 - a traceback may hold what is typed
        with suppress(RuntimeError):  # the window is gone already
            self._warmed.emit(works)

    def _recognise(self, reader: Reader, edition: int, strokes: list[Stroke]) -> None:
        """In a thread: read the ink, if it is still the same."""
        with self._one_at_a_time, suppress(RuntimeError):  # the window is gone already
            if edition == self._edition:
                self._read.emit(edition, reader.recognise(strokes))

    @Slot(bool)
    def _know(self, works: bool) -> None:
        self._state = "ready" if works else "missing"
        self._have_it_read()  # what was drawn meanwhile
        self.changed.emit()

    @Slot(int, object)
    def _offer(self, edition: int, texts: list[str]) -> None:
        if edition == self._edition:
            self._candidates = texts
            self.changed.emit()

    @Property("QVariantList", notify=inkChanged)  # type: ignore[arg-type]  # the stubs do not know names of types
    def strokes(self) -> list[list[list[int]]]:
        """The ink, as points of 0..10000 of the area."""
        return self._strokes

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # as above
    def candidates(self) -> list[str]:
        """What the ink may be, best first."""
        return self._candidates

    def _get_state(self) -> str:
        return self._state

    state = Property(str, _get_state, notify=changed)


def in_a_square(strokes: Sequence[Sequence[Sequence[int]]], ratio: float) -> list[Stroke]:
    """The ink as it would stand in the middle of a square, whatever the area's shape: its `ratio` of width to height."""
    points = [(x * ratio, y) for stroke in strokes for x, y in stroke]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    scale = (1 - 2 * MARGIN) / max(right - left, bottom - top, 1)
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    return [[(0.5 + (x * ratio - middle_x) * scale, 0.5 + (y - middle_y) * scale) for x, y in stroke] for stroke in strokes]
