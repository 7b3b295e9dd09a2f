"""Whoever has a valid document may ask; nothing of the licence stands in the way."""

from dataclasses import replace
from datetime import date

import pytest

from domain.licences import DrivingLicence, parse_states
from domain.reasons import SAYABLE_BEFORE_FACE, ReasonCode
from domain.rulebook import parse_terms
from domain.rules.facts import Facts
from domain.rules.rule import refusals
from domain.rules.violation_query import RULES
from tests.paths import CONFIG

TERMS = parse_terms((CONFIG / "services" / "violation_query.toml").read_text())
TODAY = date(2026, 11, 22)
GOOD = Facts(today=TODAY, document_valid_to=date(2030, 1, 1), licence=None)
LICENCE = DrivingLicence(
    number="510103199001010010",
    holder="陈志远",
    archive_number="510012384471",  # issued elsewhere
    classes="C1",
    states=parse_states("DEG"),
    first_issued=date(2011, 3, 14),
    valid_from=date(2017, 3, 14),
    valid_to=date(2020, 3, 14),
    address="",
)


@pytest.mark.parametrize("licence", [None, LICENCE])
@pytest.mark.parametrize("valid_to", [TODAY, None])
def test_a_valid_document_is_enough(licence: DrivingLicence | None, valid_to: date | None) -> None:
    assert refusals(RULES, replace(GOOD, licence=licence, document_valid_to=valid_to), TERMS) == []


def test_an_expired_document_proves_nothing_and_that_may_be_said_at_once() -> None:
    codes = [refusal.code for refusal in refusals(RULES, replace(GOOD, document_valid_to=date(2026, 11, 21)), TERMS)]
    assert codes == [ReasonCode.ID_EXPIRED]
    assert set(codes) <= SAYABLE_BEFORE_FACE
