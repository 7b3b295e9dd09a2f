"""After a restore: which epoch it is, what a terminal must send again, and when the office first had it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.audit import services as audit
from backoffice.fleet.models import Terminal
from backoffice.intake.models import Lodgement
from backoffice.office import Work
from backoffice.recovery.models import OfficeEpoch

FIRST = "first"
"""The epoch of an office that was never restored."""

SPARE_NUMBERS = 100
"""More terminals than anybody pairs between two backups; their numbers stand in application numbers, so none is given twice."""

SLACK = timedelta(minutes=5)
"""The backup's copy of the database may be a little older than the moment that its manifest names."""


def name_of_epoch(session: Session) -> str:
    """Return the name of the present epoch."""
    newest = _newest(session)
    return newest.name if newest else FIRST


def begin_epoch(work: Work, backup_made_at: datetime) -> OfficeEpoch:
    """Begin a new epoch after a restore."""
    last = work.session.scalar(select(func.max(Terminal.terminal_number))) or 0
    epoch = OfficeEpoch(
        name=secrets.token_hex(16),
        backup_made_at=backup_made_at,
        restored_at=work.now,
        first_number=max(last, first_number(work.session) - 1) + SPARE_NUMBERS + 1,
    )
    work.session.add(epoch)
    audit.record(work, "office.restored")
    return epoch


def first_number(session: Session) -> int:
    """Return the lowest number that a newly paired terminal may get."""
    newest = _newest(session)
    return newest.first_number if newest else 1


def missing_of(session: Session, terminal_id: str, numbers: Sequence[str]) -> list[str]:
    """Return those of `numbers` that this terminal has not handed over, as far as the office knows."""
    known = select(Lodgement.number).where(Lodgement.number.in_(numbers), Lodgement.terminal_id == terminal_id)
    there = set(session.scalars(known))
    return [number for number in numbers if number not in there]


def received_at(session: Session, now: datetime, lodged_at: datetime, receipt_said: datetime | None) -> datetime:
    """Return since when an application counts as received: now, or when a lost part of the office's memory had received it.

    The citizen's days were counted from that moment, and it stands on what the terminal got then. It is believed only where the
    office has a gap: after the lodging, and between a backup and the restore from it.
    """
    if receipt_said is None or receipt_said < lodged_at - SLACK:
        return now
    return receipt_said if is_forgotten(session, now, receipt_said) else now


def is_forgotten(session: Session, now: datetime, moment: datetime) -> bool:
    """Tell whether this office has no memory of what it did at `moment`: between a backup and the restore from it."""
    if moment > now:
        return False
    gaps = select(OfficeEpoch.id).where(OfficeEpoch.backup_made_at <= moment + SLACK, OfficeEpoch.restored_at >= moment)
    return session.scalar(gaps.limit(1)) is not None


def _newest(session: Session) -> OfficeEpoch | None:
    return session.scalar(select(OfficeEpoch).order_by(OfficeEpoch.id.desc()).limit(1))
