"""The outbox 待传: sealed applications until the office has them.

Every operation takes the caller's connection, so the terminal's unit of work puts application, outbox row and audit event into
one transaction. A row is `held` at confirm, `ready` once released, then `delivered`, or `dead` when the office will never take
it; whatever its state it says when it is tried next, what went wrong last, and what staff must do. Nothing waits for another
row: the next one is chosen by its time, never by its place.
"""

import base64
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    Text,
    Uuid,
    and_,
    func,
    inspect,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.types import TypeDecorator

from backend_client.sealing import SealedBody
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.failures import FailureCode, StaffAction
from domain.services import ServiceSlug
from domain.wire.v1 import ApplicationReceipt, PaidFee, SealedApplication
from domain.wire.v1_faces import SealedFaces

FIRST_WAIT = 1.0  # seconds
LONGEST_WAIT = 300.0  # seconds
LONGEST_PLAN = 3600.0  # seconds; a row planned later than this was planned by a wrong clock, and is due


class OutboxState(StrEnum):
    """Where a row stands."""

    HELD = "held"  # confirmed, not yet lodged: not sent
    READY = "ready"  # lodged: to be sent
    DELIVERED = "delivered"  # the office has it
    DEAD = "dead"  # the office will never take it as it is; staff must look
    ABANDONED = "abandoned"  # never lodged (fee not charged)


class OutboxError(LookupError):
    """The row is not there, or does not stand where this may be done."""


