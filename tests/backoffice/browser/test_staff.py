"""People and accounts in a browser: from the administrator's hand to the newcomer's first desk, with codes."""

from datetime import datetime

import pyotp
import pytest

from backoffice.office import SYSTEM
from backoffice.settings import Settings
from backoffice.staff import second_factor
from backoffice.staff.models import Role, Staff
from tests.backoffice.browser.conftest import LARGE, SMALL, Seat
from tests.backoffice.browser.stories import PASSWORD
from tests.backoffice.browser.test_screens import Camera, camera

__all__ = ["camera"]

OWN = "ein eigenes Kennwort 7"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Codes are asked for, as in production."""
    return settings.model_copy(update={"sign_in": settings.sign_in.model_copy(update={"second_factor": True})})


def code_of(seat: Seat, secret: str) -> str:
    """Return the next code of an authenticator; half a minute goes by."""
    seat.desk.story.minutes(0.5)
    now: datetime = seat.desk.story.clock.now()
    return pyotp.TOTP(secret).at(now)


def administrator(seat: Seat) -> str:
    """Add an administrator who has a second factor; return its secret."""
    story = seat.desk.story
    story.staff("suntao", "孙涛", Role.ADMIN)
    with story.office.writing(SYSTEM) as work:
        return second_factor.equip(work, work.session.get_one(Staff, story.member("suntao").id))


def sign_in(seat: Seat, username: str, password: str, code: str = "") -> None:
    seat.go("/desk/sign-in")
    for hook, typed in (("username", username), ("password", password), ("code", code)):
        seat.find(f"signin.{hook}").fill(typed)
    seat.find("signin.submit").click()


def add_somebody(seat: Seat) -> str:
    """Add a reviewer for one district; return the one-time password."""
    seat.press("n")
    seat.find("people.add.username").fill("hejing")
    seat.find("people.add.name").fill("何静")
    for hook, value in (("role", "reviewer"), ("district", "500103")):
        seat.page.locator(f"label:has([data-test='people.add.{hook}'][data-value='{value}'])").click()
    seat.find("people.add.confirm").click()
    return seat.find("people.password").inner_text()


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_a_newcomer_from_being_added_to_the_first_desk(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    secret = administrator(seat)
    seat.go("/desk/sign-in")
    camera.look(f"01-sign-in-code{suffix}", keep=not suffix)
    sign_in(seat, "suntao", PASSWORD, code_of(seat, secret))
    seat.find("who").wait_for()
    seat.go("/desk/staff")
    camera.look(f"13-people{suffix}")
    seat.press("n")
    camera.look(f"13b-people-add{suffix}", keep=not suffix)
    seat.press("Escape")
    seat.page.locator("#newcomer").wait_for(state="hidden")
    once = add_somebody(seat)
    camera.look(f"13c-people-once{suffix}", keep=not suffix)
    seat.leave()
    sign_in(seat, "hejing", once)
    seat.find("first.password").wait_for()
    camera.look(f"01b-first-password{suffix}", keep=not suffix)
    for hook, typed in (("old", once), ("new", OWN), ("again", OWN)):
        seat.find(f"account.{hook}").fill(typed)
    seat.find("first.submit").click()
    seat.find("first.factor").wait_for()
    camera.look(f"01c-first-factor{suffix}", keep=not suffix)
    own_secret = seat.find("account.secret").inner_text().replace(" ", "")
    seat.find("first.code").fill(code_of(seat, own_secret))
    seat.find("first.submit").click()
    seat.find("who").wait_for()
    assert seat.page.url.endswith("/desk/review")
    seat.go("/desk/account")
    camera.look(f"14-account{suffix}")


def test_an_administrator_proves_himself_again_before_he_changes_an_account(camera: Camera) -> None:
    seat = camera.seat
    secret = administrator(seat)
    sign_in(seat, "suntao", PASSWORD, code_of(seat, secret))
    seat.find("who").wait_for()
    seat.desk.story.minutes(6)
    seat.go("/desk/staff?at=wangmin")
    camera.look("13d-people-prove-first", keep=False)
    assert not seat.find("people.disable").count()
    seat.press("p")
    seat.find("prove.secret").wait_for()
    camera.look("13e-prove", keep=False)
    seat.find("prove.secret").fill(code_of(seat, secret))
    seat.find("prove.submit").click()
    seat.find("people.disable").click()
    seat.find("people.disable.confirm").click()
    seat.find("people.done").wait_for()
    assert seat.page.locator("[data-row=wangmin]").get_attribute("data-state") == "disabled"
    seat.find("who").click()
    seat.find("language").click()
    seat.page.locator("html[lang=en]").wait_for()
    camera.look("13f-people-english", keep=False)
    seat.go("/desk/account")
    camera.look("14b-account-english", keep=False)
