"""What counts as striking a key, and when a held key repeats (EN 301 549, 5.7 key repeat and 5.8 double strike).

A double strike is measured from the finger's leaving the key to its coming down again: a trembling finger bounces within
20–120 ms, one that means 44 takes longer, however quickly it types. A key that means something else since it was struck
(选定 has become 填好了) does not act at once: who taps twice meant the first meaning.

No Qt in here: :class:`Strikes` knows keys by name and the time by the clock it is handed.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from domain.clock import Clock


@dataclass(frozen=True)
class KeyTimes:
    """Times of the on-screen keyboard, for everybody and for large type; their limits are in `kiosk.settings`."""

    repeat_delay_ms: int = 600  # how long a key is held before it repeats
    repeat_ms: int = 200
    double_strike_ms: int = 60  # the same key again within this time after it was left is the same strike
    new_meaning_ms: int = 500  # a key that means something else since it was struck is dead for this time
    repeat_delay_elder_ms: int = 2000
    double_strike_elder_ms: int = 120
    new_meaning_elder_ms: int = 800

    def delay_s(self, *, elder: bool) -> float:
        """Return how many seconds a key is held before it repeats."""
        return (self.repeat_delay_elder_ms if elder else self.repeat_delay_ms) / 1000

    def bounce_s(self, *, elder: bool) -> float:
        """Return within how many seconds the same key again is the same strike."""
        return (self.double_strike_elder_ms if elder else self.double_strike_ms) / 1000

    def dead_s(self, *, elder: bool) -> float:
        """Return for how many seconds a key does nothing that means something else than when it was struck."""
        return (self.new_meaning_elder_ms if elder else self.new_meaning_ms) / 1000


@dataclass(frozen=True)
class _Left:
    """The key struck last, and when a finger last left it, on the clock's monotonic scale."""

    key: str
    meaning: str
    at: float
    instead: frozenset[str] = frozenset()  # keys that stand in its place since


@dataclass
class _Held:
    """A key under a finger."""

    meaning: str
    counts: bool
    bounces: bool  # a finger that trembles on
    next_repeat: float  # on the clock's monotonic scale
    repeated: bool = False


class Strikes:
    """Fingers on keys. Two different keys are never taken for one, whatever the time between them: two thumbs type."""

    def __init__(self, times: KeyTimes, clock: Clock) -> None:
        self._times = times
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._last: _Left | None = None

    def press(self, key: str, meaning: str = "", *, elder: bool) -> None:
        """Take a finger that has come down on `key`, which now means `meaning`."""
        now = self._clock.monotonic()
        last = self._last if self._last and key in {self._last.key, *self._last.instead} else None
        bounces = last is not None and last.key == key and now - last.at < self._times.bounce_s(elder=elder)
        other = last is not None and (last.key != key or last.meaning != meaning)
        dead = last is not None and other and now - last.at < self._times.dead_s(elder=elder)
        self._held[key] = _Held(meaning, not bounces and not dead, bounces, now + self._times.delay_s(elder=elder))

    def repeats(self, key: str) -> bool:
        """Tell whether a held `key` acts again now. However late it is asked, it acts once: nothing is made up for."""
        held, now = self._held.get(key), self._clock.monotonic()
        if held is None or not held.counts or now < held.next_repeat:
            return False
        held.next_repeat = now + self._times.repeat_ms / 1000
        held.repeated = True
        return True

    def lift(self, key: str, meaning: str = "", *, elder: bool) -> bool:
        """Take a finger that left `key` while on it; tell whether the key acts. A key of the keypad comes without a press.

        A key that has changed its meaning under the finger does not act.
        """
        if key not in self._held:
            self.press(key, meaning, elder=elder)
        held = self._held.pop(key)
        now = self._clock.monotonic()
        if held.counts:
            self._last = _Left(key, held.meaning, now)
        elif held.bounces and self._last and self._last.key == key:
            self._last = replace(self._last, at=now)
        return held.counts and not held.repeated and held.meaning == meaning

    def replaced(self, keys: Collection[str]) -> None:
        """Other `keys` stand where the key struck last was: the keyboard has turned to another page."""
        if self._last:
            self._last = replace(self._last, instead=frozenset(keys))

    def leave(self, key: str) -> None:
        """Take a finger that slid off `key`."""
        self._held.pop(key, None)

    def forget(self) -> None:
        """Know of no finger and no key."""
        self._held.clear()
        self._last = None
