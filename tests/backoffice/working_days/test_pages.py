"""A table is entered over the pages: form, preview, and only then it counts."""

from datetime import date

import pytest

from backoffice.office import Office
from backoffice.staff.models import Role
from backoffice.working_days import view
from domain.calendar import parse_year
from tests.backoffice.acts import look, take_in
from tests.backoffice.desk.conftest import SignIn
from tests.backoffice.working_days.test_tables import MONDAY_OFF, NEXT_YEAR, NOTICE, THIS_YEAR

PAGE = "/desk/calendar"
SOURCE = {"title": NOTICE.title, "number": NOTICE.number, "published_on": "2025-11-04"}


def test_a_table_goes_from_the_form_over_the_preview_into_force(signed_in: SignIn, desk_office: Office) -> None:
    number = take_in(desk_office)
    caller = signed_in("chief", Role.SUPERVISOR)
    draft = caller.get(f"{PAGE}/enter?year=2026").text
    assert "2026-02-23" in draft
    seen = caller.post(f"{PAGE}/preview", year="2026", body=MONDAY_OFF, **SOURCE)
    assert (seen.status, 'data-test="calendar.moves" data-count="1"' in seen.text) == (200, True)
    assert look(desk_office, number).due_date == date(2026, 11, 25)
    assert "2026-11-23" in caller.post(f"{PAGE}/edit", year="2026", body=MONDAY_OFF, **SOURCE).text
    answer = caller.post(f"{PAGE}/enter", year="2026", body=MONDAY_OFF.replace("\n", "\r\n"), **SOURCE)
    assert answer.headers["location"] == f"{PAGE}?year=2026&moved=1"
    assert look(desk_office, number).due_date == date(2026, 11, 26)
    page = caller.get(answer.headers["location"]).text
    assert NOTICE.title in page
    assert 'data-test="calendar.entered" data-moved="1"' in page


@pytest.mark.parametrize(
    ("body", "code"), [("year = ", "toml"), (THIS_YEAR.replace("2026-01-04", "2026-01-05"), "makeup_weekday")]
)
def test_a_wrong_table_comes_back_with_every_mistake(signed_in: SignIn, body: str, code: str) -> None:
    caller = signed_in("chief", Role.SUPERVISOR)
    for deed in ("preview", "enter"):
        answer = caller.post(f"{PAGE}/{deed}", year="2026", body=body, **SOURCE)
        assert (answer.status, f'data-code="{code}"' in answer.text) == (422, True)


def test_an_announced_table_needs_its_notice(signed_in: SignIn) -> None:
    caller = signed_in("chief", Role.SUPERVISOR)
    assert "calendar.confirm" not in caller.post(f"{PAGE}/preview", year="2026", body=THIS_YEAR).text
    assert caller.post(f"{PAGE}/enter", year="2026", body=THIS_YEAR).status == 422
    assert caller.post(f"{PAGE}/enter", year="2027", body=NEXT_YEAR).status == 303


def test_the_auditor_reads_only_and_others_nothing(signed_in: SignIn) -> None:
    auditor = signed_in("auditor", Role.AUDITOR)
    assert auditor.get(PAGE).status == 200
    assert auditor.get(f"{PAGE}?year=2031").status == 200
    assert auditor.get(f"{PAGE}/enter?year=2027").status == 403
    assert {auditor.post(f"{PAGE}/{deed}", year="2026", body=THIS_YEAR).status for deed in ("preview", "enter")} == {403}
    assert signed_in("lijing", Role.REVIEWER).get(PAGE).status == 403


def test_a_month_shows_every_day_once_for_what_it_is() -> None:
    table = parse_year(THIS_YEAR)
    grids = view.months_of(table, date(2026, 2, 14))
    cells = [cell for grid in grids for week in grid.weeks for cell in week if cell.day]
    assert len(cells) == 365
    assert sum(cell.kind == "makeup" for cell in cells) == len(table.makeup_workdays)
    assert sum(cell.kind == "holiday" for cell in cells) == len(table.holidays)
    assert sum(grid.working for grid in grids) == 248
    assert [(cell.day, cell.kind) for cell in cells if cell.today] == [(14, "makeup")]


def test_a_draft_is_a_table_of_the_same_days() -> None:
    table = parse_year(THIS_YEAR)
    assert parse_year(view.draft_of(2026, table)) == table
    assert parse_year(view.draft_of(2028, None)).holidays == {date(2028, 1, 1)}
