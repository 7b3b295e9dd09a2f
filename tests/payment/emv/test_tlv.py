"""BER-TLV as cards speak it, and as broken cards do."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payment.backends.built_in.emv.tlv import TlvInvalid, build, fill_list, flatten, parse, parse_list

TAGS = st.sampled_from(["57", "5A", "9F26", "5F34", "DF8101"])


@given(st.lists(st.tuples(TAGS, st.binary(min_size=1, max_size=300)), max_size=6))
def test_what_is_built_is_parsed(objects: list[tuple[str, bytes]]) -> None:
    assert list(parse(build(objects))) == objects


def test_objects_are_found_at_any_depth() -> None:
    inner = build([("50", b"DEBIT"), ("9F38", b"\x9f\x02\x06")])
    assert flatten(build([("6F", build([("84", b"\xa0"), ("A5", inner)]))])) == {
        "84": b"\xa0",
        "50": b"DEBIT",
        "9F38": b"\x9f\x02\x06",
    }


@pytest.mark.parametrize("broken", ["5A", "5A05AA", "9F", "5A83010203", "5A80", "DF81"])
def test_cut_objects_are_named(broken: str) -> None:
    with pytest.raises(TlvInvalid):
        list(parse(bytes.fromhex(broken)))


@given(st.binary(max_size=200))
def test_garbage_never_breaks_anything_else(garbage: bytes) -> None:
    with suppress(TlvInvalid):
        flatten(garbage)


def test_a_list_is_filled_as_the_standard_says() -> None:
    """Numbers keep their right end, everything else its left; what nobody knows is zeros."""
    dol = bytes.fromhex("9F0206" + "9F3704" + "9A03" + "9F1E08" + "9F7A01")
    values = {
        "9F02": bytes.fromhex("000000001000"),
        "9F37": bytes.fromhex("AABBCCDD"),
        "9A": bytes.fromhex("261122"),
        "9F1E": b"5000",
    }
    assert fill_list(dol, values) == bytes.fromhex("000000001000AABBCCDD261122") + b"5000\0\0\0\0" + b"\0"
    assert parse_list(dol)[0] == ("9F02", 6)
    assert fill_list(bytes.fromhex("9F0203"), values) == bytes.fromhex("001000")
