"""The chip by itself: its cryptograms against published vectors, its commands in and out of order."""

import os

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.modes import ECB

from simulators.devices.chip_card.chip import Chip
from simulators.devices.chip_card.cryptogram import answer_cryptogram, card_key, cryptogram, session_key
from simulators.devices.chip_card.des import decrypt, encrypt
from simulators.world.bank_cards import load_bank_cards

MASTER_KEY = bytes.fromhex("F0C34A8124CEE0A91A0B034AA97D6EAC")
SIGNED = bytes.fromhex("000000000001000000000000015600800460000156140701001E78EEBC7D00024003A04002")
SELECT = bytes.fromhex("00A4040008A00000033301010100")
OPTIONS = bytes.fromhex("80A800000B8309000000000010000156")
CDOL1 = bytes.fromhex("000000001000000000000000015680000400000156261122000A0B0C0D")
OK, NOT_NOW = b"\x90\x00", b"\x69\x85"


def chip(card: str) -> Chip:
    return Chip(load_bank_cards()[card])


def say(one: Chip, command: bytes) -> bytes:
    answer = one.answer(command)
    assert answer is not None
    return answer


def generate(kind: int, data: bytes) -> bytes:
    return bytes([0x80, 0xAE, kind, 0x00, len(data)]) + data + b"\x00"


def online(card: str) -> tuple[Chip, bytes]:
    """Bring a card to its first cryptogram; return it and the cryptogram."""
    one = chip(card)
    assert say(one, SELECT)[-2:] == OK
    assert say(one, OPTIONS)[-2:] == OK
    answer = say(one, generate(0x80, CDOL1))
    assert answer[:3] == b"\x80\x13\x80"
    return one, answer[5:13]


def answer_of_issuer(one: Chip, request: bytes, code: bytes) -> bytes:
    purse = one.purses[0]
    account = purse.account
    key = card_key(account.master_key, account.number, account.sequence)
    return answer_cryptogram(session_key(key, purse.counter.to_bytes(2, "big")), request, code) + code


def other_des(key: bytes, data: bytes) -> bytes:
    return Cipher(TripleDES(key), ECB()).encryptor().update(data)  # noqa: S305 - what the chip computes with


def test_des_of_the_standard() -> None:
    assert encrypt(bytes.fromhex("133457799BBCDFF1"), bytes.fromhex("0123456789ABCDEF")).hex() == "85e813540f0ab405"


def test_des_agrees_with_another_one() -> None:
    for _ in range(20):
        key, data = os.urandom(16), os.urandom(24)
        expected = other_des(key + key[:8], data)
        assert encrypt(key, data) == expected
        assert decrypt(key, expected) == data
        assert encrypt(key[:8], data) == other_des(key[:8] * 3, data)


@pytest.mark.parametrize(("key", "data"), [(b"k" * 9, b"d" * 8), (b"k" * 8, b"d" * 7)])
def test_des_refuses_other_sizes(key: bytes, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"bytes|blocks"):
        encrypt(key, data)


def test_published_cryptograms() -> None:
    """Known answers of PBOC with triple DES: ARQC and ARPC."""
    session = session_key(card_key(MASTER_KEY, "6228000100001", "01"), bytes.fromhex("0240"))
    request = cryptogram(session, SIGNED)
    assert request.hex().upper() == "5D016C91005E7CC2"
    assert answer_cryptogram(session, request, b"01").hex().upper() == "21415243527CE78F"


def test_lists_its_applications() -> None:
    one = chip("two_applications")
    assert say(one, bytes.fromhex("00A404000E315041592E5359532E444446303100"))[-2:] == OK
    entries = [say(one, bytes([0x00, 0xB2, number, 0x0C, 0x00])) for number in (1, 2, 3)]
    assert [b"UnionPay Debit" in entries[0], b"UnionPay Credit" in entries[1]] == [True, True]
    assert entries[2] == b"\x6a\x83"


@pytest.mark.parametrize(("code", "kind"), [(b"00", 0x40), (b"51", 0x40)])
def test_agrees_when_it_believes_its_issuer(code: bytes, kind: int) -> None:
    one, request = online("debit")
    shown = answer_of_issuer(one, request, code)
    assert say(one, bytes([0x00, 0x82, 0x00, 0x00, 10]) + shown) == OK
    assert say(one, generate(0x40, code + CDOL1))[2] == kind
    assert say(one, generate(0x40, code + CDOL1)) == NOT_NOW


