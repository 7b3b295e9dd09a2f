from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import numbers


@given(terminal=st.integers(1, 9999), running=st.integers(1, 99999))
def test_every_number_is_valid_and_unique_to_its_parts(terminal: int, running: int) -> None:
    number = numbers.allot(date(2026, 11, 22), terminal, running)
    assert numbers.is_valid(number)
    assert number.startswith(f"261122{terminal:04d}{running:05d}")


@given(position=st.integers(0, 15), digit=st.sampled_from("0123456789"))
def test_a_mistyped_digit_is_noticed(position: int, digit: str) -> None:
    number = numbers.allot(date(2026, 11, 22), 301, 7)
    typed = number[:position] + digit + number[position + 1 :]
    assert numbers.is_valid(typed) == (typed == number)


@pytest.mark.parametrize(("terminal", "running"), [(0, 1), (10000, 1), (1, 0), (1, 100000)])
def test_parts_that_do_not_fit_are_refused(terminal: int, running: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        numbers.allot(date(2026, 11, 22), terminal, running)


@pytest.mark.parametrize("garbage", ["", "1234", "２６１１２２０３０１００００７１", "26112203010000712"])
def test_garbage_is_no_number(garbage: str) -> None:
    assert not numbers.is_valid(garbage)


def test_people_read_it_in_fours() -> None:
    assert numbers.grouped("2611220301000078") == "2611 2203 0100 0078"
