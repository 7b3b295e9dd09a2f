"""Component gallery: sheets with every control of the terminal in every state, as design/look has them.

The sheets are QML files of this folder; they are no part of the terminal's own modules.
"""

from functools import cache
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, QPoint, QRectF, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QPointingDevice
from PySide6.QtQml import QQmlComponent, qmlEngine
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.flow.screen_state import Display, Json, ScreenState
from ui.bridge.pictures import DRAWINGS
from ui.gallery.studio import Studio

__all__ = ["SHEETS", "Sheet", "component_picture"]

HERE = Path(__file__).parent
SHEETS: tuple[str, ...] = (
    "buttons",
    "entries",
    "choices",
    "lists",
    "facts",
    "papers",
    "things",
    "frame",
    "dialogs",
    "devices",
    "acts",
    "icons",
    "tokens",
    "typing",
    "candidates",
    "layouts",
)
PRESSED = "pressed."  # how the names begin of what a finger is held on, for the picture
ABOVE_EVERYTHING = 1000.0


class Sheet:
    """One sheet over the window of a studio, to be looked at and touched, until it is closed."""

    def __init__(self, studio: Studio, sheet: str, display: Display) -> None:
        """Raises :class:`LookupError` when there is no such sheet."""
        if sheet not in SHEETS:
            raise LookupError(f"no such sheet: {sheet}")
        studio.show(_state(), display)
        self._window = studio.shell.window
        self.item = self._make(sheet)
        QGuiApplication.processEvents()

    def picture(self) -> QImage:
        """Return what the sheet looks like, with fingers on all that is to be seen pressed."""
        self._window.grabWindow()  # lays everything out
        places = [_middle(item) for item in _named(self.item, PRESSED)]
        for finger, place in enumerate(places):
            QTest.touchEvent(self._window, _touch_panel()).press(finger, place, self._window).commit()
        picture = self._painted_anew()
        for finger, place in enumerate(places):
            QTest.touchEvent(self._window, _touch_panel()).release(finger, place, self._window).commit()
        return picture

    def _painted_anew(self) -> QImage:
        """Paint all of it at once: painted piece by piece, the edges of what is scaled depend on what was painted before."""
        self.item.setVisible(False)
        self._window.grabWindow()
        self.item.setVisible(True)
        return self._window.grabWindow()

    def close(self) -> None:
        """Take the sheet away."""
        self.item.setVisible(False)
        self.item.deleteLater()
        QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _make(self, sheet: str) -> QQuickItem:
        engine = qmlEngine(self._window)
        if engine is None:
            raise RuntimeError("the studio is closed")
        component = QQmlComponent(engine, QUrl.fromLocalFile(str(HERE / f"{sheet.capitalize()}.qml")))
        if component.isError():
            raise RuntimeError(component.errorString())
        item = cast("QQuickItem", component.createWithInitialProperties(_properties(sheet)))
        item.setParent(self._window)
        item.setParentItem(self._window.contentItem().childItems()[0])  # the stage, which fits the window
        item.setZ(ABOVE_EVERYTHING)
        return item


def component_picture(studio: Studio, sheet: str, display: Display) -> QImage:
    """Return the picture of one of :data:`SHEETS` as `display` shows it; raises :class:`LookupError` for any other name."""
    shown = Sheet(studio, sheet, display)
    try:
        return shown.picture()
    finally:
        shown.close()


def _state() -> ScreenState:
    """A state in which everything that a control of the frame asks of the flow has an answer."""
    view: dict[str, Json] = {}
    return ScreenState(serial=1, screen="attract", view=view, can_go_back=True, can_end=True, idle_seconds_left=13)


def _properties(sheet: str) -> dict[str, Json]:
    if sheet != "icons":
        return {}
    return {"names": [*sorted(file.stem for file in DRAWINGS.glob("icons/*.svg") if file.stem != "mark")]}


def _named(item: QQuickItem, prefix: str) -> list[QQuickItem]:
    found = [item] if item.objectName().startswith(prefix) else []
    return found + [one for child in item.childItems() for one in _named(child, prefix)]


def _middle(item: QQuickItem) -> QPoint:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height())).center().toPoint()


@cache
def _touch_panel() -> QPointingDevice:
    return QTest.createTouchDevice()
