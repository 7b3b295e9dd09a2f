"""Tables of violations: tickets for pictures, and who was asked about where. Nothing here lasts longer than an hour."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base


class ViolationTicket(Base):
    """Lets one terminal have the pictures of one answer. The ticket itself is known to that terminal only."""

    __tablename__ = "violation_ticket"

    ticket_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # hex SHA-256
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    person_hash: Mapped[str] = mapped_column(String(64))  # HMAC of the ID number
    record_hashes: Mapped[list[str]]  # of ticket and record number: say nothing without the ticket
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ViolationAsked(Base):
    """That a terminal asked about a person within the last hour: many different people are a harvest, not a queue."""

    __tablename__ = "violation_asked"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), primary_key=True)
    person_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # HMAC of the ID number
    asked_at: Mapped[datetime] = mapped_column(index=True)  # last time
