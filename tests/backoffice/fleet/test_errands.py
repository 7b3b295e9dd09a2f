"""Self-tests on command, technicians, and what terminals tell of their service."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from backoffice.fleet import errands
from backoffice.fleet.models import Terminal
from backoffice.fleet.services import NoSuchTerminal
from backoffice.office import SYSTEM, Office, Work
from domain.clock import FrozenClock
from domain.staff_pin import is_pin
from tests.backoffice.terminals import HandMadeTerminal

ERRANDS, FOUND = "/terminal/v1/errands", "/terminal/v1/errands/found"


def question(terminal: HandMadeTerminal, reason: str | None = None) -> dict[str, object]:
    return {"asked_at": terminal.office.clock.now().isoformat(), "out_of_service": reason}


def found(terminal: HandMadeTerminal, errand: str, failure: str | None = None) -> dict[str, object]:
    parts = [{"name": "camera", "passed": True}, {"name": "disk", "passed": failure is None, "failure": failure}]
    return {"errand": errand, "ended_at": terminal.office.clock.now().isoformat(), "parts": parts, "refused": None}


def ask(office: Office) -> tuple[str, str]:
    with office.writing(SYSTEM) as work:
        terminal_id = only_terminal(work)
        return terminal_id, errands.ask_for_self_test(work, terminal_id)


def only_terminal(work: Work) -> str:
    return work.session.scalars(select(Terminal.terminal_id)).one()


def test_a_self_test_is_told_once_and_its_result_kept(terminal: HandMadeTerminal) -> None:
    terminal_id, errand = ask(terminal.office)
    assert ask(terminal.office)[1] == errand, "asked twice it is one errand"
    assert [one["errand"] for one in terminal.post(ERRANDS, question(terminal)).json()["self_tests"]] == [errand]
    for failure in ("disk_low", "clock_wrong"):  # a result that comes again changes nothing
        assert terminal.post(FOUND, found(terminal, errand, failure)).json() == {"errand": errand}
    assert terminal.post(ERRANDS, question(terminal)).json()["self_tests"] == []
    with terminal.office.reading() as work:
        row = errands.newest_self_tests(work)[terminal_id]
    assert row.parts == [{"name": "camera", "failure": None}, {"name": "disk", "failure": "disk_low"}]


def test_what_nobody_asked_for_falls_on_nobody(terminal: HandMadeTerminal) -> None:
    assert terminal.post(FOUND, found(terminal, str(uuid4()))).status_code == 200
    with terminal.office.reading() as work:
        assert errands.newest_self_tests(work) == {}


def test_an_errand_of_yesterday_is_not_wanted_any_more(terminal: HandMadeTerminal, clock: FrozenClock) -> None:
    ask(terminal.office)
    clock.advance(errands.ERRAND_LIFE.total_seconds() + 1)
    assert terminal.post(ERRANDS, question(terminal)).json()["self_tests"] == []


def test_a_terminal_that_is_not_there_is_not_asked(office: Office) -> None:
    with office.writing(SYSTEM) as work, pytest.raises(NoSuchTerminal):
        errands.ask_for_self_test(work, "terminal-0000000000000000")


def test_a_technician_is_known_until_withdrawn(terminal: HandMadeTerminal) -> None:
    with terminal.office.writing(SYSTEM) as work:
        new = errands.allow(work, "0217")
    told = terminal.post(ERRANDS, question(terminal)).json()["technicians"]
    assert [one["number"] for one in told] == ["0217"]
    assert is_pin(new.pin, told[0]["pin"])
    assert new.pin not in repr(new)
    with terminal.office.writing(SYSTEM) as work:
        errands.withdraw(work, "0217")
        errands.withdraw(work, "0217")
    assert terminal.post(ERRANDS, question(terminal)).json()["technicians"] == []


@pytest.mark.parametrize("number", ["", "217", "02170", "02a7", "０２１７"])
def test_a_staff_number_has_four_digits(office: Office, number: str) -> None:
    with office.writing(SYSTEM) as work, pytest.raises(errands.NumberRefused):
        errands.allow(work, number)


def test_the_office_hears_that_staff_closed_a_terminal(terminal: HandMadeTerminal) -> None:
    terminal.post(ERRANDS, question(terminal, "repair"))
    with terminal.office.reading() as work:
        assert list(errands.closed_terminals(work).values()) == ["repair"]
    terminal.post(ERRANDS, question(terminal))
    with terminal.office.reading() as work:
        assert errands.closed_terminals(work) == {}
