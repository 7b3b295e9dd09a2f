"""What the registry says of a licence: whole, with papers, with gaps; never a crash, never an invented value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.registry.licence_forms import read_record
from tests.backoffice.people import NAME, NUMBER, registry_answer

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
FIELDS = (
    "number",
    "holder",
    "archive_number",
    "classes",
    "states",
    "first_issued",
    "valid_from",
    "valid_to",
    "address",
    "points",
)
PAPERS = {
    "photo_taken_on": "2026-09-01",
    "medical": {"issued_on": "2026-11-01", "classes": "A1D"},
    "ability_test": {"passed_on": "2026-10-01"},
    "contact": {"phone": "13800000001", "address": "重庆市", "postcode": "400010"},
}


def test_papers_come_with_the_licence() -> None:
    record = read_record({**registry_answer(full_cycles=1, extended_until="2027-01-01", studied_on="2026-05-05"), **PAPERS})
    assert record.gaps == ()
    assert record.licence
    assert (record.licence.full_cycles, str(record.licence.extended_until)) == (1, "2027-01-01")
    assert record.medical
    assert record.medical.classes == "A1D"
    assert record.ability_test
    assert record.contact
    assert record.contact.postcode == "400010"


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_is_missing_is_a_gap_and_no_licence(name: str) -> None:
    answer = registry_answer()
    del answer["licence"][name]
    record = read_record(answer)
    assert (record.licence, record.gaps) == (None, (name,))


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"states": "AZ"}, "states"),
        ({"classes": "X9"}, "classes"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
        ({"first_issued": "2024-01-01"}, "valid_from"),
        ({"valid_from": "2023-02-30"}, "valid_from"),
        ({"points": -1}, "points"),
        ({"points": True}, "points"),
        ({"holder": " "}, "holder"),
        ({"valid_to": 20330314}, "valid_to"),
    ],
)
def test_what_cannot_be_true_is_a_gap(change: dict[str, Any], gap: str) -> None:
    record = read_record(registry_answer(**change))
    assert (record.licence, record.gaps) == (None, (gap,))


@pytest.mark.parametrize("name", ["medical", "ability_test", "contact", "photo_taken_on", "photo", "reissues"])
@given(garbage=JSON)
def test_garbage_in_the_papers_never_costs_more_than_a_gap(name: str, garbage: Any) -> None:
    record = read_record({**registry_answer(), name: garbage})
    assert record.licence
    assert set(record.gaps) <= {name}


@given(st.sampled_from(FIELDS), JSON)
def test_garbage_in_the_licence_is_a_gap_or_harmless(name: str, garbage: Any) -> None:
    record = read_record(registry_answer(**{name: garbage}))
    assert (record.licence is None) == bool(record.gaps)
    assert not any(secret in repr(record) for secret in (NAME, NUMBER))


@pytest.mark.parametrize("answer", [{}, {"found": "yes"}, {"found": 1}])
def test_what_is_no_answer_is_an_error(answer: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="answer"):
        read_record(answer)
