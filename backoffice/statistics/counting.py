"""Counts by time, district, service or terminal, from the pace of the cases. Each number by the day on which it happened.

What came in, and what of it was sent back for correction, counts where it came in; decisions where they were made; what ended
where it ended.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from backoffice.fleet.models import Terminal
from backoffice.office import Work
from backoffice.payments.models import Payment
from backoffice.retention.models import FaceEvidence
from backoffice.review.models import Case, Decision, DecisionKind, DecisionState
from backoffice.staff.models import Role
from backoffice.staff.scope import within
from backoffice.statistics.models import CasePace, Way
from backoffice.statistics.spread import Spread, spread_of
from domain.clock import SHANGHAI
from domain.services import ServiceSlug

READERS = (Role.SUPERVISOR, Role.AUDITOR)
STEP = 10  # working minutes: how finely lengths are counted
REFUSALS = (DecisionKind.REJECT, DecisionKind.REFER)


class By(StrEnum):
    """What the rows stand for."""

    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"
    DISTRICT = "district"
    SERVICE = "service"
    TERMINAL = "terminal"


PERIODS = frozenset({By.DAY, By.WEEK, By.MONTH})
Day = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]
Minutes = InstrumentedAttribute[int | None]
DECIDED = (CasePace.decided_on, CasePace.decide_minutes)
FINISHED = (CasePace.finished_on, CasePace.finish_minutes)


@dataclass(frozen=True)
class Wanted:
    """What to count: days included, and which part of the office."""

    by: By
    first: date
    last: date
    service: ServiceSlug | None = None
    district: str | None = None
    terminal_id: str = ""


@dataclass
class Row:
    """The counts of one period, district, service or terminal."""

    key: str  # of a period its first day
    received: int = 0
    corrected: int = 0  # of what was received: sent back at least once
    returned: int = 0  # of what was received: letters that came back
    ways: Counter[Way] = field(default_factory=Counter)
    decide_steps: Counter[int] = field(default_factory=Counter)
    finish_steps: Counter[int] = field(default_factory=Counter)
    finished: int = 0
    in_time: int = 0
    dated: int = 0  # ended, and its last day was known

    @property
    def decided(self) -> int:
        """Return how many were decided, whatever the way."""
        return self.ways.total()

    @property
    def to_decision(self) -> Spread:
        """Return working minutes from receipt to decision."""
        return spread_of(self.decide_steps)

    @property
    def to_end(self) -> Spread:
        """Return working minutes from receipt to posting, or to the end of what is not posted."""
        return spread_of(self.finish_steps)


@dataclass(frozen=True)
class Table:
    """The rows that a page shows, and all of them together."""

    shown: list[Row]  # the newest period first, or what received most
    row_count: int
    total: Row


@dataclass(frozen=True)
class Beside:
    """Counts of the whole span that stand beside the rows."""

    reasons: tuple[tuple[str, int], ...]  # most frequent first
    refusals: int
    faces: tuple[tuple[str, int], ...]  # decision, or empty where no face was looked at
    payments: int


def rows(work: Work, wanted: Wanted) -> list[Row]:
    """Return the rows, periods in order of time, the rest by what was received. Raises Refused(role_missing)."""
    found = _counted(work, wanted)
    _measure(work, wanted, {row.key: row for row in found})
    return found


def table(work: Work, wanted: Wanted, most: int) -> Table:
    """Return what a page shows: every period, else the `most` rows that received most; lengths are counted of no other row.

    Raises Refused(role_missing).
    """
    found = _counted(work, wanted)
    shown = found[::-1] if wanted.by in PERIODS else found[:most]
    _measure(work, wanted, {row.key: row for row in shown}, cut=len(shown) < len(found))
    whole = total(found)
    if len(shown) < len(found):
        whole.decide_steps, whole.finish_steps = _steps(work, wanted, *DECIDED), _steps(work, wanted, *FINISHED)
    return Table(shown, len(found), whole)


def _counted(work: Work, wanted: Wanted) -> list[Row]:
    """Return every row in its order, without lengths."""
    work.actor.require(*READERS)
    found = {key: Row(key) for key in _periods(wanted)} if wanted.by in PERIODS else {}
    _count_received(work, wanted, found)
    _count_decided(work, wanted, found)
    _count_finished(work, wanted, found)
    if wanted.by in PERIODS:
        return [found[key] for key in sorted(found)]
    return sorted(found.values(), key=lambda row: (-row.received, row.key))


def total(of: list[Row]) -> Row:
    """Return all rows together."""
    whole = Row("")
    for row in of:
        whole.received += row.received
        whole.corrected += row.corrected
        whole.returned += row.returned
        whole.finished += row.finished
        whole.in_time += row.in_time
        whole.dated += row.dated
        whole.ways.update(row.ways)
        whole.decide_steps.update(row.decide_steps)
        whole.finish_steps.update(row.finish_steps)
    return whole


def _count_received(work: Work, wanted: Wanted, found: dict[str, Row]) -> None:
    key = _key(wanted, CasePace.received_on)
    corrected = func.sum(case((CasePace.corrections > 0, 1), else_=0))
    counted = select(key, func.count(), corrected, func.sum(CasePace.returned)).where(*_of(work, wanted, CasePace.received_on))
    for at, count, sent_back, returned in work.session.execute(counted.group_by(key)):
        row = _row_of(wanted, at, found)
        row.received += count
        row.corrected += sent_back or 0
        row.returned += returned or 0


def _count_decided(work: Work, wanted: Wanted, found: dict[str, Row]) -> None:
    key = _key(wanted, CasePace.decided_on)
    counted = select(key, CasePace.way, func.count()).where(*_of(work, wanted, CasePace.decided_on))
    for at, way, count in work.session.execute(counted.group_by(key, CasePace.way)):
        _row_of(wanted, at, found).ways[way] += count


def _count_finished(work: Work, wanted: Wanted, found: dict[str, Row]) -> None:
    key = _key(wanted, CasePace.finished_on)
    counted = select(key, CasePace.in_time, func.count()).where(*_of(work, wanted, CasePace.finished_on))
    for at, in_time, count in work.session.execute(counted.group_by(key, CasePace.in_time)):
        row = _row_of(wanted, at, found)
        row.finished += count
        row.in_time += count if in_time else 0
        row.dated += count if in_time is not None else 0


def _measure(work: Work, wanted: Wanted, found: Mapping[str, Row], *, cut: bool = False) -> None:
    """Count the lengths of these rows; `cut`: they are not all."""
    to_decision = {key: row.decide_steps for key, row in found.items()}
    to_end = {key: row.finish_steps for key, row in found.items()}
    for (day, minutes), steps in ((DECIDED, to_decision), (FINISHED, to_end)):
        key, step = _key(wanted, day, months=True), _step(minutes)
        counted = select(key, step, func.count()).where(*_of(work, wanted, day), minutes.is_not(None))
        if cut:
            counted = counted.where(key.in_(found))
        for at, taken, count in work.session.execute(counted.group_by(key, step)):
            steps[_row_key(wanted, at)][taken * STEP] += count


def _steps(work: Work, wanted: Wanted, day: Day, minutes: Minutes) -> Counter[int]:
    """Count the lengths of the whole span."""
    step = _step(minutes)
    counted = select(step, func.count()).where(*_of(work, wanted, day), minutes.is_not(None)).group_by(step)
    return Counter({row[0] * STEP: row[1] for row in work.session.execute(counted)})


def _step(minutes: Minutes) -> Any:
    return (minutes // STEP).label("step")


def _key(wanted: Wanted, day: Day, *, months: bool = False) -> Any:
    """Return what is grouped by; with `months` of a month its first seven letters, so that so many fewer rows come back."""
    if months and wanted.by is By.MONTH:
        return func.substr(cast(day, String), 1, 7).label("month")
    columns = {By.DISTRICT: CasePace.district, By.SERVICE: CasePace.service, By.TERMINAL: CasePace.terminal_id}
    return columns.get(wanted.by, day)


def _of(work: Work, wanted: Wanted, day: Day) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [day >= wanted.first, day <= wanted.last]
    return conditions + _part(work, wanted, CasePace.service, CasePace.district, CasePace.terminal_id)


def _part(
    work: Work,
    wanted: Wanted,
    service: InstrumentedAttribute[ServiceSlug],
    district: InstrumentedAttribute[str],
    terminal_id: InstrumentedAttribute[str],
) -> list[ColumnElement[bool]]:
    """Return the conditions of the part that is wanted, within the actor's own districts."""
    conditions: list[ColumnElement[bool]] = []
    if work.actor.staff is not None and work.actor.staff.districts:
        conditions.append(within(work.actor.staff, district))
    if wanted.service is not None:
        conditions.append(service == wanted.service)
    if wanted.district is not None:
        conditions.append(district == wanted.district)
    if wanted.terminal_id:
        conditions.append(terminal_id == wanted.terminal_id)
    return conditions


