"""Tables of certificates, of blank stock 空白证件, and of batches 批次."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.review.models import Case
from backoffice.staff.models import Staff


class Certificate(Base):
    """What production makes for one case: begun when production starts, numbered by the registry, checked by a clerk."""

    __tablename__ = "certificate"

    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    started_at: Mapped[datetime]
    certificate_number: Mapped[str | None] = mapped_column(String(13), unique=True)  # 证芯编号, 号牌生产序号
    issued_on: Mapped[date | None]
    temporary_plate: Mapped[str | None] = mapped_column(String(12))  # 临时行驶车号牌, where one was asked for
    temporary_until: Mapped[date | None]
    produced_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who began; None: made before this was kept
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    checked_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship(lazy="joined")


class BlankKind(StrEnum):
    """What is kept as numbered blanks; the words of what a service makes."""

    DRIVER_LICENCE = "driver_licence"
    VEHICLE_LICENCE = "vehicle_licence"
    PLATES = "plates"  # a set


class BlankState(StrEnum):
    """Where one blank is. Every number that came in stands in exactly one of these."""

    IN_STOCK = "in_stock"
    ISSUED = "issued"  # taken for a case
    SPOILED = "spoiled"  # 废证


class SpoilReason(StrEnum):
    """Why a blank is of no use."""

    MISPRINTED = "misprinted"  # 打印错位、漏印
    DAMAGED = "damaged"  # 折损、划伤
    LAMINATION = "lamination"  # 塑封、覆膜不良
    WRONG_DATA = "wrong_data"  # 内容有误
    DEFECTIVE = "defective"  # 空白件本身有缺陷


class BlankReceipt(Base):
    """A range of numbers that came in at once, e.g. 5001180246300–6399."""

    __tablename__ = "blank_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BlankKind] = mapped_column(words(BlankKind), index=True)
    first: Mapped[str] = mapped_column(String(20))
    last: Mapped[str] = mapped_column(String(20))
    pieces: Mapped[int]
    received_at: Mapped[datetime]
    received_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    receiver: Mapped[Staff] = relationship(lazy="joined")


class Blank(Base):
    """One numbered blank: its row is its account, so that a number can be used once only."""

    __tablename__ = "blank"
    __table_args__ = (
        UniqueConstraint("kind", "serial"),
        Index("ix_blank_stock", "kind", "state", "id"),
        Index(
            "ix_blank_one_per_case",
            "case_id",
            unique=True,
            sqlite_where=text("state = 'issued'"),
            postgresql_where=text("state = 'issued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("blank_receipt.id"))
    kind: Mapped[BlankKind] = mapped_column(words(BlankKind))
    serial: Mapped[str] = mapped_column(String(20))
    state: Mapped[BlankState] = mapped_column(words(BlankState), default=BlankState.IN_STOCK)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("review_case.id"))
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    spoiled_at: Mapped[datetime | None]
    spoiled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[SpoilReason | None] = mapped_column(words(SpoilReason))


class Batch(Base):
    """Cases of one kind of product that one clerk makes together. Its state follows from its cases."""

    __tablename__ = "production_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)  # P261120-02
    kind: Mapped[BlankKind] = mapped_column(words(BlankKind))
    opened_at: Mapped[datetime]
    opened_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    opener: Mapped[Staff] = relationship(lazy="joined", foreign_keys=[opened_by])


class BatchItem(Base):
    """A case in a batch; what is put back leaves it. A case is in one batch at most."""

    __tablename__ = "batch_item"

    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("production_batch.id"), index=True)
    place: Mapped[int]
    case: Mapped[Case] = relationship(lazy="joined")
