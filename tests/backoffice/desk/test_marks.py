"""The drawings' geometry."""

from datetime import date, datetime, time, timedelta

import pytest

from backoffice.desk import marks
from backoffice.desk.marks import Shift
from backoffice.opening import read_calendar
from backoffice.review.clocks import OfficeHours
from backoffice.settings import CONFIG
from domain.clock import SHANGHAI

SHIFT = Shift(time(9), time(17, 30))
HOURS = OfficeHours(read_calendar(CONFIG), time(9), time(17, 30))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "used"),
    [
        (at(20, 10), 0.0),  # Friday, the day of acceptance, is not counted
        (at(21, 12), 0.0),  # Saturday does not count
        (at(23, 9), 0.0),  # Monday begins
        (at(23, 13, 15), 0.5),
        (at(24, 17, 30), 2.0),
        (at(25, 17, 30), 3.0),
        (at(26, 13, 15), 3.5),  # over
    ],
)
def test_the_promise_is_used_by_working_days(now: datetime, used: float) -> None:
    assert marks.promise_used(date(2026, 11, 25), 3, now, SHIFT, HOURS) == pytest.approx(used)


def test_without_a_calendar_nothing_is_claimed() -> None:
    assert marks.promise_used(None, 3, at(20, 10), SHIFT, HOURS) == 0
    assert not marks.is_working_day(date(2031, 1, 6), HOURS)


def test_cells_fill_one_after_the_other() -> None:
    bar = marks.working_day_bar(1.5, 3)
    assert [round(cell.filled / cell.width, 1) for cell in bar.cells] == [1.0, 0.5, 0.0]
    assert bar.ink == "f2"
    assert bar.overrun == 0


@pytest.mark.parametrize(("used", "ink"), [(0.2, "f2"), (2.4, "fwarn"), (3.2, "fbad")])
def test_the_last_day_and_the_overrun_have_their_ink(used: float, ink: str) -> None:
    assert marks.working_day_bar(used, 3).ink == ink


def test_the_overrun_grows_and_ends() -> None:
    assert 0 < marks.working_day_bar(3.1, 3).overrun < marks.working_day_bar(3.6, 3).overrun
    assert marks.working_day_bar(30, 3).overrun == 13


def test_a_paused_promise_shows_no_tick_and_no_overrun() -> None:
    bar = marks.working_day_bar(4, 3, paused=True)
    assert (bar.ink, bar.overrun, bar.paused) == ("fhold", 0, True)


@pytest.mark.parametrize("cells", [1, 15])
def test_any_number_of_promised_days_fits(cells: int) -> None:
    bar = marks.working_day_bar(0, cells)
    assert len(bar.cells) == cells
    assert bar.cells[-1].x + bar.cells[-1].width <= bar.width


def test_the_horizon_counts_every_case_once() -> None:
    now = at(20, 14, 32)
    dues = [at(20, 9, 10), at(20, 14, 50), at(20, 16, 10), at(23, 9), at(23, 17, 29)]
    drawn = marks.horizon(dues, now, SHIFT, HOURS)
    assert len(drawn.columns) == 5
    assert [column.ink for column in drawn.columns] == ["fbad", "fwarn", "f2", "f2", "f2"]
    assert [day for _, day in drawn.days] == [date(2026, 11, 20), date(2026, 11, 23)]


def test_what_was_due_before_today_stands_at_the_shifts_beginning() -> None:
    drawn = marks.horizon([at(18, 12), at(19, 12)], at(20, 14), SHIFT, HOURS)
    assert [column.x for column in drawn.columns] == [0.18]


def test_many_cases_stay_within_the_drawing() -> None:
    drawn = marks.horizon([at(20, 15)] * 500, at(20, 14), SHIFT, HOURS)
    assert drawn.columns[0].height <= marks.HORIZON_HEIGHT


@pytest.mark.parametrize(
    ("state", "done", "failed"),
    [(None, 0, False), ("collected", 1, False), ("delivered", 4, False), ("not_delivered", 3, True), ("returned", 3, True)],
)
def test_the_letters_nodes(state: str | None, done: int, failed: bool) -> None:
    mark = marks.tracking(state)
    assert (mark.done, mark.failed) == (done, failed)


def test_a_signature_becomes_paths_and_a_dot_stays_visible() -> None:
    paths = marks.signature_paths([[(1, 2, 0), (3, 4, 9)], [(5, 6, 0)], []])
    assert paths == ("M1 2L3 4", "M5 6L6 6")


def test_the_shift_ends() -> None:
    assert SHIFT.left(at(20, 17)) == timedelta(minutes=30)
    assert SHIFT.left(at(20, 19)) == timedelta(0)
    assert SHIFT.share(at(20, 8)) == 0
    assert SHIFT.share(at(20, 19)) == 1
