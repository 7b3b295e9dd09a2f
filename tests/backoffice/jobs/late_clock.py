"""A clock that runs as the machine's does, so many seconds before it: the same in every process that is told how many."""

from datetime import datetime, timedelta

from domain.clock import SystemClock


class ShiftedClock(SystemClock):
    """The machine's clock, put elsewhere."""

    def __init__(self, seconds: float) -> None:
        self._shift = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._shift
