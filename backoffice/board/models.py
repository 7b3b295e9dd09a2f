"""Table of the marks that escalation 催办 leaves on cases."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base, words


class Level(StrEnum):
    """Which threshold a case has passed, mildest first."""

    HALF = "half"  # 本环节时限过半
    LAST_HOUR = "last_hour"  # 本环节最后一小时
    OVERDUE = "overdue"  # 本环节超时
    PROMISE = "promise"  # 承诺期限已过


class CaseEscalation(Base):
    """One threshold that a case passed in one stage; told to the supervisors until one of them has seen it."""

    __tablename__ = "case_escalation"
    __table_args__ = (
        UniqueConstraint("case_id", "stage_started_at", "level"),
        Index("ix_case_escalation_unseen", "seen_at", "level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"))
    stage: Mapped[str] = mapped_column(String(20))  # review, production, dispatch
    stage_started_at: Mapped[datetime]  # the stage it was passed in: in the next one it counts anew
    level: Mapped[Level] = mapped_column(words(Level))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
