"""The whole overview of the board in one reading."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from backoffice.board import escalations, figures, view
from backoffice.board.due import CaseFilter, Due
from backoffice.board.figures import OpenLine, PersonLine, ServicePace
from backoffice.board.listing import BoardCase, list_cases
from backoffice.board.view import DueRow, FlowBar, PaceRow, TerminalRow
from backoffice.fleet.models import TerminalState
from backoffice.office import Work
from backoffice.statistics.spread import spread_of
from backoffice.working_days import alarms
from backoffice.working_days.alarms import CalendarAlarm

DISTRICTS = 9  # rows of the small card; the rest in one line
LATE = 4  # overdue cases on the overview
TERMINALS = 60  # rows of the small card
MOST_TERMINALS = 150  # rows of the card in full; those about which there is something to say are among them
STAGE_ORDER = ("production", "review", "dispatch")


@dataclass(frozen=True)
class Overview:
    """All that the board shows."""

    totals: dict[Due, int]
    open: int
    today_by_stage: tuple[tuple[str, int], ...]
    unclaimed: int
    waiting: int
    waiting_days: int | None  # calendar days of the oldest
    in_time: int
    measured: int
    median: float | None  # working days
    decile: float | None
    days: int
    districts: tuple[DueRow, ...]
    other_districts: DueRow | None
    district_count: int
    stages: tuple[DueRow, ...]
    paces: tuple[PaceRow, ...]
    axis: int
    flow: tuple[FlowBar, ...]
    flow_top: int
    people: tuple[PersonLine, ...]
    terminals: tuple[TerminalRow, ...]
    terminal_count: int
    late: tuple[BoardCase, ...]
    unseen: int
    alarms: tuple[CalendarAlarm, ...]
    today: date
    following: date | None
    now: datetime


def overview(work: Work, *, full: bool = False) -> Overview:
    """Read the board; `full`: every district."""
    office, today = work.office, figures.today(work)
    lines, paces = figures.open_lines(work), figures.paces(work)
    totals = {due: sum(line.count for line in lines if line.due is due) for due in Due}
    ordered = view.most_urgent_first(view.rows_by(lines, lambda line: line.district))
    shown = ordered if full or len(ordered) <= DISTRICTS + 1 else ordered[:DISTRICTS]
    rows, axis = view.pace_rows(office, paces)
    flow, top = view.flow_bars(office, figures.flow(work), today)
    paused = figures.oldest_pause(work)
    terminals = figures.terminals(work)
    median, decile = _all_services(work, paces)
    return Overview(
        totals=totals,
        open=sum(totals.values()),
        today_by_stage=_today_by_stage(lines),
        unclaimed=figures.count_unclaimed(work),
        waiting=totals[Due.PAUSED],
        waiting_days=(today - paused.date()).days if paused else None,
        in_time=sum(pace.in_time for pace in paces),
        measured=sum(pace.measured for pace in paces),
        median=median,
        decile=decile,
        days=office.settings.board.days,
        districts=tuple(shown),
        other_districts=_together(ordered[len(shown) :]),
        district_count=len(ordered),
        stages=view.rows_by(lines, view.stage_of),
        paces=rows,
        axis=axis,
        flow=flow,
        flow_top=top,
        people=tuple(figures.people(work)),
        terminals=view.terminal_rows(office, terminals, _heard(work), MOST_TERMINALS if full else TERMINALS),
        terminal_count=len(terminals),
        late=tuple(list_cases(work, CaseFilter(due=Due.OVERDUE), limit=LATE)),
        unseen=escalations.count_unseen(work),
        alarms=tuple(alarms.list_alarms(work)),
        today=today,
        following=office.hours.after(today, 1),
        now=work.now,
    )


def _today_by_stage(lines: list[OpenLine]) -> tuple[tuple[str, int], ...]:
    found = Counter[str]()
    for line in lines:
        if line.due is Due.TODAY:
            found[view.stage_of(line)] += line.count
    return tuple((stage, found[stage]) for stage in STAGE_ORDER)


def _together(rows: list[DueRow]) -> DueRow | None:
    if not rows:
        return None
    return DueRow(str(len(rows)), {due: sum(row.counts[due] for row in rows) for due in Due}, ())


def _all_services(work: Work, paces: list[ServicePace]) -> tuple[float | None, float | None]:
    together = spread_of(sum((pace.steps for pace in paces), Counter()))
    return view.days_of(work.office, together.median), view.days_of(work.office, together.decile)


def _heard(work: Work) -> dict[str, datetime]:
    return {row[0]: row[1] for row in work.session.execute(select(TerminalState.terminal_id, TerminalState.received_at))}
