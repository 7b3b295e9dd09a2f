"""The acquirer's books: what is held, what was reversed, what was refused; whose PIN was wrong how often."""

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

PIN_TRIES = 3

Key = tuple[str, str, str]
"""Terminal, batch, trace."""


class EntryState(StrEnum):
    """What became of a sale."""

    HELD = "held"
    REVERSED = "reversed"
    DECLINED = "declined"


@dataclass(frozen=True)
class Entry:
    """One sale."""

    key: Key
    order: str
    amount_fen: int
    state: EntryState
    response_code: str
    reference: str
    at: datetime
    number: str = field(repr=False)

    def told(self) -> dict[str, Any]:
        """Return what anybody may see of it."""
        return {
            "trace": self.key[2],
            "batch": self.key[1],
            "order": self.order,
            "amount_fen": self.amount_fen,
            "state": self.state.value,
            "response_code": self.response_code,
            "reference": self.reference,
            "card": self.number[:6] + "∗" * max(len(self.number) - 10, 0) + self.number[-4:],
            "at": self.at.isoformat(),
        }


class Ledger:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[Key, Entry] = {}
        self._voided: set[Key] = set()  # reversed before they were heard of; they must never come to life
        self._wrong_pins: dict[str, int] = {}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every sale, oldest first."""
        with self._lock:
            return tuple(self._entries.values())

    def knows(self, key: Key) -> bool:
        """Tell whether this sale came before, or was reversed before it came."""
        with self._lock:
            return key in self._entries or key in self._voided

    def record(self, entry: Entry) -> bool:
        """Enter a sale; False when it is there already, or was reversed before it came."""
        with self._lock:
            if entry.key in self._entries or entry.key in self._voided:
                return False
            self._entries[entry.key] = entry
            return True

    def reverse(self, key: Key) -> bool:
        """Undo a sale, as often as one likes; False when nobody has heard of it."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self._voided.add(key)
                return False
            if entry.state is EntryState.HELD:
                self._entries[key] = replace(entry, state=EntryState.REVERSED)
            return True

    def held(self, number: str) -> int:
        """Return how much of an account is held, in fen."""
        with self._lock:
            return sum(
                one.amount_fen for one in self._entries.values() if one.number == number and one.state is EntryState.HELD
            )

    def is_locked(self, number: str) -> bool:
        """Tell whether the PIN was wrong too often."""
        with self._lock:
            return self._wrong_pins.get(number, 0) >= PIN_TRIES

    def count_pin(self, number: str, *, right: bool) -> None:
        """Remember a wrong PIN; a right one forgives the wrong ones before it."""
        with self._lock:
            self._wrong_pins[number] = 0 if right else self._wrong_pins.get(number, 0) + 1

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._voided.clear()
            self._wrong_pins.clear()
