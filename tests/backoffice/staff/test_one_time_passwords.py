"""A one-time password is good for a day: then it opens nothing, and says so to who has it."""

from datetime import timedelta

import pytest

from backoffice.office import SYSTEM, Office, clerk
from backoffice.staff import people, services
from backoffice.staff.models import Role
from backoffice.staff.sign_in import SignInRefused, sign_in
from domain.clock import FrozenClock
from tests.backoffice import acts


def given(office: Office) -> str:
    with office.writing(SYSTEM) as work:
        return services.add_newcomer(work, "lijing", "李静", (Role.REVIEWER,))


def advance(office: Office, hours: float, seconds: float = 0) -> None:
    assert isinstance(office.clock, FrozenClock)
    office.clock.advance(timedelta(hours=hours, seconds=seconds).total_seconds())


def test_one_that_was_not_used_in_time_opens_nothing_and_says_so(either_office: Office) -> None:
    admin = acts.add(either_office, "suntao", Role.ADMIN)
    password = given(either_office)
    advance(either_office, 24, -1)
    sign_in(either_office, "lijing", password)
    advance(either_office, 0, 1)
    for _ in range(either_office.settings.sign_in.failures_until_locked + 1):
        with pytest.raises(SignInRefused) as caught:
            sign_in(either_office, "lijing", password)
        assert (caught.value.run_out, caught.value.locked) == (True, False), "nothing was guessed"
    with either_office.reading(admin) as work:
        assert {one.staff.username: one.state for one in people.list_people(work)}["lijing"] is people.State.RUN_OUT
    with pytest.raises(SignInRefused) as caught:
        sign_in(either_office, "lijing", password + "x")
    assert not caught.value.run_out, "who does not have it is told nothing"
    with either_office.writing(admin) as work:
        another = services.give_one_time_password(work, "lijing")
    assert sign_in(either_office, "lijing", another).session.staff.username == "lijing"


def test_an_own_password_stays(either_office: Office) -> None:
    password = "a-quiet-Meadow-77"
    with either_office.writing(SYSTEM) as work:
        staff = services.add_staff(work, "lijing", "李静", password, (Role.REVIEWER,))
    advance(either_office, 48)
    assert sign_in(either_office, "lijing", password).session.staff.username == clerk(staff).name
