"""The lock-down of the screen 锁屏: what of keyboard, mouse and window system reaches the screens, and what falls on nobody.

Fingers do everything; a keypad has the keys that move on and press. All else (shortcuts, function keys, other buttons of a
mouse, drags, pinches, pens, the wish to close, to shrink or to cover the window) ends here, before Qt makes anything of it.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtQuick import QQuickWindow

Kind = QEvent.Type
Key = Qt.Key

KEYS = frozenset(
    {Key.Key_Tab, Key.Key_Backtab, Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down}
    | {Key.Key_Return, Key.Key_Enter, Key.Key_Space}
)
HARMLESS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
KEY_EVENTS = frozenset({Kind.KeyPress, Kind.KeyRelease, Kind.ShortcutOverride})
MOUSE_EVENTS = frozenset({Kind.MouseButtonPress, Kind.MouseButtonRelease, Kind.MouseButtonDblClick, Kind.MouseMove})
DRAGS = frozenset({Kind.DragEnter, Kind.DragMove, Kind.Drop})
CLOSED_TO_ALL = frozenset(
    {Kind.Close, Kind.Shortcut, Kind.ContextMenu, Kind.Wheel, Kind.NativeGesture, Kind.Gesture, Kind.DragLeave}
    | {Kind.TabletPress, Kind.TabletMove, Kind.TabletRelease, Kind.WhatsThis, Kind.ToolTip, Kind.HelpRequest}
    | {Kind.InputMethod}  # no field of ours is Qt's: what another program would type has nowhere to go
)


class Lockdown(QObject):
    """Stands before one window. With `fullscreen` it also brings the window back to the whole panel, and hides the pointer."""

    def __init__(self, window: QQuickWindow, *, fullscreen: bool) -> None:
        super().__init__(window)
        self._window = window
        self._fullscreen = fullscreen
        window.installEventFilter(self)
        if fullscreen:
            window.setCursor(Qt.CursorShape.BlankCursor)
            window.windowStateChanged.connect(self._restore, Qt.ConnectionType.QueuedConnection)
            application().focusWindowChanged.connect(self._cover_again)

    def end(self) -> None:
        """Let the window go."""
        self._window.removeEventFilter(self)
        if self._fullscreen:
            self._window.windowStateChanged.disconnect(self._restore)
            application().focusWindowChanged.disconnect(self._cover_again)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hold back what leads anywhere but to the screens."""
        kind = event.type()
        if kind in CLOSED_TO_ALL:
            event.ignore()
            return True
        if kind in DRAGS:
            return _refuse_drop(event)
        if kind in KEY_EVENTS:
            return _is_foreign_key(event)
        return kind in MOUSE_EVENTS and _is_foreign_button(event)

    @Slot()
    def _restore(self) -> None:
        if self._window.windowState() != Qt.WindowState.WindowFullScreen:
            self._window.showFullScreen()

    @Slot()
    def _cover_again(self) -> None:
        """Hide any other window of ours: whatever opened it, nobody at the panel may see it."""
        other = application().focusWindow()
        if other is not None and other is not self._window:
            other.hide()
            self._window.requestActivate()


def application() -> QGuiApplication:
    """Return the running application."""
    running = QGuiApplication.instance()
    if not isinstance(running, QGuiApplication):
        raise TypeError("no application is running")
    return running


def _refuse_drop(event: QEvent) -> bool:
    if isinstance(event, QDropEvent):
        event.setDropAction(Qt.DropAction.IgnoreAction)
    event.ignore()
    return True


def _is_foreign_key(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent):
        return True
    return event.key() not in KEYS or bool(event.modifiers() & ~HARMLESS)


def _is_foreign_button(event: QEvent) -> bool:
    """Tell whether anything but the left button is meant; a mouse without any only hovers."""
    if not isinstance(event, QMouseEvent):
        return True
    left = Qt.MouseButton.LeftButton
    return event.button() not in (left, Qt.MouseButton.NoButton) or bool(event.buttons() & ~left)
