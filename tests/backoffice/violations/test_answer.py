"""Before the face an outline, after it everything; nobody else's name, no stale face, no harvest."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backoffice.audit.models import AuditEntry
from backoffice.office import Office
from backoffice.violations.harvest import WINDOW
from backoffice.violations.models import ViolationAsked, ViolationTicket
from domain.clock import FrozenClock
from domain.people import MASK
from domain.violations import HandlingBar
from tests.backoffice.partners import Partners
from tests.backoffice.people import FRIDAY_NOON, NUMBER, registry_answer
from tests.backoffice.terminals import HandMadeTerminal, problem
from tests.backoffice.violations.records import (
    DECISION_NUMBER,
    OTHER_PLATE,
    OWN_PLATE,
    RECORD_NUMBER,
    SECRETS,
    face,
    number,
    question,
    record,
    vehicle,
)

PATH = "/terminal/v1/violations"
OUTLINE: dict[str, Any] = {
    "verified": False,
    "as_of": FRIDAY_NOON.isoformat(),
    "overview": [
        {"plate": f"渝A{MASK * 2}2D6", "violations": 2},
        {"plate": f"渝B{MASK * 3}345", "violations": 0},
    ],
    "unpaid": 2,
    "licence": None,
    "vehicles": [],
    "violations": [],
    "decisions": [],
    "ticket": None,
}


def ask(terminal: HandMadeTerminal, **changes: Any) -> dict[str, Any]:
    response = terminal.post(PATH, question(**changes))
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def bars_of(answer: dict[str, Any]) -> list[list[str]]:
    return [one["bars"] for one in answer["violations"]]


@pytest.mark.parametrize(
    "changes",
    [
        {"face": None},
        {"face": face(decision="review")},
        {"face": face(decision="no_match")},
        {"face": face(decision="unusable", scores=[])},
        {"face": face(challenge_passed=False)},
        {"face": face(scores=[])},  # matched with nothing
        {"face": face(scores=[{"reference": "chip", "score": 0.39, "decision": "match"}])},  # below its own threshold
        {"face": face(scores=[{"reference": "chip", "score": 0.9, "decision": "review"}])},
        {"face": face(checked_at=(FRIDAY_NOON - timedelta(minutes=20, seconds=1)).isoformat())},
        {"face": face(checked_at=(FRIDAY_NOON + timedelta(minutes=5, seconds=1)).isoformat())},
        {"name": "别人"},
        {"name": ""},
    ],
)
def test_without_a_living_face_that_matches_only_an_outline(
    terminal: HandMadeTerminal, registry: Partners, changes: dict[str, Any]
) -> None:
    response = terminal.post(PATH, question(**changes))
    assert response.json() == OUTLINE
    assert not [secret for secret in SECRETS if secret in response.text]


def test_the_licence_is_not_asked_for_before_the_face(terminal: HandMadeTerminal, registry: Partners) -> None:
    ask(terminal, face=None)
    assert [path for path, _ in registry.requests] == ["/v1/vehicles/query", "/v1/violations/query"]


@pytest.mark.parametrize("minutes", [0, 20])
def test_the_whole_answer_is_for_who_matched_lately(terminal: HandMadeTerminal, registry: Partners, minutes: int) -> None:
    checked = (FRIDAY_NOON - timedelta(minutes=minutes)).isoformat()
    answer = ask(terminal, face=face(checked_at=checked))
    assert answer["verified"] is True
    assert answer["overview"] == OUTLINE["overview"]
    assert (answer["as_of"], answer["unpaid"]) == (FRIDAY_NOON.isoformat(), 2)
    assert answer["licence"] == {
        "number": f"500{MASK * 11}0010",
        "classes": "C1",
        "states": ["A"],
        "points": 3,
        "points_limit": 12,
        "valid_to": "2033-03-14",
    }
    assert answer["vehicles"][1] == {
        "plate": OTHER_PLATE,
        "plate_kind": "52",
        "owner_kind": "individual",
        "states": ["A", "Q"],
        "inspection_valid_to": "2027-05-31",
    }


def test_violations_are_told_newest_first_with_the_words_of_their_day(terminal: HandMadeTerminal, registry: Partners) -> None:
    newest, oldest = ask(terminal)["violations"]
    assert (newest["record_number"], newest["code"], newest["text"]) == (
        RECORD_NUMBER,
        "1625",
        "驾驶机动车不按交通信号灯指示通行",
    )
    assert (newest["points"], newest["fine_fen"], newest["bars"]) == (6, 20000, [])
    assert newest["captured_at"] == "2026-11-02T08:15:00+08:00"
    assert newest["basis"] == "《道路交通安全法》第九十条"
    assert (oldest["code"], oldest["points"]) == ("1344", 3)  # the table of that day, not of today


def test_unpaid_decisions_come_with_their_last_day_and_what_lateness_costs(
    terminal: HandMadeTerminal, registry: Partners
) -> None:
    in_time, late = ask(terminal)["decisions"]
    assert in_time == {
        "decision_number": DECISION_NUMBER,
        "plate": OWN_PLATE,
        "code": "1116",
        "text": "驾驶机动车违反禁令标志指示",
        "decided_on": "2026-11-10",
        "points": 1,
        "fine_fen": 10000,
        "pay_until": "2026-11-25",
        "surcharge_fen": 0,
        "days_late": 0,
    }
    assert (late["pay_until"], late["days_late"], late["surcharge_fen"]) == ("2026-09-16", 65, 20000)


@pytest.mark.parametrize(("day", "late", "surcharge"), [(0, 0, 0), (1, 1, 300), (33, 33, 9900), (34, 34, 10000)])
def test_the_surcharge_is_as_of_today(
    terminal: HandMadeTerminal, registry: Partners, clock: FrozenClock, day: int, late: int, surcharge: int
) -> None:
    clock.advance((5 + day) * 86400)  # from 20 to 25 November, the last day
    one = ask(terminal, face=face(checked_at=clock.now().isoformat()))["decisions"][0]
    assert (one["days_late"], one["surcharge_fen"]) == (late, surcharge)


ONE_BAR: dict[HandlingBar, dict[str, Any]] = {
    HandlingBar.ON_SITE: {"record": {"capture": "on_site"}},
    HandlingBar.OTHER_AREA: {"record": {"agency_code": "510103000000"}},
    HandlingBar.FINE_TOO_HIGH: {"record": {"fine_fen": 20001}},
    HandlingBar.POINTS_TOO_MANY: {"record": {"points": 7}},
    HandlingBar.POINTS_REACH_LIMIT: {"licence": {"points": 6}},
    HandlingBar.PENALTY_UNKNOWN: {"record": {"code": "9999"}},
    HandlingBar.DISPUTED: {"record": {"disputed": True}},
    HandlingBar.NOT_REVIEWED: {"record": {"reviewed": False}},
    HandlingBar.NO_LICENCE: {"licence": None},
    HandlingBar.LICENCE_STATE: {"licence": {"states": "D"}},
    HandlingBar.LICENCE_CLASS: {"licence": {"classes": "D"}},
    HandlingBar.KEY_VEHICLE: {"vehicle": {"use": "D"}},
    HandlingBar.NOT_OWN_VEHICLE: {"record": {"plate": "渝A00001"}},
    HandlingBar.UNIT_VEHICLE: {"vehicle": {"owner_kind": "unit"}},
    HandlingBar.VEHICLE_STATE: {"vehicle": {"states": "AP"}},
}


@pytest.mark.parametrize("bar", HandlingBar)
def test_what_stands_against_handling_is_told_for_every_record(
    terminal: HandMadeTerminal, registry: Partners, bar: HandlingBar
) -> None:
    """A twin that nothing stands against is told beside the one that meets the bar, where it is the record that meets it."""
    bent = ONE_BAR[bar]
    licence = bent.get("licence", {})
    registry.people[NUMBER] = {"found": False} if licence is None else registry_answer(**licence)
    registry.vehicles[NUMBER] = [vehicle(**bent.get("vehicle", {}))]
    twin = record(record_number=number(9), captured_at="2026-11-01T08:15:00+08:00")
    registry.violations[NUMBER] = {"records": [twin, record(**bent.get("record", {}))], "decisions": []}
    assert bars_of(ask(terminal)) == ([[bar], []] if "record" in bent else [[bar], [bar]])


def test_one_plate_on_two_kinds_is_two_vehicles(terminal: HandMadeTerminal, registry: Partners) -> None:
    registry.vehicles[NUMBER] = [vehicle(), vehicle(plate_kind="07", type="M21")]
    registry.people[NUMBER] = registry_answer(classes="C1")
    registry.violations[NUMBER] = {"records": [record(), record(record_number=number(2), plate_kind="07")], "decisions": []}
    answer = ask(terminal)
    assert [one["violations"] for one in answer["overview"]] == [1, 1]
    assert {one["plate_kind"]: one["bars"] for one in answer["violations"]} == {"02": [], "07": ["licence_class"]}


def test_a_vehicle_that_was_sold_still_counts_in_the_outline(terminal: HandMadeTerminal, registry: Partners) -> None:
    registry.vehicles[NUMBER] = []
    assert ask(terminal, face=None)["overview"] == [{"plate": f"渝A{MASK * 2}2D6", "violations": 2}]


def test_who_has_nothing_gets_an_empty_answer(terminal: HandMadeTerminal, partners: Partners) -> None:
    answer = ask(terminal)
    assert answer == {**OUTLINE, "verified": True, "overview": [], "unpaid": 0}


def test_blanks_and_case_make_no_other_name(terminal: HandMadeTerminal, registry: Partners) -> None:
    registry.people[NUMBER] = registry_answer(holder="SMITH  JOHN")
    assert ask(terminal, name="Smith John")["verified"] is True
    assert ask(terminal, name="Smith Joan")["verified"] is False


def test_an_expired_document_is_refused(terminal: HandMadeTerminal, registry: Partners) -> None:
    response = terminal.post(PATH, question(valid_to="2026-11-19"))
    assert problem(response) == (422, "not_eligible")
    assert registry.requests == []
    assert ask(terminal, valid_to="2026-11-20")["verified"] is True
    assert ask(terminal, valid_to=None)["verified"] is True


@pytest.mark.parametrize("room", ["vehicles", "violations", "driver-licences"])
@pytest.mark.parametrize("fault", ["down", "refusing", "garbage", "deaf_after_work"])
def test_without_the_registry_it_is_asked_again_later(
    terminal: HandMadeTerminal, registry: Partners, room: str, fault: str
) -> None:
    getattr(registry, fault).add(room)
    response = terminal.post(PATH, question())
    assert problem(response) == (503, "registry_unavailable")
    assert response.headers["Retry-After"] == "5"
    assert not [secret for secret in SECRETS if secret in response.text]


@pytest.mark.parametrize(
    "bent", [{"number": ""}, {"name": "x" * 121}, {"face": {"decision": "match"}}, {"surprise": 1}, {"kind": "tea"}]
)
def test_what_is_no_question_is_refused(terminal: HandMadeTerminal, registry: Partners, bent: dict[str, Any]) -> None:
    assert problem(terminal.post(PATH, question(**bent))) == (422, "message_invalid")


def test_unsigned_it_is_not_asked(terminal: HandMadeTerminal) -> None:
    assert problem(terminal.http.post(PATH, json=question())) == (401, "signature_invalid")


@pytest.mark.parametrize(
    ("changes", "codes"), [({}, ["verified"]), ({"face": None}, ["overview"]), ({"name": "别人"}, ["name_differs"])]
)
def test_every_answer_is_audited_without_the_person(
    terminal: HandMadeTerminal, office: Office, registry: Partners, changes: dict[str, Any], codes: list[str]
) -> None:
    ask(terminal, **changes)
    with office.reading() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "violations.answered")).one()
    assert (entry.actor, entry.codes) == (f"terminal:{terminal.terminal_id}", codes)
    assert not [secret for secret in SECRETS if secret in f"{entry.subject}{entry.codes}"]


def _asked(office: Office) -> int:
    with office.reading() as work:
        return work.session.scalar(select(func.count()).select_from(ViolationAsked)) or 0


def test_a_terminal_asks_about_so_many_people_an_hour(
    either_terminal: HandMadeTerminal, either_office: Office, registry: Partners, clock: FrozenClock
) -> None:
    limit = either_office.settings.violations.persons_per_hour
    for person in range(limit):
        ask(either_terminal, number=f"50010319800101{person:04d}", face=None)
        clock.advance(1)
    response = either_terminal.post(PATH, question(face=None))
    assert problem(response) == (429, "too_many_persons")
    assert response.headers["Retry-After"] == str(int(WINDOW.total_seconds()) - limit)
    assert not [secret for secret in SECRETS if secret in response.text]
    assert ask(either_terminal, number="500103198001010007", face=None)["verified"] is False  # the same one again
    other = HandMadeTerminal(either_terminal.http, either_office)
    other.enrol()
    assert ask(other, face=None)["verified"] is False  # another terminal
    clock.advance(int(WINDOW.total_seconds()) - limit)
    assert ask(either_terminal, face=None)["verified"] is False  # the first one is an hour ago
    assert problem(either_terminal.post(PATH, question(number="500103199001019999", face=None)))[0] == 429
    clock.advance(int(WINDOW.total_seconds()))
    ask(either_terminal, face=None)
    assert _asked(either_office) == 1  # nobody is remembered longer


def test_nothing_of_the_person_is_kept_in_clear(
    terminal: HandMadeTerminal, office: Office, registry: Partners, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = ask(terminal)["ticket"]
    terminal.post("/terminal/v1/violation-picture", {"ticket": ticket, "record_number": RECORD_NUMBER, "index": 0})
    files = [path.read_bytes() for path in office.settings.state_dir.parent.rglob("office.db*")]
    assert files
    for secret in (*SECRETS, ticket):
        assert not [content for content in files if secret.encode() in content]
        assert secret not in caplog.text
    with office.reading() as work:
        assert work.session.scalars(select(ViolationTicket)).one()
