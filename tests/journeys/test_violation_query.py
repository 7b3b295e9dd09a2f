"""交通违法查询 through the real screens. Every test is a sentence."""

import pytest

from simulators.citizen import violation_query as query
from simulators.citizen.client import TerminalClient
from simulators.citizen.routine import Face, begin, choose_service, is_offered, leave, show_face
from simulators.stage.house import House
from tests.houses import numbers_in_terminal

PERSON = "chen_zhiyuan"


def test_a_citizen_sees_everything_that_is_open_and_takes_a_slip_along(house: House, terminal: TerminalClient) -> None:
    before = numbers_in_terminal(house)
    assert int(query.visit(terminal, house.cabinet, PERSON)) >= 4
    assert len(house.cabinet.slips()) == 1
    assert numbers_in_terminal(house) == before  # a query lodges nothing


@pytest.mark.parametrize("face", ["other", "declined"])
def test_who_is_not_verified_sees_counts_and_masked_plates_only(house: House, terminal: TerminalClient, face: Face) -> None:
    begin(terminal, house.cabinet, query.SLUG, PERSON)
    show_face(terminal, house.cabinet, face)
    view = terminal.wait_screen("violations", phase="overview")["view"]
    assert all("∗" in row["plate"] for row in view["overview"])
    assert "渝A" not in terminal.words().replace("渝A∗", "")
    assert not view["rows"]
    assert view["licence"] is None


def test_without_a_network_it_is_not_offered_and_comes_back_by_itself(house: House, terminal: TerminalClient) -> None:
    terminal.tap("attract.wake")
    terminal.wait("it is offered", lambda s: is_offered(s, query.SLUG))
    house.cabinet.set_network("cut")
    terminal.wait("it is not offered", lambda s: not is_offered(s, query.SLUG))
    house.cabinet.set_network("up")
    terminal.wait("it is offered again", lambda s: is_offered(s, query.SLUG))


def test_without_a_camera_it_is_not_offered_and_comes_back_by_itself(house: House, terminal: TerminalClient) -> None:
    terminal.tap("attract.wake")
    house.cabinet.set_camera_fault("unplugged")
    terminal.wait("it is not offered", lambda s: not is_offered(s, query.SLUG))
    house.cabinet.set_camera_fault(None)
    terminal.wait("it is offered again", lambda s: is_offered(s, query.SLUG))


def test_when_the_line_breaks_in_the_middle_it_says_so_and_goes_on_later(house: House, terminal: TerminalClient) -> None:
    choose_service(terminal, query.SLUG)
    house.cabinet.lay_card(PERSON)
    terminal.wait_screen("face_consent")
    house.cabinet.set_partner_fault("registry", "down")
    show_face(terminal, house.cabinet, "own")
    terminal.wait_screen("wait", phase="failed")
    house.cabinet.set_partner_fault("registry", None)
    terminal.tap("wait.retry")
    terminal.wait_screen("violations", phase="shown")


def test_the_next_citizen_finds_nothing_of_the_one_before(house: House, terminal: TerminalClient) -> None:
    query.visit(terminal, house.cabinet, PERSON)
    begin(terminal, house.cabinet, query.SLUG, "gong_yan")
    show_face(terminal, house.cabinet, "own")
    view = terminal.wait("the answer", lambda s: s["screen"] == "violations" and s["view"]["phase"] in {"shown", "none"})[
        "view"
    ]
    assert not any(row["plate"].startswith("渝A8K2D6") for row in view["rows"])
    terminal.tap("violations.finish")
    leave(terminal, house.cabinet)
