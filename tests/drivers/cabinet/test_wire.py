"""Frames of Modbus RTU: what is asked, what is believed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.failures import FailureCode
from drivers.cabinet.wire import (
    READ_HOLDING,
    READ_INPUT,
    Question,
    ask_registers,
    bytes_missing,
    crc16,
    parse_registers,
    parse_written,
    set_register,
)
from drivers.device import DeviceFailure

WORDS = st.integers(0, 0xFFFF)


def sealed(body: bytes) -> bytes:
    return body + crc16(body).to_bytes(2, "little")


def code_of(question: Question, answer: bytes) -> FailureCode:
    with pytest.raises(DeviceFailure) as caught:
        parse_registers(question, answer)
    return caught.value.code


def test_frames_are_those_of_the_specification() -> None:
    # Modbus over Serial Line V1.02 and the examples of the Application Protocol, with the published CRC
    assert crc16(bytes.fromhex("0207")) == 0x1241
    assert ask_registers(0x11, READ_HOLDING, 0x6B, 3).frame == bytes.fromhex("1103006B0003 7687".replace(" ", ""))
    assert set_register(0x11, 1, 3).frame == bytes.fromhex("110600010003 9A9B".replace(" ", ""))


@given(st.lists(WORDS, min_size=1, max_size=125), st.integers(1, 247), st.integers(0, 0xFF00))
def test_registers_come_back_as_they_were_sent(registers: list[int], unit: int, first: int) -> None:
    question = ask_registers(unit, READ_INPUT, first, len(registers))
    content = b"".join(register.to_bytes(2, "big") for register in registers)
    answer = sealed(bytes([unit, READ_INPUT, len(content)]) + content)
    assert bytes_missing(question, answer) == 0
    assert parse_registers(question, answer) == registers


@given(st.lists(WORDS, min_size=1, max_size=20), st.data())
def test_no_answer_with_one_bit_turned_over_is_believed(registers: list[int], data: st.DataObject) -> None:
    question = ask_registers(1, READ_INPUT, 0, len(registers))
    content = b"".join(register.to_bytes(2, "big") for register in registers)
    answer = bytearray(sealed(bytes([1, READ_INPUT, len(content)]) + content))
    bit = data.draw(st.integers(0, 8 * len(answer) - 1))
    answer[bit // 8] ^= 1 << bit % 8
    assert code_of(question, bytes(answer)) is FailureCode.CABINET_BAD_ANSWER


@given(st.binary(max_size=300), st.integers(1, 125))
def test_whatever_comes_is_an_answer_or_a_failure_of_the_catalogue(noise: bytes, count: int) -> None:
    question = ask_registers(1, READ_HOLDING, 0, count)
    bytes_missing(question, noise)
    for parse in (parse_registers, parse_written):
        with suppress(DeviceFailure):  # and nothing else
            parse(question, noise)


@pytest.mark.parametrize(
    ("reason", "code"),
    [(1, "cabinet_refused"), (2, "cabinet_refused"), (3, "cabinet_refused"), (4, "device_busy"), (6, "device_busy")],
)
def test_an_exception_is_refusal_or_passes(reason: int, code: str) -> None:
    question = ask_registers(1, READ_INPUT, 0, 4)
    answer = sealed(bytes([1, READ_INPUT | 0x80, reason]))
    assert bytes_missing(question, answer) == 0
    assert code_of(question, answer).value == code


@pytest.mark.parametrize(
    "answer",
    [
        sealed(bytes([2, READ_INPUT, 2, 0, 7])),  # another unit
        sealed(bytes([1, READ_HOLDING, 2, 0, 7])),  # to another question
        sealed(bytes([1, READ_INPUT, 4, 0, 7, 0, 8])),  # more than was asked for
        sealed(bytes([1, READ_INPUT, 4, 0, 7])),  # a count that is not true
        sealed(bytes([1, READ_INPUT, 2, 0, 7])) + b"\x00",  # something after the frame
    ],
)
def test_answers_to_something_else_are_not_believed(answer: bytes) -> None:
    assert code_of(ask_registers(1, READ_INPUT, 0, 1), answer) is FailureCode.CABINET_BAD_ANSWER


def test_a_register_is_written_when_the_board_says_the_same() -> None:
    question = set_register(1, 4, 3)
    parse_written(question, question.frame)
    with pytest.raises(DeviceFailure):
        parse_written(question, set_register(1, 4, 2).frame)


@pytest.mark.parametrize(("unit", "first", "count"), [(0, 0, 1), (248, 0, 1), (1, 0x10000, 1), (1, 0, 0), (1, 0, 126)])
def test_what_no_frame_can_say_is_not_asked(unit: int, first: int, count: int) -> None:
    with pytest.raises(ValueError, match=r"unit|register|reading"):
        ask_registers(unit, READ_INPUT, first, count)
