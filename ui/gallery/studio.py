"""A shell without a flow: shows any state, takes its picture."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication, QImage

from domain.clock import SHANGHAI, FrozenClock
from kiosk.flow.screen_state import Display, Observer, ScreenState, Touch
from ui.bridge.flow import Send
from ui.gallery.book import open_book
from ui.gallery.dictionary import SampleMethods
from ui.gallery.face_examples import DrawnPreview
from ui.shell import Shell, ShellOptions, TypingMethods

Orientation = Literal["portrait", "landscape"]
SUNDAY = datetime(2026, 11, 22, 14, 26, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Look:
    """How a screen is to be seen."""

    orientation: Orientation
    display: Display


class Studio:
    """One window, one state after another, standing still."""

    def __init__(
        self, orientation: Orientation, *, moving: bool = False, methods: TypingMethods | None = None, fullscreen: bool = False
    ) -> None:
        options = ShellOptions(orientation=orientation, moving=moving, sandbox=True, fullscreen=fullscreen)
        self.clock = FrozenClock(SUNDAY)  # stands still until somebody moves it on
        self.shell = Shell(options, open_book(), self.clock)
        self.shell.type_by(methods or SampleMethods())
        self.shell.attach_preview(DrawnPreview())
        self.serial = 0  # of the last state shown
        self._hear: Send = lambda _: None
        self.shell.attach(self)

    def observe(self, observer: Observer) -> None:
        """A studio has no flow: states are shown one by one."""

    def send(self, touch: Touch) -> None:
        """Hand on what was touched."""
        self._hear(touch)

    def show(self, state: ScreenState, display: Display) -> None:
        """Show `state` as `display` wants it, from a fresh page."""
        self._send(ScreenState(serial=0, screen="attract", display=display))
        self.update(state, display)

    def update(self, state: ScreenState, display: Display) -> None:
        """Show `state` as the next one of what is shown now."""
        self._send(replace(state, display=display))

    def listen(self, hear: Send) -> None:
        """Have every touch handed to `hear`."""
        self._hear = hear

    def picture(self, state: ScreenState, display: Display) -> QImage:
        """Return what `state` looks like."""
        self.show(state, display)
        return self.shell.window.grabWindow()

    def _send(self, state: ScreenState) -> None:
        self.serial += 1
        self.shell.show(replace(state, serial=self.serial))
        QGuiApplication.processEvents()
        QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as a running event loop does
