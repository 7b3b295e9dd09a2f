"""A terminal reckons with the shipped tables and, over them, with those of the office; a missing year is told of."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from backend_client.errands import write_whole
from backend_client.office_calendar import path_of
from domain.clock import SHANGHAI, FrozenClock
from domain.wire.v1_calendar import Calendar, CalendarYear
from kiosk.working_days import CalendarWatch, TerminalCalendar
from tests.paths import CONFIG

FRIDAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)


def told(state_dir: Path, *years: CalendarYear) -> None:
    calendar = Calendar(terminal_id="t-1", issued_at=NOW, years=list(years))
    write_whole(path_of(state_dir), calendar.model_dump(mode="json"))


def year(number: int, *holidays: date, provisional: bool = False) -> CalendarYear:
    return CalendarYear(year=number, provisional=provisional, holidays=list(holidays), makeup_workdays=[])


def test_the_offices_table_counts_as_soon_as_it_lies_there_and_stays(tmp_path: Path) -> None:
    calendar = TerminalCalendar(CONFIG, tmp_path)
    assert calendar.promised_by(FRIDAY, 3) == date(2026, 11, 25)
    told(tmp_path, year(2026, date(2026, 11, 23)))
    assert calendar.promised_by(FRIDAY, 3) == date(2026, 11, 26)
    assert TerminalCalendar(CONFIG, tmp_path).promised_by(FRIDAY, 3) == date(2026, 11, 26), "begun anew without a line"
    path_of(tmp_path).write_text("{")
    assert TerminalCalendar(CONFIG, tmp_path).promised_by(FRIDAY, 3) == date(2026, 11, 25), "what is damaged is not there"


@pytest.mark.parametrize(
    ("number", "provisional", "counts"), [(2026, False, True), (2026, True, False), (2027, True, True), (2027, False, True)]
)
def test_an_announced_table_gives_way_to_no_provisional_one(
    tmp_path: Path, number: int, provisional: bool, counts: bool
) -> None:
    day = date(number, 3, 2)
    told(tmp_path, year(number, day, provisional=provisional))
    assert (day in TerminalCalendar(CONFIG, tmp_path).tables()[number].holidays) is counts


def test_a_year_without_a_table_is_missed_a_month_before(tmp_path: Path) -> None:
    clock, said = FrozenClock(datetime(2027, 11, 30, 12, tzinfo=SHANGHAI)), list[str]()
    watch = CalendarWatch(calendar := TerminalCalendar(CONFIG, tmp_path), clock, said.append)
    watch.look()
    assert (said, watch.is_missing) == ([], False)
    clock.advance(timedelta(days=1).total_seconds())
    watch.look()
    watch.look()
    assert (said, watch.is_missing) == (["calendar_missing"], True)
    assert calendar.promised_by(date(2027, 12, 30), 3) is None
    told(tmp_path, year(2028))
    watch.look()
    assert (said, watch.is_missing) == (["calendar_missing", "calendar_there"], False)
