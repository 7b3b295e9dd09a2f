"""Every boundary of the term and of the surcharge: the day itself, the one before, the one after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkingCalendar, parse_year
from domain.rules.fine_payment import days_late, pay_until, surcharge_fen
from domain.violation_terms import parse_violation_terms
from tests.paths import CONFIG

TERMS = parse_violation_terms((CONFIG / "violations.toml").read_text()).payment
ROLLING = replace(TERMS, rolls_over=True)
CALENDAR = WorkingCalendar([parse_year((CONFIG / "calendar" / "2026.toml").read_text())])
DAYS = st.dates(date(2004, 5, 1), date(2100, 12, 31))
FINES = st.integers(0, 2_000_000)
LATE = st.integers(0, 4000)


@pytest.mark.parametrize(
    ("decided_on", "last_day"),
    [
        (date(2026, 11, 2), date(2026, 11, 17)),
        (date(2026, 12, 20), date(2027, 1, 4)),  # into the next year
        (date(2028, 2, 14), date(2028, 2, 29)),  # a leap day is a day
        (date(2028, 2, 15), date(2028, 3, 1)),
        (date(2027, 2, 14), date(2027, 3, 1)),
        (date(2028, 2, 29), date(2028, 3, 15)),
    ],
)
def test_fifteen_calendar_days_after_receipt(decided_on: date, last_day: date) -> None:
    assert pay_until(decided_on, TERMS, CALENDAR) == last_day


@pytest.mark.parametrize(
    ("decided_on", "strict", "rolled"),
    [
        (date(2026, 11, 5), date(2026, 11, 20), date(2026, 11, 20)),  # a Friday
        (date(2026, 11, 6), date(2026, 11, 21), date(2026, 11, 23)),  # Saturday to Monday
        (date(2026, 9, 19), date(2026, 10, 4), date(2026, 10, 8)),  # over the holidays
        (date(2026, 9, 25), date(2026, 10, 10), date(2026, 10, 10)),  # a Saturday that is worked on
        (date(2027, 11, 5), date(2027, 11, 20), date(2027, 11, 20)),  # no table of that year
    ],
)
def test_whether_the_last_day_rolls_over_is_configuration(decided_on: date, strict: date, rolled: date) -> None:
    assert pay_until(decided_on, TERMS, CALENDAR) == strict
    assert pay_until(decided_on, ROLLING, CALENDAR) == rolled


@given(DAYS)
def test_the_day_itself_is_in_time_and_the_next_one_is_late(decided_on: date) -> None:
    last = pay_until(decided_on, TERMS, CALENDAR)
    late = [days_late(last, last + timedelta(days=offset)) for offset in (-400, -1, 0, 1, 2)]
    assert late == [0, 0, 0, 1, 2]


@pytest.mark.parametrize(
    ("fine", "late", "surcharge"),
    [
        (20000, 0, 0),
        (20000, 1, 600),
        (20000, 33, 19800),
        (20000, 34, 20000),
        (20000, 35, 20000),
        (20000, 4000, 20000),
        (0, 34, 0),
        (5000, 1, 150),
        (1, 33, 0),  # less than one fen
        (1, 34, 1),
        (33, 1, 0),
        (33, 2, 1),  # the sum is rounded, not each day
        (34, 1, 1),
    ],
)
def test_three_percent_a_day_at_most_the_fine(fine: int, late: int, surcharge: int) -> None:
    assert surcharge_fen(fine, late, TERMS) == surcharge


@given(FINES, LATE)
def test_it_never_passes_the_fine_and_never_the_exact_sum(fine: int, late: int) -> None:
    surcharge = surcharge_fen(fine, late, TERMS)
    assert 0 <= surcharge <= fine
    exact_hundredths = min(fine * 3 * late, fine * 100)
    assert 0 <= exact_hundredths - surcharge * 100 < 100


@given(FINES, LATE)
def test_another_day_never_makes_it_less(fine: int, late: int) -> None:
    assert surcharge_fen(fine, late + 1, TERMS) >= surcharge_fen(fine, late, TERMS)


@given(FINES)
def test_the_cap_is_reached_on_the_thirty_fourth_day(fine: int) -> None:
    assert surcharge_fen(fine, 34, TERMS) == fine
    assert surcharge_fen(fine, 33, TERMS) == fine * 99 // 100


@pytest.mark.parametrize(("fine", "late"), [(-1, 0), (0, -1)])
def test_nothing_is_negative(fine: int, late: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        surcharge_fen(fine, late, TERMS)
