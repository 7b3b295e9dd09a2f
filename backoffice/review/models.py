"""Tables of review: the case, its history, its decisions."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from backoffice.database import Base, words
from backoffice.staff.models import Staff
from domain.application import CLOCK_PAUSED, ApplicationStatus, require_step
from domain.faces import FaceDecision, IdentityCheck
from domain.services import ServiceSlug


class PersonJudgement(StrEnum):
    """What a clerk found when comparing the photographs."""

    SAME = "same"  # 同一人
    DOUBTFUL = "doubtful"  # 存疑


class DecisionKind(StrEnum):
    """The four ways out of review."""

    APPROVE = "approve"  # 通过
    CORRECTION = "correction"  # 补正
    REJECT = "reject"  # 不予办理
    REFER = "refer"  # 转现场


class DecisionState(StrEnum):
    """Whether a decision counts."""

    PROPOSED = "proposed"  # waits for the second person
    EFFECTIVE = "effective"
    DECLINED = "declined"  # the second person did not agree


class EventKind(StrEnum):
    """What happened to a case; the desk names each in words."""

    RECEIVED = "received"
    HELD_AT_INTAKE = "held_at_intake"  # the checks did not pass: a person accepts it, or does not
    ACCEPTED = "accepted"
    CLAIMED = "claimed"
    RELEASED = "released"
    LEASE_EXPIRED = "lease_expired"
    TAKEN_OVER = "taken_over"  # a supervisor ended somebody's lease
    RELEASE_ASKED = "release_asked"  # a colleague asks the holder to give the case back
    REGISTRY_TAKEN = "registry_taken"
    PERSON_JUDGED = "person_judged"
    CHANGE_ACCEPTED = "change_accepted"
    CHANGE_TAKEN_BACK = "change_taken_back"
    PROPOSED = "proposed"  # a decision waits for its second person
    DECLINED = "declined"
    APPROVED = "approved"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTION_SUPPLIED = "correction_supplied"
    REJECTED = "rejected"
    REFERRED = "referred"
    PRODUCTION_STARTED = "production_started"
    CERTIFICATE_ISSUED = "certificate_issued"
    PRODUCED = "produced"
    WAYBILL_CREATED = "waybill_created"
    POSTED = "posted"
    DELIVERED = "delivered"
    RETURNED = "returned"
    RESENT = "resent"
    HELD_FOR_PICKUP = "held_for_pickup"
    WITHDRAWN = "withdrawn"  # by the applicant
    READDRESSED = "readdressed"  # the applicant named a new address for a letter that came back
    CHANGE_NOT_TAKEN = "change_not_taken"  # what the applicant had done could not be done again after a restore
    REFUND_DUE = "refund_due"  # refused after paying
    REFUND_RECORDED = "refund_recorded"  # given back elsewhere, written down
    COMPLETED = "completed"  # 办结
    DECISIONS_ORDERED = "decisions_ordered"  # 决定处罚: checked once more, the registry is asked
    STATEMENT_TAKEN = "statement_taken"  # 陈述申辩 or 异议: a case of the violations desk
    STATEMENT_FORWARDED = "statement_forwarded"  # 异议 passed on to the agency
    STATEMENT_ADOPTED = "statement_adopted"  # 采纳
    STATEMENT_DECLINED = "statement_declined"  # 不采纳
    FINES_ORDERED = "fines_ordered"  # paid: the registry is told
    REASSIGNED = "reassigned"  # given to another clerk by a supervisor
    ESCALATED = "escalated"  # 催办: it passed a threshold of its time
    DUE_MOVED = "due_moved"  # another working-day table gave another last day
    OLD_RECOVERED = "old_recovered"  # the courier brought the old document back


FAR_DAY = date(9999, 1, 1)
FAR_MOMENT = datetime(9999, 1, 1, tzinfo=UTC)
FAR_TEXT = "9999-01-01 00:00:00.000000"

UNANSWERED = CLOCK_PAUSED | {ApplicationStatus.WITHDRAWN, ApplicationStatus.ABANDONED}
"""Statuses in which a correction that was asked for has not come, or never will."""


class Case(Base):
    """One application in the office. In clear it holds only what queue and look-ups need; the rest is sealed evidence."""

    __tablename__ = "review_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    service: Mapped[ServiceSlug] = mapped_column(words(ServiceSlug))
    status: Mapped[ApplicationStatus] = mapped_column(words(ApplicationStatus), index=True)
    terminal_id: Mapped[str] = mapped_column(String(40), index=True)
    region_code: Mapped[str] = mapped_column(String(6))  # district the letter goes to
    district: Mapped[str] = mapped_column(String(12), server_default="", default="", index=True)  # of the terminal: whose desk
    confirmed_at: Mapped[datetime]  # terminal's time
    received_at: Mapped[datetime]  # office's time: the promise counts from here
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None]  # member of staff who accepted it by hand; None: the system, or nobody yet
    due_date: Mapped[date | None]  # last day of the promise; None: working-day table missing (alarm)
    paused_since: Mapped[datetime | None]  # the promise does not run (correction requested)
    stage_started_at: Mapped[datetime]
    stage_due_at: Mapped[datetime | None]  # None: stage without a limit, or table missing
    queue_due: Mapped[date] = mapped_column(server_default=FAR_DAY.isoformat(), default=FAR_DAY)  # due_date, or the far day
    queue_stage: Mapped[datetime] = mapped_column(server_default=FAR_TEXT, default=FAR_MOMENT)  # stage_due_at, or far
    masked_name: Mapped[str] = mapped_column(String(40))
    id_last_four: Mapped[str] = mapped_column(String(4), index=True)
    identity_check: Mapped[IdentityCheck] = mapped_column(words(IdentityCheck), server_default="office_comparison")
    face_decision: Mapped[FaceDecision | None] = mapped_column(words(FaceDecision))  # None: no face was looked at
    person_hash: Mapped[str] = mapped_column(String(64), index=True)  # HMAC of the ID number
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lease_until: Mapped[datetime | None]
    registry_taken_at: Mapped[datetime | None]
    mismatches: Mapped[int | None]  # of the last comparison; None: not compared yet
    changes: Mapped[int | None]
    person: Mapped[PersonJudgement | None] = mapped_column(words(PersonJudgement))
    accepted_changes: Mapped[list[str]] = mapped_column(default=list)  # item keys
    decision_waits: Mapped[bool] = mapped_column(default=False)  # 双人审核: for the second person
    corrections: Mapped[int] = mapped_column(default=0)  # rounds of correction so far
    terminal_rulebook: Mapped[str | None] = mapped_column(String(64))  # hash of the rules that the terminal went by
    rulebook: Mapped[str | None] = mapped_column(String(64))  # of the office's rules when it came in
    recovery_required: Mapped[bool] = mapped_column(default=False, server_default=false())  # the courier takes the old one back
    recovered_at: Mapped[datetime | None]  # when the old document was back here
    version: Mapped[int] = mapped_column()

    holder: Mapped[Staff | None] = relationship(lazy="joined")
    events: Mapped[list["CaseEvent"]] = relationship(back_populates="case", order_by="CaseEvent.id")
    decisions: Mapped[list["Decision"]] = relationship(back_populates="case", order_by="Decision.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative form
    __table_args__ = (
        Index("ix_review_case_queue", "status", "queue_due", "queue_stage", "number"),
        Index("ix_review_case_district_queue", "district", "status", "queue_due", "queue_stage", "number"),
        Index("ix_review_case_decided", "status", "stage_started_at"),
        Index("ix_review_case_corrected", "status", "corrections"),
        Index("ix_review_case_received_at", "received_at", "terminal_id", "face_decision"),
        Index(
            "ix_review_case_recovery",
            "status",
            "recovered_at",
            sqlite_where=text("recovery_required = 1"),
            postgresql_where=text("recovery_required"),
        ),
    )

    @property
    def corrected(self) -> bool:
        """Tell whether the citizen has answered the newest request for a correction."""
        return self.corrections > 0 and self.status not in UNANSWERED

    @property
    def acceptors(self) -> frozenset[int]:
        """Return who of the staff accepted it by hand, or took it in from what was put aside: none of them approves it."""
        taken_in = (event.staff_id for event in self.events if event.kind is EventKind.RECEIVED)
        return frozenset(one for one in (self.accepted_by, *taken_in) if one is not None)

    @property
    def by_hand(self) -> bool:
        """Tell whether the office alone compares the photographs: no face was looked at."""
        return self.face_decision is None and self.identity_check is IdentityCheck.OFFICE_COMPARISON

    @validates("due_date", "stage_due_at")
    def _in_the_queue(self, key: str, until: date | datetime | None) -> date | datetime | None:
        """Keep the place in the queue where an index finds it: what has no date stands behind everything that has one."""
        if key == "due_date":
            self.queue_due = until or FAR_DAY
        else:
            self.queue_stage = until if isinstance(until, datetime) else FAR_MOMENT
        return until

    @validates("status")
    def _only_steps_of_the_table(self, key: str, after: ApplicationStatus) -> ApplicationStatus:
        del key
        before: ApplicationStatus | None = self.status
        require_step(before if before is not None else ApplicationStatus.LODGED, after)
        return after


class CaseEvent(Base):
    """One thing that happened to a case, in order. Rows are only ever added."""

    __tablename__ = "case_event"
    announced: ClassVar[bool] = True  # open pages are told
    __table_args__ = (
        Index("ix_case_event_kind_at", "kind", "at"),
        Index("ix_case_event_case_id", "case_id", "staff_id", "at"),  # who did something in a case, and when the last was
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"))
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # None: the system itself
    kind: Mapped[EventKind] = mapped_column(words(EventKind))
    status: Mapped[ApplicationStatus] = mapped_column(words(ApplicationStatus))  # after it
    codes: Mapped[list[str]]  # reason codes, item keys; never free text
    based_on: Mapped[int] = mapped_column(server_default="0", default=0)  # version of the case that it was done to

    case: Mapped[Case] = relationship(back_populates="events")
    staff: Mapped[Staff | None] = relationship(lazy="joined")


class Decision(Base):
    """A decision of review, with every reason at once; it may need a second person."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(words(DecisionKind))
    state: Mapped[DecisionState] = mapped_column(words(DecisionState))
    codes: Mapped[list[str]]  # ReasonCode values
    items: Mapped[list[str]]  # item keys to correct
    sealed_note: Mapped[bytes | None]  # the clerk's sentence, under the case's key
    override: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime]
    second_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    second_at: Mapped[datetime | None]
    rulebook: Mapped[str | None] = mapped_column(String(64))  # hash of the rules it was decided by

    case: Mapped[Case] = relationship(back_populates="decisions")


class CaseNote(Base):
    """A sentence that a clerk left for colleagues; sealed under the case's key, never sent to the citizen."""

    __tablename__ = "case_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    sealed: Mapped[bytes]

    staff: Mapped[Staff] = relationship(lazy="joined")
