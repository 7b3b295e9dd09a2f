"""Landline, postcode, e-mail: the form only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contacts import LONGEST_EMAIL, is_email, is_landline, is_postcode

LETTERS = st.text("abcxyzABCXYZ0189_+-", min_size=1, max_size=8)
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@pytest.mark.parametrize("address", ["a@b.cn", "zhang.san+12@mail.example.com", "x_y-z@163.com", "a@xn--fiqs8s.xn--fiqz9s"])
def test_addresses_that_can_be(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "@",
            "a@",
            "@b.cn",
            "a@b",
            "a b@c.cn",
            "a@b..cn",
            ".a@b.cn",
            "a.@b.cn",
            "a..b@c.cn",
            "a@-b.cn",
            "a@b-.cn",
            "a@b.c",
        ),
        *("a@b.c1", "a@@b.cn", "张三@b.cn", "a@b.cn\n", f"{'a' * 65}@b.cn", f"a@{'b.' * 130}cn", f"a@{'b' * 64}.cn"),
    ],
)
def test_addresses_that_cannot_be(address: str) -> None:
    assert not is_email(address)


@given(
    st.lists(LETTERS, min_size=1, max_size=3), st.lists(LABELS, min_size=1, max_size=3), st.sampled_from(["cn", "com", "net"])
)
def test_atoms_and_labels_make_an_address(local: list[str], labels: list[str], top: str) -> None:
    address = f"{'.'.join(local)}@{'.'.join(labels)}.{top}"
    assert is_email(address) is (len(address) <= LONGEST_EMAIL)
    assert not is_email(address.replace("@", ""))
    assert not is_email(address + " ")


@pytest.mark.parametrize("phone", ["02363651111", "63651111", "08162222222", "01062345678"])
def test_fixed_lines(phone: str) -> None:
    assert is_landline(phone)


@pytest.mark.parametrize("phone", ["", "13896204417", "110", "02306365111", "0231", "023-63651111", "０２３６３６５１１１１"])
def test_what_is_no_fixed_line(phone: str) -> None:
    assert not is_landline(phone)


@given(st.integers(0, 999_999))
def test_six_digits_are_a_postcode(number: int) -> None:
    assert is_postcode(f"{number:06d}")
    assert not is_postcode(f"{number:05d}x")
    assert not is_postcode(f"{number:07d}")


def test_digits_of_another_script_are_none() -> None:
    assert not is_postcode("４０００１０")
