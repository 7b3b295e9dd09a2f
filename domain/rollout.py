"""What may be changed at terminals from the office: a fragment of their configuration with allowed keys only.

Office and terminal read the same list: the office to say no early, the terminal because it believes nobody. Nothing in it names
an address, a path, a device or a key; bounds are narrower than the terminal's own.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT = 60

Value = int | float | str


@dataclass(frozen=True)
class Allowed:
    """One key: what kind of value, and between which bounds (of a text: how long)."""

    kind: type[int] | type[float] | type[str]
    least: float
    most: float

    def takes(self, value: object) -> bool:
        """Tell whether `value` may stand there."""
        if self.kind is str:
            return isinstance(value, str) and self.least <= len(value) <= self.most and value.isprintable()
        if isinstance(value, bool) or not isinstance(value, (int, float) if self.kind is float else int):
            return False
        return self.least <= value <= self.most


ALLOWED: Mapping[str, Allowed] = {
    "times.idle_warning": Allowed(float, 20, 600),
    "times.idle_warning_elder": Allowed(float, 30, 900),
    "times.idle_countdown": Allowed(int, 5, 60),
    "times.visit": Allowed(float, 300, 3600),
    "times.card_slow": Allowed(float, 2, 60),
    "times.eligibility": Allowed(float, 2, 60),
    "times.receipt_from_office": Allowed(float, 0, 60),
    "times.outcome": Allowed(float, 5, 120),
    "times.clarify": Allowed(float, 10, 300),
    "times.things_left": Allowed(float, 30, 600),
    "times.goodbye": Allowed(float, 2, 60),
    "face.tries": Allowed(int, 1, 9),
    "face.try_limit": Allowed(float, 5, 120),
    "face.turns": Allowed(int, 0, 4),
    "face.reference_limit": Allowed(float, 1, 60),
    "contact.hotline": Allowed(str, 1, 20),
    "contact.query_zh": Allowed(str, 1, LONGEST_TEXT),
    "log.max_bytes": Allowed(int, 100_000, 50_000_000),
    "log.files": Allowed(int, 1, 20),
    "disk.refuse_below_mb": Allowed(int, 100, 100_000),
    "disk.again_above_mb": Allowed(int, 100, 200_000),
    "power.lost_after": Allowed(float, 0, 60),
    "power.back_after": Allowed(float, 0, 600),
    "power.low_percent": Allowed(int, 0, 100),
    "power.low_runtime": Allowed(int, 0, 3600),
    "power.last_while": Allowed(float, 0, 600),
}


class FragmentInvalid(ValueError):
    """The fragment is no TOML, or has keys or values that may not be changed from afar; `keys` names them."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__("configuration fragment: " + ", ".join(keys) if keys else "configuration fragment is no TOML")
        self.keys = keys


def parse_fragment(text: str) -> dict[str, Value]:
    """Return the values of a fragment by dotted key; raises :class:`FragmentInvalid`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise FragmentInvalid(()) from None
    values = dict(_flat(tables))
    wrong = tuple(key for key, value in values.items() if key not in ALLOWED or not ALLOWED[key].takes(value))
    if wrong:
        raise FragmentInvalid(wrong)
    low, high = values.get("disk.refuse_below_mb"), values.get("disk.again_above_mb")
    if (low is None) != (high is None) or (isinstance(low, int) and isinstance(high, int) and high < low):
        raise FragmentInvalid(("disk.refuse_below_mb", "disk.again_above_mb"))  # one without the other may stand above it
    return values


def as_tables(values: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """Return values by dotted key as the tables of a configuration."""
    tables: dict[str, dict[str, Value]] = {}
    for key, value in values.items():
        table, _, name = key.partition(".")
        tables.setdefault(table, {})[name] = value
    return tables


def _flat(tables: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tables.items():
        key = f"{above}{name}"
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{key}.")
        else:
            yield key, value
