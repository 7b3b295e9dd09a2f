"""Table of legal holds, and the one question asked of it: cases whose evidence must not be destroyed, whatever its age."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, String, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.staff.models import Staff


class HoldReason(StrEnum):
    """Why a case is held."""

    RECONSIDERATION = "reconsideration"  # 行政复议
    LITIGATION = "litigation"  # 行政诉讼
    COMPLAINT = "complaint"  # 信访、投诉
    INVESTIGATION = "investigation"  # 案件调查
    AUDIT = "audit"  # 审计、监督检查


class LegalHold(Base):
    """One hold. It ends when one supervisor asks for it and another one agrees."""

    __tablename__ = "legal_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), index=True)
    reason: Mapped[HoldReason] = mapped_column(words(HoldReason))
    reference: Mapped[str] = mapped_column(String(60))  # number of the file that asks for it 案号, 文号
    set_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    set_at: Mapped[datetime]
    lift_asked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lift_asked_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lifted_at: Mapped[datetime | None]

    setter: Mapped[Staff] = relationship(foreign_keys=set_by, lazy="joined")
    asker: Mapped[Staff | None] = relationship(foreign_keys=lift_asked_by, lazy="joined")
    lifter: Mapped[Staff | None] = relationship(foreign_keys=lifted_by, lazy="joined")


def is_held(session: Session, number: str) -> bool:
    """Tell whether the evidence of a case must not be destroyed."""
    standing = select(LegalHold.id).where(LegalHold.case_number == number, LegalHold.lifted_at.is_(None))
    return session.scalar(standing.limit(1)) is not None


def held(number: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition that the case of a row is held."""
    return select(LegalHold.id).where(LegalHold.case_number == number, LegalHold.lifted_at.is_(None)).exists()
