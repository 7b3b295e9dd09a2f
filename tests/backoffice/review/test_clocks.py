"""The two clocks: working days of the promise, working minutes of the stage."""

from datetime import UTC, date, datetime, time

import pytest

from backoffice.opening import read_calendar
from backoffice.review.clocks import OfficeHours
from domain.calendar import WorkingCalendar
from domain.clock import SHANGHAI
from tests.paths import CONFIG

HOURS = OfficeHours(read_calendar(CONFIG), time(9), time(17, 30))


def at(month: int, day: int, hour: int = 12, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("received", "three", "fifteen"),
    [
        (at(11, 20), date(2026, 11, 25), date(2026, 12, 11)),
        (at(9, 30), date(2026, 10, 10), date(2026, 10, 27)),  # the make-up Saturday counts
        (at(2, 13), date(2026, 2, 25), None),
        (at(4, 30), date(2026, 5, 8), None),
    ],
)
def test_vectors_of_the_facts(received: datetime, three: date, fifteen: date | None) -> None:
    assert HOURS.due_date(received, 3) == three
    if fifteen:
        assert HOURS.due_date(received, 15) == fifteen


@pytest.mark.parametrize(
    ("received", "counts_from"),
    [
        (at(11, 19, 17, 29), date(2026, 11, 19)),
        (at(11, 19, 17, 30), date(2026, 11, 20)),  # after the shift
        (at(11, 19, 18, 40), date(2026, 11, 20)),
        (at(11, 20, 23, 59), date(2026, 11, 23)),  # Friday night
        (at(11, 21), date(2026, 11, 23)),  # Saturday
        (at(11, 23, 0, 0), date(2026, 11, 23)),  # before the shift of a working day
        (at(10, 3), date(2026, 10, 8)),  # National Day
    ],
)
def test_what_arrives_at_night_or_on_a_holiday_counts_from_the_next_working_day(received: datetime, counts_from: date) -> None:
    assert HOURS.acceptance_day(received) == counts_from


def test_after_hours_gains_a_day() -> None:
    assert HOURS.due_date(at(11, 19, 14, 44), 3) == date(2026, 11, 24)
    assert HOURS.due_date(at(11, 19, 18, 40), 3) == date(2026, 11, 25)


def test_a_missing_table_is_an_alarm_value_never_an_error() -> None:
    nothing = OfficeHours(WorkingCalendar([]), time(9), time(17, 30))
    assert nothing.acceptance_day(at(11, 20)) is None
    assert nothing.due_date(at(11, 20), 3) is None
    assert nothing.add_minutes(at(11, 20), 60) is None
    assert nothing.minutes_between(at(11, 20), at(11, 21)) is None
    assert nothing.minutes_between(at(11, 21), at(11, 20)) is None
    assert nothing.days_between(date(2026, 11, 20), date(2026, 11, 21)) is None
    assert HOURS.due_date(at(12, 30, year=2027), 3) is None  # 2028 is not loaded


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at(11, 20, 14, 32), 60, at(11, 20, 15, 32)),
        (at(11, 20, 17, 0), 60, at(11, 23, 9, 30)),  # over the weekend
        (at(11, 20, 7, 0), 60, at(11, 20, 10, 0)),  # before the shift
        (at(11, 21, 12, 0), 510, at(11, 23, 17, 30)),  # exactly one shift
        (at(9, 30, 17, 0), 31, at(10, 8, 9, 1)),  # over National Day
    ],
)
def test_stage_time_runs_in_working_hours_only(start: datetime, minutes: int, end: datetime) -> None:
    assert HOURS.add_minutes(start, minutes) == end
    assert HOURS.minutes_between(max(start, at(11, 20, 9) if start.day == 20 else start), end) == minutes


def test_overdue_is_counted_in_working_minutes() -> None:
    assert HOURS.minutes_between(at(11, 23, 9, 24), at(11, 20, 17, 0)) == -(30 + 24)


def test_a_moment_of_another_zone_is_understood() -> None:
    assert HOURS.acceptance_day(datetime(2026, 11, 19, 9, 30, tzinfo=UTC)) == date(2026, 11, 20)  # 17:30 in Shanghai
