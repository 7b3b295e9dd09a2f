"""Shapes the board for its page: sums, shares and the geometry of its charts, in percent across and pixels up."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backoffice.board.due import Due
from backoffice.board.figures import OpenLine, ServicePace, TerminalLine
from backoffice.desk.marks import is_working_day
from backoffice.office import Office
from backoffice.review import cases
from domain.application import ApplicationStatus

INKS = ((Due.OVERDUE, "fbad"), (Due.TODAY, "fwarn"), (Due.NEXT, "f2"), (Due.LATER, "f3"))
"""What a district's bar is made of, most urgent first."""

FLOW_HEIGHT = 118
FLOW_TOP = 6
SPARK_HEIGHT = 17
MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class Part:
    """One stretch of a bar: percent of the width."""

    x: float
    width: float
    ink: str


@dataclass(frozen=True)
class DueRow:
    """What is open of one district or stage."""

    key: str
    counts: dict[Due, int]
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """Return everything that is open, paused and undated too."""
        return sum(self.counts.values())


def rows_by(lines: Iterable[OpenLine], key: Callable[[OpenLine], str]) -> tuple[DueRow, ...]:
    """Return one row for each key; all bars in one scale."""
    counts: dict[str, Counter[Due]] = {}
    for line in lines:
        counts.setdefault(key(line), Counter())[line.due] += line.count
    longest = max((sum(found[due] for due, _ in INKS) for found in counts.values()), default=0) or 1
    return tuple(DueRow(name, {due: found[due] for due in Due}, _parts(found, longest)) for name, found in counts.items())


def stage_of(line: OpenLine) -> str:
    """Return the stage of the board that a line belongs to; `other` is decided without a desk."""
    if line.status is ApplicationStatus.CORRECTION_REQUESTED:
        return "correction"
    return cases.STAGES.get(line.status, "other")


def _parts(found: Counter[Due], longest: int) -> tuple[Part, ...]:
    parts, x = [], 0.0
    for due, ink in INKS:
        width = found[due] / longest * 100
        if width:
            parts.append(Part(round(x, 2), round(width, 2), ink))
        x += width
    return tuple(parts)


def most_urgent_first(rows: Sequence[DueRow]) -> list[DueRow]:
    """Order districts by what is overdue, then due today, then open."""
    return sorted(rows, key=lambda row: (-row.counts[Due.OVERDUE], -row.counts[Due.TODAY], -row.total, row.key))


@dataclass(frozen=True)
class PaceRow:
    """One service: median and ninth decile in working days, on an axis that all rows share."""

    service: str
    median: float | None
    decile: float | None
    count: int
    promise: int
    late: bool  # more than one of ten took longer than promised
    median_x: float
    decile_x: float
    promise_x: float


def pace_rows(office: Office, paces: Sequence[ServicePace]) -> tuple[tuple[PaceRow, ...], int]:
    """Return the rows and the days of their axis."""
    measured = [pace for pace in paces if pace.spread.count]
    promises = [office.terms[pace.service].promised_working_days for pace in measured]
    longest = max((days_of(office, pace.spread.decile) or 0 for pace in measured), default=0)
    axis = max([4, *(promise + 1 for promise in promises), int(longest) + 1])
    return tuple(_pace_row(office, pace, axis) for pace in measured), axis


def _pace_row(office: Office, pace: ServicePace, axis: int) -> PaceRow:
    promise = office.terms[pace.service].promised_working_days
    median, decile = days_of(office, pace.spread.median), days_of(office, pace.spread.decile)
    return PaceRow(
        service=pace.service.value,
        median=median,
        decile=decile,
        count=pace.spread.count,
        promise=promise,
        late=decile is not None and decile > max(promise, 1),
        median_x=_percent(median, axis),
        decile_x=_percent(decile, axis),
        promise_x=_percent(promise, axis),
    )


