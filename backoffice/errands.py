"""Errands 待办: what the office owes, written in the same transaction as its cause, and handed to the job engine by the relay.

A row is a request, not a queue: it says what is owed and when it is looked at next; the engine (`backoffice/jobs`) does it.
Looking at a row already writes when it is looked at again (exponential back-off on the office's clock), so that a crash, a kill
or a poisoned row never blocks the others and never loses anything. The jobs' own database may be lost: the rows bring it back.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from backoffice.database import Base, insert_rows, words

FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 600
RETRIED_FROM = 2  # the first try may still be under way: only the second says that something failed


class ErrandKind(StrEnum):
    """What there is to do."""

    REGISTRY_SNAPSHOT = "registry_snapshot"  # subject: case number
    REISSUE = "reissue"  # subject: case number
    NOTICE = "notice"  # subject: idempotency key of the notice
    WAYBILL = "waybill"  # subject: case number
    WAYBILL_CANCEL = "waybill_cancel"  # subject: case number; the order of a letter that is fetched at the window
    TRACKING = "tracking"  # subject: case number
    AT_ONCE = "at_once"  # subject: case number; what needs no clerk


ORDER = (
    ErrandKind.AT_ONCE,
    ErrandKind.NOTICE,
    ErrandKind.REGISTRY_SNAPSHOT,
    ErrandKind.REISSUE,
    ErrandKind.WAYBILL,
    ErrandKind.WAYBILL_CANCEL,
    ErrandKind.TRACKING,
)
"""What is done first where several are due of one subject; never two of one subject at the same time."""


class Errand(Base):
    """One thing owed. Done errands stay, so that a subject is never owed twice by mistake."""

    __tablename__ = "errand"
    __table_args__ = (UniqueConstraint("kind", "subject"), Index("ix_errand_due", "next_try_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ErrandKind] = mapped_column(words(ErrandKind))
    subject: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]  # None: done, or stuck
    tries: Mapped[int] = mapped_column(default=0)
    stuck: Mapped[bool] = mapped_column(default=False)  # a definite no: staff must look (an alarm on the board)
    token: Mapped[str] = mapped_column(String(32), default="", server_default="")  # of this time it is owed; empty: none yet


@dataclass(frozen=True)
class Request:
    """What the job engine is asked to do. The same errand owed once more is another request."""

    kind: ErrandKind
    subject: str
    token: str

    @property
    def job_id(self) -> str:
        """Return the name of the job: asked for twice, it is one job."""
        return f"{self.kind}:{self.subject}:{self.token}"


_running: ContextVar[Request | None] = ContextVar("running", default=None)


@contextmanager
def working_on(request: Request) -> Iterator[None]:
    """Work on `request` within: what was owed anew meanwhile is not finished by it."""
    before = _running.set(request)
    try:
        yield
    finally:
        _running.reset(before)


def owe(session: Session, kind: ErrandKind, subject: str, now: datetime, *, first_at: datetime | None = None) -> Errand:
    """Add an errand to the transaction, or wake the one that is there."""
    errand = _find(session, kind, subject)
    if errand is None:
        errand = Errand(kind=kind, subject=subject, **_owed(now, first_at))
        session.add(errand)
        return errand
    errand.next_try_at = first_at or now
    errand.tries = 0
    errand.stuck = False
    errand.token = uuid.uuid4().hex
    return errand


def owe_first(session: Session, now: datetime, *owed: tuple[ErrandKind, str], first_at: datetime | None = None) -> None:
    """Add errands (kind, subject) that cannot be there yet, without looking for them; the database refuses a second one."""
    rows = ({"kind": kind, "subject": subject, **_owed(now, first_at)} for kind, subject in owed)
    insert_rows(session, Errand, *rows)


def _owed(now: datetime, first_at: datetime | None = None) -> dict[str, Any]:
    """Return how an errand begins."""
    return {"created_at": now, "next_try_at": first_at or now, "tries": 0, "stuck": False, "token": uuid.uuid4().hex}


def take_due(session: Session, now: datetime, most: int, busy: Collection[str] = ()) -> list[Request]:
    """Return what is due, one of each subject and none of `busy`, and put each off, so that nobody else takes it."""
    due = select(Errand).where(Errand.next_try_at <= now, Errand.subject.not_in(busy))
    found = session.scalars(due.order_by(Errand.next_try_at, Errand.id).limit(most).with_for_update(skip_locked=True))
    first: dict[str, Errand] = {}
    for errand in sorted(found, key=lambda errand: ORDER.index(errand.kind)):
        first.setdefault(errand.subject, errand)
    for errand in first.values():
        errand.next_try_at = now + _delay(errand.tries)
        errand.tries += 1
        errand.token = errand.token or uuid.uuid4().hex
    return [_request(errand) for errand in first.values()]


def is_open(session: Session, request: Request) -> bool:
    """Tell whether this is still owed."""
    return _open(session, request) is not None


def leave(session: Session, requests: Iterable[Request], now: datetime) -> None:
    """Look again soon at what is still under way; it did not fail."""
    for request in requests:
        errand = _open(session, request)
        if errand is not None:
            errand.tries = max(errand.tries - 1, 1)
            errand.next_try_at = now + timedelta(seconds=FIRST_DELAY_SECONDS)


def is_waiting(session: Session, kind: ErrandKind, subject: str) -> bool:
    """Tell whether an errand is owed and nobody has given it up."""
    errand = _find(session, kind, subject)
    return errand is not None and errand.next_try_at is not None


def renew(session: Session, request: Request) -> Request | None:
    """Ask for what is still owed by another name, because the engine says that the job has ended; None: it is not owed."""
    errand = _open(session, request)
    if errand is None:
        return None
    errand.token = uuid.uuid4().hex
    return _request(errand)


def finish(session: Session, kind: ErrandKind, subject: str, *, stuck: bool = False) -> None:
    """Mark an errand as done, or as stuck until staff look; not what was owed anew since the running job began."""
    errand = _find(session, kind, subject)
    mine = _running.get()
    if errand is None or (mine is not None and (mine.kind, mine.subject) == (kind, subject) and mine.token != errand.token):
        return
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


def _find(session: Session, kind: ErrandKind, subject: str) -> Errand | None:
    return session.scalar(select(Errand).where(Errand.kind == kind, Errand.subject == subject))


def _open(session: Session, request: Request) -> Errand | None:
    errand = _find(session, request.kind, request.subject)
    return errand if errand is not None and errand.token == request.token and errand.next_try_at is not None else None


def _request(errand: Errand) -> Request:
    return Request(errand.kind, errand.subject, errand.token)


def _delay(tries: int) -> timedelta:
    return timedelta(seconds=min(FIRST_DELAY_SECONDS * 2 ** min(tries, 10), LONGEST_DELAY_SECONDS))
