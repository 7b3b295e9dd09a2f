"""Upkeep 维护记录: what self-tests found, and how much paper was used since staff refilled. Types only, never personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, text

from domain.failures import FailureCode


class Consumable(StrEnum):
    """What staff refill."""

    RECEIPT_PAPER = "receipt_paper"
    DOCUMENT_PAPER = "document_paper"
    TONER = "toner"


FULL: Mapping[Consumable, int] = {
    Consumable.RECEIPT_PAPER: 350,  # slips of about 23 cm on a roll of 80 m
    Consumable.DOCUMENT_PAPER: 500,  # one ream
    Consumable.TONER: 2600,  # pages of a cartridge at 5 % (ISO/IEC 19752)
}
_USED = {
    Consumable.RECEIPT_PAPER: "SELECT COUNT(*) FROM print_ledger WHERE job IS NULL AND submitted_at > :since",
    Consumable.DOCUMENT_PAPER: "SELECT COALESCE(SUM(COALESCE(sheets_out, sheets)), 0) FROM print_ledger"
    " WHERE job IS NOT NULL AND submitted_at > :since",
}
_USED[Consumable.TONER] = _USED[Consumable.DOCUMENT_PAPER]


@dataclass(frozen=True)
class Level:
    """How much was used since the last refill, and about how much is left; None: nobody ever said it was refilled."""

    consumable: Consumable
    used: int
    left: int | None
    refilled_at: datetime | None


@dataclass(frozen=True)
class KeptTest:
    """One self-test that was kept."""

    at: datetime
    device: str
    failure: FailureCode | None


def self_tests(connection: Connection, limit: int) -> list[KeptTest]:
    """Return the newest self-tests, newest first: by their number, for a clock may have been set."""
    rows = connection.execute(
        text("SELECT at, device, passed, failure FROM self_tests ORDER BY id DESC LIMIT :limit"), {"limit": limit}
    )
    return [KeptTest(datetime.fromisoformat(row.at), row.device, _failure(row.passed, row.failure)) for row in rows]


def levels(connection: Connection) -> list[Level]:
    """Return how much of everything was used."""
    return [_level(connection, consumable) for consumable in Consumable]


def refill(connection: Connection, consumable: Consumable, now: datetime) -> None:
    """Count from here: staff have refilled."""
    connection.execute(
        text("INSERT INTO refills (name, at) VALUES (:name, :at) ON CONFLICT (name) DO UPDATE SET at = excluded.at"),
        {"name": consumable.value, "at": now.isoformat()},
    )


def _level(connection: Connection, consumable: Consumable) -> Level:
    found = connection.execute(text("SELECT at FROM refills WHERE name = :name"), {"name": consumable.value}).scalar()
    used = int(connection.execute(text(_USED[consumable]), {"since": found or ""}).scalar_one())
    if found is None:
        return Level(consumable, used, None, None)
    return Level(consumable, used, max(0, FULL[consumable] - used), datetime.fromisoformat(found))


def _failure(passed: int, failure: str | None) -> FailureCode | None:
    if passed:
        return None
    try:
        return FailureCode(failure or "")
    except ValueError:  # of another version
        return FailureCode.TERMINAL_FAULT
