"""Table of how fast each case went: written in the transaction of its events, so that no statistic reads a whole history."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.review.models import Case
from domain.services import ServiceSlug


class Way(StrEnum):
    """What became of an application."""

    APPROVED = "approved"
    REJECTED = "rejected"
    REFERRED = "referred"
    COMPLETED = "completed"  # done at once, without a clerk's decision
    WITHDRAWN = "withdrawn"


def _index(name: str, day: str, *columns: str) -> Index:
    """Return an index that a case enters on that day: nothing of it is written when an application comes in."""
    known = text(f"{day} IS NOT NULL")
    return Index(f"ix_case_pace_{name}", day, *columns, sqlite_where=known, postgresql_where=known)


class CasePace(Base):
    """The days and working minutes of one case. Days are Chongqing's; minutes leave out nights, rest days and pauses."""

    __tablename__ = "case_pace"
    __table_args__ = (
        Index("ix_case_pace_received", "received_on", "terminal_id", "corrections", "returned"),
        _index("decided", "decided_on", "way", "decide_minutes", "terminal_id"),
        _index("finished", "finished_on", "service", "in_time", "finish_minutes", "terminal_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    service: Mapped[ServiceSlug] = mapped_column(words(ServiceSlug))
    district: Mapped[str] = mapped_column(String(12))
    terminal_id: Mapped[str] = mapped_column(String(40))
    received_on: Mapped[date]
    corrections: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None]  # since when the promise stands still
    paused_minutes: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    way: Mapped[Way | None] = mapped_column(words(Way))
    decided_on: Mapped[date | None]
    decided_by: Mapped[int | None]  # member of staff
    decide_minutes: Mapped[int | None]  # from receipt; None: undecided, or a working-day table was missing
    handle_seconds: Mapped[int | None]  # from the claim to the decision
    finished_on: Mapped[date | None]  # posted, or ended without anything to post
    finish_minutes: Mapped[int | None]
    in_time: Mapped[bool | None]  # None: no due date was known
    returned: Mapped[int] = mapped_column(default=0)  # letters that came back
    ended_at: Mapped[datetime | None] = mapped_column(index=True)  # newest event of a case that has ended

    case: Mapped[Case] = relationship()
