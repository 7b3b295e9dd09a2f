"""What the screens know of the machine they are on: orientation, panel, motion, the minute on the wall."""

from typing import Literal

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from domain.clock import Clock
from kiosk.panel import reach_of

QML_IMPORT_NAME = "Kiosk.Bridge"
QML_IMPORT_MAJOR_VERSION = 1

REFERENCE_PANEL_MM = 336.0  # short edge of the 27 inch panel, 1080 px: 0.311 mm/px, so 32 px are 10 mm
LARGEST_FACTOR = 1.35  # beyond that the words no longer fit: the panel is too small for this terminal
LOOK_AT_CLOCK_MS = 1000


@QmlElement
@QmlSingleton
class Surroundings(QObject):
    """Set once by the shell; only the minute changes."""

    changed = Signal()
    minuteChanged = Signal()  # noqa: N815 - QML's manner

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._portrait = True
        self._moving = True
        self._panel_factor = 1.0
        self._reach_line = 0
        self._clock: Clock | None = None
        self._minute: tuple[int, int, int, int] = (1, 1, 0, 0)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AT_CLOCK_MS)
        self._timer.timeout.connect(self._look_at_clock)

    def settle(
        self, portrait: bool, panel_width_mm: float | None, moving: bool, clock: Clock, panel_bottom_mm: float | None = None
    ) -> None:
        """Take the machine's shape and its clock.

        `panel_width_mm` is the panel's short edge, `panel_bottom_mm` the height of the picture's lower edge above the floor.
        """
        self._portrait = portrait
        self._moving = moving
        self._panel_factor = panel_factor(panel_width_mm)
        orientation: Literal["portrait", "landscape"] = "portrait" if portrait else "landscape"
        self._reach_line = reach_of(orientation, panel_width_mm or REFERENCE_PANEL_MM, panel_bottom_mm).line_px
        self._clock = clock
        self._look_at_clock()
        self._timer.start()
        self.changed.emit()

    @Slot()
    def _look_at_clock(self) -> None:
        if self._clock is None:
            return
        now = self._clock.now()
        minute = (now.month, now.day, now.isoweekday() % 7, now.hour * 60 + now.minute)
        if minute != self._minute:
            self._minute = minute
            self.minuteChanged.emit()

    def _get_portrait(self) -> bool:
        return self._portrait

    def _get_moving(self) -> bool:
        return self._moving

    def _get_panel_factor(self) -> float:
        return self._panel_factor

    def _get_reach_line(self) -> int:
        return self._reach_line

    def _month(self) -> int:
        return self._minute[0]

    def _day(self) -> int:
        return self._minute[1]

    def _weekday(self) -> int:
        return self._minute[2]

    def _time_of_day(self) -> str:
        hour, minute = divmod(self._minute[3], 60)
        return f"{hour:02}:{minute:02}"

    portrait = Property(bool, _get_portrait, notify=changed)
    moving = Property(bool, _get_moving, notify=changed)
    panelFactor = Property(float, _get_panel_factor, notify=changed)  # noqa: N815 - QML's manner
    reachLine = Property(int, _get_reach_line, notify=changed)  # noqa: N815 - QML's manner
    month = Property(int, _month, notify=minuteChanged)
    day = Property(int, _day, notify=minuteChanged)
    weekday = Property(int, _weekday, notify=minuteChanged)  # 0 is Sunday
    timeOfDay = Property(str, _time_of_day, notify=minuteChanged)  # noqa: N815 - QML's manner


def panel_factor(panel_width_mm: float | None) -> float:
    """Return by how much words and targets grow so that a smaller panel keeps their size in millimetres."""
    if not panel_width_mm:
        return 1.0
    return min(LARGEST_FACTOR, max(1.0, REFERENCE_PANEL_MM / panel_width_mm))
