"""The wires of serial lines under fire: no exception outside the catalogue, no hang, no damaged frame taken for a good one."""

from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.cabinet import wire as cabinet
from drivers.code_scanner.wire import LONGEST, LineScanner
from drivers.device import DeviceFailure
from drivers.id_card_reader import wire as reader
from drivers.pin_pad import wire as pad
from drivers.receipt_printer import wire as receipts
from tests.drivers.fuzz.streams import NOISE, damaged, fuzzed, pieces_of, streams

BYTES = st.integers(0, 255)

# -- ID-card reader


def reader_frame(status: int, data: bytes) -> bytes:
    body = (len(data) + 4).to_bytes(2, "big") + b"\x00\x00" + bytes([status]) + data
    return reader.HEADER + body + bytes([reduce(xor, body)])


READER_FRAMES = st.builds(reader_frame, BYTES, st.binary(max_size=80))
READER_PROBLEMS = {
    FailureCode.DEVICE_SILENT,
    FailureCode.ID_READER_BAD_CHECKSUM,
    FailureCode.ID_READER_FRAME_OVERSIZED,
    FailureCode.ID_READER_FRAME_TRUNCATED,
}


@fuzzed
@given(streams(READER_FRAMES))
def test_a_reply_of_the_id_card_reader_stands_in_the_stream_as_it_is(pieces: list[bytes]) -> None:
    scanner = reader.ReplyScanner()
    for place, piece in enumerate(pieces):
        found = scanner.feed(piece)
        if found is not None:
            assert reader_frame(found.status, found.data) in b"".join(pieces[: place + 1])
            assert reader.trouble_of(found.status).code in FailureCode
            return
    assert scanner.problem in READER_PROBLEMS


def test_a_shorter_length_with_a_fitting_sum_is_no_reply() -> None:
    frame = bytearray(reader_frame(6, b"\x02"))
    frame[6] ^= 1
    scanner = reader.ReplyScanner()
    assert scanner.feed(bytes(frame)) is None
    assert scanner.problem is FailureCode.ID_READER_BAD_CHECKSUM


@fuzzed
@given(READER_FRAMES, st.data())
def test_one_flipped_bit_is_never_read_as_what_was_sent(frame: bytes, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(5, len(frame) - 1)), data.draw(st.integers(0, 7))
    broken = bytearray(frame)
    broken[at] ^= 1 << bit
    assert reader.ReplyScanner().feed(bytes(broken)) is None


@fuzzed
@given(st.binary(max_size=2400))
def test_what_a_card_holds_is_taken_apart_or_refused(data: bytes) -> None:
    blocks, addresses = reader.split_text_and_photo(data), reader.split_addresses(data)
    assert blocks is None or len(blocks[0]) == 256
    assert addresses is None or b"".join(addresses) == data
    assert (reader.sam_id_text(data) is None) == (len(data) != 16)


# -- PIN pad

PAD_FRAMES = st.text(st.characters(max_codepoint=126, min_codepoint=32), max_size=60).map(pad.frame)


@fuzzed
@given(streams(PAD_FRAMES))
def test_a_reply_of_the_pin_pad_stands_in_the_stream_as_it_is(pieces: list[bytes]) -> None:
    scanner, came = pad.Scanner(), b""
    for piece in pieces:
        came += piece
        try:
            found = scanner.feed(piece)
        except pad.FrameBroken:
            continue
        for reply in found:
            assert isinstance(reply, int) or checked(reply) in came.upper()
    assert scanner.is_within_frame() in {True, False}


def checked(text: str) -> bytes:
    body = f"{len(text):03d}".encode() + text.encode("latin-1") + bytes([pad.ETX])
    return (bytes([pad.STX]) + body + f"{reduce(xor, body):02X}".encode()).upper()


@fuzzed
@given(st.text(st.characters(max_codepoint=255), max_size=200))
def test_what_the_pad_says_is_understood_or_broken(text: str) -> None:
    for parse in (pad.parse_description, pad.parse_pin_block):
        try:
            parse(text)
        except pad.FrameBroken:
            continue


