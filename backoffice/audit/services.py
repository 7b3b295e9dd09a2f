"""Operations of the audit log: record, seal, verify.

Entries are written in the transaction of what they tell of; the worker chains them once a minute, in the order in which it
finds them, so that writers never wait for each other.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.audit.models import AuditEntry
from backoffice.database import insert_row
from backoffice.office import Work

GENESIS = "0" * 64


@dataclass(frozen=True)
class ChainReport:
    """Whether the chain holds: how many entries are sealed, how many wait, and the first one that does not fit."""

    sealed: int
    waiting: int
    broken_at: int | None  # position in the chain of the first entry that is missing or does not fit
    head: str | None  # newest seal, hex: written down elsewhere, it also proves that the end was not cut off


def record(work: Work, action: str, subject: str | None = None, codes: tuple[str, ...] = ()) -> int:
    """Add an entry to the transaction of `work` and return its number. Numbers and codes only, never personal data.

    Raises RuntimeError where nothing is committed: what must be audited cannot be done while only reading.
    """
    if not work.commits:
        raise RuntimeError("this needs a unit of work that commits")
    entry = {
        "at": work.now,
        "staff_id": work.actor.staff_id,
        "actor": work.actor.name,
        "action": action,
        "subject": subject,
        "codes": list(codes),
    }
    return insert_row(work.session, AuditEntry, entry)


def seal(session: Session) -> int:
    """Chain every entry that is not sealed yet; returns how many."""
    unsealed = select(AuditEntry).where(AuditEntry.seal.is_(None)).order_by(AuditEntry.id)
    open_entries = list(session.scalars(unsealed.with_for_update()))  # a second sealer waits here, and then finds nothing
    position, head = _head(session)
    for entry in open_entries:
        position += 1
        head = _seal_of(entry, position, head)
        entry.chain_position, entry.seal = position, head
    return len(open_entries)


def verify(session: Session) -> ChainReport:
    """Recompute the whole chain."""
    broken_at, head, sealed = None, GENESIS, 0
    chain = select(AuditEntry).where(AuditEntry.seal.is_not(None)).order_by(AuditEntry.chain_position)
    for sealed, entry in enumerate(session.scalars(chain.execution_options(yield_per=1000)), start=1):
        if broken_at is None and (entry.chain_position != sealed or entry.seal != _seal_of(entry, sealed, head)):
            broken_at = sealed
        head = entry.seal or GENESIS
    waiting = session.scalar(select(func.count()).where(AuditEntry.seal.is_(None))) or 0
    return ChainReport(sealed, waiting, broken_at, head if sealed else None)


def _head(session: Session) -> tuple[int, str]:
    newest = session.scalar(
        select(AuditEntry).where(AuditEntry.seal.is_not(None)).order_by(AuditEntry.chain_position.desc()).limit(1)
    )
    if newest is None or newest.chain_position is None or newest.seal is None:
        return 0, GENESIS
    return newest.chain_position, newest.seal


def _seal_of(entry: AuditEntry, position: int, before: str) -> str:
    content = [
        position,
        entry.id,
        entry.at.astimezone(UTC).isoformat(),
        entry.staff_id,
        entry.actor,
        entry.action,
        entry.subject,
        entry.codes,
    ]
    return hashlib.sha256(f"{before}{json.dumps(content, ensure_ascii=False)}".encode()).hexdigest()
