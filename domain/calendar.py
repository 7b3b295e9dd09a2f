"""Working days 工作日: weekends, holidays and make-up workdays of one or more loaded years.

Source of the counting rule: 机动车驾驶证申领和使用规定 §110 (short limits are working days); the day of receipt is not
counted. The tables themselves are configuration (`config/calendar/<year>.toml`), announced each year by the State Council.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


class CalendarMissing(LookupError):
    """No table is loaded for a year that is needed; staff must load it."""


@dataclass(frozen=True)
class YearTable:
    """One year's exceptions to Monday-to-Friday."""

    year: int
    provisional: bool
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]


def parse_year(text: str) -> YearTable:
    """Parse the text of one `config/calendar/<year>.toml`."""
    raw = tomllib.loads(text)
    return YearTable(
        year=raw["year"],
        provisional=raw.get("provisional", False),
        holidays=frozenset(day for span in raw["holidays"] for day in _span(span["from"], span["to"])),
        makeup_workdays=frozenset(raw["makeup_workdays"]),
    )


def _span(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


class WorkingCalendar:
    """Answers which days count."""

    def __init__(self, tables: Iterable[YearTable]) -> None:
        self._tables = {table.year: table for table in tables}

    def is_working_day(self, day: date) -> bool:
        """Tell whether `day` counts; raises :class:`CalendarMissing` for a year without a table."""
        table = self._tables.get(day.year)
        if table is None:
            raise CalendarMissing(f"no working-day table for {day.year}")
        if day in table.makeup_workdays:
            return True
        return day.weekday() < SATURDAY and day not in table.holidays

    def add_working_days(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start` (which itself is not counted)."""
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count working days after `start` up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)
