"""A window to leaf through every example, by keys and by touch, with the switches of the footer working."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QTouchEvent

from kiosk.flow.screen_state import Touch
from ui.gallery.example import Example
from ui.gallery.studio import Look, Orientation, Studio

SWIPE_PX = 250
KEYS = "PgDn/PgUp 翻页 leaf, L English, E 大字, C 高对比, R 低位, O 横竖 orientation, Esc 结束 end; 左右滑动 or swipe"


class Album(QObject):
    """Leafs through examples in one window; another orientation opens another window."""

    def __init__(self, pages: Sequence[Example], look: Look) -> None:
        super().__init__()
        self._pages = list(pages)
        self._at = 0
        self._display = look.display
        self._orientation: Orientation = look.orientation
        self._pressed: QPointF | None = None
        self._studio = self._open()

    def run(self) -> int:
        """Show until the window is told to end; return the exit status."""
        return self._studio.shell.exec()

    def turn(self, pages: int) -> None:
        """Go on by so many pages; after the last comes the first."""
        self._at = (self._at + pages) % len(self._pages)
        self._show()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the keys that leaf and switch, and swipes; everything else goes to the screen."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            action = self._actions().get(Qt.Key(event.key()))
            if action is not None:
                action()
            return action is not None
        if isinstance(event, QTouchEvent):
            return self._swiped(event)
        return False

    def _open(self) -> Studio:
        studio = Studio(self._orientation)
        studio.listen(self._hear)
        window = studio.shell.window
        room = window.screen().availableGeometry().size()
        window.resize(window.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio))
        window.installEventFilter(self)
        self._studio = studio
        self._show()
        return studio

    def _show(self) -> None:
        page = self._pages[self._at]
        self._studio.show(page.state, self._display)
        self._studio.shell.window.setTitle(f"{page.name} ({self._at + 1}/{len(self._pages)})  {KEYS}")

    def _hear(self, touch: Touch) -> None:
        """Do what a switch in the footer asks; the rest has no flow to go to."""
        if touch.action == "language":
            self._switch(language=touch.payload.get("language"))
        elif touch.action in {"elder", "contrast", "reachable"}:
            self._switch(**{touch.action: touch.payload.get("on")})

    def _switch(self, **changes: object) -> None:
        self._display = replace(self._display, **changes)  # type: ignore[arg-type]  # fields by name
        self._show()

    def _actions(self) -> dict[Qt.Key, Callable[[], None]]:
        shown = self._display
        return {
            Qt.Key.Key_PageDown: lambda: self.turn(1),
            Qt.Key.Key_PageUp: lambda: self.turn(-1),
            Qt.Key.Key_L: lambda: self._switch(language="en" if shown.language == "zh" else "zh"),
            Qt.Key.Key_E: lambda: self._switch(elder=not shown.elder),
            Qt.Key.Key_C: lambda: self._switch(contrast=not shown.contrast),
            Qt.Key.Key_R: lambda: self._switch(reachable=not shown.reachable),
            Qt.Key.Key_O: self._turn_panel,
            Qt.Key.Key_Escape: self._quit,
        }

    def _quit(self) -> None:
        self._studio.shell.quit()

    def _turn_panel(self) -> None:
        old = self._studio
        self._orientation = next(one for one in get_args(Orientation) if one != self._orientation)
        self._open()
        old.shell.close()

    def _swiped(self, event: QTouchEvent) -> bool:
        place = event.points()[0].position()
        if event.type() == QEvent.Type.TouchBegin:
            self._pressed = place
        elif event.type() == QEvent.Type.TouchEnd and self._pressed is not None:
            way = place - self._pressed
            if abs(way.x()) > SWIPE_PX and abs(way.x()) > 2 * abs(way.y()):
                self.turn(-1 if way.x() > 0 else 1)
        return False
