"""The lists behind the board's numbers: masked rows of open cases, most urgent first."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from backoffice.board import escalations
from backoffice.board.due import CaseFilter, conditions_of
from backoffice.board.models import Level
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.review.queue import ELSEWHERE, Urgency, urgency
from backoffice.staff.scope import may_see
from domain.application import ApplicationStatus
from domain.services import ServiceSlug

MOST = 200


@dataclass(frozen=True)
class BoardCase:
    """One open case, masked."""

    number: str
    service: ServiceSlug
    status: ApplicationStatus
    district: str
    terminal_id: str
    masked_name: str
    id_last_four: str
    received_at: datetime
    due_date: date | None
    stage_due_at: datetime | None
    minutes_left: int | None  # working minutes to the stage's end
    days_over: int | None  # working days since the promise ended; None: it still holds
    urgency: Urgency
    level: Level | None
    holder: str
    movable: bool  # a supervisor may give it to somebody else
    version: int


def list_cases(work: Work, wanted: CaseFilter, *, limit: int = MOST) -> list[BoardCase]:
    """Return the cases of a list, by promise, then stage, then number."""
    chosen = select(Case).where(*conditions_of(work, wanted)).limit(limit)
    found = work.session.scalars(chosen.order_by(Case.queue_due, Case.queue_stage, Case.number)).all()
    levels = escalations.levels_of(work, [case.number for case in found])
    return [shown(work, case, levels.get(case.number)) for case in found]


def count_cases(work: Work, wanted: CaseFilter) -> int:
    """Count the cases of a list."""
    return work.session.scalar(select(func.count(Case.id)).where(*conditions_of(work, wanted))) or 0


def get_case(work: Work, number: str) -> Case:
    """Return a case of the actor's districts; raises Refused(not_found)."""
    case = cases.get_case(work.session, number)
    if work.actor.staff is not None and not may_see(work.actor.staff, case.district):
        raise Refused(Reason.NOT_FOUND)
    return case


def shown(work: Work, case: Case, level: Level | None) -> BoardCase:
    """Return one case as the lists show it."""
    hours = work.office.hours
    held = case.lease_until is not None and case.lease_until > work.now
    over = hours.days_between(case.due_date, work.now.date()) if case.due_date and case.due_date < work.now.date() else None
    return BoardCase(
        number=case.number,
        service=case.service,
        status=case.status,
        district=case.district,
        terminal_id=case.terminal_id,
        masked_name=case.masked_name,
        id_last_four=case.id_last_four,
        received_at=case.received_at,
        due_date=case.due_date,
        stage_due_at=case.stage_due_at,
        minutes_left=hours.minutes_between(work.now, case.stage_due_at) if case.stage_due_at else None,
        days_over=over if case.paused_since is None else None,
        urgency=urgency(work, case),
        level=level,
        holder=case.holder.display_name if case.holder and held else "",
        movable=_movable(case),
        version=case.version,
    )


def _movable(case: Case) -> bool:
    at_review = case.status in (ApplicationStatus.ACCEPTED, ApplicationStatus.UNDER_REVIEW)
    return at_review and not case.decision_waits and case.service not in ELSEWHERE
