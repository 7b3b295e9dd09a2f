"""Escalation 催办: marks each case once for each threshold of its time that it passes, and tells the supervisors.

`run` is the worker's; it derives from the rows and the working-day calendar what is late, so nothing is lost while it stands
still. A paused promise is nobody's to press for: while a correction is asked for, no stage runs either.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from backoffice.audit import services as audit
from backoffice.board.models import CaseEscalation, Level
from backoffice.office import SYSTEM, Office, Work
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role
from backoffice.staff.scope import within
from domain.clock import SHANGHAI

MOST = 500  # cases of one level in one run

STAGES = {
    stage: tuple(status for status, name in cases.STAGES.items() if name == stage)
    for stage in dict.fromkeys(cases.STAGES.values())
}
"""Statuses of each stage."""


def run(office: Office) -> int:
    """Mark what has passed a threshold since the last time; returns how many marks were made."""
    with office.writing(SYSTEM) as work:
        return sum(_mark(work, level) for level in Level)


def _mark(work: Work, level: Level) -> int:
    passed = _passed(work, level)
    if passed is None:
        return 0
    marked = select(CaseEscalation.id).where(
        CaseEscalation.case_id == Case.id,
        CaseEscalation.stage_started_at == Case.stage_started_at,
        CaseEscalation.level == level,
    )
    late = select(Case).where(Case.status.in_(cases.STAGES), Case.paused_since.is_(None), passed, ~marked.exists())
    found = work.session.scalars(late.order_by(Case.id).limit(MOST)).all()
    for case in found:
        stage = cases.STAGES[case.status]
        work.session.add(
            CaseEscalation(case_id=case.id, stage=stage, stage_started_at=case.stage_started_at, level=level, at=work.now)
        )
        cases.note_event(work, case, EventKind.ESCALATED, (level.value, stage))
    return len(found)


def _passed(work: Work, level: Level) -> ColumnElement[bool] | None:
    """Return which cases have passed `level` now; None where a working-day table is missing."""
    if level is Level.HALF:
        return _half_passed(work)
    if level is Level.LAST_HOUR:
        soon = work.office.hours.add_minutes(work.now, work.office.settings.escalation.last_minutes)
        return None if soon is None else Case.stage_due_at <= soon
    return Case.stage_due_at < work.now if level is Level.OVERDUE else promise_over(work)


def _half_passed(work: Work) -> ColumnElement[bool] | None:
    """A stage that began before this moment has used its half; the moment is the same for all cases of a stage."""
    conditions = []
    for stage, statuses in STAGES.items():
        minutes = round(getattr(work.office.settings.review.stage_minutes, stage) * work.office.settings.escalation.half_share)
        begun = work.office.hours.take_minutes(work.now, minutes)
        if begun is None:
            return None
        conditions.append(and_(Case.status.in_(statuses), Case.stage_started_at <= begun))
    return and_(Case.stage_due_at.is_not(None), or_(*conditions))


def promise_over(work: Work) -> ColumnElement[bool]:
    """Return the condition that the promise's last day is over: its shift has ended."""
    local = work.now.astimezone(SHANGHAI)
    return (
        Case.due_date <= local.date() if local.time() > work.office.settings.review.shift_ends else Case.due_date < local.date()
    )


def levels_of(work: Work, numbers: Sequence[str]) -> dict[str, Level]:
    """Return the worst mark of the stage in which each of the cases `numbers` stands now, where it has one."""
    order = list(Level)
    found: dict[str, Level] = {}
    rows = select(Case.number, CaseEscalation.level).join(CaseEscalation, _current())
    for number, level in work.session.execute(rows.where(Case.number.in_(numbers))):
        found[number] = max(found.get(number, level), level, key=order.index)
    return found


def count_unseen(work: Work) -> int:
    """Return how many cases are late by a mark that no supervisor has seen yet, of those the actor may see."""
    unseen = select(func.count(func.distinct(CaseEscalation.case_id))).join(Case, _current())
    return work.session.scalar(unseen.where(*_told(work))) or 0


def acknowledge(work: Work) -> int:
    """Write down that a supervisor has seen what is late; audited. Raises Refused(role_missing)."""
    chief = work.actor.require(Role.SUPERVISOR)
    told = select(CaseEscalation.id).join(Case, _current()).where(*_told(work))
    seen = work.session.scalars(told).all()
    if seen:
        work.session.execute(
            update(CaseEscalation).where(CaseEscalation.id.in_(seen)).values(seen_at=work.now, seen_by=chief.id)
        )
        audit.record(work, "escalations.seen", None, (str(len(seen)),))
    return len(seen)


def _told(work: Work) -> list[ColumnElement[bool]]:
    """What is told to the supervisors: everything but the milder half of a stage, in their own districts."""
    conditions = [CaseEscalation.seen_at.is_(None), CaseEscalation.level != Level.HALF, Case.status.in_(cases.STAGES)]
    return [*conditions, within(work.actor.staff, Case.district)] if work.actor.staff else conditions


def _current() -> ColumnElement[bool]:
    started: InstrumentedAttribute[datetime] = Case.stage_started_at
    return and_(CaseEscalation.case_id == Case.id, CaseEscalation.stage_started_at == started)
