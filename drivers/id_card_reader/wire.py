"""The SAM_V ("SDT") protocol of resident-ID-card readers: frames and statuses. Bytes in, bytes out, no port.

    request  = AA AA AA 96 69 | LEN hi lo | CMD PARA          | CHK      LEN counts what follows it, CHK included
    reply    = AA AA AA 96 69 | LEN hi lo | SW1 SW2 SW3 data… | CHK      CHK is the XOR from LEN to the last byte before it

SW1 and SW2 are always 00; the status is SW3. Fingerprints (30 10) and the chip's management number (30 05) are never asked for.
"""

from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from operator import xor

from domain.failures import FailureCode

HEADER = b"\xaa\xaa\xaa\x96\x69"
LONGEST = 4096  # the longest LEN that is believed; the longest real one is 2316
_SHORTEST = 4  # SW1 SW2 SW3 CHK
_TEXT_BYTES = 256
_ADDRESS_BYTES = 70


class Command(Enum):
    """What this driver ever asks a reader."""

    SAM_STATUS = b"\x11\xff"
    SAM_ID = b"\x12\xff"
    FIND_CARD = b"\x20\x01"
    SELECT_CARD = b"\x20\x02"
    READ_TEXT_AND_PHOTO = b"\x30\x01"
    READ_NEW_ADDRESS = b"\x30\x03"


OK = 0x90
FOUND = 0x9F
ABSENT_ON_CARD = 0x91
NO_CARD = 0x80


@dataclass(frozen=True)
class Reply:
    """One reply whose sum is right."""

    status: int  # SW3
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Trouble:
    """What a status other than success means, and how often the same command may be sent again before it is believed."""

    code: FailureCode
    retries: int = 0


_REFUSED = Trouble(FailureCode.ID_READER_REFUSED_COMMAND)
_NOISY = Trouble(FailureCode.ID_READER_REFUSED_COMMAND, retries=2)
_MOVED = Trouble(FailureCode.ID_CARD_MOVED)
_REJECTED = Trouble(FailureCode.ID_CARD_REJECTED)
_SHAKY = Trouble(FailureCode.ID_CARD_UNREADABLE, retries=1)
_BROKEN = Trouble(FailureCode.ID_READER_FAULT)

_TROUBLES: dict[int, Trouble] = {
    0x10: _NOISY,  # the sum of our frame arrived wrong
    0x11: _NOISY,  # its length
    0x21: _NOISY,  # its command or parameter
    0x23: _REFUSED,  # not permitted
    0x24: _SHAKY,  # unknown error
    0x31: _REJECTED,  # the card could not authenticate the module
    0x32: _REJECTED,  # the module could not authenticate the card: forged or damaged
    0x33: _REJECTED,  # the information does not verify
    0x37: _REJECTED,  # the fingerprint does not verify
    0x3F: Trouble(FailureCode.ID_CARD_UNREADABLE),  # the length of the information is wrong
    0x40: _REJECTED,  # unknown kind of card
    0x41: _MOVED,  # read failed: the card moved
    0x47: _SHAKY,  # random number failed
    0x60: _BROKEN,  # self-test of the module failed
    0x66: _BROKEN,  # the module is not authorised
    0x80: Trouble(FailureCode.ID_CARD_ABSENT),
    0x81: _MOVED,  # select failed
    0x91: _MOVED,  # item absent; normal for an appended address, which is not asked about here
}


def trouble_of(status: int) -> Trouble:
    """Say what a status that is no success means; a status nobody documents is a refusal."""
    return _TROUBLES.get(status, _REFUSED)


def encode_request(command: Command) -> bytes:
    """Return the frame that asks for `command`."""
    body = (len(command.value) + 1).to_bytes(2, "big") + command.value
    return HEADER + body + bytes([checksum(body)])


def checksum(body: bytes) -> int:
    """Return the XOR of all bytes of `body`."""
    return reduce(xor, body, 0)


