"""Tables of the acquirer's statements and of what differs from the postings."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.payments.matching import DifferenceKind, Explanation, LineKind
from backoffice.staff.models import Staff


class AcquirerStatement(Base):
    """The settlement statement of one day, and whether the day is closed 已结账. Totals are those of the last matching."""

    __tablename__ = "acquirer_statement"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))  # of the file, hex
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # None: by command
    lines: Mapped[int]
    amount_fen: Mapped[int] = mapped_column(BigInteger)  # reversals taken off
    matched: Mapped[int]
    matched_fen: Mapped[int] = mapped_column(BigInteger)
    ours: Mapped[int]  # postings that this statement had to show
    ours_fen: Mapped[int] = mapped_column(BigInteger)
    checked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    version: Mapped[int] = mapped_column()

    importer: Mapped[Staff | None] = relationship(lazy="joined", foreign_keys=[imported_by])
    closer: Mapped[Staff | None] = relationship(lazy="joined", foreign_keys=[closed_by])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative form


class DifferenceState(StrEnum):
    """How far a difference is."""

    OPEN = "open"  # 待处理
    PROPOSED = "proposed"  # 待复核: somebody explained it, a second person must agree
    CLOSED = "closed"  # 已清


class Difference(Base):
    """One disagreement between statement and postings. Amounts are as found, never typed."""

    __tablename__ = "payment_difference"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(ForeignKey("acquirer_statement.day"), index=True)
    kind: Mapped[DifferenceKind] = mapped_column(words(DifferenceKind))
    state: Mapped[DifferenceState] = mapped_column(words(DifferenceState), index=True)
    order_id: Mapped[UUID | None] = mapped_column(index=True)  # of the posting, or as the acquirer tells it
    ours_fen: Mapped[int] = mapped_column(BigInteger)
    theirs_fen: Mapped[int] = mapped_column(BigInteger)
    found_at: Mapped[datetime]
    explanation: Mapped[Explanation | None] = mapped_column(words(Explanation))
    note: Mapped[str | None] = mapped_column(String(200))
    refund_reference: Mapped[str | None] = mapped_column(String(40))
    proposed_at: Mapped[datetime | None]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    version: Mapped[int] = mapped_column()

    proposer: Mapped[Staff | None] = relationship(lazy="joined", foreign_keys=[proposed_by])
    closer: Mapped[Staff | None] = relationship(lazy="joined", foreign_keys=[closed_by])
    lines: Mapped[list["StatementLine"]] = relationship(lazy="selectin", order_by="StatementLine.place")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative form

    @property
    def over_fen(self) -> int:
        """Return by how much the acquirer took more than was posted; less than 0: less."""
        return self.theirs_fen - self.ours_fen


class StatementLine(Base):
    """One line of a statement, never changed; only what it was matched with."""

    __tablename__ = "statement_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(ForeignKey("acquirer_statement.day"), index=True)
    place: Mapped[int]  # from 1
    kind: Mapped[LineKind] = mapped_column(words(LineKind))
    order_id: Mapped[UUID | None]
    terminal: Mapped[str] = mapped_column(String(15))  # the acquirer's own number of it
    batch: Mapped[str] = mapped_column(String(12))
    trace: Mapped[str | None] = mapped_column(String(12))
    reference: Mapped[str | None] = mapped_column(String(20))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    matched_order: Mapped[UUID | None] = mapped_column(index=True)
    difference_id: Mapped[int | None] = mapped_column(ForeignKey("payment_difference.id"), index=True)
