"""Signing in, being locked out, signing out; nothing without a token."""

import pytest

from tests.backoffice.browser.conftest import Seat
from tests.backoffice.browser.stories import CLEAN


def fail_to_sign_in(seat: Seat, username: str) -> str:
    seat.go("/desk/sign-in")
    seat.find("signin.username").fill(username)
    seat.find("signin.password").fill("wrong password 1")
    seat.find("signin.submit").click()
    return seat.find("signin.problem").inner_text()


def test_five_failures_lock_the_account(seat: Seat) -> None:
    said = [fail_to_sign_in(seat, "lijing") for _ in range(5)]
    assert "不对" in said[0]
    assert "已锁定" in said[4]
    seat.forgive("401")


def test_an_unknown_name_is_answered_like_a_wrong_password(seat: Seat) -> None:
    assert fail_to_sign_in(seat, "nobody") == fail_to_sign_in(seat, "lijing")
    seat.forgive("401")


def test_who_signed_out_is_out(seat: Seat) -> None:
    seat.sign_in("lijing")
    seat.find("who").click()
    seat.find("signout").click()
    seat.find("signin.username").wait_for()
    seat.go("/desk/review")
    assert seat.page.url.endswith("/desk/sign-in")


def test_a_post_without_its_token_is_refused(seat: Seat) -> None:
    number = seat.desk.story.lodge(CLEAN)
    seat.sign_in("lijing")
    address = f"{seat.desk.url}/desk/review/{number}/claim"
    answer = seat.page.request.post(address, form={"version": "1"}, headers={"Origin": seat.desk.url})
    assert answer.status == 403
    assert "没有办理任何事项" in answer.text()


@pytest.mark.parametrize("name", ["signin.username", "signin.password", "signin.submit"])
def test_the_sign_in_page_carries_its_hooks(seat: Seat, name: str) -> None:
    seat.go("/desk/sign-in")
    assert seat.find(name).is_visible()


def test_an_idle_clerk_is_signed_out_although_the_page_watches(seat: Seat) -> None:
    story = seat.desk.story
    seat.sign_in("lijing")
    for _ in range(4):
        story.minutes(4)
        story.lodge_unanswered(CLEAN.__class__(**{**vars(CLEAN), "birth": f"1980010{story._running + 1}"}))
        seat.page.wait_for_timeout(700)  # the page asks for its counts by itself
    seat.go("/desk/review")
    assert seat.page.url.endswith("/desk/sign-in")
    seat.forgive("401")
