"""Tables of fines: what is held for an order, and what was posted for each decision."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words


class HoldPurpose(StrEnum):
    """Why decisions are held."""

    PAY = "pay"  # a card is being asked for
    CLARIFY = "clarify"  # 待确认: nobody knows yet what became of the payment
    RELEASE = "release"  # not paid: free again


class HeldFines(Base):
    """Decisions held for one order, under the key of the application that will carry the payment. The amount stays."""

    __tablename__ = "fine_hold"

    key: Mapped[UUID] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    purpose: Mapped[HoldPurpose] = mapped_column(words(HoldPurpose))
    made_at: Mapped[datetime]
    valid_until: Mapped[datetime] = mapped_column(index=True)
    lines: Mapped[list["HeldFine"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class HeldFine(Base):
    """One decision of a hold, at what it cost when it was held."""

    __tablename__ = "fine_hold_line"
    __table_args__ = (UniqueConstraint("hold_key", "decision_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hold_key: Mapped[UUID] = mapped_column(ForeignKey("fine_hold.key"), index=True)
    decision_hash: Mapped[str] = mapped_column(String(64), index=True)  # HMAC of the decision's number
    fine_fen: Mapped[int]
    surcharge_fen: Mapped[int]


class FineHoldAsked(Base):
    """That a decision was to be held within the last hour: many different ones are a harvest of numbers, not a payment."""

    __tablename__ = "fine_hold_asked"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), primary_key=True)
    payer_hash: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)  # HMAC of the ID number
    decision_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # HMAC of the decision's number
    asked_at: Mapped[datetime] = mapped_column(index=True)  # last time


class FineStep(StrEnum):
    """How far the posting of one fine is."""

    ORDERED = "ordered"  # the money is here; the registry is asked until it answers
    POSTED = "posted"  # 已缴
    OWED = "owed"  # paid elsewhere before, or not payable: this money goes back


class PostedFine(Base):
    """The ledger's line for one decision that an application paid: fine and surcharge are two accounts."""

    __tablename__ = "fine_posting"
    __table_args__ = (UniqueConstraint("case_number", "decision_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), index=True)
    decision_hash: Mapped[str] = mapped_column(String(64), index=True)
    step: Mapped[FineStep] = mapped_column(words(FineStep), index=True)
    fine_fen: Mapped[int]  # 罚款
    surcharge_fen: Mapped[int]  # 加处罚款
    ordered_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    sealed: Mapped[bytes]  # JSON: the decision's number, what it was for, and the voucher
