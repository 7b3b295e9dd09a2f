"""Tables of violations: tickets and notices (gone within days), decisions issued, statements 陈述申辩 and objections 异议."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base, words
from backoffice.review.models import Case
from backoffice.staff.models import Staff


class ViolationTicket(Base):
    """Lets one terminal have the pictures and the notice of one answer. The ticket itself is known to that terminal only."""

    __tablename__ = "violation_ticket"

    ticket_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # hex SHA-256
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    person_hash: Mapped[str] = mapped_column(String(64))  # HMAC of the ID number
    record_hashes: Mapped[list[str]]  # of ticket and record number: say nothing without the ticket
    expires_at: Mapped[datetime] = mapped_column(index=True)
    sealed_person: Mapped[bytes | None] = mapped_column(LargeBinary(400))  # who; under a key made of the ticket itself


class ViolationAsked(Base):
    """That a terminal asked about a person within the last hour: many different people are a harvest, not a queue."""

    __tablename__ = "violation_asked"

    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), primary_key=True)
    person_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # HMAC of the ID number
    asked_at: Mapped[datetime] = mapped_column(index=True)  # last time


class HandlingNotice(Base):
    """One notice 告知 that was given: what a citizen agrees to is held against it. What it said lies sealed."""

    __tablename__ = "handling_notice"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.terminal_id"), index=True)
    person_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    valid_until: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[str] = mapped_column(String(40))
    sha256_zh: Mapped[str] = mapped_column(String(64))
    sha256_en: Mapped[str] = mapped_column(String(64))
    remedies_sha256: Mapped[str] = mapped_column(String(64))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary(128))  # its own data key
    sealed: Mapped[bytes]  # JSON of the intended penalties


class DecisionStep(StrEnum):
    """How far a decision is."""

    ORDERED = "ordered"  # 已决定: checked, and asked of the registry until it answers
    ISSUED = "issued"  # 已作出
    REFUSED = "refused"  # the registry had decided otherwise meanwhile


class IssuedPenalty(Base):
    """One penalty decision 处罚决定 of one case. Whoever and whatever it is about lies sealed under the case's key."""

    __tablename__ = "penalty_decision"
    __table_args__ = (UniqueConstraint("case_number", "record_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), index=True)
    record_hash: Mapped[str] = mapped_column(String(64), index=True)  # HMAC of the record's number
    decision_hash: Mapped[str | None] = mapped_column(String(64), unique=True)  # HMAC of the decision's number
    step: Mapped[DecisionStep] = mapped_column(words(DecisionStep), index=True)
    points: Mapped[int]
    fine_fen: Mapped[int]
    points_total: Mapped[int | None]  # of the cycle, with this one's
    decided_on: Mapped[date | None]
    ordered_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    notice_id: Mapped[UUID]
    notice_sha256: Mapped[str] = mapped_column(String(64))  # of the text that the citizen read
    remedies_sha256: Mapped[str] = mapped_column(String(64))
    rulebook: Mapped[str | None] = mapped_column(String(64))  # of the rules it was decided by
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # None: by the rules alone, nobody disagreed
    sealed: Mapped[bytes]  # JSON of what the decision says

    case: Mapped[Case] = relationship(lazy="joined")


class StatementWay(StrEnum):
    """What a citizen has to say against a notice."""

    DEFEND = "defend"  # 陈述申辩
    OBJECT = "object"  # 异议: the fact itself is disputed (公安部令第157号 §5)


class StatementStep(StrEnum):
    """Where a statement stands."""

    OPEN = "open"  # 待复核
    FORWARDED = "forwarded"  # 已转交 to the agency that captured it
    ADOPTED = "adopted"  # 采纳: no penalty
    DECLINED = "declined"  # 不采纳


class Statement(Base):
    """A defence or an objection: one case of the violations desk."""

    __tablename__ = "violation_statement"

    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), primary_key=True)
    way: Mapped[StatementWay] = mapped_column(words(StatementWay))
    step: Mapped[StatementStep] = mapped_column(words(StatementStep), index=True)
    records: Mapped[int]  # how many
    made_at: Mapped[datetime]
    due_date: Mapped[date | None]  # None: no working-day table for that year (an alarm, no error)
    forwarded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    sealed_answer: Mapped[bytes | None]  # the answer to the statement, in words
    version: Mapped[int] = mapped_column()

    case: Mapped[Case] = relationship(lazy="joined")
    answerer: Mapped[Staff | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative form
