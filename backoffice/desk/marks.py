"""Geometry of the desk's drawings: pure functions from values to coordinates in pixels.

The templates put the numbers into SVG attributes, never into ``style=``: the strict content security policy holds.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from backoffice.review.clocks import OfficeHours
from domain.clock import SHANGHAI

BAR_WIDTH = 78
BAR_GAP = 3
OVERRUN_ROOM = 14  # right of the cells: hatching or the two strokes of a pause
TRACK_NODES = (6, 34, 62, 90)
SHIFT_WIDTH = 74
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class BarCell:
    """One promised working day."""

    x: float
    width: float
    filled: float


@dataclass(frozen=True)
class WorkingDayBar:
    """The promise as cells 工作日条: used, last day, over, paused."""

    width: int
    cells: tuple[BarCell, ...]
    ink: str  # CSS class of what is used
    overrun: float  # width of the hatching, 0 when the promise still holds
    tick: float
    paused: bool
    used_text: str
    total: int


def working_day_bar(used: float, total: int, *, paused: bool = False) -> WorkingDayBar:
    """Draw `used` of `total` promised working days (fractions allowed)."""
    room = BAR_WIDTH - OVERRUN_ROOM
    width = (room - BAR_GAP * (total - 1)) / total
    cells = tuple(
        BarCell(round(n * (width + BAR_GAP), 1), round(width, 1), round(width * min(max(used - n, 0), 1), 1))
        for n in range(total)
    )
    over = used > total
    return WorkingDayBar(
        width=BAR_WIDTH,
        cells=cells,
        ink=_bar_ink(used, total, paused),
        overrun=round(min(13, 4 + 9 * (used - total)), 1) if over and not paused else 0,
        tick=round(min(max(used, 0), total) / total * room, 1),
        paused=paused,
        used_text=f"{used:.1f}",
        total=total,
    )


def _bar_ink(used: float, total: int, paused: bool) -> str:
    if paused:
        return "fhold"
    if used > total:
        return "fbad"
    return "fwarn" if used > total - 1 else "f2"


@dataclass(frozen=True)
class Shift:
    """The office's daily working time, from the configuration."""

    begins: time
    ends: time

    def share(self, moment: datetime) -> float:
        """Return how much of the shift is over at `moment`, 0..1."""
        begins, ends = self._of(moment.date())
        return min(max((moment - begins) / (ends - begins), 0.0), 1.0)

    def left(self, moment: datetime) -> timedelta:
        """Return the time until the shift ends; zero after it."""
        return max(self._of(moment.date())[1] - moment, timedelta(0))

    def half_hours(self, day: date) -> list[datetime]:
        """Return when each half hour of the shift of `day` begins."""
        start, ends = self._of(day)
        return [start + HALF_HOUR * n for n in range(math.ceil((ends - start) / HALF_HOUR))]

    def _of(self, day: date) -> tuple[datetime, datetime]:
        return datetime.combine(day, self.begins, SHANGHAI), datetime.combine(day, self.ends, SHANGHAI)


def is_working_day(day: date, hours: OfficeHours) -> bool:
    """Tell whether `day` counts; False also where its table is missing."""
    return hours.days_between(day - timedelta(days=1), day) == 1


def promise_used(due: date | None, promised: int, now: datetime, shift: Shift, hours: OfficeHours) -> float:
    """Return how many of the `promised` working days are used at `now`; the present day counts by its shift."""
    left = hours.days_between(now.date(), due) if due else None
    if left is None:
        return 0.0
    today = 1 - shift.share(now) if is_working_day(now.date(), hours) else 0.0
    return max(promised - left - today, 0.0)


@dataclass(frozen=True)
class TrackMark:
    """Four nodes 揽 · 运 · 派 · 妥: how many are done, and whether the last of them failed."""

    done: int
    failed: bool
    nodes: tuple[int, ...] = TRACK_NODES


TRACK_STEPS = {"collected": 1, "in_transit": 2, "out_for_delivery": 3, "delivered": 4, "not_delivered": 3, "returned": 3}


def tracking(state: str | None) -> TrackMark:
    """Draw where a letter is; `None`: the post has said nothing yet."""
    return TrackMark(done=TRACK_STEPS.get(state or "", 0), failed=state in {"not_delivered", "returned"})


@dataclass(frozen=True)
class HorizonColumn:
    """Half an hour of working time in which cases fall due (all in percent of the width, heights in pixels)."""

    x: float
    width: float
    height: float
    ink: str


@dataclass(frozen=True)
class Horizon:
    """The stage's due times over today and the next working day; only working time has length."""

    columns: tuple[HorizonColumn, ...]
    now_x: float
    gap_x: float
    gap_width: float
    days: tuple[tuple[float, date], ...]
    hours: tuple[tuple[float, str], ...]


HORIZON_HEIGHT = 38


def horizon(dues: Sequence[datetime], now: datetime, shift: Shift, hours: OfficeHours) -> Horizon:
    """Draw how many of `dues` fall into each half hour of today's and the next working day's shift."""
    today = shift.half_hours(now.date())
    following = hours.after(now.date(), 1) or now.date() + timedelta(days=1)
    tomorrow = shift.half_hours(following)
    share = 100 / (len(today) + 1 + len(tomorrow))  # one column between the days stands for all hours that do not count
    places = [*enumerate(today), *((len(today) + 1 + n, start) for n, start in enumerate(tomorrow))]
    counts = Counter(_slot(due, today[0]) for due in dues)
    unit = min(4.4, (HORIZON_HEIGHT - 8) / max([*counts.values(), 1]))
    return Horizon(
        columns=tuple(
            HorizonColumn(round(n * share + 0.18, 2), round(share - 0.36, 2), round(counts[start] * unit, 1), _ink(start, now))
            for n, start in places
            if counts[start]
        ),
        now_x=round(shift.share(now) * len(today) * share, 2),
        gap_x=round(len(today) * share, 2),
        gap_width=round(share, 2),
        days=((0.0, now.date()), (round((len(today) + 1) * share, 2), following)),
        hours=tuple((round(n * share, 2), f"{start:%H}") for n, start in places if start.hour in {12, 15} and not start.minute),
    )


def _slot(due: datetime, first: datetime) -> datetime:
    """Return the half hour of `due`; what was due before today stands at the shift's beginning."""
    local = due.astimezone(SHANGHAI)
    return max(local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0), first)


def _ink(start: datetime, now: datetime) -> str:
    if start + HALF_HOUR <= now:
        return "fbad"
    return "fwarn" if start < now + timedelta(hours=1) else "f2"


def signature_paths(strokes: Sequence[Sequence[tuple[int, int, int]]]) -> tuple[str, ...]:
    """Turn strokes of (x, y, ms) into SVG path data in 1/10000 of the box; a dot becomes a very short line."""
    return tuple(_path(stroke) for stroke in strokes if stroke)


def _path(stroke: Sequence[tuple[int, int, int]]) -> str:
    first, *rest = ((point[0], point[1]) for point in stroke)
    lines = rest or [(first[0] + 1, first[1])]
    return f"M{first[0]} {first[1]}" + "".join(f"L{x} {y}" for x, y in lines)
