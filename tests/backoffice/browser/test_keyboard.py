"""A whole case by keyboard only at 1366 × 768, from the sign-in with its code to the approval; Chromium counts the presses."""

from datetime import datetime

import pyotp
import pytest

from backoffice.office import SYSTEM
from backoffice.review import cases
from backoffice.settings import Settings
from backoffice.staff import second_factor
from backoffice.staff.models import Staff
from domain.application import ApplicationStatus
from tests.backoffice.acts import look
from tests.backoffice.browser.conftest import Seat
from tests.backoffice.browser.stories import BAD_ADDRESS, CLEAN, PASSWORD, SHORT_ADDRESS

COUNTING = """
for (const kind of ["keydown", "pointerdown"]) {
  window.addEventListener(kind, (event) => {
    if (event.isTrusted && !event.repeat) sessionStorage.setItem(kind, Number(sessionStorage.getItem(kind) || 0) + 1);
  }, true);
}
"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Codes are asked for, as in production."""
    return settings.model_copy(update={"sign_in": settings.sign_in.model_copy(update={"second_factor": True})})


def counted(seat: Seat, kind: str = "keydown") -> int:
    return int(seat.page.evaluate(f"sessionStorage.getItem('{kind}') || 0"))


def sign_in_by_keyboard(seat: Seat, username: str) -> None:
    story = seat.desk.story
    with story.office.writing(SYSTEM) as work:
        secret = second_factor.equip(work, work.session.get_one(Staff, story.member(username).id))
    story.minutes(0.5)
    now: datetime = story.clock.now()
    seat.go("/desk/sign-in")
    for typed, then in ((username, "Tab"), (PASSWORD, "Tab"), (pyotp.TOTP(secret).at(now), "Enter")):
        seat.page.keyboard.type(typed)
        seat.press(then)
    seat.find("who").wait_for()


def test_from_the_sign_in_to_an_approval_and_a_correction(seat: Seat) -> None:
    seat.page.add_init_script(COUNTING)
    clean = seat.desk.story.lodge(CLEAN)
    sign_in_by_keyboard(seat, "lijing")
    before = counted(seat)
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    seat.press("1", "a", "Enter")
    seat.find("queue.done", done="approve").wait_for()
    assert counted(seat) - before == 4
    assert look(seat.desk.story.office, clean).status is ApplicationStatus.APPROVED
    faulty = seat.desk.story.lodge(BAD_ADDRESS, delivery=SHORT_ADDRESS)
    seat.go("/desk/review")  # as if it had come in before
    before = counted(seat)
    seat.press("Enter")
    seat.find("case.decide").wait_for()
    seat.press("c", "Control+Enter")
    seat.find("queue.done", done="correction").wait_for()
    assert counted(seat) - before == 4  # Ctrl counts
    assert look(seat.desk.story.office, faulty).status is ApplicationStatus.CORRECTION_REQUESTED
    assert counted(seat, "pointerdown") == 0


def test_a_note_is_written_and_a_case_asked_for_by_keyboard(seat: Seat) -> None:
    """Two clerks without a mouse: the one asks, the other reads it, leaves a note and gives the case back."""
    story = seat.desk.story
    number = story.lodge(CLEAN)
    sign_in_by_keyboard(seat, "lijing")
    seat.press("Enter")
    seat.find("case.lease").wait_for()
    seat.leave()
    sign_in_by_keyboard(seat, "wangmin")
    seat.go(f"/desk/review/{number}")
    seat.press("l")
    seat.find("case.trail").get_by_text("请持有人让出").wait_for()
    seat.leave()
    sign_in_by_keyboard(seat, "lijing")
    seat.go(f"/desk/review/{number}")
    assert "王敏 请您让出这件" in seat.find("case.asked").inner_text()
    seat.press("m")
    seat.page.keyboard.type("u1a 已电话核对")  # letters in a field act nowhere
    seat.press("Control+Enter")
    seat.find("case.note").get_by_text("u1a 已电话核对").wait_for()
    seat.press("u")
    seat.page.wait_for_url("**/desk/review")
    with story.office.reading() as work:
        assert cases.get_case(work.session, number).claimed_by is None
