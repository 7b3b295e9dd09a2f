"""Whether somebody is still there: the idle warning with its countdown, the visit's limit, the questions over a screen."""

import math

from domain.clock import Clock
from kiosk.flow.outcome import Why
from kiosk.flow.visit import Visit
from kiosk.settings import Times


class Attention:
    """Watches one visit. All times in seconds of the monotonic clock."""

    def __init__(self, clock: Clock, times: Times) -> None:
        self._clock = clock
        self._times = times
        self._last_touch = clock.monotonic()
        self.asking_to_end = False
        self.help_open = False

    def touched(self) -> None:
        """Somebody is there."""
        self._last_touch = self._clock.monotonic()

    def uncover(self) -> None:
        """Take away the questions that lie over the screen."""
        self.asking_to_end = self.help_open = False

    def is_covered(self) -> bool:
        """Tell whether help or a question lies over the screen."""
        return self.asking_to_end or self.help_open

    def warning_seconds_left(self, visit: Visit) -> int | None:
        """Seconds of the countdown while the idle warning stands, else None."""
        left = self._last_touch + self._idle_after(visit) + self._times.idle_countdown - self._clock.monotonic()
        return max(0, math.ceil(left)) if left <= self._times.idle_countdown else None

    def over(self, visit: Visit) -> Why | None:
        """Why the visit's time is over, or None."""
        now = self._clock.monotonic()
        if now - visit.started_at >= self._times.visit:
            return "time_over"
        return "idle" if self.is_idle(visit) else None

    def is_idle(self, visit: Visit) -> bool:
        """Tell whether the countdown has run out."""
        return self._clock.monotonic() - self._last_touch >= self._idle_after(visit) + self._times.idle_countdown

    def _idle_after(self, visit: Visit) -> float:
        return self._times.idle_warning_elder if visit.display.elder else self._times.idle_warning
