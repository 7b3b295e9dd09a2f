"""Pictures are given for a ticket: of this terminal, for this record, for a quarter of an hour."""

import base64
import threading
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from backoffice.audit.models import AuditEntry
from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.violations.models import ViolationAsked, ViolationTicket
from backoffice.worker import Worker
from domain.clock import FrozenClock
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, registry_answer
from tests.backoffice.serving import connected
from tests.backoffice.terminals import HandMadeTerminal, interface, problem
from tests.backoffice.violations.records import JPEG, RECORD_NUMBER, SECRETS, face, number, question, record

ASK = "/terminal/v1/violations"
PATH = "/terminal/v1/violation-picture"
REFUSED = (403, "ticket_invalid")
MINUTE = 60


def ticket_for(terminal: HandMadeTerminal, **changes: Any) -> str:
    answer = terminal.post(ASK, question(**changes)).json()
    assert len(answer["ticket"]) >= 43  # 256 bits in base64
    return str(answer["ticket"])


def picture(terminal: HandMadeTerminal, ticket: str, record_number: str = RECORD_NUMBER, index: int = 0) -> httpx.Response:
    return terminal.post(PATH, {"ticket": ticket, "record_number": record_number, "index": index})


def test_a_ticket_opens_the_pictures_of_its_records(either_terminal: HandMadeTerminal, registry: Partners) -> None:
    ticket = ticket_for(either_terminal)
    for _ in range(2):
        given = picture(either_terminal, ticket)
        assert given.status_code == 200
        assert base64.b64decode(given.json()["picture"]) == JPEG
    assert picture(either_terminal, ticket, index=1).json() == {"picture": None}
    assert picture(either_terminal, ticket, number(1)).json() == {"picture": None}


def test_a_ticket_opens_nothing_else(either_terminal: HandMadeTerminal, registry: Partners) -> None:
    ticket = ticket_for(either_terminal)
    registry.requests.clear()
    assert problem(picture(either_terminal, ticket, number(7))) == REFUSED
    assert problem(picture(either_terminal, ticket[:-1])) == REFUSED
    assert problem(picture(either_terminal, "")) == REFUSED
    assert problem(picture(either_terminal, "票")) == REFUSED
    assert registry.requests == []  # nobody was asked


def test_a_ticket_is_of_one_terminal(either_terminal: HandMadeTerminal, either_office: Office, registry: Partners) -> None:
    ticket = ticket_for(either_terminal)
    other = HandMadeTerminal(either_terminal.http, either_office)
    other.enrol()
    assert problem(picture(other, ticket)) == REFUSED
    assert picture(either_terminal, ticket).status_code == 200


def test_a_ticket_lasts_a_quarter_of_an_hour(either_terminal: HandMadeTerminal, registry: Partners, clock: FrozenClock) -> None:
    ticket = ticket_for(either_terminal)
    clock.advance(15 * MINUTE - 1)
    assert picture(either_terminal, ticket).status_code == 200
    clock.advance(1)
    assert problem(picture(either_terminal, ticket)) == REFUSED


def test_the_next_person_ends_the_tickets_of_the_one_before(either_terminal: HandMadeTerminal, registry: Partners) -> None:
    first = ticket_for(either_terminal)
    again = ticket_for(either_terminal)
    assert picture(either_terminal, first).status_code == 200  # the same person asked again
    successor = "500103199001010029"
    registry.people[successor] = registry_answer(number=successor)
    registry.violations[successor] = {"records": [record(record_number=number(5))], "decisions": []}
    ticket = ticket_for(either_terminal, number=successor)
    for gone in (first, again):
        assert problem(picture(either_terminal, gone)) == REFUSED
    assert picture(either_terminal, ticket, number(5)).status_code == 200
    assert problem(picture(either_terminal, ticket, RECORD_NUMBER)) == REFUSED


