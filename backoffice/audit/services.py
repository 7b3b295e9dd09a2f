"""Operations of the audit log: record, seal, verify, read."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.audit.models import AuditEntry
from backoffice.office import Work


@dataclass(frozen=True)
class ChainReport:
    """Whether the chain holds: how many entries are sealed, how many wait, and the first one that does not fit."""

    sealed: int
    waiting: int
    broken_at: int | None  # id of the first entry whose seal does not fit
    head: str | None  # newest seal, hex


def record(work: Work, action: str, subject: str | None = None, codes: tuple[str, ...] = ()) -> AuditEntry:
    """Add an entry to the transaction of `work`. Numbers and codes only, never personal data."""
    raise NotImplementedError


def seal(work: Work) -> int:
    """Chain every entry that is not sealed yet; returns how many (the worker calls it once a minute)."""
    raise NotImplementedError


def verify(session: Session) -> ChainReport:
    """Recompute the whole chain."""
    raise NotImplementedError


def list_entries(
    session: Session, *, subject: str | None = None, actor: str | None = None, limit: int = 200
) -> list[AuditEntry]:
    """Return the newest entries first."""
    raise NotImplementedError
