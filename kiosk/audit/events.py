"""The closed catalogue of audit events (`config/events.toml`): what may be written, and nothing else."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

Detail = str | int | bool

WORD = re.compile(r"[a-z][a-z0-9_]{0,47}")
LONG_DIGITS = re.compile(r"\d{5}")  # a number of five digits may be part of a person's
LARGEST = 10_000_000  # row ids, not phone numbers


class EventRefused(ValueError):
    """An event or a detail that the catalogue does not know: a bug. Names the event, never the value."""


@dataclass(frozen=True)
class EventType:
    """One row of the catalogue."""

    name: str
    means: str
    details: frozenset[str]


def parse_events(text: str) -> Mapping[str, EventType]:
    """Parse `config/events.toml`."""
    raw = tomllib.loads(text)
    return {name: EventType(name, row["means"], frozenset(row["details"])) for name, row in raw.items()}


def require_known(events: Mapping[str, EventType], name: str, details: Mapping[str, Detail]) -> None:
    """Raise :class:`EventRefused` unless the catalogue knows the event and each of its details is harmless."""
    event = events.get(name)
    if event is None:
        raise EventRefused(f"unknown event {name}")
    for key, value in details.items():
        if key not in event.details:
            raise EventRefused(f"{name} carries no {key}")
        if not _is_harmless(value):
            raise EventRefused(f"{name}.{key} is no word of a catalogue")


def _is_harmless(value: Detail) -> bool:
    if isinstance(value, int):  # bool is an int too
        return 0 <= value < LARGEST
    return WORD.fullmatch(value) is not None and LONG_DIGITS.search(value) is None
