"""Geometry of the charts of the last days: amounts or differences as bars, in percent across and pixels up."""

from dataclasses import dataclass
from datetime import date

from backoffice.payments.ledger import Total

BASE = 96  # y of the axis in pixels
HIGHEST = 80  # pixels of the highest bar
SHARE = 0.66  # of a day's width that its bar takes


@dataclass(frozen=True)
class Bar:
    """One day: all ready for SVG attributes."""

    day: date
    total: Total
    x: str  # percent
    width: str  # percent
    middle: str  # percent
    y: int
    height: int


@dataclass(frozen=True)
class DayCount:
    """How many differences a day has, and how many of them nobody has cleared."""

    day: date
    count: int
    undone: int


@dataclass(frozen=True)
class CountBar:
    """One day's differences."""

    counted: DayCount
    x: str  # percent
    width: str  # percent
    middle: str  # percent
    y: int
    height: int


def bars_of_counts(days: tuple[DayCount, ...]) -> tuple[CountBar, ...]:
    """Return one bar for each day; an empty day keeps a hairline."""
    totals = tuple((day.day, Total(day.count, day.count)) for day in days)
    drawn = zip(days, bars_of(totals), strict=True)
    return tuple(CountBar(day, bar.x, bar.width, bar.middle, bar.y, bar.height) for day, bar in drawn)


def bars_of(days: tuple[tuple[date, Total], ...]) -> tuple[Bar, ...]:
    """Return one bar for each day; an empty day keeps a hairline."""
    most = max((total.amount_fen for _, total in days), default=0) or 1
    step = 100 / max(len(days), 1)
    return tuple(_bar(day, total, place * step, step, most) for place, (day, total) in enumerate(days))


def _bar(day: date, total: Total, left: float, step: float, most: int) -> Bar:
    height = max(round(HIGHEST * total.amount_fen / most), 1)
    return Bar(
        day=day,
        total=total,
        x=f"{left + step * (1 - SHARE) / 2:.2f}%",
        width=f"{step * SHARE:.2f}%",
        middle=f"{left + step / 2:.2f}%",
        y=BASE - height,
        height=height,
    )