class ReplyScanner:
    """Finds one reply in a stream of bytes, whatever else is in it.

    After a wrong sum or an impossible length it looks for the next header inside what came already. `problem` tells why there
    is no reply yet: the first thing that was wrong, else whether a frame had begun at all.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._wrong: FailureCode | None = None

    @property
    def begun(self) -> bool:
        """Tell whether a frame, or at least its first byte, was seen."""
        return self._wrong is not None or bool(self._buffer)

    @property
    def problem(self) -> FailureCode:
        """Name what is wrong if nothing more comes."""
        if self._wrong is not None:
            return self._wrong
        return FailureCode.ID_READER_FRAME_TRUNCATED if self.begun else FailureCode.DEVICE_SILENT

    def feed(self, data: bytes) -> Reply | None:
        """Take in `data`; return the first good reply, or None while there is none."""
        self._buffer += data
        while self._align():
            length = int.from_bytes(self._buffer[5:7], "big")
            wrong = _impossible(length) or (self._complete(length) and self._damaged(length)) or None
            if wrong is not None:
                self._skip_header(wrong)
            elif self._complete(length):
                return Reply(self._buffer[9], bytes(self._buffer[10 : length + 6]))
            else:
                break
        return None

    def _align(self) -> bool:
        """Drop what comes before a header or the beginning of one; True when a header and its LEN are there."""
        start = self._buffer.find(HEADER)
        if start < 0:
            start = next(
                at for at in range(max(0, len(self._buffer) - 4), len(self._buffer) + 1) if HEADER.startswith(self._buffer[at:])
            )
        del self._buffer[:start]
        return len(self._buffer) >= 7

    def _complete(self, length: int) -> bool:
        return len(self._buffer) >= length + 7

    def _damaged(self, length: int) -> FailureCode | None:
        body, check = bytes(self._buffer[5 : length + 6]), self._buffer[length + 6]
        good = checksum(body) == check and body[2:4] == b"\x00\x00" and self._ends_after(length)
        return None if good else FailureCode.ID_READER_BAD_CHECKSUM

    def _ends_after(self, length: int) -> bool:
        """Tell whether nothing follows, or another reply: one bit lost from LEN can leave a shorter body whose sum is right."""
        rest = bytes(self._buffer[length + 7 : length + 7 + len(HEADER)])
        return HEADER.startswith(rest)

    def _skip_header(self, wrong: FailureCode) -> None:
        self._wrong = self._wrong or wrong
        del self._buffer[0]


def _impossible(length: int) -> FailureCode | None:
    if length > LONGEST:
        return FailureCode.ID_READER_FRAME_OVERSIZED
    return FailureCode.ID_READER_FRAME_TRUNCATED if length < _SHORTEST else None


def split_text_and_photo(data: bytes) -> tuple[bytes, bytes] | None:
    """Return the text block (256 bytes) and the photo block of a read; None when the lengths inside contradict the frame."""
    text, photo = int.from_bytes(data[0:2], "big"), int.from_bytes(data[2:4], "big")
    if text != _TEXT_BYTES or len(data) != 4 + text + photo:
        return None
    return data[4 : 4 + text], data[4 + text :]


def split_addresses(data: bytes) -> tuple[bytes, ...] | None:
    """Return the appended addresses, oldest first, 70 bytes each; None when `data` is not made of such pieces."""
    if not data or len(data) % _ADDRESS_BYTES:
        return None
    return tuple(data[at : at + _ADDRESS_BYTES] for at in range(0, len(data), _ADDRESS_BYTES))


def sam_id_text(data: bytes) -> str | None:
    """Write the 16 bytes of a module's number as printed on it (two LE u16, three LE u32); None for another length."""
    if len(data) != 16:
        return None
    first, second = (int.from_bytes(data[at : at + 2], "little") for at in (0, 2))
    third, fourth, fifth = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    return f"{first:02d}.{second:02d}-{third:08d}-{fourth:010d}-{fifth:010d}"
