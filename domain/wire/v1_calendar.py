"""Version 1: the working-day tables that the office goes by, for terminals that keep tables of their own.

A call of its own: an office of an earlier version does not know it, a terminal of an earlier version does not ask.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from domain.calendar import SATURDAY, YearTable
from domain.wire.message import Message, Sha256
from domain.wire.v1_fleet import Signed

MOST_YEARS = 4

Year = Annotated[int, Field(ge=2020, le=2099)]


class CalendarYear(Message):
    """One year's exceptions to Monday-to-Friday."""

    year: Year
    provisional: bool
    holidays: list[date] = Field(max_length=366)
    makeup_workdays: list[date] = Field(max_length=106)  # there are no more Saturdays and Sundays in a year

    @model_validator(mode="after")
    def _is_one_year(self) -> Self:
        days = [*self.holidays, *self.makeup_workdays]
        if any(day.year != self.year for day in days) or len(set(days)) != len(days):
            raise ValueError("days of another year, or twice")
        if any(day.weekday() < SATURDAY for day in self.makeup_workdays):
            raise ValueError("a make-up workday is no Saturday or Sunday")
        return self

    def table(self) -> YearTable:
        """Return it as it is reckoned with."""
        return YearTable(self.year, self.provisional, frozenset(self.holidays), frozenset(self.makeup_workdays))


class Calendar(Message):
    """Payload of what the office signs. What was signed later replaces what was signed before, as a whole."""

    terminal_id: str = Field(min_length=1, max_length=40)
    issued_at: AwareDatetime
    years: list[CalendarYear] = Field(min_length=1, max_length=MOST_YEARS)

    @model_validator(mode="after")
    def _has_each_year_once(self) -> Self:
        if len({one.year for one in self.years}) != len(self.years):
            raise ValueError("a year twice")
        return self


class CalendarQuestion(Message):
    """Ask for the tables that the office goes by, if they are others than those that lie here."""

    asked_at: AwareDatetime
    lying: Sha256 | None  # :func:`hash_of` what the office told before; None: nothing


class CalendarAnswer(Message):
    """The tables, when they are others."""

    calendar: Signed | None = None


def year_of(table: YearTable) -> CalendarYear:
    """Return a table as it is sent."""
    return CalendarYear(
        year=table.year,
        provisional=table.provisional,
        holidays=sorted(table.holidays),
        makeup_workdays=sorted(table.makeup_workdays),
    )


def hash_of(years: Iterable[CalendarYear]) -> str:
    """Return by what both sides know these tables."""
    told = "\n".join(one.model_dump_json() for one in sorted(years, key=lambda one: one.year))
    return hashlib.sha256(told.encode()).hexdigest()
