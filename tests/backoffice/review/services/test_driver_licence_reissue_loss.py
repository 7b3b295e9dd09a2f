"""What the clerk sees for a lost licence: agreements, changes, mismatches, each with its code."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backoffice.opening import read_regions, read_terms
from backoffice.registry.licence_forms import read_record
from backoffice.registry.port import RegistryRecord
from backoffice.review.comparison import Comparison, ComparisonRow, Verdict
from backoffice.review.destination import fill_in
from backoffice.review.licence_rows import CORRECTABLE
from backoffice.review.services.driver_licence_reissue_loss import compare
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from tests.backoffice.people import ADDRESS, NAME, NUMBER, OTHER_ADDRESS, PHONE, application, registry_answer
from tests.paths import CONFIG

REGIONS = read_regions(CONFIG)
WISH = {"delivery": {"source": "registry", "text": ""}}  # to the address registered with the licence
TERMS = read_terms(CONFIG)[ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS]


def given(*, body: dict[str, Any] | None = None, registry: dict[str, Any] | None = None, pending: bool = False) -> Comparison:
    record = read_record(registry_answer(**(registry or {})))
    lodged = application(**(body or {}))
    return Comparison(lodged, record, TERMS, date(2026, 11, 20), same_business_pending=pending, regions=REGIONS)


def rows_of(comparison: Comparison) -> dict[str, ComparisonRow]:
    rows = compare(comparison)
    assert len({row.key for row in rows}) == len(rows)
    return {row.key: row for row in rows}


def test_a_clean_case_has_no_colour() -> None:
    rows = rows_of(given())
    assert {row.verdict for row in rows.values()} == {Verdict.AGREE, Verdict.REGISTRY_ONLY}
    assert list(rows)[:2] == ["name", "licence_number"]
    assert rows["states"].registry == "A"


@pytest.mark.parametrize(
    ("body", "registry", "pending", "key", "code"),
    [
        ({}, {"holder": "别人"}, False, "name", ReasonCode.DATA),
        ({}, {"number": "500103199001010029"}, False, "licence_number", ReasonCode.DATA),
        ({"applicant": {"valid_to": date(2026, 11, 19)}}, {}, False, "document_valid_to", ReasonCode.ID_EXPIRED),
        ({}, {"archive_number": "510012384471"}, False, "archive_number", ReasonCode.OUT_OF_AREA),
        ({}, {"states": "D"}, False, "states", ReasonCode.STATE),
        ({}, {"states": "AU"}, False, "states", ReasonCode.STATE),
        ({}, {"states": "K"}, False, "states", ReasonCode.STATE),
        ({}, {"states": "G"}, False, "states", ReasonCode.STATE),
        ({}, {"states": "L"}, False, "states", ReasonCode.LOCKED),
        ({}, {"states": "M"}, False, "states", ReasonCode.OTHER_SERVICE),
        ({}, {"valid_to": "2026-11-19"}, False, "states", ReasonCode.OTHER_SERVICE),
        ({}, {"states": "C"}, False, "archive_number", ReasonCode.OUT_OF_AREA),
        ({}, {"reissues": ["2026-05-01", "2026-06-01", "2026-07-01"]}, False, "reissues", ReasonCode.REISSUE_LIMIT),
        ({}, {}, True, "same_business", ReasonCode.DUPLICATE),
        ({"delivery": {"text": "重庆市渝中区民权路"}}, {}, False, "delivery_address", ReasonCode.ADDRESS),
    ],
)
def test_what_stands_against_an_approval(
    body: dict[str, Any], registry: dict[str, Any], pending: bool, key: str, code: ReasonCode
) -> None:
    rows = rows_of(given(body=body, registry=registry, pending=pending))
    assert (rows[key].verdict, rows[key].reason) == (Verdict.MISMATCH, code)
    assert [row.key for row in rows.values() if row.verdict is Verdict.MISMATCH] == [key]


@pytest.mark.parametrize("letters", ["H", "I", "AH", "S", "T", "N", "P"])
def test_states_that_do_not_forbid_a_reissue(letters: str) -> None:
    assert rows_of(given(registry={"states": letters}))["states"].verdict is Verdict.AGREE


@pytest.mark.parametrize(
    ("body", "registry", "key"),
    [
        ({}, {"phone": "13900000000"}, "phone"),
        ({}, {"address": OTHER_ADDRESS}, "address"),
        ({"delivery": {"text": OTHER_ADDRESS}}, {}, "delivery_address"),
        ({"delivery": {"recipient": "家人"}}, {}, "recipient"),
        ({"applicant": {"name": "测〓员", "doubtful": True}, "delivery": {"recipient": "测〓员"}}, {}, "name"),
    ],
)
def test_what_a_clerk_may_accept(body: dict[str, Any], registry: dict[str, Any], key: str) -> None:
    rows = rows_of(given(body=body, registry=registry))
    assert rows[key].verdict is Verdict.CHANGED
    assert rows[key].reason is None


def test_a_doubtful_chip_does_not_excuse_another_person() -> None:
    rows = rows_of(given(body={"applicant": {"doubtful": True}}, registry={"holder": "完全不同"}))
    assert rows["name"].verdict is Verdict.MISMATCH


@pytest.mark.parametrize(
    "address",
    ["重庆市城口县葛城街道3组", "重庆市巫溪县某镇十二社", "重庆市渝中区民权路28号", "重庆市万州区某路2栋1-1", "某村八队"],
)
def test_country_addresses_are_deliverable(address: str) -> None:
    assert rows_of(given(body={"delivery": {"text": address}}))["delivery_address"].verdict is Verdict.CHANGED


def test_nobody_in_the_registry() -> None:
    comparison = given()
    unknown = replace(comparison, record=replace(comparison.record, licence=None))
    rows = rows_of(unknown)
    assert rows["licence_number"].reason is ReasonCode.NO_LICENCE
    assert rows["name"].verdict is Verdict.MISMATCH


def test_what_is_asked_to_be_corrected_can_be_told_in_a_message(office: Any) -> None:
    assert all(office.texts.has(f"sms.item.{item}") for item in CORRECTABLE)


def test_rows_and_comparisons_show_no_values() -> None:
    shown = repr(given()) + repr(compare(given()))
    assert not any(secret in shown for secret in (NAME, NUMBER, PHONE, ADDRESS))


def test_a_letter_to_the_registered_address_goes_where_the_registry_says() -> None:
    row = rows_of(given(body=WISH))["delivery_address"]
    assert (row.entered, row.registry, row.verdict) == (ADDRESS, ADDRESS, Verdict.AGREE)


@pytest.mark.parametrize("address", ["", "  ", "重庆市渝中区", "重庆市渝中区民权路"])
def test_a_registered_address_that_is_gone_or_names_no_house_stands_against_an_approval(address: str) -> None:
    row = rows_of(given(body=WISH, registry={"address": address}))["delivery_address"]
    assert (row.entered or "", row.verdict, row.reason) == (address.strip(), Verdict.MISMATCH, ReasonCode.ADDRESS)
    assert CORRECTABLE["delivery_address"] is ReasonCode.ADDRESS


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("浙江省宁波市江北区庄桥街道1号", ""),  # no district of Chongqing, whatever the terminal showed
        ("四川省重庆市江北区观音桥1号", "500157"),
        ("", "500157"),  # nobody knows it: what was shown
    ],
)
def test_a_registered_address_is_filed_where_it_is(address: str, code: str) -> None:
    shown = given(body={"delivery": {"source": "registry", "text": "", "region_code": "500157"}}, registry={"address": address})
    assert fill_in(shown.body.delivery, shown.record, shown.regions).region_code == code


def test_an_address_that_turns_out_to_be_elsewhere_is_a_clerks_to_accept() -> None:
    row = rows_of(given(body=WISH, registry={"address": "浙江省宁波市江北区庄桥街道1号"}))["delivery_address"]
    assert row.verdict is Verdict.CHANGED


def test_without_a_licence_there_is_no_registered_address() -> None:
    comparison = replace(given(body=WISH), record=RegistryRecord(None))
    row = rows_of(comparison)["delivery_address"]
    assert (row.entered, row.verdict, row.reason) == (None, Verdict.MISMATCH, ReasonCode.ADDRESS)


def test_a_registered_address_in_another_district_than_was_shown_is_a_clerks_to_accept() -> None:
    row = rows_of(given(body=WISH, registry={"address": OTHER_ADDRESS}))["delivery_address"]
    assert (row.entered, row.verdict) == (OTHER_ADDRESS, Verdict.CHANGED)


def test_a_village_without_numbers_is_no_mismatch() -> None:
    village = {"delivery": {"source": "entered", "text": "重庆市巫山县大昌镇光明村"}}
    assert rows_of(given(body=village))["delivery_address"].verdict is Verdict.CHANGED
