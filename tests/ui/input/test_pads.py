"""What the pads without pinyin let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vehicles import LONGEST_PLATE, is_plate
from ui.input.pads import PADS, PLATE_BEGINS, USED_HERE, accepted, plate_keys


def entered(pad: str, keys: str) -> str:
    typed = ""
    for key in keys:
        typed += key if accepted(pad, typed, key) else ""
    return typed


@pytest.mark.parametrize(
    ("pad", "keys", "stays"),
    [
        ("digits", "1a2-3", "123"),
        ("phone", "138001380009", "13800138000"),
        ("id_number", "X11010119900307X", "11010119900307"),
        ("id_number", "11010119900307123X", "11010119900307123X"),
        ("id_number", "11010119900307123XX", "11010119900307123X"),
        ("id_number", "11010119900307123x", "11010119900307123"),
        ("decision_number", "50010012345678901", "5001001234567890"),
        ("plate", "渝A12345", "渝A12345"),
        ("plate", "渝AD12345", "渝AD12345"),
        ("plate", "渝AD123456", "渝AD12345"),
        ("plate", "渝A1234学学", "渝A1234学"),
        ("plate", "A渝1", "渝"),
        ("plate", "渝IO0QA", "渝QA"),
        ("plate", "渝渝AI1O2", "渝A12"),
    ],
)
def test_a_field_keeps_what_belongs_into_it(pad: str, keys: str, stays: str) -> None:
    assert entered(pad, keys) == stays


@pytest.mark.parametrize("pad", [*PADS, "plate"])
@pytest.mark.parametrize("key", ["", "12", "１", "\n", "é", "'"])
def test_no_field_takes_what_is_no_key(pad: str, key: str) -> None:
    assert not accepted(pad, "", key)


def test_ours_comes_first_and_its_letters_too() -> None:
    assert PLATE_BEGINS[0] == "渝"
    assert len(set(PLATE_BEGINS)) == len(PLATE_BEGINS) == 31
    assert plate_keys("渝").startswith(USED_HERE)
    assert not set("IO") & set(plate_keys("渝") + plate_keys("川") + plate_keys("渝A") + plate_keys("渝A1234"))


@given(st.data())
def test_every_plate_that_can_be_typed_stays_short(data: st.DataObject) -> None:
    typed = ""
    while keys := plate_keys(typed):
        typed += data.draw(st.sampled_from(keys))
    assert len(typed) in {LONGEST_PLATE - 1, LONGEST_PLATE}


@pytest.mark.parametrize("plate", ["渝A8K2D6", "渝AD12345", "渝B12345D", "渝C1234挂", "粤Z1234港", "京A12345", "渝N12345"])
def test_every_kind_of_plate_can_be_typed(plate: str) -> None:
    assert is_plate(plate)
    assert entered("plate", plate) == plate
