"""The one clock. Nobody else asks what time it is; tests hand in a :class:`FrozenClock`."""

import time
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Wall time for people, monotonic time for limits."""

    def now(self) -> datetime:
        """Return the present moment, aware, in Asia/Shanghai."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(SHANGHAI)

    def monotonic(self) -> float:
        return time.monotonic()


class FrozenClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("start must be an aware datetime")
        self._now = start.astimezone(SHANGHAI)
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Move both wall and monotonic time forward by `seconds`."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds
