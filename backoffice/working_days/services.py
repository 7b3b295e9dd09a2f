"""Entering a year's table: checked, previewed, kept as a version, and the due dates that it moves moved with it."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from backoffice.audit import services as audit
from backoffice.notices import services as notices
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.review.clocks import OfficeHours
from backoffice.review.models import FAR_DAY, FAR_MOMENT, Case, CaseEvent, EventKind
from backoffice.staff.models import Role
from backoffice.working_days.checking import check_table
from backoffice.working_days.models import CalendarVersion
from backoffice.working_days.standing import StandingCalendar, counting_tables
from domain.application import PENDING
from domain.calendar import YearTable
from domain.clock import SHANGHAI

Pauses = list[tuple[date, date]]


@dataclass(frozen=True)
class Source:
    """The notice of the State Council that a table was taken from."""

    title: str
    number: str
    published_on: date | None

    @property
    def is_complete(self) -> bool:
        """Tell whether title, number and date are all named."""
        return bool(self.title.strip() and self.number.strip() and self.published_on)


@dataclass(frozen=True)
class DueMove:
    """One open case whose times another table changes."""

    case_id: int
    number: str
    service: str
    before: date | None
    after: date | None
    stage_before: datetime | None
    stage_after: datetime | None


@dataclass(frozen=True)
class Preview:
    """What a table would change."""

    table: YearTable
    days_off: tuple[date, ...]  # working days until now
    days_on: tuple[date, ...]  # no working days until now
    moves: tuple[DueMove, ...]


def preview(work: Work, year: int, body: str) -> Preview:
    """Say what a table would change, in every district; raises Refused(role_missing, whole_city_only, table_invalid)."""
    work.actor.require_whole_city(Role.SUPERVISOR)
    table = check_table(body, year)
    old, new = work.office.calendar, _with(work, table)
    changed = [day for day in _days_of(year) if _works(old, day) is not _works(new, day)]
    return Preview(
        table=table,
        days_off=tuple(day for day in changed if not _works(new, day)),
        days_on=tuple(day for day in changed if _works(new, day)),
        moves=tuple(_moves(work, new)),
    )


def enter(work: Work, year: int, body: str, source: Source) -> int:
    """Let a table count from now on, and move what it moves; audited. Returns how many cases moved.

    Raises Refused(role_missing, whole_city_only, table_invalid, note_missing): only a provisional table needs no notice.
    """
    chief = work.actor.require_whole_city(Role.SUPERVISOR)
    work.office.database.take_turns(work.session, turn=ENTERING)
    table = check_table(body, year)
    if not table.provisional and not source.is_complete:
        raise Refused(Reason.NOTE_MISSING)
    moves = list(_moves(work, _with(work, table)))
    version = CalendarVersion(
        year=year,
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        provisional=table.provisional,
        title=source.title.strip(),
        number=source.number.strip(),
        published_on=source.published_on,
        made_by=chief.id,
        made_at=work.now,
    )
    work.session.add(version)
    audit.record(work, "calendar.entered", str(year), (version.sha256[:12], str(len(moves))))
    for move in moves:
        _move(work, move)
    work.office.calendar.look_soon()
    return len(moves)


ENTERING = 2_401_2018  # turn of the database: two tables are never entered at the same moment


def list_versions(work: Work, year: int) -> list[CalendarVersion]:
    """Return the versions of a year, newest first."""
    mine = select(CalendarVersion).where(CalendarVersion.year == year)
    return list(work.session.scalars(mine.order_by(CalendarVersion.id.desc())))


def _with(work: Work, table: YearTable) -> StandingCalendar:
    return work.office.calendar.with_tables([*counting_tables(work.session), table])


def _moves(work: Work, new: StandingCalendar) -> list[DueMove]:
    """Return what moves by the calendar alone: a date that was reckoned otherwise stays."""
    review = work.office.settings.review
    old_hours, new_hours = work.office.hours, OfficeHours(new, review.shift_begins, review.shift_ends)
    open_cases = work.session.scalars(select(Case).where(Case.status.in_(PENDING)).order_by(Case.id)).all()
    pauses = _pauses(work)
    found = []
    for case in open_cases:
        before, after = (_due(work, hours, case, pauses[case.id]) for hours in (old_hours, new_hours))
        stage_before, stage_after = (_stage_due(work, hours, case) for hours in (old_hours, new_hours))
        due = after if case.due_date == before else case.due_date
        stage = stage_after if case.stage_due_at == stage_before else case.stage_due_at
        if due != case.due_date or stage != case.stage_due_at:
            found.append(DueMove(case.id, case.number, case.service.value, case.due_date, due, case.stage_due_at, stage))
    return found


def _pauses(work: Work) -> defaultdict[int, Pauses]:
    """Return the pauses that are over of every open case that had one."""
    kinds = (EventKind.CORRECTION_REQUESTED, EventKind.CORRECTION_SUPPLIED)
    asked = select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.at).join(Case, Case.id == CaseEvent.case_id)
    asked = asked.where(Case.status.in_(PENDING), Case.corrections > 0, CaseEvent.kind.in_(kinds)).order_by(CaseEvent.id)
    found: defaultdict[int, Pauses] = defaultdict(list)
    since: dict[int, date] = {}
    for case_id, kind, at in work.session.execute(asked):
        day = at.astimezone(SHANGHAI).date()
        if kind is EventKind.CORRECTION_REQUESTED:
            since[case_id] = day
        elif case_id in since:
            found[case_id].append((since.pop(case_id), day))
    return found


def _due(work: Work, hours: OfficeHours, case: Case, pauses: Pauses) -> date | None:
    due = hours.due_date(case.received_at, work.office.terms[case.service].promised_working_days)
    for start, end in pauses:
        days = hours.days_between(start, end)
        due = None if due is None or days is None else hours.after(due, days)
    return due


def _stage_due(work: Work, hours: OfficeHours, case: Case) -> datetime | None:
    stage = cases.STAGES.get(case.status)
    minutes = getattr(work.office.settings.review.stage_minutes, stage) if stage else None
    return hours.add_minutes(case.stage_started_at, minutes) if minutes else None


def _move(work: Work, move: DueMove) -> None:
    """Write the new times; the case's version stays, so that nobody's open page becomes old by it."""
    dates = {
        "due_date": move.after,
        "stage_due_at": move.stage_after,
        "queue_due": move.after or FAR_DAY,
        "queue_stage": move.stage_after or FAR_MOMENT,
    }
    work.session.execute(
        update(Case).where(Case.id == move.case_id).values(**dates).execution_options(synchronize_session="fetch")
    )
    if move.before != move.after:
        case = cases.get_case(work.session, move.number)
        cases.note_event(work, case, EventKind.DUE_MOVED, (str(move.before or "—"), str(move.after or "—")))
        notices.tell_moved(work, case, move.before)


def _works(calendar: StandingCalendar, day: date) -> bool | None:
    return calendar.is_working_day(day) if day.year in calendar.years else None


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)]


def count_undated(work: Work) -> int:
    """Count the open cases whose last day nobody can tell for want of a table."""
    undated = select(func.count(Case.id)).where(Case.status.in_(PENDING), Case.due_date.is_(None))
    return work.session.scalar(undated) or 0