def test_every_process_of_the_office_knows_the_ticket(
    either_terminal: HandMadeTerminal, either_office: Office, registry: Partners, clock: FrozenClock
) -> None:
    ticket = ticket_for(either_terminal)
    second = open_office(either_office.settings, clock)
    with connected(interface(second)) as elsewhere:
        either_terminal.http = elsewhere
        assert picture(either_terminal, ticket).status_code == 200
    second.database.close()


@pytest.mark.parametrize("changes", [{"face": None}, {"face": face(decision="review")}, {"name": "别人"}])
def test_without_the_face_there_is_no_ticket(
    terminal: HandMadeTerminal, office: Office, registry: Partners, changes: dict[str, Any]
) -> None:
    assert terminal.post(ASK, question(**changes)).json()["ticket"] is None
    assert _count(office, ViolationTicket) == 0


def test_without_records_there_is_no_ticket(terminal: HandMadeTerminal, registry: Partners) -> None:
    """A record without pictures has one all the same: it is good for the notice, too."""
    registry.violations[NUMBER] = {"records": [record(pictures=0)], "decisions": []}
    assert terminal.post(ASK, question()).json()["ticket"]
    registry.violations[NUMBER] = {"records": [], "decisions": []}
    answer = terminal.post(ASK, question()).json()
    assert (answer["verified"], answer["ticket"]) == (True, None)


@pytest.mark.parametrize(
    "content",
    ["not base64!", "", base64.b64encode(b"GIF89a").decode(), base64.b64encode(b"\xff\xd8\xff" + bytes(2_000_000)).decode(), 7],
)
def test_what_is_no_picture_is_not_passed_on(terminal: HandMadeTerminal, registry: Partners, content: object) -> None:
    ticket = ticket_for(terminal)
    registry.pictures[RECORD_NUMBER, 0] = content
    response = picture(terminal, ticket)
    assert problem(response) == (503, "registry_unavailable")
    assert len(response.content) < 200


@pytest.mark.parametrize("fault", ["down", "refusing", "garbage", "deaf_after_work"])
def test_without_the_registry_it_is_asked_again_later(terminal: HandMadeTerminal, registry: Partners, fault: str) -> None:
    ticket = ticket_for(terminal)
    getattr(registry, fault).add("violations")
    response = picture(terminal, ticket)
    assert problem(response) == (503, "registry_unavailable")
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize("bent", [{"index": 9}, {"index": -1}, {"ticket": "x" * 101}, {"record_number": "1" * 21}])
def test_what_is_no_question_is_refused(terminal: HandMadeTerminal, bent: dict[str, Any]) -> None:
    asked = {"ticket": "x", "record_number": RECORD_NUMBER, "index": 0, **bent}
    assert problem(terminal.post(PATH, asked)) == (422, "message_invalid")


def test_answer_and_pictures_are_tied_together_in_the_audit(
    terminal: HandMadeTerminal, office: Office, registry: Partners
) -> None:
    ticket = ticket_for(terminal)
    picture(terminal, ticket)
    picture(terminal, ticket, number(7))
    with office.reading() as work:
        rows = work.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("violations."))).all()
    assert [row.action for row in rows] == ["violations.answered", "violations.picture_given", "violations.picture_refused"]
    assert len({row.subject for row in rows}) == 1
    assert not [secret for secret in (*SECRETS, ticket) if secret in str([(row.subject, row.codes) for row in rows])]


def _count(office: Office, table: type[ViolationTicket] | type[ViolationAsked]) -> int:
    with office.reading() as work:
        return work.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_worker_forgets_what_is_over(
    either_terminal: HandMadeTerminal, either_office: Office, registry: Partners, clock: FrozenClock
) -> None:
    ticket_for(either_terminal)
    worker = Worker(either_office, threading.Event())
    for seconds, left in ((15 * MINUTE - 1, (1, 1)), (1 + MINUTE, (0, 1)), (44 * MINUTE, (0, 0))):
        clock.advance(seconds)
        worker.tick()
        assert (_count(either_office, ViolationTicket), _count(either_office, ViolationAsked)) == left
