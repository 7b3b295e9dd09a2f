"""A citizen's eyes and fingers on the window: what is visible, where it is, how it is touched."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QObject, QPoint, QPointF, QRectF
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

PATIENCE_MS = 5_000


def visible_items(root: QQuickItem) -> Iterator[QQuickItem]:
    """Give `root` and everything in it that can be seen, parents first."""
    if not root.isVisible() or root.opacity() == 0:
        return
    yield root
    for child in root.childItems():
        yield from visible_items(child)


def everything(root: QObject) -> Iterator[QObject]:
    """Give every object below `root`, visible or not, items and others."""
    seen: dict[int, QObject] = {}  # holds the wrappers, else their ids would be given to others
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen[id(one)] = one
        yield one
        waiting.extend(one.children())
        if isinstance(one, QQuickItem):
            waiting.extend(one.childItems())


def is_a(item: QObject, name: str) -> bool:
    """Tell whether `item` is of the QML type `name` (its own file or the base of it)."""
    meta = item.metaObject()
    while meta is not None:
        if meta.className().split("_QML")[0] == name:
            return True
        meta = meta.superClass()
    return False


def scrolls(item: QQuickItem) -> bool:
    """Tell whether `item` lies in something that scrolls, so that it may be out of sight."""
    above = item.parentItem()
    while above is not None:
        if above.inherits("QQuickFlickable"):
            return True
        above = above.parentItem()
    return False


def rect_of(item: QQuickItem) -> QRectF:
    """Return where `item` lies in the window."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def find(window: QQuickWindow, name: str) -> QQuickItem:
    """Return the visible item of this objectName."""
    for item in visible_items(window.contentItem()):
        if item.objectName() == name:
            return item
    raise LookupError(f"{name} is not on the screen")


def names(window: QQuickWindow) -> list[str]:
    """Return the objectNames of everything visible."""
    return [item.objectName() for item in visible_items(window.contentItem()) if item.objectName()]


def words(window: QQuickWindow) -> list[str]:
    """Return every visible text."""
    return [str(item.property("text")) for item in visible_items(window.contentItem()) if item.inherits("QQuickText")]


def until_threads_end(name: str) -> None:
    """Wait for the threads of this name: who lets go of a QObject last deletes it, and must not be one of them."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(PATIENCE_MS / 1000)


def settle(until: Callable[[], Any] = lambda: True) -> None:
    """Let Qt work until `until` holds."""
    deadline = QDeadlineTimer(PATIENCE_MS)
    while True:
        QGuiApplication.processEvents()
        if until():
            return
        assert not deadline.hasExpired(), "nothing happened"


class Finger:
    """Touches by real touch events."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window
        self._device: QPointingDevice = QTest.createTouchDevice()

    def press(self, place: QPoint, finger: int = 0) -> None:
        QTest.touchEvent(self._window, self._device).press(finger, place, self._window).commit()

    def move(self, place: QPoint, finger: int = 0) -> None:
        QTest.touchEvent(self._window, self._device).move(finger, place, self._window).commit()

    def release(self, place: QPoint, finger: int = 0) -> None:
        QTest.touchEvent(self._window, self._device).release(finger, place, self._window).commit()

    def sequence(self) -> Any:
        return QTest.touchEvent(self._window, self._device)

    def tap(self, name: str) -> None:
        place = self.middle(name)
        self.press(place)
        self.release(place)

    def middle(self, name: str) -> QPoint:
        self._window.grabWindow()  # lays everything out
        return rect_of(find(self._window, name)).center().toPoint()

    def at(self, name: str, x: float, y: float) -> QPoint:
        self._window.grabWindow()
        item = find(self._window, name)
        return item.mapToScene(QPointF(x * item.width(), y * item.height())).toPoint()
