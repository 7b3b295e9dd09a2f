"""Shapes a year's table for its page: twelve month grids, and the text to begin the next one with."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import SATURDAY, YearTable

WEEK = 7
WIDEST = 6  # weeks that a month may touch


@dataclass(frozen=True)
class DayCell:
    """One day of a month grid; `day` 0 is no day of this month."""

    day: int
    kind: str  # working, weekend, holiday, makeup; empty where there is no day
    today: bool
    changed: bool


@dataclass(frozen=True)
class MonthGrid:
    """One month, weeks from Monday."""

    month: int
    weeks: tuple[tuple[DayCell, ...], ...]
    working: int


def months_of(table: YearTable, today: date, changed: frozenset[date] = frozenset()) -> tuple[MonthGrid, ...]:
    """Return the twelve grids; `changed` days are marked."""
    return tuple(_month(table, month, today, changed) for month in range(1, 13))


def _month(table: YearTable, month: int, today: date, changed: frozenset[date]) -> MonthGrid:
    first, days = calendar.monthrange(table.year, month)
    cells = [DayCell(0, "", today=False, changed=False)] * first
    for number in range(1, days + 1):
        day = date(table.year, month, number)
        cells.append(DayCell(number, kind_of(table, day), day == today, day in changed))
    cells += [DayCell(0, "", today=False, changed=False)] * (WIDEST * WEEK - len(cells))
    weeks = tuple(tuple(cells[start : start + WEEK]) for start in range(0, WIDEST * WEEK, WEEK))
    return MonthGrid(month, weeks, sum(cell.kind in ("working", "makeup") for cell in cells))


def kind_of(table: YearTable, day: date) -> str:
    """Tell what a day is by a table."""
    if day in table.makeup_workdays:
        return "makeup"
    if day in table.holidays:
        return "holiday"
    return "working" if day.weekday() < SATURDAY else "weekend"


def spans_of(days: frozenset[date]) -> Iterator[tuple[date, date]]:
    """Return the runs of days without a gap, in order."""
    ordered = sorted(days)
    start = None
    for place, day in enumerate(ordered):
        start = start or day
        if place + 1 == len(ordered) or ordered[place + 1] - day > timedelta(days=1):
            yield start, day
            start = None


NAMES = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


def draft_of(year: int, table: YearTable | None) -> str:
    """Return a text to begin with: the table that counts, or one holiday by name after the other to be filled in."""
    spans = list(spans_of(table.holidays)) if table else []
    names = NAMES if len(spans) == len(NAMES) or not spans else tuple(f"休假{n}" for n in range(1, len(spans) + 1))
    spans = spans or [(date(year, 1, 1), date(year, 1, 1))] * len(NAMES)
    makeup = ", ".join(day.isoformat() for day in sorted(table.makeup_workdays)) if table else ""
    head = [f"year = {year}", "provisional = false", f"makeup_workdays = [{makeup}]"]
    blocks = (
        f'[[holidays]]\nname = "{name}"\nfrom = {first}\nto = {last}' for name, (first, last) in zip(names, spans, strict=False)
    )
    return "\n".join([*head, *blocks]) + "\n"
