"""What is kept, what goes when, what has gone, and what is held: the numbers of the retention desk."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select

from backoffice.office import Work
from backoffice.retention.hold_models import LegalHold, held
from backoffice.retention.models import EvidenceKey, FaceEvidence
from backoffice.review.models import Case
from backoffice.staff.models import Role
from backoffice.staff.scope import within
from backoffice.statistics.models import CasePace
from domain.clock import SHANGHAI

READERS = (Role.SUPERVISOR, Role.AUDITOR)
AHEAD_DAYS = 30
SHOWN = 50
GRACE = timedelta(hours=24)  # the worker runs once a minute, a batch at a time: what is a day late has failed


@dataclass(frozen=True)
class Rule:
    """How long one kind of thing is kept, by the configuration; texts `desk.retention.kind.<kind>` and `.why.<kind>`."""

    kind: str
    amount: int | None  # None: for good
    unit: str  # days, minutes; empty where nothing ends


@dataclass(frozen=True)
class Stock:
    """How much of one kind is kept, held, and past its time."""

    kept: int
    held: int
    late: int


@dataclass(frozen=True)
class GoneCase:
    """One case of which something was destroyed."""

    number: str
    kind: str  # faces, evidence
    at: datetime


@dataclass(frozen=True)
class Retention:
    """All that the desk shows."""

    rules: tuple[Rule, ...]
    faces: Stock
    evidence: Stock
    ahead: tuple[tuple[date, int, int], ...]  # day, live pictures, evidence
    gone: tuple[GoneCase, ...]
    gone_faces: int  # of the last 30 days
    gone_evidence: int
    holds: tuple[LegalHold, ...]
    lifted: tuple[LegalHold, ...]


def overview(work: Work) -> Retention:
    """Return the numbers; raises Refused(role_missing)."""
    work.actor.require(*READERS)
    holds = _holds(work)
    return Retention(
        rules=rules(work),
        faces=_stock(work, FaceEvidence, work.office.settings.retention.faces_days),
        evidence=_stock(work, EvidenceKey, work.office.settings.retention.evidence_days),
        ahead=_ahead(work),
        gone=_gone(work),
        gone_faces=_count_gone(work, FaceEvidence),
        gone_evidence=_count_gone(work, EvidenceKey),
        holds=tuple(hold for hold in holds if hold.lifted_at is None),
        lifted=tuple(hold for hold in holds if hold.lifted_at is not None)[:SHOWN],
    )


def rules(work: Work) -> tuple[Rule, ...]:
    """Return what is kept how long, as configured."""
    settings = work.office.settings
    return (
        Rule("faces", settings.retention.faces_days, "days"),
        Rule("evidence", settings.retention.evidence_days, "days"),
        Rule("phone_codes", settings.phone_codes.keep_days, "days"),
        Rule("tickets", settings.violations.ticket_minutes, "minutes"),
        Rule("payments", None, ""),
        Rule("cases", None, ""),
        Rule("audit", None, ""),
    )


Table = type[FaceEvidence] | type[EvidenceKey]


def _stock(work: Work, table: Table, days: int) -> Stock:
    kept = select(func.count()).select_from(table).where(table.wrapped.is_not(None))
    ended = kept.join(Case, Case.number == table.case_number).join(CasePace, CasePace.case_id == Case.id)
    late = ended.where(CasePace.ended_at < work.now - timedelta(days=days) - GRACE, ~held(table.case_number))
    return Stock(
        kept=work.session.scalar(kept) or 0,
        held=work.session.scalar(kept.where(held(table.case_number))) or 0,
        late=work.session.scalar(late) or 0,
    )


def _ahead(work: Work) -> tuple[tuple[date, int, int], ...]:
    """Return how many cases lose what on each of the next days; what is held stays."""
    retention = work.office.settings.retention
    faces, evidence = _due(work, FaceEvidence, retention.faces_days), _due(work, EvidenceKey, retention.evidence_days)
    today = work.now.astimezone(SHANGHAI).date()
    days = [today + timedelta(days=n) for n in range(AHEAD_DAYS + 1)]
    return tuple((day, faces[day], evidence[day]) for day in days)


def _due(work: Work, table: Table, days: int) -> Counter[date]:
    until = work.now - timedelta(days=days) + timedelta(days=AHEAD_DAYS + 1)
    due = select(CasePace.ended_at).join(Case, Case.id == CasePace.case_id).join(table, table.case_number == Case.number)
    due = due.where(table.wrapped.is_not(None), CasePace.ended_at < until, ~held(table.case_number))
    today = work.now.astimezone(SHANGHAI).date()
    ends = (ended + timedelta(days=days) for ended in work.session.scalars(due) if ended is not None)
    return Counter(max(end.astimezone(SHANGHAI).date(), today) for end in ends)


def _gone(work: Work) -> tuple[GoneCase, ...]:
    found = [
        GoneCase(number, kind, at)
        for table, kind in ((FaceEvidence, "faces"), (EvidenceKey, "evidence"))
        for number, at in work.session.execute(_newest_gone(work, table))
        if at is not None
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN])


def _newest_gone(work: Work, table: Table) -> Select[str, datetime | None]:
    gone = select(table.case_number, table.destroyed_at).where(table.destroyed_at.is_not(None))
    if work.actor.staff is not None and work.actor.staff.districts:
        gone = gone.join(Case, Case.number == table.case_number).where(within(work.actor.staff, Case.district))
    return gone.order_by(table.destroyed_at.desc()).limit(SHOWN)


def _count_gone(work: Work, table: Table) -> int:
    since = work.now - timedelta(days=AHEAD_DAYS)
    return work.session.scalar(select(func.count()).select_from(table).where(table.destroyed_at >= since)) or 0


def _holds(work: Work) -> list[LegalHold]:
    chosen = select(LegalHold).order_by(LegalHold.id.desc())
    if work.actor.staff is not None and work.actor.staff.districts:
        chosen = chosen.join(Case, Case.number == LegalHold.case_number).where(within(work.actor.staff, Case.district))
    return list(work.session.scalars(chosen))