class Moment(TypeDecorator[datetime]):
    """An aware moment as ISO text in UTC, so that text order is time order."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        del dialect
        return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        del dialect
        return datetime.fromisoformat(value).astimezone(SHANGHAI) if value else None


metadata = MetaData()

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", Uuid(as_uuid=True), nullable=False, unique=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("service", String(40), nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("confirmed_at", Moment, nullable=False),
    Column("lodged_at", Moment),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary),  # None: purged
    Column("sealed_sha256", String(64), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_at", Moment, index=True),
    Column("last_error", String(40)),
    Column("staff_action", String(10), nullable=False, default=StaffAction.NONE.value),
    Column("received_at", Moment),
    Column("due_date", Date),
    Column("status", String(30)),
    Column("settled_at", Moment),  # delivered, abandoned: the purge counts from here
    Column("face_key_id", String(64)),  # None, as are the next two: no live pictures
    Column("face_sealed", LargeBinary),  # None: there are none, or purged
    Column("face_sha256", String(64)),
    Column("payment", Text),  # PaidFee as JSON; None: nothing to pay, not paid yet, or purged
)

ADDED_LATER = ("face_key_id", "face_sealed", "face_sha256", "payment")
"""Columns that a table of an older version lacks. Each may be empty, so the older version, too, still works on the table."""


@dataclass(frozen=True)
class OutboxEntry:
    """One row, without the sealed bytes."""

    key: UUID = field(repr=False)
    number: str = field(repr=False)
    service: ServiceSlug
    state: OutboxState
    confirmed_at: datetime
    lodged_at: datetime | None
    tries: int
    next_at: datetime | None
    last_error: str | None
    staff_action: StaffAction
    received_at: datetime | None
    due_date: date | None
    status: ApplicationStatus | None

    @property
    def delivered(self) -> bool:
        """Tell whether the office has it."""
        return self.state is OutboxState.DELIVERED


@dataclass(frozen=True)
class Claim:
    """One row to be sent now."""

    key: UUID = field(repr=False)
    message: SealedApplication
    tries: int  # counting this one


@dataclass(frozen=True)
class OutboxCounts:
    """What a heartbeat says of the outbox."""

    depth: int  # lodged, not yet with the office, the dead ones included
    oldest_seconds: int  # since the oldest of them was lodged
    dead: int


_NO_BODIES = {"sealed": None, "face_sealed": None, "payment": None}


def create_tables(connection: Connection) -> None:
    """Create the tables unless they are there, and bring an older one up to date; terminal and courier may both be first."""
    metadata.create_all(connection)
    add_columns(connection)


def add_columns(connection: Connection) -> None:
    """Add to a table of an older version what it lacks; its rows stay as they are. Needs the write lock."""
    there = {column["name"] for column in inspect(connection).get_columns(outbox.name)}
    for name in ADDED_LATER:
        if name not in there:
            kind = outbox.c[name].type.compile(connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {outbox.name} ADD COLUMN {name} {kind}")


def put(
    connection: Connection,
    key: UUID,
    number: str,
    service: ServiceSlug,
    body: SealedBody,
    confirmed_at: datetime,
    *,
    faces: SealedBody | None = None,
) -> None:
    """Write a `held` row, with the sealed live pictures where there are any.

    Raises :class:`sqlalchemy.exc.IntegrityError` when key or number is known already.
    """
    connection.execute(
        outbox.insert().values(
            key=key,
            number=number,
            service=service.value,
            state=OutboxState.HELD.value,
            confirmed_at=confirmed_at,
            key_id=body.key_id,
            sealed=body.sealed,
            sealed_sha256=body.sha256,
            face_key_id=faces.key_id if faces else None,
            face_sealed=faces.sealed if faces else None,
            face_sha256=faces.sha256 if faces else None,
        )
    )


def release(connection: Connection, number: str, lodged_at: datetime, payment: PaidFee | None = None) -> None:
    """Let the courier send a `held` row at once, with what was paid for it; raises :class:`OutboxError` when there is none."""
    paid = payment.model_dump_json() if payment else None
    values = {"state": OutboxState.READY.value, "lodged_at": lodged_at, "next_at": lodged_at, "payment": paid}
    _change(connection, number, OutboxState.HELD, values)


def abandon(connection: Connection, number: str, now: datetime) -> None:
    """Give up a `held` row whose fee was not charged; its body goes at once. Raises :class:`OutboxError`."""
    _change(connection, number, OutboxState.HELD, {"state": OutboxState.ABANDONED.value, **_NO_BODIES, "settled_at": now})


def revive(connection: Connection, number: str, now: datetime) -> None:
    """Send a `dead` row once more, after staff removed the cause. Raises :class:`OutboxError`."""
    values = {"state": OutboxState.READY.value, "next_at": now, "tries": 0, "staff_action": StaffAction.NONE.value}
    _change(connection, number, OutboxState.DEAD, values)


def find(connection: Connection, number: str) -> OutboxEntry | None:
    """Return the row of an application number."""
    row = connection.execute(select(*_shown()).where(outbox.c.number == number)).one_or_none()
    return _entry(row) if row else None


def entries(connection: Connection) -> list[OutboxEntry]:
    """Return every row, oldest first."""
    return [_entry(row) for row in connection.execute(select(*_shown()).order_by(outbox.c.seq))]


def dead(connection: Connection) -> list[OutboxEntry]:
    """Return what the office refused for good, oldest first; staff must look at each."""
    return [entry for entry in entries(connection) if entry.state is OutboxState.DEAD]


def anything_due(connection: Connection, now: datetime) -> bool:
    """Tell whether :func:`claim` would find a row; takes no write lock."""
    return connection.execute(select(outbox.c.seq).where(_due(now)).limit(1)).one_or_none() is not None


def claim(connection: Connection, now: datetime, *, only_new: bool = False) -> Claim | None:
    """Return the next row that is due, its following try already planned; `only_new`: of those never tried.

    The plan is made before the sending: a row that kills its sender does not stand in the others' way afterwards.
    """
    due = and_(_due(now), outbox.c.tries == 0) if only_new else _due(now)
    row = connection.execute(select(outbox).where(due).order_by(outbox.c.next_at, outbox.c.seq).limit(1)).one_or_none()
    if row is None:
        return None
    values = {"tries": row.tries + 1, "next_at": now + timedelta(seconds=wait_after(row.tries + 1))}
    connection.execute(update(outbox).where(outbox.c.seq == row.seq).values(values))
    return Claim(row.key, _message(row), row.tries + 1)


def wait_after(tries: int) -> float:
    """Return seconds until the next try: full jitter below an exponentially growing limit, never less than a tenth of it."""
    limit = min(FIRST_WAIT * 2.0 ** min(tries - 1, 30), LONGEST_WAIT)
    return random.uniform(limit / 10, limit)  # noqa: S311 - spreads load, guards nothing


def delivered(connection: Connection, receipt: ApplicationReceipt, now: datetime) -> None:
    """Keep the office's receipt; raises :class:`OutboxError` when the row is not there to be delivered."""
    values = {
        "state": OutboxState.DELIVERED.value,
        "received_at": receipt.received_at,
        "due_date": receipt.due_date,
        "status": receipt.status.value,
        "settled_at": now,
        "next_at": None,
        "last_error": None,
        "staff_action": StaffAction.NONE.value,
    }
    _change(connection, receipt.number, OutboxState.READY, values)


