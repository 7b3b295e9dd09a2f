"""The screen's heartbeat: a sign of life for the service manager only when the main thread has drawn a frame."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtQuick import QQuickWindow

from domain.life_signs import LifeSigns


class Heartbeat(QObject):
    """Asks the window for a frame at each beat and says that the screen lives when it was drawn. Main thread only.

    A window that is not exposed (the panel is switched off or unplugged) draws nothing: then a turn of the event loop is the
    sign, else every dark panel would be a crash. The first frame tells that the terminal is there. `is_well` may say that what
    stands behind the screen does not answer any more: then frames are no sign of life either.
    """

    def __init__(self, window: QQuickWindow, signs: LifeSigns, is_well: Callable[[], bool] = lambda: True) -> None:
        super().__init__()
        self._is_well = is_well
        self._window = window
        self._signs = signs
        self._told = self._asked = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        if signs.wanted:
            window.frameSwapped.connect(self._drawn)
            self._timer.start(round((signs.every_s or 1.0) * 1000))

    def end(self) -> None:
        """Say that the screen ends because it was told to."""
        self._timer.stop()
        self._signs.ending()

    @Slot()
    def _beat(self) -> None:
        if self._window.isExposed():
            self._asked = True
            self._window.update()
        else:
            self._tell()

    @Slot()
    def _drawn(self) -> None:
        if self._asked or not self._told:
            self._asked = False
            self._tell()

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self._signs.ready()
        if self._is_well():
            self._signs.alive()
