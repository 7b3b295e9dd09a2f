"""Violations and pictures as the registry tells them: read whole, or refused without quoting anybody."""

import base64
from typing import Any

import pytest

from backoffice.office import Office
from backoffice.partners import PartnerRefused
from domain.violations import CaptureKind
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER
from tests.backoffice.violations.records import JPEG, RECORD_NUMBER, SECRETS, decision, number, record


def test_violations_come_whole(office: Office, partners: Partners) -> None:
    partners.violations[NUMBER] = {"records": [record(points=None, fine_fen=0)], "decisions": [decision(paid=True)]}
    found = office.registry.query_violations(NUMBER)
    one, done = found.records[0], found.decisions[0]
    assert (one.points, one.fine_fen, one.capture) == (None, 0, CaptureKind.CAMERA)
    assert one.captured_at.isoformat() == "2026-11-02T08:15:00+08:00"
    assert (done.paid, done.decided_on.isoformat()) == (True, "2026-11-10")
    assert not [secret for secret in SECRETS if secret in repr(found) + repr(one) + repr(done)]


def test_a_picture_comes_as_it_is(office: Office, partners: Partners) -> None:
    partners.pictures[RECORD_NUMBER, 2] = base64.b64encode(JPEG).decode()
    assert office.registry.violation_picture(RECORD_NUMBER, 2) == JPEG
    assert office.registry.violation_picture(RECORD_NUMBER, 0) is None


def assert_silent(caught: pytest.ExceptionInfo[PartnerRefused]) -> None:
    assert caught.value.__cause__ is None
    assert not [secret for secret in SECRETS if secret in f"{caught.value!r}{caught.value}"]


@pytest.mark.parametrize(
    "bent",
    [
        {"record_number": "123"},
        {"captured_at": "2026-11-02T08:15:00"},  # of which zone?
        {"captured_at": "yesterday"},
        {"points": -1},
        {"points": 13},
        {"points": "6"},
        {"points": True},
        {"fine_fen": -1},
        {"fine_fen": 199.5},
        {"fine_fen": 10_000_001},
        {"agency_code": "5001"},
        {"capture": "dream"},
        {"reviewed": 1},
        {"disputed": None},
        {"pictures": 10},
        {"pictures": -1},
        {"code": "16"},
        {"place": "x" * 201},
    ],
)
def test_a_record_that_cannot_be_is_a_no(office: Office, partners: Partners, bent: dict[str, Any]) -> None:
    partners.violations[NUMBER] = {"records": [record(record_number=number(1)), record(**bent)], "decisions": []}
    with pytest.raises(PartnerRefused) as caught:
        office.registry.query_violations(NUMBER)
    assert_silent(caught)


@pytest.mark.parametrize(
    "bent", [{"decision_number": ""}, {"decided_on": "2026-02-30"}, {"fine_fen": -1}, {"points": None}, {"paid": "no"}]
)
def test_a_decision_that_cannot_be_is_a_no(office: Office, partners: Partners, bent: dict[str, Any]) -> None:
    partners.violations[NUMBER] = {"records": [], "decisions": [decision(**bent)]}
    with pytest.raises(PartnerRefused) as caught:
        office.registry.query_violations(NUMBER)
    assert_silent(caught)


def test_the_same_thing_twice_is_a_no(office: Office, partners: Partners) -> None:
    for twice in ({"records": [record(), record()], "decisions": []}, {"records": [], "decisions": [decision()] * 2}):
        partners.violations[NUMBER] = twice
        with pytest.raises(PartnerRefused):
            office.registry.query_violations(NUMBER)


@pytest.mark.parametrize("answer", [{"records": []}, {"decisions": []}, {"records": None, "decisions": []}])
def test_half_an_answer_is_a_no(office: Office, partners: Partners, answer: dict[str, Any]) -> None:
    partners.violations[NUMBER] = answer
    with pytest.raises(PartnerRefused):
        office.registry.query_violations(NUMBER)