def days_of(office: Office, minutes: int | None) -> float | None:
    """Return working minutes as working days of the shift."""
    if minutes is None:
        return None
    review = office.settings.review
    begins = review.shift_begins.hour * MINUTES_PER_HOUR + review.shift_begins.minute
    return minutes / (review.shift_ends.hour * MINUTES_PER_HOUR + review.shift_ends.minute - begins)


def _percent(value: float | None, axis: int) -> float:
    return round(min((value or 0) / axis * 100, 100), 1)


@dataclass(frozen=True)
class FlowBar:
    """One day of the flow."""

    day: date
    received: int
    finished: int
    x: float
    width: float
    received_height: float
    finished_height: float
    rest: bool  # nobody works
    open: bool  # the day is not over


def flow_bars(office: Office, days: Sequence[tuple[date, int, int]], today: date) -> tuple[tuple[FlowBar, ...], int]:
    """Return the bars and the number at the axis' top."""
    most = max((max(received, finished) for _, received, finished in days), default=0)
    top = round_up(most)
    share = 100 / max(len(days), 1)
    bars = [
        FlowBar(
            day=day,
            received=received,
            finished=finished,
            x=round(n * share, 2),
            width=round(share, 2),
            received_height=round(received / top * FLOW_HEIGHT, 1),
            finished_height=round(finished / top * FLOW_HEIGHT, 1),
            rest=not is_working_day(day, office.hours),
            open=day == today,
        )
        for n, (day, received, finished) in enumerate(days)
    ]
    return tuple(bars), top


def round_up(most: int) -> int:
    """Return a round number at or above `most` that halves evenly."""
    step = 10
    while step * 10 < most:
        step *= 10
    return max(-(-most // step) * step, 10)


@dataclass(frozen=True)
class TerminalRow:
    """One terminal with what is worth a look about it."""

    line: TerminalLine
    spark: tuple[tuple[float, float, float, bool], ...]  # x, y, height, something came
    percent: int | None  # of corrections
    hint: str  # text key after `desk.board.hint.`, empty when there is nothing to say
    hint_ink: str
    since: datetime | None


def terminal_rows(
    office: Office, lines: Sequence[TerminalLine], heard: dict[str, datetime], most: int
) -> tuple[TerminalRow, ...]:
    """Return so many terminals at most, by number; what has a hint goes before what has none. `heard`: when each spoke last."""
    looked = [(line, _percent_corrected(line)) for line in lines]
    hinted = [(line, percent, _hint(office, line, heard.get(line.terminal_id), percent)) for line, percent in looked]
    if len(hinted) > most:
        hinted = sorted(sorted(hinted, key=lambda one: not one[2][0])[:most], key=lambda one: one[0].number)
    return tuple(_terminal_row(line, percent, hint) for line, percent, hint in hinted)


Hint = tuple[str, str, datetime | None]


def _percent_corrected(line: TerminalLine) -> int | None:
    return round(100 * line.corrected / line.received) if line.received else None


def _terminal_row(line: TerminalLine, percent: int | None, hint: Hint) -> TerminalRow:
    most, step = max(line.hours, default=0) or 1, 100 / len(line.hours)
    heights = [max(round(count / most * SPARK_HEIGHT, 1), 0.8) for count in line.hours]
    spark = tuple((round(n * step, 1), SPARK_HEIGHT + 1 - tall, tall, line.hours[n] > 0) for n, tall in enumerate(heights))
    return TerminalRow(line, spark, percent, *hint)


def _hint(office: Office, line: TerminalLine, heard: datetime | None, percent: int | None) -> Hint:
    now, board = office.clock.now(), office.settings.board
    if heard is not None and now - heard > timedelta(minutes=office.settings.fleet.offline_minutes):
        return "offline", "bad", heard
    if line.newest is not None and now - line.newest > timedelta(minutes=board.silent_minutes):
        return "silent", "warn", line.newest
    if percent is not None and percent >= board.corrections_percent:
        return "corrections", "warn", None
    return "", "", None
