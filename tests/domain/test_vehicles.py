"""What of a plate may be shown before the face, and states as sets of letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import MASK
from domain.vehicles import LONGEST_PLATE, VehicleState, is_plate, mask_plate, parse_vehicle_states, plain_plate

SERIES = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@pytest.mark.parametrize(
    ("plate", "shown"),
    [
        ("渝A8K2D6", f"渝A{MASK * 2}2D6"),
        ("渝AD12345", f"渝A{MASK * 3}345"),  # small new-energy: one more
        ("渝A1234学", f"渝A{MASK * 2}34学"),
        ("渝A12", MASK * 4),
        ("", ""),
    ],
)
def test_a_plate_is_masked_in_its_middle(plate: str, shown: str) -> None:
    assert mask_plate(plate) == shown


def test_states_are_a_set_of_letters() -> None:
    assert parse_vehicle_states("AG") == {VehicleState.NORMAL, VehicleState.VIOLATION_PENDING}
    with pytest.raises(ValueError, match="Z"):
        parse_vehicle_states("AZ")


@pytest.mark.parametrize(
    "plate", ["渝A8K2D6", "渝AD06618", "渝AFA1661", "渝B12345D", "渝A1234学", "渝A1234挂", "粤Z1234港", "京AK12345"]
)
def test_plates_that_can_be(plate: str) -> None:
    assert is_plate(plate)


@pytest.mark.parametrize(
    "plate",
    [
        "",
        "渝A",
        "A8K2D6",
        "渝a8k2d6",
        "渝A8K2D",
        "渝A8K2D67",
        "渝AF0661K",
        "渝I8K2D6",
        "渝A8O2D6",
        "渝A·8K2D6",
        "渝A1234军",
        "重A8K2D6",
        "渝A８K2D6",
    ],
)
def test_plates_that_cannot_be(plate: str) -> None:
    assert not is_plate(plate)


@given(st.sampled_from("渝川京粤"), st.sampled_from("ABCDFGHJ"), st.text(SERIES, min_size=5, max_size=5))
def test_what_is_typed_with_a_dot_or_in_small_letters_is_the_same_plate(province: str, area: str, series: str) -> None:
    plate = plain_plate(f" {province}{area.lower()}·{series.lower()} ")
    assert plate == province + area + series
    assert is_plate(plate)
    assert len(plate) < LONGEST_PLATE


@given(st.text(max_size=30))
def test_nothing_that_stands_on_no_plate_is_kept(typed: str) -> None:
    kept = plain_plate(typed)
    assert plain_plate(kept) == kept
    assert all(character.isalnum() and character == character.upper() for character in kept)
