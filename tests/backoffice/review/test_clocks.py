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
    ("received", "due"),
    [
        (at(11, 19, 14, 44), date(2026, 11, 24)),
        (at(11, 19, 23, 59), date(2026, 11, 24)),  # the hour does not matter
        (at(11, 20, 18, 40), date(2026, 11, 25)),  # Friday evening
        (at(11, 22), date(2026, 11, 25)),  # Sunday: Monday is the first day
        (at(10, 3), date(2026, 10, 10)),  # National Day: 8, 9 and the make-up Saturday
    ],
)
def test_the_promise_counts_from_the_first_working_day_after_receipt(received: datetime, due: date) -> None:
    assert HOURS.due_date(received, 3) == due


def test_the_day_of_receipt_is_that_of_chongqing() -> None:
    assert HOURS.due_date(datetime(2026, 11, 19, 16, 30, tzinfo=UTC), 3) == date(2026, 11, 25)  # 00:30 on the 20th


def test_a_missing_table_is_an_alarm_value_never_an_error() -> None:
    nothing = OfficeHours(WorkingCalendar([]), time(9), time(17, 30))
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
