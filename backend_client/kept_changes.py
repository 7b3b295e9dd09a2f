"""What citizens changed about applications, as long as a restored office may need it again: sealed, like the applications.

A row is written when the office has answered that it is done, and stays as many days as a delivered body. An office that comes
out of a backup makes every row owed: it is asked for what it misses, and gets it after the application.
"""

import base64
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Uuid,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from backend_client.identity import Identity
from backend_client.outbox import LONGEST_PLAN, Moment, metadata, wait_after
from backend_client.sealing import seal_change
from domain.wire.v1_recovery import Change, ChangeKind, KeptChange, SealedChange, kind_of

GRACE = timedelta(days=1)
"""How long a change that is owed may wait for its last try, at an office that cannot be asked."""

kept_change = Table(
    "kept_change",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("key", Uuid(as_uuid=True), nullable=False, unique=True),
    Column("number", String(16), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("sealed_sha256", String(64), nullable=False),
    Column("owed_at", Moment),  # since when a restored office may lack it; None: it has it
    Column("next_at", Moment),
    Column("tries", Integer, nullable=False, default=0),
)


@dataclass(frozen=True)
class Owed:
    """One change that a restored office may lack."""

    kept: KeptChange = field(repr=False)
    owed_at: datetime


def keep(connection: Connection, message: Change, identity: Identity, taken_at: datetime) -> None:
    """Keep what the office has just done, once for each key."""
    kept = KeptChange(key=message.key, number=message.number, kind=kind_of(message))
    body = seal_change(message, kept, identity.terminal_id, identity.sealing_key)
    row = {
        "key": kept.key,
        "number": kept.number,
        "kind": kept.kind.value,
        "taken_at": taken_at,
        "key_id": body.key_id,
        "sealed": body.sealed,
        "sealed_sha256": body.sha256,
        "tries": 0,
    }
    connection.execute(insert(kept_change).values(row).on_conflict_do_nothing(index_elements=["key"]))


def owe_all(connection: Connection, now: datetime, first_at: datetime) -> int:
    """Owe everything that is kept to an office that came out of a backup; return how much that is."""
    return connection.execute(update(kept_change).values(owed_at=now, next_at=first_at, tries=0)).rowcount


def anything_due(connection: Connection, now: datetime) -> bool:
    """Tell whether :func:`claim_due` would find something; takes no write lock."""
    return connection.execute(select(kept_change.c.seq).where(_due(now)).limit(1)).one_or_none() is not None


def claim_due(connection: Connection, now: datetime, most: int) -> list[Owed]:
    """Return what is to be asked for now, in the order in which citizens did it; the following try of each is planned."""
    rows = connection.execute(select(kept_change).where(_due(now)).order_by(kept_change.c.seq).limit(most)).all()
    for row in rows:
        planned = {"tries": row.tries + 1, "next_at": now + timedelta(seconds=wait_after(row.tries + 1))}
        connection.execute(update(kept_change).where(kept_change.c.seq == row.seq).values(planned))
    return [Owed(KeptChange(key=row.key, number=row.number, kind=ChangeKind(row.kind)), row.owed_at) for row in rows]


def message_of(connection: Connection, key: UUID, *, last: bool) -> SealedChange:
    """Return one change as it is sent again."""
    row: Row[Any] = connection.execute(select(kept_change).where(kept_change.c.key == key)).one()
    return SealedChange(
        key=row.key,
        number=row.number,
        kind=ChangeKind(row.kind),
        taken_at=row.taken_at,
        key_id=row.key_id,
        sealed=base64.b64encode(row.sealed).decode(),
        sealed_sha256=row.sealed_sha256,
        last=last,
    )


def has_it(connection: Connection, keys: Collection[UUID]) -> None:
    """The office has these; they stay until their days are over."""
    connection.execute(update(kept_change).where(kept_change.c.key.in_(keys)).values(owed_at=None, next_at=None))


def forget(connection: Connection, key: UUID) -> None:
    """The office refuses this one for good."""
    connection.execute(delete(kept_change).where(kept_change.c.key == key))


def purge(connection: Connection, before: datetime) -> int:
    """Drop what the office took before `before`, or what it has been owed since then; return how much."""
    old = kept_change.c.owed_at.is_(None) & (kept_change.c.taken_at < before)
    return connection.execute(delete(kept_change).where(or_(old, kept_change.c.owed_at < before - GRACE))).rowcount


def _due(now: datetime) -> ColumnElement[bool]:
    too_late = now + timedelta(seconds=LONGEST_PLAN)  # such a plan was made by a wrong clock
    return kept_change.c.owed_at.is_not(None) & or_(kept_change.c.next_at <= now, kept_change.c.next_at > too_late)
