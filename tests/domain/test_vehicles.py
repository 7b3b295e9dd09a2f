"""What of a plate may be shown before the face, and states as sets of letters."""

import pytest

from domain.people import MASK
from domain.vehicles import VehicleState, mask_plate, parse_vehicle_states


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
