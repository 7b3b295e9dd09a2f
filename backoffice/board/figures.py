"""The numbers of the board, each by one query that an index carries; people by their names, in the order of their names."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from backoffice.board.due import Due, due_of, open_cases, overdue, within_hour
from backoffice.fleet.models import Terminal
from backoffice.office import Work
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.staff.models import Role, Staff
from backoffice.staff.scope import within
from backoffice.statistics.models import CasePace
from backoffice.statistics.spread import Spread, spread_of
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.services import ServiceSlug

STEP = 10  # working minutes: how finely lengths are counted
FLOW_DAYS = 14
SPARK_HOURS = 12
CORRECTION_DAYS = 7  # a terminal's share of corrections is of this week: what is wrong with it is to be seen now
DESK_ROLES = (Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)
MADE = {EventKind.PRODUCED: Role.PRODUCER, EventKind.POSTED: Role.DISPATCHER}


@dataclass(frozen=True)
class OpenLine:
    """How many open cases of one district stand in one status and fall due then."""

    district: str
    status: ApplicationStatus
    due: Due
    count: int


@dataclass(frozen=True)
class ServicePace:
    """How long one service took, from receipt to posting or end, in working minutes."""

    service: ServiceSlug
    steps: Counter[int]  # how often each length occurred
    in_time: int
    measured: int  # cases whose last day was known

    @property
    def spread(self) -> Spread:
        """Return median and ninth decile."""
        return spread_of(self.steps)


@dataclass(frozen=True)
class PersonLine:
    """One member of staff today."""

    username: str
    name: str
    roles: tuple[str, ...]
    districts: tuple[str, ...]
    holding: int
    late: int
    done: int
    minutes: float | None  # median from claim to decision


@dataclass(frozen=True)
class TerminalLine:
    """What one terminal took in."""

    terminal_id: str
    number: int
    place_zh: str
    place_en: str
    today: int
    hours: tuple[int, ...]  # cases of the last twelve hours, oldest first
    newest: datetime | None
    received: int  # of the days looked back
    corrected: int


def open_lines(work: Work) -> list[OpenLine]:
    """Count what is open by district, status and when it falls due."""
    due = due_of(work).label("due")
    counted = select(Case.district, Case.status, due, func.count()).where(*open_cases(work))
    rows = work.session.execute(counted.group_by(Case.district, Case.status, due))
    return [OpenLine(district, status, Due(when), count) for district, status, when, count in rows]


def count_unclaimed(work: Work) -> int:
    """Count what nobody has and falls due within the hour."""
    return work.session.scalar(select(func.count(Case.id)).where(*open_cases(work), within_hour(work))) or 0


def oldest_pause(work: Work) -> datetime | None:
    """Return since when the oldest case waits for its citizen."""
    waiting = select(func.min(Case.paused_since)).where(Case.status == ApplicationStatus.CORRECTION_REQUESTED)
    return work.session.scalar(waiting.where(*open_cases(work)))


def paces(work: Work) -> list[ServicePace]:
    """Return how long each service took in the days looked back, by what ended in them."""
    step = (CasePace.finish_minutes // STEP).label("step")
    since = today(work) - timedelta(days=work.office.settings.board.days)
    counted = select(CasePace.service, CasePace.in_time, step, func.count()).where(CasePace.finished_on >= since, *mine(work))
    steps: dict[ServiceSlug, Counter[int]] = defaultdict(Counter)
    kept: dict[ServiceSlug, Counter[bool | None]] = defaultdict(Counter)
    for service, in_time, at, count in work.session.execute(counted.group_by(CasePace.service, CasePace.in_time, step)):
        kept[service][in_time] += count
        if at is not None:
            steps[service][at * STEP] += count
    return [
        ServicePace(service, steps[service], kept[service][True], kept[service][True] + kept[service][False])
        for service in ServiceSlug
        if service in kept
    ]


def flow(work: Work) -> list[tuple[date, int, int]]:
    """Return what came in and what ended on each of the last days, today included."""
    since = today(work) - timedelta(days=FLOW_DAYS - 1)
    received = _by_day(work, CasePace.received_on, since)
    finished = _by_day(work, CasePace.finished_on, since)
    days = [since + timedelta(days=n) for n in range(FLOW_DAYS)]
    return [(day, received[day], finished[day]) for day in days]


def _by_day(work: Work, column: InstrumentedAttribute[date] | InstrumentedAttribute[date | None], since: date) -> Counter[date]:
    counted = select(column, func.count()).where(column >= since, *mine(work)).group_by(column)
    return Counter({day: count for day, count in work.session.execute(counted) if day is not None})


def people(work: Work) -> list[PersonLine]:
    """Return everybody at a desk, by name."""
    holding = _held(work)
    decided = _decided_today(work)
    made = _made_today(work)
    staff = work.session.scalars(select(Staff).where(Staff.active).order_by(Staff.display_name)).all()
    at_desks = [one for one in staff if one.has_role(*DESK_ROLES) and _shares_district(work, one)]
    return [
        PersonLine(
            username=one.username,
            name=one.display_name,
            roles=tuple(role.value for role in DESK_ROLES if one.has_role(role)),
            districts=tuple(one.districts),
            holding=holding[one.id][0],
            late=holding[one.id][1],
            done=len(decided[one.id]) + made[one.id],
            minutes=_median_minutes(decided[one.id]),
        )
        for one in at_desks
    ]


def _shares_district(work: Work, one: Staff) -> bool:
    mine_only = work.actor.staff.districts if work.actor.staff else []
    return not mine_only or not one.districts or bool(set(one.districts) & set(mine_only))


def _held(work: Work) -> dict[int, tuple[int, int]]:
    late = func.sum(case((overdue(work), 1), else_=0))
    held = select(Case.claimed_by, func.count(), late)
    held = held.where(Case.status == ApplicationStatus.UNDER_REVIEW, Case.lease_until > work.now)
    if work.actor.staff is not None:
        held = held.where(within(work.actor.staff, Case.district))
    found = work.session.execute(held.group_by(Case.claimed_by))
    return defaultdict(lambda: (0, 0), {who: (count, over or 0) for who, count, over in found})


def _decided_today(work: Work) -> dict[int, list[int | None]]:
    decided: dict[int, list[int | None]] = defaultdict(list)
    rows = select(CasePace.decided_by, CasePace.handle_seconds).where(CasePace.decided_on == today(work), *mine(work))
    for who, seconds in work.session.execute(rows):
        if who is not None:
            decided[who].append(seconds)
    return decided


def _made_today(work: Work) -> Counter[int]:
    midnight = datetime.combine(today(work), datetime.min.time(), SHANGHAI)
    made = select(CaseEvent.staff_id, func.count()).where(CaseEvent.kind.in_(MADE), CaseEvent.at >= midnight)
    if work.actor.staff is not None and work.actor.staff.districts:
        made = made.join(Case, Case.id == CaseEvent.case_id).where(within(work.actor.staff, Case.district))
    rows = work.session.execute(made.group_by(CaseEvent.staff_id))
    return Counter({who: count for who, count in rows if who is not None})


def _median_minutes(seconds: Iterable[int | None]) -> float | None:
    known = Counter(value for value in seconds if value is not None)
    median = spread_of(known).median
    return None if median is None else median / 60


def terminals(work: Work) -> list[TerminalLine]:
    """Return what each terminal took in, by its number."""
    hours, newest = _hours(work)
    received, corrected, now = _lately(work)
    named = select(Terminal.terminal_id, Terminal.terminal_number, Terminal.place_zh, Terminal.place_en)
    chosen = named.where(Terminal.revoked_at.is_(None)).order_by(Terminal.terminal_number)
    if work.actor.staff is not None:
        chosen = chosen.where(within(work.actor.staff, Terminal.district))
    return [
        TerminalLine(
            terminal_id=one.terminal_id,
            number=one.terminal_number,
            place_zh=one.place_zh,
            place_en=one.place_en,
            today=now[one.terminal_id],
            hours=tuple(hours[one.terminal_id][n] for n in range(SPARK_HOURS)),
            newest=newest.get(one.terminal_id),
            received=received[one.terminal_id],
            corrected=corrected[one.terminal_id],
        )
        for one in work.session.execute(chosen)
    ]


def _hours(work: Work) -> tuple[dict[str, Counter[int]], dict[str, datetime]]:
    begins = work.now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=SPARK_HOURS - 1)
    hours: dict[str, Counter[int]] = defaultdict(Counter)
    newest: dict[str, datetime] = {}
    rows = select(Case.terminal_id, Case.received_at).where(Case.received_at >= begins).order_by(Case.received_at)
    for terminal_id, at in work.session.execute(rows):
        hours[terminal_id][int((at - begins).total_seconds()) // 3600] += 1
        newest[terminal_id] = at
    return hours, newest


def _lately(work: Work) -> tuple[Counter[str], Counter[str], Counter[str]]:
    since = today(work) - timedelta(days=CORRECTION_DAYS)
    is_today = CasePace.received_on == today(work)
    corrected = func.sum(case((CasePace.corrections > 0, 1), else_=0))
    now = func.sum(case((is_today, 1), else_=0))
    rows = work.session.execute(
        select(CasePace.terminal_id, func.count(), corrected, now)
        .where(CasePace.received_on >= since, *mine(work))
        .group_by(CasePace.terminal_id)
    ).all()
    return (
        Counter({row[0]: row[1] for row in rows}),
        Counter({row[0]: row[2] for row in rows}),
        Counter({row[0]: row[3] for row in rows}),
    )


def mine(work: Work) -> list[ColumnElement[bool]]:
    """Return the condition that a pace is of the actor's districts."""
    return [within(work.actor.staff, CasePace.district)] if work.actor.staff and work.actor.staff.districts else []


def today(work: Work) -> date:
    """Return the day in Chongqing."""
    return work.now.astimezone(SHANGHAI).date()
