"""Tables of waybills and their tracking."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.review.models import Case


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
