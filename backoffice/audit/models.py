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
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)  # None: the system itself
    actor: Mapped[str] = mapped_column(String(60))  # user name, "system", or "terminal:<id>"
    action: Mapped[str] = mapped_column(String(40))  # e.g. "case.viewed"
    subject: Mapped[str | None] = mapped_column(String(60), index=True)  # case number, terminal id, user name
    codes: Mapped[list[str]]  # reason codes, item keys, role names
    chain_position: Mapped[int | None] = mapped_column(unique=True)  # order in which the sealer chained it, from 1
    seal: Mapped[str | None] = mapped_column(String(64))
