"""Modbus RTU (Application Protocol V1.1b3, over Serial Line V1.02): the few frames that the board is spoken to with.

    request  = unit | function | what is asked | CRC lo hi      function 3 or 4 reads registers, 6 writes one
    answer   = unit | function | n | n bytes | CRC              to 3 and 4
             = the request itself                               to 6
             = unit | function + 128 | reason | CRC             an exception

A frame ends where its length says; what comes after it is not ours and makes the whole answer doubtful.
"""

from dataclasses import dataclass

from domain.failures import FailureCode
from drivers.device import DeviceFailure

READ_HOLDING, READ_INPUT, WRITE_ONE = 3, 4, 6
LONGEST_READ = 125  # registers
_EXCEPTION = 0x80
_EXCEPTION_BYTES = 5
_WRITE_BYTES = 8
_PERMANENT_REASONS = frozenset({1, 2, 3})  # illegal function, address, value; the others may pass: busy, failure


@dataclass(frozen=True)
class Question:
    """One request, and how its answer is told from everything else."""

    frame: bytes
    answer_bytes: int


def ask_registers(unit: int, function: int, first: int, count: int) -> Question:
    """Ask for `count` registers from `first` on; raises :class:`ValueError` for what no frame can say."""
    if function not in {READ_HOLDING, READ_INPUT} or not 1 <= count <= LONGEST_READ:
        raise ValueError("no such reading")
    return Question(_frame(unit, function, _word(first) + _word(count)), 5 + 2 * count)


def set_register(unit: int, register: int, value: int) -> Question:
    """Write one holding register; raises :class:`ValueError` for what no frame can say."""
    return Question(_frame(unit, WRITE_ONE, _word(register) + _word(value)), _WRITE_BYTES)


def bytes_missing(question: Question, received: bytes) -> int:
    """Return how many bytes the answer still lacks, as far as can be told from what has come; 0 when it is whole."""
    if len(received) < 2:
        return 2 - len(received)
    is_exception = received[1] == question.frame[1] | _EXCEPTION
    return max(0, (_EXCEPTION_BYTES if is_exception else question.answer_bytes) - len(received))


def parse_registers(question: Question, answer: bytes) -> list[int]:
    """Return the registers of an answer to :func:`ask_registers`; raises like :func:`check`."""
    body = check(question, answer)
    if len(answer) != question.answer_bytes or body[0] != len(body) - 1:
        raise DeviceFailure(FailureCode.CABINET_BAD_ANSWER)
    return [int.from_bytes(body[at : at + 2], "big") for at in range(1, len(body), 2)]


def parse_written(question: Question, answer: bytes) -> None:
    """Hear that a register was written: the answer says the request again; raises like :func:`check`."""
    check(question, answer)
    if answer != question.frame:
        raise DeviceFailure(FailureCode.CABINET_BAD_ANSWER)


def check(question: Question, answer: bytes) -> bytes:
    """Return what is between head and CRC.

    Raises ``cabinet_bad_answer`` for a frame that is broken or answers something else, ``cabinet_refused`` for an exception
    that says the register does not exist, ``device_busy`` for one that may pass.
    """
    unit, function = question.frame[:2]
    if len(answer) < _EXCEPTION_BYTES or crc16(answer) != 0 or answer[0] != unit:
        raise DeviceFailure(FailureCode.CABINET_BAD_ANSWER)
    if answer[1] == function | _EXCEPTION and len(answer) == _EXCEPTION_BYTES:
        lasting = answer[2] in _PERMANENT_REASONS
        raise DeviceFailure(FailureCode.CABINET_REFUSED if lasting else FailureCode.DEVICE_BUSY)
    if answer[1] != function:
        raise DeviceFailure(FailureCode.CABINET_BAD_ANSWER)
    return answer[2:-2]


def crc16(data: bytes) -> int:
    """Return the CRC-16 of Modbus (polynomial A001, begun with FFFF); 0 over a frame that carries its own."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def _frame(unit: int, function: int, body: bytes) -> bytes:
    if not 1 <= unit <= 247:
        raise ValueError("a unit is 1 to 247")
    head = bytes([unit, function]) + body
    return head + crc16(head).to_bytes(2, "little")


def _word(number: int) -> bytes:
    if not 0 <= number <= 0xFFFF:
        raise ValueError("a register holds 0 to 65535")
    return number.to_bytes(2, "big")
