"""The table of what applicants changed: each key once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base, words
from domain.wire.v1_recovery import ChangeKind


class ApplicantChange(Base):
    """One thing an applicant did about one case. Rows are only ever added."""

    __tablename__ = "applicant_change"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(words(ChangeKind))
    terminal_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
