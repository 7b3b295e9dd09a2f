"""The clock at its boundaries, make-up Saturdays, blocks of holidays, the year's change, a missing year."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backoffice.opening import read_calendar
from backoffice.review.clocks import OfficeHours
from domain.calendar import SATURDAY
from domain.clock import SHANGHAI
from tests.paths import CONFIG

CALENDAR = read_calendar(CONFIG)
HOURS = OfficeHours(CALENDAR, time(9), time(17, 30))
FIRST, LAST = date(2026, 1, 1), date(2027, 11, 30)
DAYS = st.dates(FIRST, LAST)
MOMENTS = st.datetimes(datetime.combine(FIRST, time()), datetime.combine(LAST, time())).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
)


@given(DAYS, st.integers(1, 15))
def test_the_last_day_of_a_promise_is_a_working_day_and_the_right_one(day: date, count: int) -> None:
    due = HOURS.after(day, count)
    assert due is not None
    assert CALENDAR.is_working_day(due)
    assert HOURS.days_between(day, due) == count
    assert HOURS.days_between(day, due - timedelta(days=1)) == count - 1


@given(MOMENTS, st.integers(1, 15))
def test_the_hour_of_the_receipt_does_not_matter(moment: datetime, count: int) -> None:
    assert HOURS.due_date(moment, count) == HOURS.after(moment.date(), count)


@given(DAYS, DAYS, st.integers(1, 15))
def test_who_comes_later_is_never_due_earlier(one: date, other: date, count: int) -> None:
    early, late = HOURS.after(min(one, other), count), HOURS.after(max(one, other), count)
    assert early is not None
    assert late is not None
    assert early <= late


@given(MOMENTS, st.integers(1, 2000))
def test_working_minutes_forwards_and_backwards_agree(moment: datetime, minutes: int) -> None:
    end = HOURS.add_minutes(moment, minutes)
    assert end is not None
    assert HOURS.minutes_between(moment, end) == minutes
    assert time(9) < end.time() <= time(17, 30)
    begun = HOURS.take_minutes(end, minutes)
    assert begun is not None
    assert begun >= moment
    assert HOURS.minutes_between(begun, end) == minutes
    after = HOURS.minutes_between(begun + timedelta(minutes=1), end)
    assert after is not None
    assert after < minutes  # it is the latest such moment


@given(MOMENTS, st.integers(1, 5), st.integers(0, 10))
def test_a_pause_moves_the_last_day_by_its_working_days(moment: datetime, count: int, days: int) -> None:
    due = HOURS.due_date(moment, count)
    assert due is not None
    moved = HOURS.after(due, days)
    assert moved is not None
    assert HOURS.days_between(moment.date(), moved) == count + days


def test_every_make_up_day_counts_and_every_holiday_does_not() -> None:
    for day in sorted(CALENDAR._tables[2026].makeup_workdays):
        assert day.weekday() >= SATURDAY
        assert HOURS.after(day - timedelta(days=1), 1) == day
        assert HOURS.add_minutes(datetime.combine(day, time(8), SHANGHAI), 30) == datetime.combine(day, time(9, 30), SHANGHAI)
    for day in CALENDAR._tables[2026].holidays:
        assert HOURS.after(day - timedelta(days=1), 1) != day


def test_the_years_change_and_the_year_that_is_missing() -> None:
    assert HOURS.after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert HOURS.after(date(2027, 12, 30), 1) == date(2027, 12, 31)
    assert HOURS.after(date(2027, 12, 30), 2) is None
    new_year = datetime(2028, 1, 1, 12, tzinfo=SHANGHAI)
    assert HOURS.take_minutes(new_year, 1) is None
    assert HOURS.take_minutes(datetime(2026, 1, 1, 12, tzinfo=SHANGHAI), 1) is None
    assert HOURS.add_minutes(datetime(2027, 12, 31, 17, tzinfo=SHANGHAI), 30) == datetime(2027, 12, 31, 17, 30, tzinfo=SHANGHAI)
