"""The table of the audit log."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base


class AuditEntry(Base):
    """Who did what to which object. Carries numbers and codes, never personal data.

    `seal` is empty until the worker has chained the entry: SHA-256 over the seal before it and the entry's own content.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)  # None: the system itself
    actor: Mapped[str] = mapped_column(String(60))  # user name, "system", or "terminal:<id>"
    action: Mapped[str] = mapped_column(String(40))  # e.g. "case.viewed"
    subject: Mapped[str | None] = mapped_column(String(60), index=True)  # case number, terminal id, user name
    codes: Mapped[list[str]]  # reason codes, item keys, role names
    chain_position: Mapped[int | None] = mapped_column(unique=True)  # order in which the sealer chained it, from 1
    seal: Mapped[str | None] = mapped_column(String(64))


class AuditQuestion(Base):
    """An auditor asks a member of staff to explain an entry that a rule points at 请其说明; one question for an entry."""

    __tablename__ = "audit_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(40))
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)  # who is asked
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(300))
    answered_at: Mapped[datetime | None]