def _row_of(wanted: Wanted, at: Any, found: dict[str, Row]) -> Row:
    key = _row_key(wanted, at)
    return found.setdefault(key, Row(key))


def _row_key(wanted: Wanted, at: Any) -> str:
    if isinstance(at, str) and wanted.by is By.MONTH:
        return f"{at}-01"
    return period_of(wanted.by, at).isoformat() if wanted.by in PERIODS else str(at)


def period_of(by: By, day: date) -> date:
    """Return the first day of the period of `day`."""
    if by is By.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by is By.MONTH else day


def end_of(by: By, first: date) -> date:
    """Return the last day of the period that begins on `first`."""
    if by is By.WEEK:
        return first + timedelta(days=6)
    if by is By.MONTH:
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first


def _periods(wanted: Wanted) -> list[str]:
    days = (wanted.first + timedelta(days=n) for n in range((wanted.last - wanted.first).days + 1))
    return sorted({period_of(wanted.by, day).isoformat() for day in days})


def beside(work: Work, wanted: Wanted) -> Beside:
    """Return what stands beside the rows. Raises Refused(role_missing)."""
    work.actor.require(*READERS)
    refusals, reasons = _reasons(work, wanted)
    return Beside(
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        refusals=refusals,
        faces=_faces(work, wanted),
        payments=_payments(work, wanted),
    )


