"""What stays of a licence at 63 and at 70, at every boundary."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import completed_years
from domain.rules.licence_classes import (
    NOT_FROM_63,
    NOT_FROM_70,
    ORDER,
    choices,
    classes_after,
    covers,
    over_age,
    parse_classes,
)

HELD = st.sets(st.sampled_from(ORDER), min_size=1)


@pytest.mark.parametrize(
    ("held", "age", "choice", "after"),
    [
        ("A1", 63, "c1", "C1"),
        ("A1", 63, "c2", "C2"),
        ("A1", 62, "c1", None),
        ("A2", 63, "c1_c6", "C1C6"),
        ("A2", 70, "c1_c6", None),
        ("A1", 63, "c1_c6", None),
        ("A1D", 63, "c1", "C1D"),
        ("A1D", 70, "c1", "C1F"),
        ("C1D", 69, "rest", None),
        ("C1D", 70, "rest", "C1F"),
        ("C1D", 70, "c1", None),
        ("E", 70, "rest", "F"),
        ("C6", 70, "c2", "C2"),
        ("C1C6", 70, "rest", "C1"),
        ("C1M", 63, "rest", "C1"),
        ("M", 63, "rest", None),
        ("C3C4", 70, "rest", None),
        ("C3", 69, "rest", None),
        ("F", 90, "rest", None),
    ],
)
def test_the_classes_of_the_new_licence(held: str, age: int, choice: str, after: str | None) -> None:
    assert classes_after(parse_classes(held), age, choice) == after


def test_an_extension_keeps_what_is_lost_at_63_but_not_what_is_lost_at_70() -> None:
    assert choices(("B2",), 64, extended=True) == ()
    assert over_age(("B2", "D"), 70, extended=True) == {"D"}


@given(HELD, st.integers(18, 100), st.booleans())
def test_whatever_is_chosen_nothing_over_age_is_left(held: set[str], age: int, extended: bool) -> None:
    for choice in choices(held, age, extended=extended):
        after = classes_after(held, age, choice, extended=extended)
        assert after
        kept = parse_classes(after)
        assert not over_age(kept, age, extended=extended)
        assert held - over_age(held, age, extended=extended) <= set(kept)


@given(HELD, st.integers(18, 62))
def test_before_63_nothing_is_lost(held: set[str], age: int) -> None:
    assert not over_age(held, age)
    assert choices(held, age) == ()


@given(HELD)
def test_from_70_everything_of_both_lists_is_lost(held: set[str]) -> None:
    assert over_age(held, 70) == held & (NOT_FROM_63 | NOT_FROM_70)


@given(st.dates(date(1920, 1, 1), date(1975, 12, 31)), st.sampled_from([63, 70]))
def test_the_birthday_itself_counts_and_the_day_before_does_not(birth: date, years: int) -> None:
    try:
        birthday = birth.replace(year=birth.year + years)
    except ValueError:
        birthday = date(birth.year + years, 3, 1)
    assert completed_years(birth, birthday) == years
    assert completed_years(birth, birthday - timedelta(days=1)) == years - 1


@pytest.mark.parametrize("written", ["", "A4", "C1x", "Z", "c1", "C1 D", "A1A"])
def test_what_is_no_class_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="class"):
        parse_classes(written)


@given(HELD)
def test_who_is_fit_for_a_class_is_fit_for_what_it_covers(held: set[str]) -> None:
    assert covers(held, held)
    assert covers({"A2"}, {"C1", "C6"})
    assert not covers({"C2"}, {"C1"})
