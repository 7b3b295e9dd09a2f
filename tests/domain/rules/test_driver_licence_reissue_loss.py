"""Each rule has someone who passes and someone who is refused by it."""

from dataclasses import replace
from datetime import date

import pytest

from domain.licences import DrivingLicence, parse_states
from domain.reasons import SAYABLE_BEFORE_FACE, ReasonCode, Refusal
from domain.rulebook import parse_terms
from domain.rules.driver_licence_reissue_loss import RULES
from domain.rules.facts import Facts
from domain.rules.grounds import months_before
from domain.rules.rule import refusals
from domain.services import ServiceSlug
from tests.paths import CONFIG

TODAY = date(2026, 11, 22)
TERMS = parse_terms((CONFIG / "services" / "driver_licence_reissue_loss.toml").read_text())
LICENCE = DrivingLicence(
    number="500103199001010010",
    holder="陈志远",
    archive_number="500012384471",
    classes="C1",
    states=parse_states("A"),
    first_issued=date(2011, 3, 14),
    valid_from=date(2017, 3, 14),
    valid_to=date(2027, 3, 14),
    address="重庆市渝中区民权路28号",
)
GOOD = Facts(today=TODAY, document_valid_to=date(2030, 1, 1), licence=LICENCE)


def codes(facts: Facts) -> list[ReasonCode]:
    return [refusal.code for refusal in refusals(RULES, facts, TERMS)]


def with_licence(**changes: object) -> Facts:
    return replace(GOOD, licence=replace(LICENCE, **changes))  # type: ignore[arg-type]


def test_a_licence_in_order_is_re_issued() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize("letters", ["H", "I", "AH", "S", "P", "N", "T"])
def test_open_violations_and_overdue_reviews_do_not_stand_in_the_way(letters: str) -> None:
    assert codes(with_licence(states=parse_states(letters))) == []


@pytest.mark.parametrize("letters", ["D", "U", "K", "E", "F", "G", "R", "B", "J", "AD", "HK"])
def test_a_licence_seized_or_not_in_force_is_refused(letters: str) -> None:
    assert codes(with_licence(states=parse_states(letters))) == [ReasonCode.STATE]


def test_a_locked_licence_goes_to_the_window() -> None:
    assert codes(with_licence(states=parse_states("L"))) == [ReasonCode.LOCKED]


@pytest.mark.parametrize("changes", [{"states": parse_states("M")}, {"valid_to": date(2026, 11, 21)}])
def test_an_expired_licence_is_sent_to_its_renewal(changes: dict[str, object]) -> None:
    assert refusals(RULES, with_licence(**changes), TERMS) == [
        Refusal(ReasonCode.OTHER_SERVICE, instead=ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY)
    ]


@pytest.mark.parametrize("valid_to", [TODAY, None])
def test_on_its_last_day_and_without_an_end_it_still_is_in_force(valid_to: date | None) -> None:
    assert codes(with_licence(valid_to=valid_to)) == []


@pytest.mark.parametrize("changes", [{"archive_number": "510103841977"}, {"states": parse_states("C")}])
def test_a_licence_issued_elsewhere_is_refused(changes: dict[str, object]) -> None:
    assert codes(with_licence(**changes)) == [ReasonCode.OUT_OF_AREA]


def test_without_a_licence_there_is_nothing_to_re_issue() -> None:
    assert codes(replace(GOOD, licence=None)) == [ReasonCode.NO_LICENCE]


def test_an_expired_id_card_proves_nothing() -> None:
    assert codes(replace(GOOD, document_valid_to=date(2026, 11, 21))) == [ReasonCode.ID_EXPIRED]
    assert codes(replace(GOOD, document_valid_to=TODAY)) == []
    assert codes(replace(GOOD, document_valid_to=None)) == []


def test_the_same_business_is_pending_once_only() -> None:
    assert codes(replace(GOOD, same_business_pending=True)) == [ReasonCode.DUPLICATE]


def test_three_re_issues_in_twelve_months_go_to_the_window() -> None:
    recent = (date(2025, 11, 23), date(2026, 3, 1), date(2026, 8, 1))
    assert codes(replace(GOOD, reissues=recent)) == [ReasonCode.REISSUE_LIMIT]
    assert codes(replace(GOOD, reissues=(date(2025, 11, 22), *recent[1:]))) == []  # the first is a year old


def test_all_reasons_are_said_at_once() -> None:
    facts = replace(with_licence(states=parse_states("D"), archive_number="5101"), document_valid_to=date(2020, 1, 1))
    assert codes(facts) == [ReasonCode.ID_EXPIRED, ReasonCode.OUT_OF_AREA, ReasonCode.STATE]


def test_a_state_is_not_said_before_the_face() -> None:
    assert ReasonCode.STATE not in SAYABLE_BEFORE_FACE
    assert ReasonCode.OUT_OF_AREA in SAYABLE_BEFORE_FACE


def test_months_before_keeps_to_the_month() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 11, 22), 12) == date(2025, 11, 22)


def test_an_unknown_status_letter_is_loud() -> None:
    with pytest.raises(ValueError, match="Z"):
        parse_states("AZ")
