"""Frames of the SAM_V module in resident ID-card readers, read from the module's side.

Request  ``AA AA AA 96 69 | LEN hi lo | CMD PARA [data] | CHK``; answer ``AA AA AA 96 69 | LEN hi lo | 00 00 SW3 [data] | CHK``.
LEN counts the bytes behind it including CHK; CHK is the XOR of everything from LEN to the last data byte.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor

HEADER = bytes.fromhex("AAAAAA9669")
SHORTEST = 3  # CMD PARA CHK
LONGEST = 64  # no request is longer; a larger LEN is line noise


class Status(IntEnum):
    """SW3 of an answer."""

    OK = 0x90
    ABSENT_ON_CARD = 0x91
    CARD_FOUND = 0x9F
    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_COMMAND = 0x21
    NOT_PERMITTED = 0x23
    CARD_NOT_AUTHENTIC = 0x32
    READ_FAILED = 0x41
    FIND_FAILED = 0x80
    SELECT_FAILED = 0x81


class Command(IntEnum):
    """CMD and PARA of a request as one number."""

    RESET = 0x10FF
    STATUS = 0x11FF
    MODULE_NUMBER = 0x12FF
    FIND = 0x2001
    SELECT = 0x2002
    READ_TEXT_AND_PHOTO = 0x3001
    READ_NEW_ADDRESS = 0x3003
    READ_CHIP_NUMBER = 0x3005
    READ_WITH_FINGERPRINT = 0x3010
    SET_BAUD = 0x6000
    SET_RF_SIZE = 0x61FF


@dataclass(frozen=True)
class Request:
    """One well-formed request."""

    command: int
    parameter: int
    data: bytes = b""

    @property
    def code(self) -> int:
        """CMD and PARA as one number, comparable with :class:`Command`."""
        return self.command << 8 | self.parameter


class Malformed(Exception):
    """A request that the module refuses with `status`."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


def checksum(body: bytes) -> int:
    """Return the XOR of all bytes."""
    return reduce(xor, body, 0)


def compose_answer(status: Status, data: bytes = b"") -> bytes:
    """Compose one answer frame."""
    body = bytes((0, 0, status)) + data
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return HEADER + counted + bytes((checksum(counted),))


def take_request(buffer: bytearray) -> Request | None:
    """Cut the first request out of `buffer`; None when it is not complete yet, :class:`Malformed` when it is wrong."""
    start = buffer.find(HEADER)
    if start < 0:
        del buffer[: max(0, len(buffer) - len(HEADER) + 1)]  # noise; a header may have begun in the last bytes
        return None
    del buffer[:start]
    if len(buffer) < 7:
        return None
    length = int.from_bytes(buffer[5:7], "big")
    if not SHORTEST <= length <= LONGEST:
        buffer.clear()
        raise Malformed(Status.BAD_LENGTH)
    if len(buffer) < 7 + length:
        return None
    counted, found = bytes(buffer[5 : 6 + length]), buffer[6 + length]
    del buffer[: 7 + length]
    if checksum(counted) != found:
        raise Malformed(Status.BAD_CHECKSUM)
    return Request(counted[2], counted[3], counted[4:])
