"""Tables of waybills and their tracking."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.review.models import Case
from backoffice.staff.models import Staff


class TrackingState(StrEnum):
    """Where a letter is, as the post says it."""

    COLLECTED = "collected"  # 揽收
    IN_TRANSIT = "in_transit"  # 运输
    OUT_FOR_DELIVERY = "out_for_delivery"  # 派送
    DELIVERED = "delivered"  # 妥投
    NOT_DELIVERED = "not_delivered"  # 未妥投
    RETURNED = "returned"  # 退回


class Waybill(Base):
    """One letter of one case; a letter sent again is another waybill."""

    __tablename__ = "waybill"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), index=True)
    attempt: Mapped[int] = mapped_column(default=1)
    waybill_number: Mapped[str] = mapped_column(String(13), unique=True)
    sorting_code: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    state: Mapped[TrackingState | None] = mapped_column(words(TrackingState))
    label_prints: Mapped[int] = mapped_column(default=0, server_default="0")  # how often its label was opened in full
    case: Mapped[Case] = relationship(lazy="joined")
    tracking: Mapped[list["TrackingEvent"]] = relationship(order_by="TrackingEvent.at")


class TrackingEvent(Base):
    """One line of the post's tracking."""

    __tablename__ = "tracking_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybill.id"), index=True)
    at: Mapped[datetime]
    state: Mapped[TrackingState] = mapped_column(words(TrackingState))
    text: Mapped[str] = mapped_column(String(120))  # the post's sentence about the place


class ReturnReason(StrEnum):
    """Why a letter came back, as the post wrote on it."""

    REFUSED = "refused"  # 拒收
    ADDRESS_UNCLEAR = "address_unclear"  # 地址不详
    MOVED = "moved"  # 迁移新址
    NOBODY_HOME = "nobody_home"  # 多次投递无人
    NO_OLD_DOCUMENT = "no_old_document"  # 未交回旧证
    OTHER = "other"


class ReturnedLetter(Base):
    """A letter that lies in the office again: scanned when it came, put somewhere, kept until a day."""

    __tablename__ = "returned_letter"

    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybill.id"), primary_key=True)
    reason: Mapped[ReturnReason] = mapped_column(words(ReturnReason))
    place: Mapped[str] = mapped_column(String(20))  # 退件柜 B-07
    registered_at: Mapped[datetime]
    registered_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kept_until: Mapped[date]
    registrar: Mapped[Staff] = relationship(lazy="joined")


class CallOutcome(StrEnum):
    """What came of telephoning a citizen whose letter came back."""

    WILL_FETCH = "will_fetch"
    NEW_ADDRESS = "new_address"  # will give a new address at a terminal
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"


class LetterCall(Base):
    """One telephone call."""

    __tablename__ = "letter_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[CallOutcome] = mapped_column(words(CallOutcome))
    caller: Mapped[Staff] = relationship(lazy="joined")
