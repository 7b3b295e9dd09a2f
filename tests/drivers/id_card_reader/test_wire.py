"""Frames and statuses of the SAM_V protocol: literal frames, damage, noise."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.id_card_reader import wire
from drivers.id_card_reader.wire import Command, Reply, ReplyScanner
from tests.drivers.id_card_reader import cards


def scan(*pieces: bytes) -> Reply | FailureCode:
    scanner = ReplyScanner()
    for piece in pieces:
        reply = scanner.feed(piece)
        if reply is not None:
            return reply
    return scanner.problem


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (Command.SAM_STATUS, cards.STATUS),
        (Command.SAM_ID, cards.SAM_ID),
        (Command.FIND_CARD, cards.FIND),
        (Command.SELECT_CARD, cards.SELECT),
        (Command.READ_TEXT_AND_PHOTO, cards.READ),
        (Command.READ_NEW_ADDRESS, cards.ADDRESS),
    ],
)
def test_requests_are_the_published_bytes(command: Command, frame: bytes) -> None:
    assert wire.encode_request(command) == frame


def test_fingerprints_and_management_numbers_cannot_be_asked_for() -> None:
    assert {command.value for command in Command}.isdisjoint({b"\x30\x10", b"\x30\x05"})


def test_reads_the_published_replies() -> None:
    assert scan(cards.FOUND) == Reply(wire.FOUND, bytes(4))
    assert scan(cards.SELECTED) == Reply(wire.OK, bytes(8))
    assert scan(cards.reply(0x80)) == Reply(wire.NO_CARD, b"")


def test_a_read_is_1295_bytes_long() -> None:
    frame = cards.reply(0x90, cards.base(cards.resident()))
    assert len(frame) == 1295
    assert frame[5:7] == b"\x05\x08"
    assert isinstance(scan(frame), Reply)


def test_takes_a_reply_in_any_pieces() -> None:
    assert scan(*(bytes([byte]) for byte in b"\xaa\xaa" + cards.FOUND)) == Reply(wire.FOUND, bytes(4))


def test_a_good_frame_after_a_damaged_one_is_found() -> None:
    damaged = cards.FOUND[:-1] + b"\x00"
    assert scan(damaged + cards.FOUND) == Reply(wire.FOUND, bytes(4))
    assert scan(cards.HEADER + b"\xff\xff" + cards.FOUND) == Reply(wire.FOUND, bytes(4))
    assert scan(cards.HEADER + b"\x00\x03" + cards.FOUND) == Reply(wire.FOUND, bytes(4))
    assert scan(cards.HEADER[:3] + cards.FOUND) == Reply(wire.FOUND, bytes(4))


@pytest.mark.parametrize(
    ("received", "problem"),
    [
        (b"", FailureCode.DEVICE_SILENT),
        (b"hello, modem", FailureCode.DEVICE_SILENT),
        (b"noise\xaa\xaa", FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.FOUND[:7], FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.FOUND[:-1], FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.HEADER + b"\x00\x03\x00\x00\x03", FailureCode.ID_READER_FRAME_TRUNCATED),
        (cards.FOUND[:-1] + b"\x00", FailureCode.ID_READER_BAD_CHECKSUM),
        (cards.HEADER + b"\x00\x04\x01\x00\x90\x95", FailureCode.ID_READER_BAD_CHECKSUM),  # SW1 must be 00
        (cards.HEADER + b"\x10\x01" + bytes(5000), FailureCode.ID_READER_FRAME_OVERSIZED),
        (cards.HEADER + b"\x10\x00" + bytes(100), FailureCode.ID_READER_FRAME_TRUNCATED),
    ],
)
def test_says_what_is_wrong(received: bytes, problem: FailureCode) -> None:
    assert scan(received) is problem


def test_a_reply_repr_shows_no_data() -> None:
    assert "7777" not in repr(Reply(0x90, b"7777"))


DOCUMENTED = {
    0x10: FailureCode.ID_READER_REFUSED_COMMAND,
    0x11: FailureCode.ID_READER_REFUSED_COMMAND,
    0x21: FailureCode.ID_READER_REFUSED_COMMAND,
    0x23: FailureCode.ID_READER_REFUSED_COMMAND,
    0x24: FailureCode.ID_CARD_UNREADABLE,
    0x31: FailureCode.ID_CARD_REJECTED,
    0x32: FailureCode.ID_CARD_REJECTED,
    0x33: FailureCode.ID_CARD_REJECTED,
    0x37: FailureCode.ID_CARD_REJECTED,
    0x3F: FailureCode.ID_CARD_UNREADABLE,
    0x40: FailureCode.ID_CARD_REJECTED,
    0x41: FailureCode.ID_CARD_MOVED,
    0x47: FailureCode.ID_CARD_UNREADABLE,
    0x60: FailureCode.ID_READER_FAULT,
    0x66: FailureCode.ID_READER_FAULT,
    0x80: FailureCode.ID_CARD_ABSENT,
    0x81: FailureCode.ID_CARD_MOVED,
    0x91: FailureCode.ID_CARD_MOVED,
}
RETRIES = {0x10: 2, 0x11: 2, 0x21: 2, 0x24: 1, 0x47: 1}


def test_every_status_has_a_meaning() -> None:
    for status in range(256):
        trouble = wire.trouble_of(status)
        assert trouble.code is DOCUMENTED.get(status, FailureCode.ID_READER_REFUSED_COMMAND), status
        assert trouble.retries == RETRIES.get(status, 0), status


def test_the_lengths_inside_a_read_must_agree_with_the_frame() -> None:
    text, photo = cards.resident(), bytes(1024)
    assert wire.split_text_and_photo(cards.base(text, photo)) == (text, photo)
    assert wire.split_text_and_photo(cards.base(text, b"")) == (text, b"")
    assert wire.split_text_and_photo(cards.base(text, photo)[:-1]) is None
    assert wire.split_text_and_photo(cards.base(text[:-2], photo)) is None
    assert wire.split_text_and_photo(b"") is None


def test_appended_addresses_come_in_pieces_of_70() -> None:
    assert wire.split_addresses(b"a" * 70 + b"b" * 70) == (b"a" * 70, b"b" * 70)
    assert wire.split_addresses(b"") is None
    assert wire.split_addresses(b"a" * 71) is None


def test_writes_a_modules_number_as_printed_on_it() -> None:
    assert wire.sam_id_text(cards.SAM_NUMBER) == "05.01-20236052-0001234567-0457931583"
    assert wire.sam_id_text(cards.SAM_NUMBER[:-1]) is None


@given(st.lists(st.binary(max_size=64), max_size=32))
def test_random_bytes_never_crash(pieces: list[bytes]) -> None:
    result = scan(*pieces)
    assert isinstance(result, Reply | FailureCode)


@given(st.lists(st.sampled_from([cards.HEADER, cards.HEADER[:2], cards.FOUND, cards.FOUND[:-2], b"\xaa", b"\x00\x04", b"x"])))
def test_pieces_of_frames_never_crash_and_memory_stays_small(pieces: list[bytes]) -> None:
    scanner = ReplyScanner()
    for piece in pieces:
        scanner.feed(piece)
    assert scanner.problem in FailureCode


@given(status=st.integers(0, 255), data=st.binary(max_size=1300), before=st.binary(max_size=30), cuts=st.integers(1, 99))
def test_what_is_sent_is_what_is_read(status: int, data: bytes, before: bytes, cuts: int) -> None:
    noise = before.replace(b"\xaa", b"\xab")
    stream = noise + cards.reply(status, data)
    assert scan(*(stream[at : at + cuts] for at in range(0, len(stream), cuts))) == Reply(status, data)


def accepted(frame: bytes) -> bool:
    """Tell whether a read reply is taken for good, including the lengths inside."""
    reply = scan(frame)
    return isinstance(reply, Reply) and reply.status == wire.OK and wire.split_text_and_photo(reply.data) is not None


@pytest.mark.parametrize("frame", [cards.FOUND, cards.SELECTED, cards.reply(0x80), cards.reply(0x91)])
def test_no_single_wrong_bit_in_a_short_reply_is_accepted(frame: bytes) -> None:
    for bit in range(len(frame) * 8):
        damaged = bytearray(frame)
        damaged[bit // 8] ^= 1 << bit % 8
        assert isinstance(scan(bytes(damaged)), FailureCode), f"bit {bit}"


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_no_single_wrong_bit_in_a_read_is_accepted(source: random.Random) -> None:
    frame = cards.reply(0x90, cards.base(cards.resident(), source.randbytes(1024)))
    assert accepted(frame)
    for bit in [*range(9 * 8), *(source.randrange(len(frame) * 8) for _ in range(60))]:
        damaged = bytearray(frame)
        damaged[bit // 8] ^= 1 << bit % 8
        assert not accepted(bytes(damaged)), f"bit {bit}"
