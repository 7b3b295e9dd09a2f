"""Reading the audit log: filters, pages, counts by hour, and who saw whose personal data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select

from backoffice.audit.models import AuditEntry
from backoffice.audit.personal import PERSONAL
from backoffice.audit.rules import HOUR, Hint, Limits, View, find_hints
from backoffice.office import Work
from backoffice.review.models import FAR_MOMENT, Case, CaseEvent
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
    named = select(AuditEntry.id).where(AuditEntry.staff_id == Staff.id)
    return list(work.session.scalars(select(Staff.username).where(named.exists()).order_by(Staff.username)))


def by_hour(work: Work, day: date) -> tuple[int, ...]:
    """Return how many entries each hour of a day has."""
    hours = [_begin(day) + n * HOUR for n in range(24)]
    counted = (
        select(func.count()).select_from(AuditEntry).where(AuditEntry.at >= hour, AuditEntry.at < hour + HOUR) for hour in hours
    )
    return tuple(work.session.execute(select(*(count.scalar_subquery() for count in counted))).one())


def views_of(work: Work, first: date, last: date) -> list[View]:
    """Return the views of personal data by staff in a period, newest first, with what is known of the cases.

    No rule asks for the end of a case that somebody worked on; every case has an event.
    """
    wanted = AuditFilter(first=first, last=last, personal=True)
    far = literal(FAR_MOMENT, CaseEvent.at.type)
    own = case((CaseEvent.staff_id == AuditEntry.staff_id, far), else_=CaseEvent.at)
    newest = (
        select(func.nullif(func.max(own), far, type_=CaseEvent.at.type)).where(CaseEvent.case_id == Case.id).scalar_subquery()
    )
    chosen = select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.staff_id,
        func.coalesce(AuditEntry.subject, ""),
        Case.person_hash,
        Case.masked_name,
        func.coalesce(Case.id_last_four, ""),
        func.coalesce(Case.district, ""),
        newest,
        Case.status.not_in(PENDING),
    )
    chosen = chosen.outerjoin(Case, Case.number == AuditEntry.subject).where(*_conditions(wanted))
    rows = work.session.execute(chosen.order_by(AuditEntry.id.desc()).limit(MOST_VIEWS)).all()
    districts = {staff_id: tuple(own) for staff_id, own in work.session.execute(select(Staff.id, Staff.districts))}
    return [_view(*row, districts) for row in rows]


def _view(*told: Any) -> View:
    """Return a view from its row; no newest event of anybody else's: its clerk worked on the case."""
    *known, newest, ended, districts = told
    return View(*(*known, newest if ended else None, newest is None, districts.get(known[2], ())))


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

    seen: tuple[View, ...] = field(repr=False)
    hints: tuple[Hint, ...]

    @property
    def views(self) -> int:
        """Return how many views there were."""
        return len(self.seen)

    @cached_property
    def people(self) -> int:
        """Return how many citizens were looked at."""
        return len({view.person for view in self.seen if view.person})

    @cached_property
    def clerks(self) -> tuple[ClerkViews, ...]:
        """Return what each member of staff looked at."""
        return _by_clerk(self.seen)

    @cached_property
    def persons(self) -> tuple[PersonViews, ...]:
        """Return who looked at whom, the citizens looked at most first; no more than a page."""
        return _by_person(self.seen)


def looked_at(work: Work, first: date, last: date) -> Looked:
    """Sum up the views of a period."""
    views = views_of(work, first, last)
    return Looked(tuple(views), find_hints(views, limits_of(work.office.settings.audit)))


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


def _by_person(views: Sequence[View]) -> tuple[PersonViews, ...]:
    of: defaultdict[str, list[View]] = defaultdict(list)
    for view in views:
        if view.person:
            of[view.person].append(view)
    most = sorted(of.values(), key=lambda told: (-len(told), told[0].name or "", told[0].last_four))[:PAGE]
    return tuple(
        PersonViews(
            name=told[0].name or "",
            last_four=told[0].last_four,
            views=len(told),
            cases=tuple(sorted({view.subject for view in told})),
            clerks=tuple(sorted({view.staff_id for view in told})),
        )
        for told in most
    )
