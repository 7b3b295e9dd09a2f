"""Table of what was paid for applications."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.review.models import Case
from backoffice.staff.models import Staff


class PaymentState(StrEnum):
    """What is to be done about a payment."""

    POSTED = "posted"  # 已入账
    REFUND_DUE = "refund_due"  # 应退款: the application was refused
    REFUNDED = "refunded"  # 已退款: given back elsewhere, written down here


class Payment(Base):
    """One payment of one application, told by the terminal. An order belongs to one application ever."""

    __tablename__ = "payment"

    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), unique=True)
    terminal_id: Mapped[str] = mapped_column(String(40), index=True)
    amount_fen: Mapped[int]
    card: Mapped[str | None] = mapped_column(String(19))  # first six and last four; None, as the next four: not told
    reference: Mapped[str | None] = mapped_column(String(40))  # 检索参考号, ISO 8583 field 37
    authorisation: Mapped[str | None] = mapped_column(String(40))  # 授权号, field 38
    trace: Mapped[str | None] = mapped_column(String(40))  # 流水号, field 11
    batch: Mapped[str | None] = mapped_column(String(40))  # 批次号, field 60.2
    paid_at: Mapped[datetime]  # time of the terminal's payment process
    received_at: Mapped[datetime]  # office's time
    state: Mapped[PaymentState] = mapped_column(words(PaymentState), index=True)
    refund_due_at: Mapped[datetime | None]
    refund_fen: Mapped[int | None]  # how much is to be given back, where it is not all of it
    refund_proposed_at: Mapped[datetime | None]
    refund_proposed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # a second person confirms
    refunded_at: Mapped[datetime | None]
    refunded_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    refund_reference: Mapped[str | None] = mapped_column(String(40))  # of the bank's or the treasury's own record
    version: Mapped[int] = mapped_column()

    case: Mapped[Case] = relationship(lazy="joined")
    refunder: Mapped[Staff | None] = relationship(lazy="joined", foreign_keys=[refunded_by])
    refund_proposer: Mapped[Staff | None] = relationship(lazy="joined", foreign_keys=[refund_proposed_by])

    __table_args__ = (Index("ix_payment_paid_at", "paid_at", "amount_fen"),)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative form

    @property
    def owed_fen(self) -> int:
        """Return how much is, or was, to be given back."""
        return self.amount_fen if self.refund_fen is None else self.refund_fen