def _moments(wanted: Wanted) -> tuple[datetime, datetime]:
    return (
        datetime.combine(wanted.first, time(), SHANGHAI),
        datetime.combine(wanted.last + timedelta(days=1), time(), SHANGHAI),
    )


def _of_case(work: Work, wanted: Wanted) -> list[ColumnElement[bool]]:
    return _part(work, wanted, Case.service, Case.district, Case.terminal_id)


def _reasons(work: Work, wanted: Wanted) -> tuple[int, Counter[str]]:
    begins, ends = _moments(wanted)
    decided = select(Decision.codes).join(Case, Case.id == Decision.case_id)
    decided = decided.where(Decision.kind.in_(REFUSALS), Decision.state == DecisionState.EFFECTIVE)
    decided = decided.where(Decision.decided_at >= begins, Decision.decided_at < ends, *_of_case(work, wanted))
    found = work.session.scalars(decided).all()
    return len(found), Counter(code for codes in found for code in dict.fromkeys(codes))


def _faces(work: Work, wanted: Wanted) -> tuple[tuple[str, int], ...]:
    begins, ends = _moments(wanted)
    counted = select(Case.face_decision, func.count()).where(Case.received_at >= begins, Case.received_at < ends)
    rows_of = work.session.execute(counted.where(*_of_case(work, wanted)).group_by(Case.face_decision))
    found = {(decision.value if decision else ""): count for decision, count in rows_of}
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def _payments(work: Work, wanted: Wanted) -> int:
    begins, ends = _moments(wanted)
    counted = select(func.count()).select_from(Payment).where(Payment.paid_at >= begins, Payment.paid_at < ends)
    if of_case := _of_case(work, wanted):  # every payment has its case: without a condition there is nothing to look up
        counted = counted.join(Case, Case.number == Payment.case_number).where(*of_case)
    return work.session.scalar(counted) or 0


def count_stored_persons(work: Work) -> int:
    """Count the people whose live pictures are kept now, in the whole office: the duty to file counts people, not cases."""
    kept = select(func.count(func.distinct(Case.person_hash))).join(FaceEvidence, FaceEvidence.case_number == Case.number)
    return work.session.scalar(kept.where(FaceEvidence.wrapped.is_not(None))) or 0


def terminals(work: Work) -> list[Terminal]:
    """Return the terminals that may be chosen."""
    chosen = select(Terminal).order_by(Terminal.terminal_number)
    if work.actor.staff is not None:
        chosen = chosen.where(within(work.actor.staff, Terminal.district))
    return list(work.session.scalars(chosen))
