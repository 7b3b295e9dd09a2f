"""Numbers of decisions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.violations import DECISION_DIGITS, is_decision_number


@given(st.integers(0, 10**DECISION_DIGITS - 1))
def test_sixteen_digits_are_a_decision_number(number: int) -> None:
    assert is_decision_number(f"{number:016d}")
    assert not is_decision_number(f"{number:016d}0")


@pytest.mark.parametrize(
    "number", ["", "500103790020653", "5001-0379-0020-6538", "500103790020653X", "５００１０３７９００２０６５３８", " " * 16]
)
def test_what_is_none(number: str) -> None:
    assert not is_decision_number(number)
