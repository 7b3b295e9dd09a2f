"""What counts as striking a key, and when a held key repeats (EN 301 549, 5.7 key repeat and 5.8 double strike).

No Qt in here: :class:`Strikes` knows keys by name and the time by the clock it is handed.
"""

from dataclasses import dataclass

from domain.clock import Clock


@dataclass(frozen=True)
class KeyTimes:
    """Times of the on-screen keyboard, for everybody and for large type; their limits are in `kiosk.settings`."""

    repeat_delay_ms: int = 600  # how long a key is held before it repeats
    repeat_ms: int = 200
    double_strike_ms: int = 80  # the same key again within this time after it was left is the same strike
    repeat_delay_elder_ms: int = 2000
    double_strike_elder_ms: int = 350

    def delay_s(self, *, elder: bool) -> float:
        """Return how many seconds a key is held before it repeats."""
        return (self.repeat_delay_elder_ms if elder else self.repeat_delay_ms) / 1000

    def bounce_s(self, *, elder: bool) -> float:
        """Return within how many seconds the same key again is the same strike."""
        return (self.double_strike_elder_ms if elder else self.double_strike_ms) / 1000


@dataclass
class _Held:
    """A key under a finger."""

    counts: bool
    next_repeat: float  # on the clock's monotonic scale
    repeated: bool = False


class Strikes:
    """Fingers on keys. Two different keys are never taken for one, whatever the time between them: two thumbs type."""

    def __init__(self, times: KeyTimes, clock: Clock) -> None:
        self._times = times
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._last: tuple[str, float] | None = None  # the key struck last, and when it was left

    def press(self, key: str, *, elder: bool) -> None:
        """Take a finger that has come down on `key`."""
        now = self._clock.monotonic()
        counts = self._last is None or self._last[0] != key or now - self._last[1] >= self._times.bounce_s(elder=elder)
        self._held[key] = _Held(counts, now + self._times.delay_s(elder=elder))

    def repeats(self, key: str) -> bool:
        """Tell whether a held `key` acts again now. However late it is asked, it acts once: nothing is made up for."""
        held, now = self._held.get(key), self._clock.monotonic()
        if held is None or not held.counts or now < held.next_repeat:
            return False
        held.next_repeat = now + self._times.repeat_ms / 1000
        held.repeated = True
        return True

    def lift(self, key: str, *, elder: bool) -> bool:
        """Take a finger that left `key` while on it; tell whether the key acts. A key of the keypad comes without a press."""
        if key not in self._held:
            self.press(key, elder=elder)
        held = self._held.pop(key)
        if held.counts:
            self._last = (key, self._clock.monotonic())
        return held.counts and not held.repeated

    def leave(self, key: str) -> None:
        """Take a finger that slid off `key`."""
        self._held.pop(key, None)

    def forget(self) -> None:
        """Know of no finger and no key."""
        self._held.clear()
        self._last = None