def test_refuses_without_belief() -> None:
    one, request = online("debit")
    wrong = bytes(8) + b"00"
    assert say(one, bytes([0x00, 0x82, 0x00, 0x00, 10]) + wrong) == b"\x63\x00"
    right = answer_of_issuer(one, request, b"00")
    assert say(one, bytes([0x00, 0x82, 0x00, 0x00, 10]) + right) == NOT_NOW, "only one try"
    assert say(one, generate(0x40, b"00" + CDOL1))[2] == 0x00


def test_refuses_when_nobody_showed_anything() -> None:
    one, _ = online("debit")
    assert say(one, generate(0x40, b"00" + CDOL1))[2] == 0x00


def test_refuses_at_the_end_whatever_the_issuer_says() -> None:
    one, request = online("refuses_at_end")
    assert say(one, bytes([0x00, 0x82, 0x00, 0x00, 10]) + answer_of_issuer(one, request, b"00")) == OK
    assert say(one, generate(0x40, b"00" + CDOL1))[2] == 0x00


def test_every_transaction_has_its_own_number_and_cryptogram() -> None:
    one, first = online("debit")
    one.reset()
    counter = one.purses[0].counter
    assert say(one, SELECT)[-2:] == OK
    assert say(one, OPTIONS)[-2:] == OK
    second = say(one, generate(0x80, CDOL1))
    assert one.purses[0].counter == counter + 1
    assert second[5:13] != first
    assert say(one, bytes.fromhex("80CA9F3600")) == bytes.fromhex("9F3602") + (counter + 1).to_bytes(2, "big") + OK


@pytest.mark.parametrize(
    ("before", "command", "answer"),
    [
        ((), OPTIONS, NOT_NOW),
        ((), bytes.fromhex("00B2010C00"), NOT_NOW),
        ((SELECT,), bytes.fromhex("00B2010C00"), NOT_NOW),
        ((SELECT,), generate(0x80, CDOL1), NOT_NOW),
        ((SELECT,), bytes.fromhex("80A8000002830000"), b"\x67\x00"),
        ((SELECT, OPTIONS), OPTIONS, NOT_NOW),
        ((SELECT, OPTIONS), generate(0x80, CDOL1[:-1]), b"\x67\x00"),
        ((SELECT, OPTIONS), bytes.fromhex("008200000A") + bytes(10), NOT_NOW),
        ((SELECT, OPTIONS), bytes.fromhex("841E000008") + bytes(8), NOT_NOW),
        ((SELECT,), bytes.fromhex("80CA9F7900"), b"\x6a\x88"),
        ((SELECT,), bytes.fromhex("00FF0000"), b"\x6d\x00"),
        ((SELECT,), bytes.fromhex("E0FF0000"), b"\x6e\x00"),
        ((), bytes.fromhex("00A4040005A000000003"), b"\x6a\x82"),
        ((), bytes.fromhex("00A4000002 3F00"), b"\x6a\x86"),
        ((), bytes.fromhex("00A4040008A000"), b"\x67\x00"),
        ((), b"\x00", b"\x67\x00"),
    ],
)
def test_what_comes_at_the_wrong_time(before: tuple[bytes, ...], command: bytes, answer: bytes) -> None:
    one = chip("debit")
    for earlier in before:
        assert say(one, earlier)[-2:] == OK
    assert say(one, command) == answer


def test_an_issuers_command_is_taken_after_going_online() -> None:
    one, _ = online("debit")
    assert say(one, bytes.fromhex("841E000008") + bytes(8)) == OK
    assert one.purses[0].scripts == 1


def test_t0_answers_in_pieces() -> None:
    one = chip("slow_speaker")
    told = say(one, SELECT[:-1])
    assert told[0] == 0x61
    piece = say(one, bytes([0x00, 0xC0, 0x00, 0x00, told[1]]))
    assert piece[-2:] == OK
    assert say(one, OPTIONS)[0] == 0x61
    short = say(one, bytes.fromhex("00B2010C00"))
    assert short[0] == 0x6C
    assert say(one, bytes([0x00, 0xB2, 0x01, 0x0C, short[1]]))[-2:] == OK
    assert say(one, bytes.fromhex("00C0000010")) == NOT_NOW


def test_cards_that_do_not_answer() -> None:
    assert chip("silent").answer(SELECT) is None
    assert len(chip("mute").answer_to_reset) == 1
