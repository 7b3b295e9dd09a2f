"""Handwriting on the on-screen keyboard: the strokes of one character, and what they may be.

Recognising takes some ten milliseconds, so a worker does it; an answer that comes after the next stroke is dropped.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

BOX = 10_000  # a coordinate of the ink runs from 0 to this in both directions
Stroke = list[tuple[int, int]]


class Reader(Protocol):
    """What reads handwriting. Answers nothing where it is missing; never raises."""

    @property
    def available(self) -> bool:
        """Whether it can be used; opens it."""
        ...

    def read(self, strokes: Sequence[Stroke], width: int, height: int) -> Sequence[str]:
        """Return what the strokes may be, best first; points in pixels of an area of `width` times `height`."""
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
        self._open_reader: Callable[[], Reader | None] = lambda: None
        self._reader: Reader | None = None
        self._worker: ThreadPoolExecutor | None = None
        self._state = "closed"
        self._strokes: list[list[list[int]]] = []  # as they are drawn: 0..10000 of the area
        self._candidates: list[str] = []
        self._edition = 0  # of the ink: an answer for another one is late
        self._warmed.connect(self._know, Qt.ConnectionType.QueuedConnection)
        self._read.connect(self._offer, Qt.ConnectionType.QueuedConnection)

    def settle(self, open_reader: Callable[[], Reader | None]) -> None:
        """Have the reader made by `open_reader` from now on."""
        self._open_reader, self._reader, self._state = open_reader, None, "closed"
        self.forget()

    @Slot()
    def begin(self) -> None:
        """Somebody may write soon: open the reader in the background."""
        if self._state == "closed":
            self._state = "warming"
            self._in_background(self._warm)
            self.changed.emit()

    @Slot("QVariantList", float, float)
    def stroke(self, points: Sequence[Any], width: float, height: float) -> None:
        """Take a stroke: points of 0..10000 of an area of `width` times `height` pixels."""
        self._strokes.append([[int(point[0]), int(point[1])] for point in points])
        self._ask(round(width), round(height))

    @Slot(float, float)
    def undo(self, width: float, height: float) -> None:
        """Take back the last stroke."""
        del self._strokes[-1:]
        self._ask(round(width), round(height))

    @Slot()
    def forget(self) -> None:
        """Wipe the ink and what it may be."""
        self._strokes = []
        self._ask(0, 0)

    def _ask(self, width: int, height: int) -> None:
        self._edition += 1
        self._candidates = self._candidates if self._strokes else []
        if self._strokes and self._reader is not None and self._state == "ready":
            self._in_background(self._recognise, self._edition, self._in_pixels(width, height), width, height)
        self.inkChanged.emit()
        self.changed.emit()

    def _in_background(self, work: Callable[..., None], *arguments: object) -> None:
        self._worker = self._worker or ThreadPoolExecutor(1, "writing")
        self._worker.submit(work, *arguments)

    def _in_pixels(self, width: int, height: int) -> list[Stroke]:
        return [[(x * width // BOX, y * height // BOX) for x, y in stroke] for stroke in self._strokes]

    def _warm(self) -> None:
        """In the worker: open the reader, which may take a while."""
        self._reader = self._reader or self._open_reader()
        works = self._reader is not None and self._reader.available
        with suppress(RuntimeError):  # the window is gone already
            self._warmed.emit(works)

    def _recognise(self, edition: int, strokes: list[Stroke], width: int, height: int) -> None:
        """In the worker: read the ink."""
        if self._reader is not None and edition == self._edition:
            with suppress(RuntimeError):  # the window is gone already
                self._read.emit(edition, list(self._reader.read(strokes, width, height)))

    @Slot(bool)
    def _know(self, works: bool) -> None:
        self._state = "ready" if works else "missing"
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
