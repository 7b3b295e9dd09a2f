"""Reading the audit log: filters, pages, counts by hour, and who saw whose personal data."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from backoffice.audit.models import AuditEntry
from backoffice.audit.personal import PERSONAL
from backoffice.audit.rules import Hint, Limits, View, find_hints
from backoffice.office import Work
from backoffice.review.models import Case, CaseEvent
from backoffice.settings import AuditSettings
from backoffice.staff.models import Staff
from domain.application import PENDING
from domain.clock import SHANGHAI

PAGE = 200
LONGEST_EXTRACT = 5000
MOST_VIEWS = 20_000  # of one period: rules look at no more


@dataclass(frozen=True)
class AuditFilter:
    """Which entries to list; empty stands for all."""

    first: date | None = None
    last: date | None = None
    actor: str = ""
    action: str = ""  # whole, or the part before the dot
    subject: str = ""
    personal: bool = False  # only views of personal data
    before: int = 0  # entries older than this one


def list_entries(work: Work, wanted: AuditFilter, limit: int = PAGE) -> list[AuditEntry]:
    """Return entries, newest first."""
    chosen = select(AuditEntry).where(*_conditions(wanted)).order_by(AuditEntry.id.desc()).limit(limit)
    return list(work.session.scalars(chosen))


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.first is not None:
        conditions.append(AuditEntry.at >= _begin(wanted.first))
    if wanted.last is not None:
        conditions.append(AuditEntry.at < _begin(wanted.last + timedelta(days=1)))
    if wanted.actor:
        conditions.append(AuditEntry.actor == wanted.actor)
    if wanted.action:
        conditions.append(
            or_(AuditEntry.action == wanted.action, AuditEntry.action.startswith(f"{wanted.action}.", autoescape=True))
        )
    if wanted.subject:
        conditions.append(AuditEntry.subject == wanted.subject)
    if wanted.personal:
        conditions.append(AuditEntry.action.in_(PERSONAL))
        conditions.append(AuditEntry.staff_id.is_not(None))
    if wanted.before:
        conditions.append(AuditEntry.id < wanted.before)
    return conditions


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def actors(work: Work) -> list[str]:
    """Return everybody of the staff whose name stands in the log."""
    chosen = select(AuditEntry.actor).where(AuditEntry.staff_id.is_not(None)).distinct().order_by(AuditEntry.actor)
    return list(work.session.scalars(chosen))


def by_hour(work: Work, day: date) -> tuple[int, ...]:
    """Return how many entries each hour of a day has."""
    moments = work.session.scalars(select(AuditEntry.at).where(*_conditions(AuditFilter(first=day, last=day))))
    counted = Counter(moment.hour for moment in moments)
    return tuple(counted[hour] for hour in range(24))


def views_of(work: Work, first: date, last: date) -> list[View]:
    """Return the views of personal data by staff in a period, with what is known of the cases."""
    wanted = AuditFilter(first=first, last=last, personal=True)
    entries = list_entries(work, wanted, MOST_VIEWS)
    subjects = {entry.subject for entry in entries if entry.subject}
    cases = {case.number: case for case in work.session.scalars(select(Case).where(Case.number.in_(subjects)))}
    ended = _ended(work, [case.id for case in cases.values() if case.status not in PENDING])
    worked = _worked_on(work, [case.id for case in cases.values()])
    districts = {staff_id: tuple(own) for staff_id, own in work.session.execute(select(Staff.id, Staff.districts))}
    return [_view(entry, cases.get(entry.subject or ""), ended, worked, districts) for entry in entries]


def _ended(work: Work, case_ids: Sequence[int]) -> dict[int, datetime]:
    newest = (
        select(CaseEvent.case_id, func.max(CaseEvent.at)).where(CaseEvent.case_id.in_(case_ids)).group_by(CaseEvent.case_id)
    )
    return {case_id: at for case_id, at in work.session.execute(newest) if at is not None}


def _worked_on(work: Work, case_ids: Sequence[int]) -> set[tuple[int, int]]:
    rows = select(CaseEvent.case_id, CaseEvent.staff_id).where(CaseEvent.case_id.in_(case_ids), CaseEvent.staff_id.is_not(None))
    return {(case_id, staff_id) for case_id, staff_id in work.session.execute(rows.distinct()) if staff_id is not None}


def _view(
    entry: AuditEntry,
    case: Case | None,
    ended: dict[int, datetime],
    worked: set[tuple[int, int]],
    districts: dict[int, tuple[str, ...]],
) -> View:
    staff_id = entry.staff_id or 0
    if case is None:
        return View(entry.id, entry.at, staff_id, entry.subject or "", own_districts=districts.get(staff_id, ()))
    return View(
        entry_id=entry.id,
        at=entry.at,
        staff_id=staff_id,
        subject=case.number,
        person=case.person_hash,
        name=case.masked_name,
        district=case.district,
        ended_at=ended.get(case.id),
        worked_on=(case.id, staff_id) in worked,
        own_districts=districts.get(staff_id, ()),
    )


def limits_of(settings: AuditSettings) -> Limits:
    """Return the rules' limits from the configuration."""
    return Limits(**settings.model_dump())


@dataclass(frozen=True)
class ClerkViews:
    """What one member of staff looked at in a period."""

    staff_id: int
    views: int
    cases: int
    people: int
    without_business: int  # cases in which this clerk did nothing


@dataclass(frozen=True)
class PersonViews:
    """Who looked at one citizen in a period; masked."""

    name: str
    last_four: str
    views: int
    cases: tuple[str, ...]  # numbers
    clerks: tuple[int, ...]  # staff ids


@dataclass(frozen=True)
class Looked:
    """The views of a period: summed up, by clerk, by person, and what the rules say of them."""

    views: int
    people: int
    clerks: tuple[ClerkViews, ...]
    persons: tuple[PersonViews, ...]
    hints: tuple[Hint, ...]


def looked_at(work: Work, first: date, last: date) -> Looked:
    """Sum up the views of a period."""
    views = views_of(work, first, last)
    return Looked(
        views=len(views),
        people=len({view.person for view in views if view.person}),
        clerks=_by_clerk(views),
        persons=_by_person(work, views),
        hints=find_hints(views, limits_of(work.office.settings.audit)),
    )


def _by_clerk(views: Sequence[View]) -> tuple[ClerkViews, ...]:
    of: defaultdict[int, list[View]] = defaultdict(list)
    for view in views:
        of[view.staff_id].append(view)
    return tuple(
        ClerkViews(
            staff_id=staff_id,
            views=len(told),
            cases=len({view.subject for view in told}),
            people=len({view.person for view in told if view.person}),
            without_business=len({view.subject for view in told if view.person and not view.worked_on}),
        )
        for staff_id, told in of.items()
    )


def _by_person(work: Work, views: Sequence[View]) -> tuple[PersonViews, ...]:
    of: defaultdict[str, list[View]] = defaultdict(list)
    for view in views:
        if view.person:
            of[view.person].append(view)
    numbers = {view.subject for view in views}
    last_four = dict(work.session.execute(select(Case.person_hash, Case.id_last_four).where(Case.number.in_(numbers))).all())
    persons = (
        PersonViews(
            name=told[0].name or "",
            last_four=last_four.get(person, ""),
            views=len(told),
            cases=tuple(sorted({view.subject for view in told})),
            clerks=tuple(sorted({view.staff_id for view in told})),
        )
        for person, told in of.items()
    )
    return tuple(sorted(persons, key=lambda one: (-one.views, one.name, one.last_four))[:PAGE])
