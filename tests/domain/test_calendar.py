from datetime import date
from pathlib import Path

import pytest

from domain.calendar import CalendarMissing, WorkingCalendar, parse_year

CONFIG = Path(__file__).parents[2] / "config" / "calendar"


@pytest.fixture
def calendar() -> WorkingCalendar:
    return WorkingCalendar([parse_year((CONFIG / f"{year}.toml").read_text()) for year in (2026, 2027)])


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 11, 20), 3, date(2026, 11, 25)),
        (date(2026, 11, 20), 15, date(2026, 12, 11)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # a make-up Saturday counts
        (date(2026, 9, 30), 15, date(2026, 10, 27)),
        (date(2026, 2, 13), 3, date(2026, 2, 25)),
        (date(2026, 4, 30), 3, date(2026, 5, 8)),
        (date(2026, 12, 30), 3, date(2027, 1, 5)),  # over the year's end
    ],
)
def test_counts_working_days_as_the_office_does(calendar: WorkingCalendar, start: date, count: int, expected: date) -> None:
    assert calendar.add_working_days(start, count) == expected
    assert calendar.working_days_between(start, expected) == count
    assert calendar.working_days_between(expected, start) == -count


def test_a_year_without_table_is_an_alarm_not_a_guess(calendar: WorkingCalendar) -> None:
    with pytest.raises(CalendarMissing, match="2031"):
        calendar.is_working_day(date(2031, 1, 5))


def test_the_provisional_year_says_so() -> None:
    assert parse_year((CONFIG / "2027.toml").read_text()).provisional
    assert not parse_year((CONFIG / "2026.toml").read_text()).provisional
