"""The serial protocol of ZT588-style encrypting PIN pads: frames, commands, keys pressed between frames.

Frame: 02, length in three decimal digits, text, 03, then the exclusive or of length to 03 in two hexadecimal digits. A reply's
text begins with the command's own character, or with an error byte E0..EF. A key that is pressed comes as one byte outside of
frames. The pad knows modes that send digits in clear (plain input, PIN format ``@``): there is no way to ask for them here, and
:func:`request`, the only way out, lets nothing pass but the few commands that are made here.
"""

import re
from dataclasses import dataclass, field

from domain.failures import FailureCode
from drivers.pin_pad.contract import PinKey

STX, ETX = 0x02, 0x03
LONGEST_TEXT = 512  # characters; the longest reply, the pad's description, has 147

MASTER_KEY, PIN_KEY = 0x00, 0x40  # places of the keys: the acquirer's master key, and our PIN key of the first set
TYPE_PIN_KEY, DOUBLE_LENGTH = 3, 2
ISO_FORMAT_0 = " "
PIN_DIGITS = 6
LONGEST_ENTRY_S = 255

TIMED_OUT = 0x80
MASK = "*"
KEYS = {ord(MASK): PinKey.DIGIT, 0x08: PinKey.CLEAR, 0x0D: PinKey.ENTER, 0x1B: PinKey.CANCEL}
"""What a byte outside of frames means; in PIN mode a digit comes as an asterisk."""

ERRORS = {
    0xE0: FailureCode.PIN_PAD_TAMPERED,  # battery low: keys will be lost, the pad must be exchanged
    0xE1: FailureCode.PIN_PAD_KEY_MISSING,
    0xE2: FailureCode.PIN_PAD_KEY_MISSING,
    0xE4: FailureCode.PIN_PAD_KEY_MISSING,
    0xE5: FailureCode.PIN_PAD_KEY_MISSING,
    0xE6: FailureCode.PIN_PAD_KEY_MISSING,
    0xE7: FailureCode.PIN_PAD_KEY_MISSING,
    0xEC: FailureCode.PIN_PAD_KEY_MISSING,
    0xED: FailureCode.PIN_PAD_TAMPERED,
    0xEE: FailureCode.PIN_ENTRY_TIMEOUT,
}
"""What the error bytes mean to us; those not listed are faults of line or pad."""


_REQUESTS = re.compile(
    r"3|7|5032|5637|52[0-9A-F]{2}|532A|5406|5506"  # description, block, stop, letters, limit, mask, shortest, longest
    r"|2004032[0-9A-F]{32}"  # a wrapped PIN key of double length from place 00 to place 40
    r"|640 006[0-9]{12}",  # a PIN of six digits under it in format 0
)


class FrameBroken(ValueError):
    """Bytes that are no frame of this protocol."""


def request(text: str) -> bytes:
    """Return the frame of a command; raises :class:`ValueError` for every other text, whoever made it."""
    if not _REQUESTS.fullmatch(text):
        raise ValueError("no command that may be sent to a PIN pad")  # the text is not repeated: it may hold an account
    return frame(text)


def frame(text: str) -> bytes:
    """Return the frame of `text`, e.g. ``"3"`` → 02 "001" "3" 03 "01"."""
    checked = f"{len(text):03d}{text}".encode("ascii") + bytes([ETX])
    return bytes([STX]) + checked + f"{_sum(checked):02X}".encode()


def ask_description() -> str:
    """Ask for model, versions and settings."""
    return "3"


def use_letters() -> str:
    """Write ten to fifteen as A to F: fresh from power a pad may write ``:;<=>?`` (control 6, value ``7``)."""
    return "56" + b"7".hex()


def load_pin_key(wrapped: bytes) -> str:
    """Load a double-length PIN key that is wrapped under the master key; the reply carries its check value."""
    return f"2{MASTER_KEY:02X}{PIN_KEY:02X}{TYPE_PIN_KEY}{DOUBLE_LENGTH}{wrapped.hex().upper()}"


def start_pin(account: str) -> str:
    """Take a PIN of exactly six digits for the twelve account digits; ISO 9564 format 0, the only one there is here."""
    if len(account) != 12 or not account.isdigit():
        raise ValueError("twelve digits of the account are needed")
    return f"6{PIN_KEY:02X}{ISO_FORMAT_0}0{PIN_DIGITS:02d}{account}"


def get_pin_block() -> str:
    """Ask for the block after the enter key."""
    return "7"


def stop_input() -> str:
    """Take no keys any more and forget what was typed (control 0, value ``2`` in hexadecimal)."""
    return "50" + b"2".hex()


def set_limits(seconds: int) -> list[str]:
    """Set the pad's own limit for an entry, the asterisk as mask, and the shortest and longest PIN."""
    limit = min(max(seconds, 1), LONGEST_ENTRY_S)
    return [f"52{limit:02X}", f"53{ord(MASK):02X}", f"54{PIN_DIGITS:02X}", f"55{PIN_DIGITS:02X}"]


@dataclass(frozen=True)
class Description:
    """What a pad says of itself."""

    model: str
    version: str
    has_keys: bool


def parse_description(text: str) -> Description:
    """Parse the reply to :func:`ask_description`; raises :class:`FrameBroken`."""
    if len(text) < 147:
        raise FrameBroken("the description is short")
    settings = text[99:119]
    model, hardware, software = text[127:133].strip(), text[133:136].strip(), text[136:139].strip()
    try:
        blank = bool(int(settings[:2], 16) & 0x01)
    except ValueError:
        raise FrameBroken("the settings are no hexadecimal digits") from None
    return Description(model, f"{hardware}-{software}", has_keys=not blank)


def parse_pin_block(text: str) -> bytes:
    """Parse the reply to :func:`get_pin_block`: two digits track, two digits length, the block in hexadecimal."""
    try:
        block = bytes.fromhex(text[5:])
    except ValueError:
        raise FrameBroken("the block is no hexadecimal number") from None
    if len(block) != 8:
        raise FrameBroken("a block has eight bytes")
    return block


@dataclass
class Scanner:
    """Sorts what comes from the pad into replies and pressed keys."""

    _pending: bytearray = field(default_factory=bytearray, repr=False)

    def feed(self, data: bytes) -> list[str | int]:
        """Take bytes; return replies (text) and keys (byte) in order. A broken frame is dropped: :class:`FrameBroken`."""
        self._pending += data
        found: list[str | int] = []
        while self._pending:
            if self._pending[0] != STX:
                found.append(self._pending.pop(0))
                continue
            text = self._take_frame()
            if text is None:
                break
            found.append(text)
        return found

    def is_within_frame(self) -> bool:
        """Tell whether a frame has begun and is not whole."""
        return bool(self._pending)

    def _take_frame(self) -> str | None:
        if len(self._pending) < 4:
            return None
        digits = bytes(self._pending[1:4])
        if not digits.isdigit() or int(digits) > LONGEST_TEXT:
            del self._pending[0]
            raise FrameBroken("the length is no number that may be")
        end = 4 + int(digits)
        if len(self._pending) < end + 3:
            return None
        taken = bytes(self._pending[: end + 3])
        del self._pending[: end + 3]
        if taken[end] != ETX or taken[end + 1 :].upper() != f"{_sum(taken[1 : end + 1]):02X}".encode():
            raise FrameBroken("the checksum is wrong")
        return taken[4:end].decode("latin-1")


def _sum(data: bytes) -> int:
    total = 0
    for byte in data:
        total ^= byte
    return total
