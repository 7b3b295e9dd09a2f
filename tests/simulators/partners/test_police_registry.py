"""The registry as the office sees it."""

import base64

import pytest
import requests

from domain.clock import FrozenClock
from simulators.partners.gate import PartnerFault
from simulators.partners.police_registry import PoliceRegistry
from simulators.world.people import load_people
from tests.simulators.partners.conftest import Caller

CHEN = "500103199001010010"
QUERY = "/v1/driver-licences/query"
REISSUE = "/v1/driver-licences/reissue"


def test_licence_is_found_with_its_photograph(registry: PoliceRegistry) -> None:
    answer = Caller(registry.gate).post(QUERY, {"id_number": CHEN}).json()
    assert answer["found"] is True
    assert base64.b64decode(answer["photo"])[:2] == b"\xff\xd8"
    assert answer["reissues"] == []
    assert set(answer["licence"]) == {
        *("number", "holder", "archive_number", "classes", "states", "first_issued"),
        *("valid_from", "valid_to", "address", "points", "phone", "extended_until", "full_cycles", "studied_on"),
    }
    assert answer["licence"]["states"] == "A"


def test_unknown_number_is_not_found(registry: PoliceRegistry) -> None:
    answer = Caller(registry.gate).post(QUERY, {"id_number": "110105194912310027"}).json()
    assert answer == {"found": False, "licence": None, "photo": None, "reissues": []}


def test_re_issue_is_idempotent_by_application(registry: PoliceRegistry, clock: FrozenClock) -> None:
    caller = Caller(registry.gate)
    first = caller.post(REISSUE, {"number": CHEN, "application_number": "1"}).json()
    clock.advance(86400)
    again = caller.post(REISSUE, {"number": CHEN, "application_number": "1"}).json()
    assert first == again == {"certificate_number": "5000260000001", "issued_on": "2026-11-22"}
    second = caller.post(REISSUE, {"number": CHEN, "application_number": "2"}).json()
    assert second == {"certificate_number": "5000260000002", "issued_on": "2026-11-23"}
    assert caller.post(QUERY, {"id_number": CHEN}).json()["reissues"] == ["2026-11-22", "2026-11-23"]


def test_one_application_cannot_re_issue_two_licences(registry: PoliceRegistry, clock: FrozenClock) -> None:
    caller = Caller(registry.gate)
    people = load_people(clock.now().date()).values()
    other = next(person.number for person in people if person.number != CHEN and person.licence)
    caller.post(REISSUE, {"number": CHEN, "application_number": "1"})
    answer = caller.post(REISSUE, {"number": other, "application_number": "1"})
    assert answer.status_code == 409
    assert len(registry.issued) == 1


def test_no_licence_is_re_issued_for_who_has_none(registry: PoliceRegistry) -> None:
    assert Caller(registry.gate).post(REISSUE, {"number": "x", "application_number": "1"}).status_code == 404


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer wrong", "Basic abc"])
def test_wrong_keys_are_refused(registry: PoliceRegistry, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization is not None else {}
    answer = requests.post(registry.gate.url + QUERY, json={"id_number": CHEN}, headers=headers, timeout=10)
    assert answer.status_code == 401


def test_malformed_body_is_refused_without_repeating_it(registry: PoliceRegistry) -> None:
    answer = Caller(registry.gate).post(QUERY, {"id_number": CHEN, "more": CHEN})
    assert answer.status_code == 422
    assert CHEN not in answer.text


def test_down_and_up_again(registry: PoliceRegistry, changes: list[str]) -> None:
    registry.gate.set_fault(PartnerFault.DOWN)
    assert Caller(registry.gate).post(QUERY, {"id_number": CHEN}).status_code == 503
    registry.reset()
    assert Caller(registry.gate).post(QUERY, {"id_number": CHEN}).status_code == 200
    assert "registry" in changes


def test_reset_forgets_re_issues(registry: PoliceRegistry) -> None:
    Caller(registry.gate).post(REISSUE, {"number": CHEN, "application_number": "1"})
    registry.reset()
    assert registry.issued == ()


def test_vehicles_are_told_by_their_owner(registry: PoliceRegistry) -> None:
    caller = Caller(registry.gate)
    vehicles = caller.post("/v1/vehicles/query", {"id_number": CHEN}).json()["vehicles"]
    told = {**vehicles[0]}
    assert {name: told[name] for name in list(told)[:7]} == {
        "plate": "渝A8K2D6",
        "plate_kind": "02",
        "type": "K33",
        "use": "A",
        "owner_kind": "individual",
        "states": "AG",
        "inspection_valid_to": "2027-09-18",
    }
    assert len(vehicles) == 2
    assert caller.post("/v1/vehicles/query", {"id_number": "110105194912310027"}).json() == {"vehicles": []}


def test_violations_come_newest_first_with_their_decisions(registry: PoliceRegistry) -> None:
    caller = Caller(registry.gate)
    answer = caller.post("/v1/violations/query", {"id_number": CHEN}).json()
    newest = answer["records"][0]
    assert newest == {
        "record_number": newest["record_number"],
        "plate": "渝A8K2D6",
        "plate_kind": "02",
        "captured_at": "2026-11-08T08:17:31+08:00",
        "place": "渝中区中山三路与上清寺路口",
        "code": "1625",
        "points": 6,
        "fine_fen": 20000,
        "agency_code": "500103000400",
        "agency": "重庆市公安局渝中区分局交通巡逻警察支队",
        "capture": "camera",
        "reviewed": True,
        "disputed": False,
        "pictures": 4,
    }
    moments = [record["captured_at"] for record in answer["records"]]
    assert moments == sorted(moments, reverse=True)
    assert answer["decisions"][0] == {
        "decision_number": answer["decisions"][0]["decision_number"],
        "plate": "渝A8K2D6",
        "code": "1039",
        "decided_on": "2026-11-02",
        "points": 0,
        "fine_fen": 10000,
        "paid": False,
    }
    nobody = caller.post("/v1/violations/query", {"id_number": "110105194912310027"}).json()
    assert nobody == {"records": [], "decisions": []}


@pytest.mark.parametrize(("index", "there"), [(0, True), (3, True), (4, False), (-1, False)])
def test_pictures_of_a_record_by_their_index(registry: PoliceRegistry, index: int, there: bool) -> None:
    caller = Caller(registry.gate)
    record = caller.post("/v1/violations/query", {"id_number": CHEN}).json()["records"][0]
    asked = {"record_number": record["record_number"], "index": index}
    picture = caller.post("/v1/violations/picture", asked).json()["picture"]
    assert (picture is not None) is there
    assert not there or base64.b64decode(picture)[:2] == b"\xff\xd8"


def test_a_picture_of_no_record_is_none(registry: PoliceRegistry) -> None:
    answer = Caller(registry.gate).post("/v1/violations/picture", {"record_number": "5001030000000000", "index": 0})
    assert answer.json() == {"picture": None}


@pytest.mark.parametrize("path", ["/v1/vehicles/query", "/v1/violations/query", "/v1/violations/picture"])
def test_violations_need_the_key_too(registry: PoliceRegistry, path: str) -> None:
    assert requests.post(registry.gate.url + path, json={"id_number": CHEN}, timeout=10).status_code == 401
