"""Before the face is verified nothing is shown unmasked and no state is named."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.intake.issuers import parse_issuers
from backoffice.office import Office
from domain.people import MASK
from tests.backoffice.partners import Partners
from tests.backoffice.people import ADDRESS, FRIDAY_NOON, NAME, NUMBER, SECRETS, application, registry_answer
from tests.backoffice.terminals import HandMadeTerminal, problem

PATH = "/terminal/v1/eligibility"
VERIFY_FIRST: dict[str, Any] = {"decision": "verify_first", "reasons": [], "instead": None, "licence": None}


def _question(**changes: Any) -> dict[str, Any]:
    return {
        "service": "driver_licence_reissue_loss",
        "kind": "resident_id_card",
        "number": NUMBER,
        "name": NAME,
        "valid_to": "2039-06-01",
        **changes,
    }


def _ask(terminal: HandMadeTerminal, **changes: Any) -> dict[str, Any]:
    response = terminal.post(PATH, _question(**changes))
    assert response.status_code == 200
    assert not [secret for secret in SECRETS if secret in response.text]
    answer: dict[str, Any] = response.json()
    return {key: value for key, value in answer.items() if value or key in {"reasons", "instead", "licence"}}


def test_a_terminal_does_not_ask_about_half_the_city(office: Office, terminal: HandMadeTerminal) -> None:
    asked = range(office.settings.violations.persons_per_hour + 1)
    answers = [terminal.post(PATH, _question(number=f"50010319900101{running:04d}")) for running in asked]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_who_may_go_on_sees_the_licence_masked(terminal: HandMadeTerminal, partners: Partners) -> None:
    partners.people[NUMBER] = registry_answer()
    assert _ask(terminal) == {
        "decision": "eligible",
        "reasons": [],
        "instead": None,
        "licence": {
            "number": f"500{MASK * 11}0010",
            "holder": f"测{MASK * 2}",
            "classes": "C1",
            "valid_to": "2033-03-14",
            "issuer": "重庆市公安局交通管理局",
            "address": f"渝中区{MASK * 4}",
        },
    }
    assert ADDRESS not in str(terminal.http.headers)


@pytest.mark.parametrize(
    ("address", "shown"), [("", ""), (" ", ""), ("四川省成都市锦江区春熙路1号", f"四川省成都市{MASK * 4}")]
)
def test_a_registered_address_is_shown_by_its_region_or_province_or_not_at_all(
    terminal: HandMadeTerminal, partners: Partners, address: str, shown: str
) -> None:
    partners.people[NUMBER] = registry_answer(address=address)
    assert _ask(terminal)["licence"]["address"] == shown


@pytest.mark.parametrize(
    ("licence", "question", "reasons"),
    [
        ({"archive_number": "510012384471"}, {}, ["R-OUT"]),
        ({"states": "AC"}, {}, ["R-OUT"]),
        ({}, {"valid_to": "2026-11-19"}, ["R-IDEXP"]),
        ({"archive_number": "510012384471"}, {"valid_to": "2026-11-19"}, ["R-IDEXP", "R-OUT"]),
        ({"archive_number": "510012384471", "states": "D"}, {}, ["R-OUT"]),  # the suspension is not told with it
        ({"archive_number": "510012384471", "states": "M"}, {}, ["R-OUT"]),
    ],
)
def test_what_says_nothing_of_the_licence_may_be_said_at_once(
    terminal: HandMadeTerminal, partners: Partners, licence: dict[str, Any], question: dict[str, Any], reasons: list[str]
) -> None:
    partners.people[NUMBER] = registry_answer(**licence)
    answer = _ask(terminal, **question)
    assert answer == {"decision": "refused", "reasons": reasons, "instead": None, "licence": None}


@pytest.mark.parametrize("states", ["D", "K", "U", "E", "F", "G", "R", "B", "J", "L", "M", "AHD"])
def test_a_state_is_never_named_before_the_face(terminal: HandMadeTerminal, partners: Partners, states: str) -> None:
    partners.people[NUMBER] = registry_answer(states=states)
    assert _ask(terminal) == VERIFY_FIRST


def test_an_ended_licence_is_not_named_either(terminal: HandMadeTerminal, partners: Partners) -> None:
    partners.people[NUMBER] = registry_answer(valid_to="2026-11-19")
    assert _ask(terminal) == VERIFY_FIRST


def test_who_has_no_licence_is_not_told_apart(terminal: HandMadeTerminal) -> None:
    assert _ask(terminal) == VERIFY_FIRST


@pytest.mark.parametrize("states", ["A", "AH", "AI", "AN", "S"])
def test_other_states_do_not_stand_in_the_way(terminal: HandMadeTerminal, partners: Partners, states: str) -> None:
    partners.people[NUMBER] = registry_answer(states=states)
    assert _ask(terminal)["decision"] == "eligible"


@pytest.mark.parametrize(
    ("reissues", "decision"),
    [
        (["2026-01-02", "2026-05-01"], "eligible"),
        (["2026-01-02", "2026-05-01", "2026-09-30"], "verify_first"),
        (["2025-11-20", "2026-05-01", "2026-09-30"], "eligible"),  # a year ago to the day does not count any more
    ],
)
def test_the_reissue_counter(terminal: HandMadeTerminal, partners: Partners, reissues: list[str], decision: str) -> None:
    partners.people[NUMBER] = registry_answer(reissues=reissues)
    assert _ask(terminal)["decision"] == decision


def test_a_pending_application_is_found_but_not_told(terminal: HandMadeTerminal, partners: Partners) -> None:
    partners.people[NUMBER] = registry_answer()
    body = application().model_copy(update={"number": terminal.number(1, FRIDAY_NOON)})
    assert terminal.post("/terminal/v1/applications", terminal.sealed(body), key=uuid4()).status_code == 200
    assert _ask(terminal) == VERIFY_FIRST


@pytest.mark.parametrize("fault", ["down", "refusing", "garbage", "deaf_after_work"])
def test_without_the_registry_it_is_asked_again_later(terminal: HandMadeTerminal, partners: Partners, fault: str) -> None:
    getattr(partners, fault).add("driver-licences")
    response = terminal.post(PATH, _question())
    assert problem(response) == (503, "registry_unavailable")
    assert response.headers["Retry-After"] == "5"
    assert not [secret for secret in SECRETS if secret in response.text]


@pytest.mark.parametrize("licence", [{}, {"states": "DEG"}, {"archive_number": "510012384471"}, None])
def test_a_query_needs_no_licence_and_does_not_tell_whether_there_is_one(
    terminal: HandMadeTerminal, partners: Partners, licence: dict[str, Any] | None
) -> None:
    if licence is not None:
        partners.people[NUMBER] = registry_answer(**licence)
    answer = _ask(terminal, service="violation_query")
    assert answer == {"decision": "eligible", "reasons": [], "instead": None, "licence": None}


def test_a_query_with_an_expired_document_is_refused_with_its_reason(terminal: HandMadeTerminal) -> None:
    answer = _ask(terminal, service="violation_query", valid_to="2026-11-19")
    assert answer == {"decision": "refused", "reasons": ["R-IDEXP"], "instead": None, "licence": None}


def test_a_service_that_is_not_done_here(terminal: HandMadeTerminal) -> None:
    assert problem(terminal.post(PATH, _question(service="tea"))) == (422, "message_invalid")


def test_every_question_is_audited_without_the_person(terminal: HandMadeTerminal, office: Office, partners: Partners) -> None:
    partners.people[NUMBER] = registry_answer()
    _ask(terminal)
    with office.reading() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "eligibility.answered")).one()
    assert entry.actor == f"terminal:{terminal.terminal_id}"
    assert (entry.subject, entry.codes) == (None, ["driver_licence_reissue_loss", "eligible"])


def test_the_longest_prefix_names_the_issuer() -> None:
    table = '[[issuer]]\nprefix = "50"\nname = "市"\n[[issuer]]\nprefix = "5002"\nname = "区"\n'
    issuers = parse_issuers(table)
    assert [issuers.name_of(number) for number in ("500112345678", "500212345678", "110112345678", "")] == ["市", "区", "", ""]
