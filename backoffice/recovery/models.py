"""The table of the office's epochs."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base


class OfficeEpoch(Base):
    """The office came out of a backup: what it had taken between the backup and this moment it does not know any more.

    Each restore adds a row. Terminals see the newest name in the answer to every heartbeat; another one than they know makes
    them ask which of their delivered applications are missing.
    """

    __tablename__ = "office_epoch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    backup_made_at: Mapped[datetime]
    restored_at: Mapped[datetime]
    first_number: Mapped[int]  # terminals paired from now on get this number or a later one: who was paired last is forgotten