@fuzzed
@given(PAD_FRAMES, st.data())
def test_a_pad_that_was_misheard_is_not_believed(frame: bytes, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(4, len(frame) - 4)) if len(frame) > 7 else 4, data.draw(st.integers(0, 7))
    broken = bytearray(frame)
    broken[at] ^= 1 << bit
    with pytest.raises(pad.FrameBroken):
        pad.Scanner().feed(bytes(broken))


# -- code scanner

CODES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40)
LINES = st.builds(
    lambda head, text, end: head + text.encode() + end,
    st.sampled_from([b"", b"]Q1", b"]C0", b"]?9"]),
    CODES,
    st.sampled_from([b"\r", b"\n", b"\r\n"]),
)


@fuzzed
@given(streams(LINES))
def test_a_code_is_text_of_one_line_however_it_comes(pieces: list[bytes]) -> None:
    scanner, whole = LineScanner(), LineScanner()
    found = [code for piece in pieces for code in scanner.feed(piece)]
    assert found == whole.feed(b"".join(pieces))
    assert scanner.garbage == whole.garbage
    assert all(code.text and code.text.replace("\x1d", "").isprintable() for code in found)


@fuzzed
@given(st.integers(LONGEST - 3, LONGEST + 300), st.data())
def test_a_line_without_end_costs_no_memory_and_is_no_code(length: int, data: st.DataObject) -> None:
    scanner = LineScanner()
    found = [code for piece in data.draw(pieces_of(b"7" * length + b"\r")) for code in scanner.feed(piece)]
    assert [len(code.text) for code in found] == ([length] if length <= LONGEST else [])
    assert not scanner.is_within


# -- receipt printer


@fuzzed
@given(BYTES, BYTES, BYTES, BYTES)
def test_every_status_of_the_receipt_printer_means_something(one: int, two: int, three: int, four: int) -> None:
    status = receipts.parse_status(one, two, three, four)
    assert status.failure is None or status.failure in FailureCode
    assert not (receipts.is_status_answer(one) and receipts.is_answer_in_turn(one)), "one byte answers one question"


@fuzzed
@given(st.text(max_size=60), st.integers(1, 3), st.booleans(), st.booleans())
def test_no_text_and_no_picture_smuggles_a_command_into_the_printer(text: str, size: int, bold: bool, centred: bool) -> None:
    known = "".join(filter(receipts.knows, text)).translate(dict.fromkeys(range(32)))
    line = receipts.text_line(known, size, bold, centred)
    picture = receipts.raster((known.encode("gb18030") + b"\x10\x04\x05\x10\x14" * 15)[:72], 72)
    for command in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
        assert command not in line
        assert command not in picture


# -- cabinet's board

QUESTIONS = st.builds(
    cabinet.ask_registers,
    st.integers(1, 247),
    st.sampled_from([cabinet.READ_HOLDING, cabinet.READ_INPUT]),
    st.integers(0, 0xFFFF),
    st.integers(1, 12),
)


@st.composite
def answered(draw: st.DrawFn) -> tuple[cabinet.Question, bytes, list[int]]:
    question = draw(QUESTIONS)
    count = (question.answer_bytes - 5) // 2
    registers = draw(st.lists(st.integers(0, 0xFFFF), min_size=count, max_size=count))
    head = question.frame[:2] + bytes([2 * count]) + b"".join(value.to_bytes(2, "big") for value in registers)
    return question, head + cabinet.crc16(head).to_bytes(2, "little"), registers


@fuzzed
@given(answered(), st.data())
def test_the_board_is_believed_word_for_word_or_not_at_all(
    asked: tuple[cabinet.Question, bytes, list[int]], data: st.DataObject
) -> None:
    question, answer, registers = asked
    assert cabinet.parse_registers(question, answer) == registers
    broken = data.draw(damaged(st.just(answer)) | NOISE)
    assert cabinet.bytes_missing(question, broken) >= 0
    if broken == answer:
        return
    with pytest.raises(DeviceFailure) as refused:
        cabinet.parse_registers(question, broken)
    assert refused.value.code is FailureCode.CABINET_BAD_ANSWER
    with pytest.raises(DeviceFailure):
        cabinet.parse_written(cabinet.set_register(1, 0, 0), broken)
