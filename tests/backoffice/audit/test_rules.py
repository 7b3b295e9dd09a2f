"""The rules that point an auditor at views: each at its boundary, and nothing without a cause."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.audit.rules import Limits, Rule, View, find_hints, is_night
from domain.clock import SHANGHAI

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)
LIMITS = Limits(time(21), time(6, 30), cases_per_hour=3, cases_of_one_person=2, people_of_one_name=2, ended_days=5)


def view(n: int, *, minutes: float = 0, staff: int = 1, **more: object) -> View:
    told = {"subject": f"case-{n}", "person": f"p{n}", "name": f"n{n}", **more}
    return replace(View(n, NOON + timedelta(minutes=minutes), staff, "-"), **told)  # type: ignore[arg-type]


def rules(*views: View) -> list[Rule]:
    return [hint.rule for hint in find_hints(views, LIMITS)]


def test_an_ordinary_day_is_no_hint() -> None:
    assert rules(*(view(n, minutes=20 * n) for n in range(20))) == []


@pytest.mark.parametrize(
    ("moment", "night"), [("20:59", False), ("21:00", True), ("00:00", True), ("06:29", True), ("06:30", False)]
)
def test_the_night_has_its_bounds(moment: str, night: bool) -> None:
    assert is_night(time.fromisoformat(moment), LIMITS) is night
    assert is_night(time(12), replace(LIMITS, night_begins=time(11), night_ends=time(13)))


def test_a_view_at_night_is_a_hint() -> None:
    (hint,) = find_hints([view(1, minutes=600), view(2, minutes=610)], LIMITS)
    assert (hint.rule, hint.entries, hint.cases) == (Rule.NIGHT, (1, 2), 2)


def test_too_many_different_cases_within_an_hour() -> None:
    assert rules(*(view(n, minutes=n * 15) for n in range(4))) == [Rule.MANY_VIEWS]
    assert rules(*(view(n, minutes=n * 20) for n in range(4))) == []  # the first is an hour old when the fourth comes
    assert rules(*(view(n, minutes=n, subject="case-1") for n in range(9))) == []  # the same case again and again
    assert rules(*(view(n, minutes=n, staff=n) for n in range(9))) == []  # nine colleagues


def test_many_cases_of_one_person_or_people_of_one_name() -> None:
    assert rules(*(view(n, minutes=30 * n, person="p") for n in range(3))) == [Rule.ONE_PERSON]
    assert rules(*(view(n, minutes=30 * n, person="p") for n in range(2))) == []
    assert rules(*(view(n, minutes=30 * n, name="陈**") for n in range(3))) == [Rule.ONE_NAME]
    tomorrow = [view(n, minutes=30 * n + (1440 if n == 2 else 0), name="陈**") for n in range(3)]
    assert rules(*tomorrow) == []


def test_out_of_ones_district() -> None:
    own = ("500103",)
    assert rules(view(1, district="500108", own_districts=own)) == [Rule.OUT_OF_DISTRICT]
    assert rules(view(1, district="500103", own_districts=own)) == []
    assert rules(view(1, district="", own_districts=own)) == []
    assert rules(view(1, district="500108")) == []  # the whole city


def test_ended_cases_in_which_one_had_no_part() -> None:
    ended = NOON - timedelta(days=6)
    assert rules(view(1, ended_at=ended, worked_on=False)) == [Rule.NO_BUSINESS]
    assert rules(view(1, ended_at=ended, worked_on=True)) == []
    assert rules(view(1, ended_at=NOON - timedelta(days=5), worked_on=False)) == []


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 3), st.integers(0, 6), st.booleans()), max_size=40))
def test_a_hint_names_only_entries_of_its_clerk(rows: list[tuple[int, int, int, bool]]) -> None:
    views = [
        view(n, minutes=minutes, staff=staff, subject=f"case-{case}", person=f"p{case % 3}", name="n", worked_on=worked)
        for n, (minutes, staff, case, worked) in enumerate(rows)
    ]
    of = {one.entry_id: one for one in views}
    for hint in find_hints(views, LIMITS):
        assert {of[entry].staff_id for entry in hint.entries} == {hint.staff_id}
        assert hint.cases == len({of[entry].subject for entry in hint.entries})
        assert hint.first_at <= hint.last_at


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 6)), max_size=40))
def test_a_crowded_hour_is_any_hour_before_a_view(rows: list[tuple[int, int]]) -> None:
    moments = sorted(rows)
    views = [view(n, minutes=minutes, subject=f"case-{case}") for n, (minutes, case) in enumerate(moments)]
    crowded = set[int]()
    for last in views:
        within = [one for one in views if one.entry_id <= last.entry_id and last.at - one.at < timedelta(hours=1)]
        if len({one.subject for one in within}) > LIMITS.cases_per_hour:
            crowded.update(one.entry_id for one in within)
    found = [hint.entries for hint in find_hints(views, LIMITS) if hint.rule is Rule.MANY_VIEWS]
    assert found == ([tuple(sorted(crowded))] if crowded else [])
