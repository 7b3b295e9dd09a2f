"""How far one application is, by its number and its applicant's card: told to nobody else, and nothing of the person."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.office import Office
from backoffice.review import cases
from backoffice.review.history import STATUS_AFTER
from backoffice.review.models import EventKind
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.people import NAME, NUMBER, PHONE, application
from tests.backoffice.terminals import HandMadeTerminal

PATH = "/terminal/v1/my-applications/progress"
OTHER = "500103199002020022"
NOBODYS = "2611220001000017"


@pytest.fixture
def either_terminal(either_http: httpx.Client, either_office: Office) -> HandMadeTerminal:
    """An enrolled terminal before an office on either database."""
    terminal = HandMadeTerminal(either_http, either_office)
    terminal.enrol()
    return terminal


def ask(terminal: HandMadeTerminal, number: str, person: str = NUMBER) -> Any:
    who = {"kind": "resident_id_card", "number": person, "name": NAME, "valid_to": "2039-06-01", "face": None}
    return terminal.post(PATH, {"person": who, "number": number})


def actions(office: Office) -> list[tuple[str, str | None]]:
    with office.reading() as work:
        found = work.session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id))
        return [(action, subject) for action, subject in found if action.startswith("applicant.")]


def test_the_applicant_is_told_how_far_it_is_and_nothing_of_himself(
    either_terminal: HandMadeTerminal, either_office: Office
) -> None:
    number = acts.take_in(either_office, application())
    response = ask(either_terminal, number)
    told = response.json()["progress"]
    assert (told["number"], told["service"], told["status"]) == (number, "driver_licence_reissue_loss", "accepted")
    assert [one["status"] for one in told["reached"]] == ["received", "accepted"]
    assert (told["due_date"] is not None, told["waybill"]) == (True, "")
    assert not [secret for secret in (NUMBER, NAME, PHONE, "渝中区") if secret in response.text]
    assert actions(either_office) == [("applicant.progress_told", number)]


def test_a_number_of_nobody_and_one_of_somebody_else_are_answered_alike(
    either_terminal: HandMadeTerminal, either_office: Office
) -> None:
    number = acts.take_in(either_office, application())
    wrong_number, wrong_person = ask(either_terminal, NOBODYS), ask(either_terminal, number, OTHER)
    assert wrong_number.status_code == wrong_person.status_code == 200
    assert wrong_number.json() == wrong_person.json() == {"progress": None}
    assert actions(either_office) == [("applicant.progress_unknown", None)] * 2


def test_a_stage_is_told_with_its_first_day(office: Office, terminal: HandMadeTerminal, clock: FrozenClock) -> None:
    number = acts.take_in(office, application())
    first = ask(terminal, number).json()["progress"]["reached"]
    clock.advance(3600)
    with office.writing(acts.TERMINAL) as work:
        case = cases.get_case(work.session, number)
        for kind in (EventKind.CLAIMED, EventKind.RELEASED):
            cases.advance(work, case, STATUS_AFTER[kind], kind)
    again = ask(terminal, number).json()["progress"]["reached"]
    assert again[:2] == first
    assert [one["status"] for one in again[2:]] == ["under_review"]


def test_what_is_older_than_a_year_is_not_told(office: Office, terminal: HandMadeTerminal, clock: FrozenClock) -> None:
    number = acts.take_in(office, application())
    clock.advance(366 * 86400)
    assert ask(terminal, number).json() == {"progress": None}


def test_whoever_tries_one_number_after_the_other_is_stopped(terminal: HandMadeTerminal, office: Office) -> None:
    own = acts.take_in(office, application())
    limit = office.settings.violations.persons_per_hour
    for running in range(limit - 1):
        assert ask(terminal, f"26112200020{running:05d}").status_code == 200
    response = ask(terminal, NOBODYS)
    assert (response.status_code, response.json()["code"]) == (429, "too_many_persons")
    assert int(response.headers["Retry-After"]) > 0
    assert ask(terminal, own, OTHER).status_code == 429
    assert ask(terminal, own).json()["progress"]["number"] == own  # the same person, the own number
