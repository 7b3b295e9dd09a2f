"""我的申请 through the real screens, with a clerk at the real desk. Every test is a sentence."""

from collections.abc import Callable, Iterator

import pytest

from domain.clock import SystemClock
from simulators.citizen import driver_licence_reissue_loss as loss
from simulators.citizen import my_applications as mine
from simulators.citizen.client import TerminalClient
from simulators.citizen.routine import leave, show_face
from simulators.clerk.desk import Clerk
from simulators.stage.house import House
from simulators.world.people import load_people
from tests.houses import eventually, statuses_in_office

PERSON, OTHER = "gong_yan", "lu_guang"


@pytest.fixture(scope="module")
def clerk(house: House) -> Iterator[Clerk]:
    with Clerk(house.addresses.desk, house.addresses.staff) as clerk:
        yield clerk


def told(house: House, words: str) -> Callable[[], bool]:
    """Whether a text message said so."""
    return lambda: any(words in message["text"] for message in house.cabinet.messages())


def test_what_a_clerk_asks_for_is_supplied_and_the_letter_that_comes_back_goes_elsewhere(
    house: House, terminal: TerminalClient, clerk: Clerk
) -> None:
    number = loss.visit(terminal, house.cabinet, PERSON)
    clerk.request_correction(number, mine.ASKED, mine.NOTE)
    eventually("the message says where to supply it", told(house, "我的申请"))
    mine.correct(terminal, house.cabinet, PERSON, number)
    assert statuses_in_office(house)[number] == "accepted"
    waybill = clerk.take_to_the_post(number)
    house.cabinet.advance_letter(waybill, "returned")
    clerk.track(number)
    assert statuses_in_office(house)[number] == "returned_undelivered"
    mine.readdress(terminal, house.cabinet, PERSON, number)
    again = clerk.post_again(number)
    assert again != waybill
    assert statuses_in_office(house)[number] == "resent"


def test_what_was_signed_is_taken_along_a_mistake_is_withdrawn_and_a_stranger_is_told_how_far_one_number_is(
    house: House, terminal: TerminalClient
) -> None:
    number = loss.visit(terminal, house.cabinet, OTHER)
    one = mine.open_one(terminal, house.cabinet, OTHER, number)
    assert one["may_withdraw"]
    mine.print_copy(terminal, number)
    terminal.tap("applications.ask_to_withdraw")
    terminal.wait_screen("applications", phase="withdraw")
    terminal.tap("applications.withdraw")
    mine.finish(terminal, house.cabinet, "my_withdrawn")
    assert statuses_in_office(house)[number] == "withdrawn"
    eventually("the citizen is told", told(house, "撤回"))
    said = mine.ask_by_number(terminal, house.cabinet, OTHER, number)
    assert "已撤回" in said
    person = load_people(SystemClock().now().date())[OTHER]
    assert person.name not in said
    assert person.number not in said


def test_who_declines_is_shown_the_window(house: House, terminal: TerminalClient) -> None:
    mine.begin(terminal, house.cabinet, PERSON)
    terminal.wait_screen("face_consent")
    terminal.tap("face_consent.window")
    terminal.wait_screen("advice", kind="window")
    terminal.tap("advice.home")


def test_a_line_that_breaks_in_the_middle_loses_nothing(house: House, terminal: TerminalClient) -> None:
    mine.begin(terminal, house.cabinet, PERSON)
    terminal.wait_screen("face_consent")
    house.cabinet.set_network("cut")
    show_face(terminal, house.cabinet, "own")
    terminal.wait_screen("wait", phase="failed")
    house.cabinet.set_network("up")
    terminal.tap("wait.retry")
    terminal.wait_screen("applications", phase="list")
    terminal.tap("applications.finish")
    leave(terminal, house.cabinet)