def failed(
    connection: Connection, number: str, error: str, action: StaffAction, now: datetime, retry_after: float | None = None
) -> None:
    """Note why a try failed; `retry_after` in seconds puts the planned next one off, never forward."""
    values: dict[str, Any] = {"last_error": error, "staff_action": action.value}
    if retry_after is not None:
        values["next_at"] = func.max(outbox.c.next_at, literal(now + timedelta(seconds=retry_after), Moment))
    _change(connection, number, OutboxState.READY, values)


def died(connection: Connection, number: str, error: str) -> None:
    """Take a row out of the way that the office will never accept; the body stays, staff must look."""
    values = {
        "state": OutboxState.DEAD.value,
        "next_at": None,
        "last_error": error,
        "staff_action": StaffAction.MAINTAIN.value,
    }
    _change(connection, number, OutboxState.READY, values)


def hurry(connection: Connection, errors: tuple[FailureCode, ...], now: datetime, within: float) -> int:
    """Try rows that failed with one of `errors` again `within` seconds, and return how many; for when the line is back."""
    rows = connection.execute(
        select(outbox.c.seq).where(
            outbox.c.state == OutboxState.READY.value,
            outbox.c.last_error.in_([error.value for error in errors]),
            outbox.c.next_at > now + timedelta(seconds=within),
        )
    ).all()
    for row in rows:
        next_at = now + timedelta(seconds=random.uniform(0, within))  # noqa: S311 - spreads load, guards nothing
        connection.execute(update(outbox).where(outbox.c.seq == row.seq).values(next_at=next_at))
    return len(rows)


def counts(connection: Connection, now: datetime) -> OutboxCounts:
    """Count what has not reached the office."""
    is_dead = outbox.c.state == OutboxState.DEAD.value
    row = connection.execute(
        select(func.count(), func.min(outbox.c.lodged_at, type_=Moment), func.coalesce(func.sum(is_dead), 0)).where(
            outbox.c.state.in_([OutboxState.READY.value, OutboxState.DEAD.value])
        )
    ).one()
    oldest = max(int((now - row[1]).total_seconds()), 0) if row[1] else 0
    return OutboxCounts(depth=row[0], oldest_seconds=oldest, dead=int(row[2]))


def purge(connection: Connection, before: datetime) -> int:
    """Drop the sealed bodies of what was delivered before `before`, and return how many; number and hash stay."""
    purged = connection.execute(
        update(outbox)
        .where(
            outbox.c.state == OutboxState.DELIVERED.value,
            outbox.c.settled_at < before,
            outbox.c.sealed.is_not(None),
        )
        .values(**_NO_BODIES)
    )
    return purged.rowcount


def _due(now: datetime) -> ColumnElement[bool]:
    too_late = now + timedelta(seconds=LONGEST_PLAN)
    return and_(outbox.c.state == OutboxState.READY.value, or_(outbox.c.next_at <= now, outbox.c.next_at > too_late))


def _change(connection: Connection, number: str, state: OutboxState, values: dict[str, Any]) -> None:
    result = connection.execute(update(outbox).where(outbox.c.number == number, outbox.c.state == state.value).values(values))
    if result.rowcount != 1:
        raise OutboxError(f"no {state} row of this number")


def _shown() -> list[Column[Any]]:
    return [outbox.c[name] for name in OutboxEntry.__dataclass_fields__]


def _entry(row: Row[Any]) -> OutboxEntry:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    values["service"] = ServiceSlug(row.service)
    values["state"] = OutboxState(row.state)
    values["staff_action"] = StaffAction(row.staff_action)
    values["status"] = ApplicationStatus(row.status) if row.status else None
    return OutboxEntry(**values)


def _message(row: Row[Any]) -> SealedApplication:
    return SealedApplication(
        number=row.number,
        service=ServiceSlug(row.service),
        confirmed_at=row.confirmed_at,
        lodged_at=row.lodged_at,
        key_id=row.key_id,
        sealed=base64.b64encode(row.sealed).decode(),
        sealed_sha256=row.sealed_sha256,
        faces=_faces(row),
        payment=PaidFee.model_validate_json(row.payment) if row.payment else None,
        receipt_said=row.received_at,  # None, unless it was delivered before to an office that has lost it
    )


def _faces(row: Row[Any]) -> SealedFaces | None:
    if row.face_sealed is None:
        return None
    sealed = base64.b64encode(row.face_sealed).decode()
    return SealedFaces(key_id=row.face_key_id, sealed=sealed, sealed_sha256=row.face_sha256)
