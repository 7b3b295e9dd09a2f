"""ISO 8583 messages: bytes as the acquirer's interface says, MAC, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payment.backends.built_in import des
from payment.backends.built_in.mac import is_authentic, mac
from payment.backends.built_in.message import ENVELOPE, HEADER, TPDU, MessageInvalid, WrongMac, decode, encode
from payment.secret import Secret

KEY = Secret(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
SALE = {
    "2": "6222020000000000000",
    "3": "000000",
    "4": "000000001000",
    "11": "000042",
    "22": "051",
    "23": "001",
    "25": "00",
    "26": "12",
    "35": "6222020000000000000D30122010000000000",
    "41": "50000001",
    "42": "898500000000001",
    "48": "0" * 32,
    "49": "156",
    "52": "0011223344556677",
    "53": "2600000000000000",
    "55": "9F2608AABBCCDDEEFF0011",
    "60": "22000001003",
}


def test_a_sale_comes_out_as_it_went_in() -> None:
    answer = decode(encode("0200", SALE, KEY)[2:], KEY)
    assert {name: answer.get(name) for name in SALE} == SALE


def test_the_envelope_is_length_tpdu_header() -> None:
    whole = encode("0200", SALE, KEY)
    assert int.from_bytes(whole[:2], "big") == len(whole) - 2
    assert whole[2 : 2 + ENVELOPE] == TPDU + HEADER
    assert whole[2 + ENVELOPE : 4 + ENVELOPE] == b"\x02\x00"


def test_numbers_are_bcd_with_their_length_in_bcd() -> None:
    """Field 2 of 19 digits: length 0x19, then ten bytes, filled with a zero on the right."""
    body = encode("0200", SALE, KEY)[2 + ENVELOPE :]
    assert body[10:21] == bytes.fromhex("19" + "62220200000000000000")


@pytest.mark.parametrize("missing", ["2", "4", "11", "52", "55"])
def test_a_sale_without_what_it_needs_is_never_sent(missing: str) -> None:
    with pytest.raises(MessageInvalid, match=missing):
        encode("0200", {name: value for name, value in SALE.items() if name != missing}, KEY)


@given(st.integers(min_value=0))
def test_a_changed_bit_is_noticed(place: int) -> None:
    whole = bytearray(encode("0200", SALE, KEY)[2:])
    whole[ENVELOPE + place % (len(whole) - ENVELOPE)] ^= 0x01
    with pytest.raises(MessageInvalid):
        decode(bytes(whole), KEY)


@pytest.mark.parametrize(("kind", "code"), [("0210", "00"), ("0210", "51"), ("0410", "00"), ("0410", "25")])
def test_an_answer_without_a_mac_is_none(kind: str, code: str) -> None:
    fields = {"3": "000000", "11": "000042", "39": code, "41": "50000001", "42": "898500000000001", "60": "22000001003"}
    with pytest.raises(WrongMac):
        decode(encode(kind, fields)[2:], KEY)
    assert decode(encode(kind, fields, KEY)[2:], KEY).get("39") == code


@given(st.binary(max_size=300))
def test_garbage_is_named_and_never_quoted(garbage: bytes) -> None:
    with pytest.raises(MessageInvalid) as caught:
        decode(TPDU + HEADER + garbage, KEY)
    assert len(str(caught.value)) < 40


def test_no_repr_shows_a_field() -> None:
    answer = decode(encode("0200", SALE, KEY)[2:], KEY)
    assert "6222020000000000000" not in repr(answer) + repr(KEY) + str(KEY)


def test_the_mac_of_a_known_message() -> None:
    """Worked by hand with single DES: the blocks xored, spelled in hexadecimal, encrypted half by half."""
    key, message = bytes.fromhex("1122334455667788"), b"0123456789ABCDEF0123"
    folded = bytes(a ^ b ^ c for a, b, c in zip(message[:8], message[8:16], message[16:].ljust(8, b"\0"), strict=True))
    spelled = folded.hex().upper().encode()
    half = des.encrypt(key, spelled[:8])
    expected = des.encrypt(key, des.xor(half, spelled[8:])).hex().upper()[:8].encode()
    assert mac(key, message) == expected
    assert is_authentic(key, message, expected)
    assert not is_authentic(key, message + b"x", expected)


def test_a_key_has_the_check_value_of_the_standard() -> None:
    """DES of the zero block under 0123456789ABCDEF is D5D44FF720683D0D (FIPS 81)."""
    assert des.encrypt(bytes.fromhex("0123456789ABCDEF"), bytes(8)).hex().upper() == "D5D44FF720683D0D"
    assert des.check_value(bytes.fromhex("0123456789ABCDEF")) == bytes.fromhex("D5D44FF7")
    assert des.decrypt(KEY.reveal(), des.encrypt(KEY.reveal(), b"12345678")) == b"12345678"
