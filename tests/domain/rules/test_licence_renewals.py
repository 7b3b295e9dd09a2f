"""The three renewals: periods, papers, ages and states, each at its boundary."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.config_table import ConfigError
from domain.licences import AbilityTest, DrivingLicence, MedicalCertificate, parse_states
from domain.reasons import ReasonCode, Refusal
from domain.rulebook import parse_terms
from domain.rules import driver_licence_renew_damage, driver_licence_renew_expiry, driver_licence_renew_overage
from domain.rules.facts import Facts
from domain.rules.grounds import months_after
from domain.rules.licence_renewal import RenewalTerms, valid_to_after, window, years_after
from domain.rules.rule import refusals
from domain.services import ServiceSlug, ServiceTerms, own_of
from tests.paths import CONFIG

TODAY = date(2026, 11, 22)
LICENCE = DrivingLicence(
    number="500103199001010010",
    holder="陈志远",
    archive_number="500012384471",
    classes="C1",
    states=parse_states("A"),
    first_issued=date(2011, 3, 14),
    valid_from=date(2017, 1, 1),
    valid_to=date(2027, 1, 1),
    address="重庆市渝中区民权路28号",
)
GOOD = Facts(
    today=TODAY,
    document_valid_to=None,
    licence=LICENCE,
    birth=date(1990, 1, 1),
    medical=MedicalCertificate(date(2026, 11, 1), "C1"),
)
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def terms_of(slug: ServiceSlug) -> ServiceTerms:
    return parse_terms((CONFIG / "services" / f"{slug}.toml").read_text("utf-8"))


DAMAGE, EXPIRY, OVERAGE = (
    terms_of(slug)
    for slug in (
        ServiceSlug.DRIVER_LICENCE_RENEW_DAMAGE,
        ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY,
        ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE,
    )
)
LIMITS = own_of(EXPIRY, RenewalTerms)
RULES = {
    DAMAGE.slug: driver_licence_renew_damage.RULES,
    EXPIRY.slug: driver_licence_renew_expiry.RULES,
    OVERAGE.slug: driver_licence_renew_overage.RULES,
}


def found(terms: ServiceTerms, facts: Facts) -> list[Refusal]:
    return refusals(RULES[terms.slug], facts, terms)


def codes(terms: ServiceTerms, facts: Facts) -> list[ReasonCode]:
    return [refusal.code for refusal in found(terms, facts)]


def licensed(facts: Facts = GOOD, **changes: object) -> Facts:
    return replace(facts, licence=replace(LICENCE, **changes))  # type: ignore[arg-type]


def test_a_licence_in_order_is_made_again_and_renewed() -> None:
    assert codes(DAMAGE, GOOD) == []
    assert codes(EXPIRY, GOOD) == []


@given(DAYS)
def test_the_window_is_open_from_its_first_day_to_its_last(end: date) -> None:
    first, last = window(end, LIMITS)
    assert first == end - timedelta(days=90)
    inside, outside = (first, end, last), (first - timedelta(days=1), last + timedelta(days=1))
    facts = licensed(valid_from=end - timedelta(days=3653), valid_to=end, first_issued=date(2000, 1, 1))
    for day in inside:
        medical = MedicalCertificate(day, "C1")
        assert codes(EXPIRY, replace(facts, today=day, medical=medical)) == []
    for day in outside:
        assert codes(EXPIRY, replace(facts, today=day)) == [ReasonCode.WINDOW]


def test_a_licence_without_an_end_is_not_renewed_but_made_again() -> None:
    facts = licensed(valid_to=None)
    assert codes(EXPIRY, facts) == [ReasonCode.WINDOW]
    assert codes(DAMAGE, facts) == []
    assert valid_to_after(replace(LICENCE, valid_to=None)) is None


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "full", "years"),
    [
        (date(2020, 3, 1), date(2026, 3, 1), 0, 10),
        (date(2020, 3, 1), date(2026, 3, 1), 1, 6),
        (date(2016, 3, 1), date(2026, 3, 1), 0, None),
        (date(2016, 3, 1), date(2026, 3, 1), 2, 10),
        (date(2020, 2, 29), date(2026, 2, 28), 0, 10),
    ],
)
def test_six_years_then_ten_then_for_ever(valid_from: date, valid_to: date, full: int, years: int | None) -> None:
    licence = replace(LICENCE, valid_from=valid_from, valid_to=valid_to, full_cycles=full)
    assert years_after(licence) == years
    assert valid_to_after(licence) == (None if years is None else months_after(valid_to, 12 * years))


@given(DAYS)
def test_a_certificate_counts_six_months_and_not_a_day_longer(issued: date) -> None:
    last = months_after(issued, 6)
    facts = licensed(valid_to=last, valid_from=last - timedelta(days=3653), first_issued=date(2000, 1, 1))
    facts = replace(facts, medical=MedicalCertificate(issued, "C1"))
    assert codes(EXPIRY, replace(facts, today=last)) == []
    assert codes(EXPIRY, replace(facts, today=last + timedelta(days=1))) == [ReasonCode.MEDICAL]


@pytest.mark.parametrize(("fit_for", "ok"), [("C1", True), ("B2", True), ("C2", False), ("F", False)])
def test_a_certificate_must_suffice_for_the_classes(fit_for: str, ok: bool) -> None:
    facts = replace(GOOD, medical=MedicalCertificate(TODAY, fit_for))
    assert (codes(EXPIRY, facts) == []) is ok


@pytest.mark.parametrize(
    ("letters", "code"),
    [
        *((letter, ReasonCode.STATE) for letter in "DKUEFGRS"),
        *((letter, ReasonCode.POINTS) for letter in "BJ"),
        ("H", ReasonCode.VIOLATION),
        ("I", ReasonCode.ACCIDENT),
        ("L", ReasonCode.LOCKED),
    ],
)
def test_states_that_stand_against_a_renewal(letters: str, code: ReasonCode) -> None:
    assert codes(EXPIRY, licensed(states=parse_states(letters))) == [code]


def test_all_that_is_open_is_told_at_once() -> None:
    assert codes(EXPIRY, licensed(states=parse_states("HI"))) == [ReasonCode.VIOLATION, ReasonCode.ACCIDENT]


@pytest.mark.parametrize("letters", ["H", "I", "HI", "A"])
def test_what_is_open_does_not_stand_against_a_damaged_one(letters: str) -> None:
    assert codes(DAMAGE, licensed(states=parse_states(letters))) == []


def test_twelve_points_stand_against_it_whatever_the_letters_say() -> None:
    assert codes(EXPIRY, licensed(points=12)) == [ReasonCode.POINTS]
    assert codes(EXPIRY, licensed(points=11)) == []


@pytest.mark.parametrize(("born", "tested", "code"), [(70, None, [ReasonCode.ABILITY]), (70, 300, []), (69, None, [])])
def test_from_70_the_ability_is_tested(born: int, tested: int | None, code: list[ReasonCode]) -> None:
    test = AbilityTest(TODAY - timedelta(days=tested)) if tested is not None else None
    facts = replace(GOOD, birth=TODAY.replace(year=TODAY.year - born), ability_test=test)
    assert codes(EXPIRY, facts) == code


@pytest.mark.parametrize("terms", [DAMAGE, EXPIRY], ids=lambda terms: terms.slug.value)
def test_whoever_is_over_age_is_sent_to_the_exchange(terms: ServiceTerms) -> None:
    old = replace(licensed(classes="B2"), birth=TODAY.replace(year=TODAY.year - 63))
    assert found(terms, old) == [Refusal(ReasonCode.AGE, instead=ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE)]
    young = replace(old, birth=TODAY.replace(year=TODAY.year - 63) + timedelta(days=1), medical=MedicalCertificate(TODAY, "B2"))
    assert found(terms, young) == []


def test_an_ended_licence_is_sent_to_its_renewal() -> None:
    assert found(DAMAGE, licensed(valid_to=TODAY - timedelta(days=1))) == [
        Refusal(ReasonCode.OTHER_SERVICE, instead=ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY)
    ]
    assert found(DAMAGE, licensed(valid_to=TODAY)) == []


def aged(years: int, classes: str, **changes: Any) -> Facts:
    facts = licensed(classes=classes, **changes)
    return replace(facts, birth=TODAY.replace(year=TODAY.year - years), medical=MedicalCertificate(TODAY, "A1D"))


def test_over_age_on_the_birthday_and_not_the_day_before() -> None:
    today = aged(63, "A2")
    assert codes(OVERAGE, today) == []
    assert list(driver_licence_renew_overage.options(today, OVERAGE)) == ["c1", "c2", "c1_c6", "c2_c6"]
    assert today.birth
    assert codes(OVERAGE, replace(today, birth=today.birth + timedelta(days=1))) == [ReasonCode.AGE]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (aged(66, "C1"), ReasonCode.CLASS),
        (aged(66, "M"), ReasonCode.AGE),
        (aged(64, "B2", extended_until=TODAY), ReasonCode.CLASS),
        (replace(aged(66, "B2"), medical=None), ReasonCode.MEDICAL),
        (aged(66, "B2", valid_to=date(2025, 10, 1)), ReasonCode.WINDOW),
        (aged(66, "B2", valid_to=date(2026, 10, 1), states=parse_states("HM")), ReasonCode.VIOLATION),
        (aged(71, "C1D", valid_to=date(2026, 10, 1)), ReasonCode.ABILITY),
        (replace(aged(66, "B2"), birth=None), ReasonCode.AGE),
        (replace(aged(66, "B2"), licence=None, gaps=("states",)), ReasonCode.REGISTRY),
    ],
)
def test_who_may_not_exchange(facts: Facts, code: ReasonCode) -> None:
    assert codes(OVERAGE, facts) == [code]


def test_an_extension_that_is_over_keeps_nothing() -> None:
    assert codes(OVERAGE, aged(64, "B2", extended_until=TODAY - timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("barred", "reason"),
    [
        ('["D", "X"]', "X"),
        ('["D", "L"]', "rule of its own"),
        ('["D", "B", "J", "S", "H"]', "the regulation bars I"),
    ],
)
def test_a_wrong_letter_is_one_clear_error(barred: str, reason: str) -> None:
    path = CONFIG / "services" / f"{ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY}.toml"
    with pytest.raises(ConfigError, match=reason) as caught:
        parse_terms(_with_barred(path, barred))
    assert caught.value.file == f"config/services/{ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY}.toml"
    assert caught.value.key == "rules.barred_states"


def _with_barred(path: Path, barred: str) -> str:
    lines = path.read_text("utf-8").splitlines()
    return "\n".join(f"barred_states = {barred}" if line.startswith("barred_states") else line for line in lines)
