"""The serial protocol of ZT588-style PIN pads, from the pad's side: frames, hexadecimal digits, error bytes, a PIN's block.

A frame is 02, the text's length in three decimal digits, the text, 03, and the exclusive or of length to 03 in two hexadecimal
digits. Fresh from power a pad writes ten to fifteen as ``:;<=>?``, until it is told to use letters.
"""

from enum import IntEnum

from simulators.devices.chip_card.des import encrypt

STX, ETX = b"\x02", b"\x03"
LENGTH_DIGITS, SUM_DIGITS = 3, 2
LONGEST_TEXT = 512


class PadError(IntEnum):
    """The one byte of an answer that is no answer."""

    BATTERY = 0xE0
    NO_MASTER_KEY = 0xE2
    WRONG_KEY_SIZE = 0xE3
    KEY_NOT_FOUND = 0xE4
    WRONG_LENGTH = 0xE8
    WRONG_DATA = 0xE9
    WRONG_PARAMETER = 0xEB
    NOT_AUTHORISED = 0xEC
    LOCKED = 0xED
    TIMED_OUT = 0xEE
    FAILED = 0xEF


class Refused(Exception):
    """The pad does not do it."""

    def __init__(self, error: PadError) -> None:
        super().__init__(error.name)
        self.error = error


def compose(text: bytes) -> bytes:
    """Return the frame of `text`."""
    summed = b"%03d" % len(text) + text + ETX
    return STX + summed + b"%02X" % _sum(summed)


def take_frame(buffer: bytearray) -> bytes | None:
    """Take the first whole frame out of `buffer` and return its text; broken ones are passed over, as a pad does."""
    while (start := buffer.find(STX)) >= 0:
        del buffer[:start]
        if len(buffer) < 1 + LENGTH_DIGITS:
            return None
        digits = bytes(buffer[1 : 1 + LENGTH_DIGITS])
        if not digits.isdigit() or int(digits) > LONGEST_TEXT:
            del buffer[:1]
            continue
        end = 1 + LENGTH_DIGITS + int(digits)
        if len(buffer) < end + 1 + SUM_DIGITS:
            return None
        frame = bytes(buffer[: end + 1 + SUM_DIGITS])
        if frame[end : end + 1] == ETX and frame[end + 1 :].upper() == b"%02X" % _sum(frame[1 : end + 1]):
            del buffer[: len(frame)]
            return frame[1 + LENGTH_DIGITS : end]
        del buffer[:1]
    buffer.clear()
    return None


def spell(data: bytes, *, letters: bool) -> bytes:
    """Return `data` in hexadecimal digits, with A to F or with the characters after 9."""
    if letters:
        return data.hex().upper().encode()
    return bytes(0x30 + nibble for byte in data for nibble in (byte >> 4, byte & 0x0F))


def unspell(digits: bytes) -> bytes:
    """Return what hexadecimal digits of either kind stand for; raises :class:`Refused`."""
    plain = digits.translate(bytes.maketrans(b":;<=>?", b"ABCDEF")).decode("latin-1")
    try:
        return bytes.fromhex(plain)
    except ValueError:
        raise Refused(PadError.WRONG_DATA) from None


def pin_block(pin: str, account: str) -> bytes:
    """Return the clear ISO 9564 format 0 block of a PIN for the last twelve digits of the number without its check digit."""
    field = bytes.fromhex(f"0{len(pin):X}{pin}".ljust(16, "F"))
    number = bytes.fromhex(f"0000{account}")
    return bytes(a ^ b for a, b in zip(field, number, strict=True))


def check_value(key: bytes) -> bytes:
    """Return the encrypted zero block, by which both sides see that they hold the same key."""
    return encrypt(key, bytes(8))


def _sum(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte
    return total
