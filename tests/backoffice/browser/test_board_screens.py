"""The pages of board, statistics, calendar and retention as they look, in both sizes, themes and languages; and their keys."""

import pytest

from tests.backoffice.board.city import fill_city
from tests.backoffice.browser.conftest import LARGE, SMALL, Seat
from tests.backoffice.browser.stories import CLEAN
from tests.backoffice.browser.test_screens import Camera, camera

__all__ = ["camera"]


PAGES = {
    "07c-board-cases": "/desk/board/cases?due=overdue",
    "15-statistics": "/desk/statistics",
    "15b-statistics-service": "/desk/statistics?by=service",
    "16-calendar": "/desk/calendar",
    "17-retention": "/desk/retention",
    "16b-calendar-enter": "/desk/calendar/enter?year=2027",
}


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_board_pages(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat: Seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    fill_city(seat.desk.story.office, 1500, open_share=0.2, days=40)
    seat.sign_in("chenzhihua")
    seat.go("/desk/board")
    seat.find("board.districts").wait_for()
    camera.look(f"07-board{suffix}")
    seat.press("t")
    seat.page.wait_for_url("**view=table")
    camera.look(f"07b-board-table{suffix}", keep=not suffix)
    for name, path in PAGES.items():
        seat.go(path)
        camera.look(f"{name}{suffix}")


def test_night_and_english(camera: Camera) -> None:
    seat: Seat = camera.seat
    fill_city(seat.desk.story.office, 600, open_share=0.2, days=40)
    seat.sign_in("chenzhihua")
    seat.go("/desk/board")
    seat.find("who").click()
    seat.find("theme").click()
    seat.page.locator("html[data-theme=night]").wait_for()
    camera.look("07-board-night")
    seat.find("who").click()
    seat.find("language").click()
    seat.page.locator("html[lang=en]").wait_for()
    for name, path in {"07-board": "/desk/board", **PAGES}.items():
        seat.go(path)
        camera.look(f"{name}-english", keep=name in {"07-board", "15-statistics", "17-retention"})


def test_a_late_case_is_given_to_somebody_by_keys_alone(camera: Camera) -> None:
    seat: Seat = camera.seat
    fill_city(seat.desk.story.office, 300, open_share=0.4, days=20)
    seat.sign_in("chenzhihua")
    seat.press("g", "b")
    seat.page.wait_for_url("**/desk/board")
    seat.press("a")
    seat.page.wait_for_url("**/desk/board/cases?due=overdue")
    seat.go("/desk/board/cases?stage=review&due=overdue")
    seat.press("g")
    seat.find("board.clerks").wait_for()
    camera.look("07d-board-assign")
    seat.press("Enter")
    seat.page.wait_for_url("**&done=reassigned")
    seat.find("board.done", done="reassigned").wait_for()


def test_the_numbers_of_the_board_change_in_place(seat: Seat) -> None:
    seat.sign_in("chenzhihua")
    seat.go("/desk/board")
    assert seat.find("board.stage", stage="review").count() == 0
    seat.desk.story.lodge(CLEAN)
    seat.find("board.stage", stage="review").wait_for()


def test_a_table_is_entered_by_keys_alone(camera: Camera) -> None:
    seat: Seat = camera.seat
    seat.desk.story.fill_queue()
    seat.sign_in("chenzhihua")
    seat.go("/desk/calendar?year=2026")
    seat.press("e")
    body = seat.find("calendar.body")
    body.fill(body.input_value() + '[[holidays]]\nname = "停电"\nfrom = 2026-11-23\nto = 2026-11-23\n')
    seat.find("calendar.notice_title").fill("国务院办公厅关于2026年部分节假日安排的通知")
    seat.find("calendar.notice_number").fill("国办发明电〔2025〕7号")
    seat.find("calendar.published_on").fill("2025-11-04")
    seat.press("Control+Enter")
    seat.find("calendar.moves").wait_for()
    camera.look("16c-calendar-preview")
    seat.press("Control+Enter")
    seat.find("calendar.entered").wait_for()
    camera.look("16d-calendar-entered", keep=False)
