"""The table of codes by SMS. Neither phone nor code stands in it, only keyed hashes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base, words
from domain.services import ServiceSlug


class PhoneCode(Base):
    """One code that was sent, and what became of it; known by the hash of its ticket."""

    __tablename__ = "phone_code"

    ticket_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # hex SHA-256
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    service: Mapped[ServiceSlug] = mapped_column(words(ServiceSlug))
    person_hash: Mapped[str] = mapped_column(String(64), index=True)  # HMAC of the ID number
    phone_hash: Mapped[str] = mapped_column(String(64), index=True)  # HMAC of the phone number
    code_hash: Mapped[str] = mapped_column(String(64))  # HMAC of ticket and code
    asked_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)  # wrong ones
    proven_at: Mapped[datetime | None]
    case_number: Mapped[str | None] = mapped_column(ForeignKey("review_case.number"), index=True)  # the one that it proves
