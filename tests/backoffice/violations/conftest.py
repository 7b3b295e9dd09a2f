"""A terminal at an office whose registry knows one person with two vehicles and what is open against them."""

import base64

import httpx
import pytest

from backoffice.office import Office
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, registry_answer
from tests.backoffice.terminals import HandMadeTerminal
from tests.backoffice.violations.records import JPEG, OTHER_PLATE, RECORD_NUMBER, decision, number, record, vehicle


@pytest.fixture
def registry(partners: Partners) -> Partners:
    partners.people[NUMBER] = registry_answer()
    partners.vehicles[NUMBER] = [vehicle(), vehicle(plate=OTHER_PLATE, plate_kind="52", states="AQ")]
    older = record(record_number=number(1), captured_at="2022-03-01T10:00:00+08:00", code="1344", points=None, fine_fen=10000)
    paid = decision(decision_number=number(3), paid=True)
    late = decision(decision_number=number(2), decided_on="2026-09-01", fine_fen=20000)
    partners.violations[NUMBER] = {"records": [older, record()], "decisions": [late, paid, decision()]}
    partners.pictures[RECORD_NUMBER, 0] = base64.b64encode(JPEG).decode()
    return partners


@pytest.fixture
def either_terminal(either_http: httpx.Client, either_office: Office) -> HandMadeTerminal:
    made = HandMadeTerminal(either_http, either_office)
    assert made.enrol().status_code == 200
    return made
