"""The pages of board, statistics, calendar and retention as they look, in both sizes, themes and languages."""

import pytest

from tests.backoffice.board.city import fill_city
from tests.backoffice.browser.conftest import LARGE, SMALL, Seat
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
