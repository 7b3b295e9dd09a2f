"""How the line to the office was when the courier last used it; the terminal reads it to say what works and to raise alarms."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Float, Integer, String, Table, select
from sqlalchemy.dialects.sqlite import insert

from backend_client.outbox import Moment, metadata
from domain.failures import FailureCode

_ONLY_ROW = 1

office_contact = Table(
    "office_contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tried_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("failure", String(40)),
    Column("clock_offset_seconds", Float),
)


@dataclass(frozen=True)
class Contact:
    """The last exchange with the office."""

    tried_at: datetime
    answered_at: datetime | None  # the last time that went well
    failure: FailureCode | None  # of the last try
    clock_offset_seconds: float | None  # office's clock minus this terminal's


def note(connection: Connection, now: datetime, failure: FailureCode | None, offset_seconds: float | None) -> None:
    """Remember how a try ended; an offset that is not known now keeps its last value."""
    values: dict[str, object] = {"tried_at": now, "failure": failure.value if failure else None}
    if failure is None:
        values["answered_at"] = now
    if offset_seconds is not None:
        values["clock_offset_seconds"] = offset_seconds
    statement = insert(office_contact).values(id=_ONLY_ROW, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[office_contact.c.id], set_=values))


def find(connection: Connection) -> Contact | None:
    """Return the last contact, or None when there never was one."""
    row = connection.execute(select(office_contact).where(office_contact.c.id == _ONLY_ROW)).one_or_none()
    if row is None:
        return None
    failure = FailureCode(row.failure) if row.failure else None
    return Contact(row.tried_at, row.answered_at, failure, row.clock_offset_seconds)
