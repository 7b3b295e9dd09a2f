"""Errands 待办: what the worker owes, kept durably in the same transaction as its cause.

Taking an errand already writes when it comes again (exponential back-off): a crash, a kill or a poisoned row never blocks the
others and never loses anything. Handlers must therefore be idempotent; all partners take an idempotency key.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from backoffice.database import Base, words

FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 600
RETRIED_FROM = 2  # the first try may still be under way: only the second says that something failed


class ErrandKind(StrEnum):
    """What there is to do."""

    REGISTRY_SNAPSHOT = "registry_snapshot"  # subject: case number
    REISSUE = "reissue"  # subject: case number
    NOTICE = "notice"  # subject: idempotency key of the notice
    TRACKING = "tracking"  # subject: case number
    AT_ONCE = "at_once"  # subject: case number; what needs no clerk


class Errand(Base):
    """One thing owed. Done errands stay, so that a subject is never owed twice by mistake."""

    __tablename__ = "errand"
    __table_args__ = (UniqueConstraint("kind", "subject"), Index("ix_errand_due", "kind", "next_try_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ErrandKind] = mapped_column(words(ErrandKind))
    subject: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]  # None: done, or stuck
    tries: Mapped[int] = mapped_column(default=0)
    stuck: Mapped[bool] = mapped_column(default=False)  # a definite no: staff must look (an alarm on the board)


def owe(session: Session, kind: ErrandKind, subject: str, now: datetime, *, first_at: datetime | None = None) -> Errand:
    """Add an errand to the transaction, or wake the one that is there."""
    errand = session.scalar(select(Errand).where(Errand.kind == kind, Errand.subject == subject))
    if errand is None:
        errand = Errand(kind=kind, subject=subject, created_at=now)
        session.add(errand)
    errand.next_try_at = first_at or now
    errand.tries = 0
    errand.stuck = False
    return errand


def take_due(session: Session, kind: ErrandKind, now: datetime, batch: int) -> list[str]:
    """Return the subjects that are due and put each off, so that nobody else takes it and a failure comes again later."""
    due = select(Errand).where(Errand.kind == kind, Errand.next_try_at <= now).order_by(Errand.next_try_at).limit(batch)
    errands = list(session.scalars(due.with_for_update(skip_locked=True)))
    for errand in errands:
        errand.next_try_at = now + _delay(errand.tries)
        errand.tries += 1
    return [errand.subject for errand in errands]


def finish(session: Session, kind: ErrandKind, subject: str, *, stuck: bool = False) -> None:
    """Mark an errand as done, or as stuck until staff look."""
    errand = session.scalar(select(Errand).where(Errand.kind == kind, Errand.subject == subject))
    if errand is not None:
        errand.next_try_at = None
        errand.stuck = stuck


def list_stuck(session: Session) -> list[Errand]:
    """Return what staff must look at."""
    return list(session.scalars(select(Errand).where(Errand.stuck).order_by(Errand.id)))


def list_retried(session: Session) -> list[Errand]:
    """Return what has failed and is tried again by itself."""
    retried = Errand.next_try_at.is_not(None) & (Errand.tries >= RETRIED_FROM)
    return list(session.scalars(select(Errand).where(retried).order_by(Errand.id)))


def retried_since(errand: Errand) -> datetime:
    """Return when an errand that is tried again was tried first, at the latest (a worker that stood still tried earlier)."""
    tries = sum((_delay(number) for number in range(errand.tries)), timedelta())
    return max((errand.next_try_at or errand.created_at) - tries, errand.created_at)


def _delay(tries: int) -> timedelta:
    return timedelta(seconds=min(FIRST_DELAY_SECONDS * 2 ** min(tries, 10), LONGEST_DELAY_SECONDS))
