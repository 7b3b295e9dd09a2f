"""ISO 8583-1987 as a Chinese acquirer speaks it, read by the acquirer: packed digits, bitmap of 64 fields, envelope, MAC.

Two bytes length, TPDU (5), header (6), then the message: type, bitmap, fields. Field 64 is a
MAC over all of the message before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulators.devices.chip_card.des import BLOCK, encrypt

ENVELOPE_BYTES = 11
ENVELOPE = bytes.fromhex("6000000581" + "603100000000")  # the addresses of a question's TPDU, the other way round
LONGEST = 4096
MAC_FIELD = 64


@dataclass(frozen=True)
class _Form:
    """How a field is written. `kind`: n digits, z track, a characters, b bytes; `prefix`: digits of its length, 0 if fixed."""

    kind: str
    size: int
    prefix: int = 0


FORMS: Mapping[int, _Form] = {
    2: _Form("n", 19, 2),
    3: _Form("n", 6),
    4: _Form("n", 12),
    11: _Form("n", 6),
    12: _Form("n", 6),
    13: _Form("n", 4),
    14: _Form("n", 4),
    15: _Form("n", 4),
    22: _Form("n", 3),
    23: _Form("n", 3),
    25: _Form("n", 2),
    26: _Form("n", 2),
    35: _Form("z", 37, 2),
    37: _Form("a", 12),
    38: _Form("a", 6),
    39: _Form("a", 2),
    41: _Form("a", 8),
    42: _Form("a", 15),
    48: _Form("a", 322, 3),
    49: _Form("a", 3),
    52: _Form("b", 8),
    53: _Form("n", 16),
    55: _Form("b", 255, 3),
    60: _Form("n", 17, 3),
    61: _Form("n", 29, 3),
    62: _Form("b", 512, 3),
    63: _Form("a", 163, 3),
    64: _Form("b", 8),
}


class Unreadable(ValueError):
    """Bytes that are no message. Says which field, never what is in it."""


@dataclass(frozen=True)
class Message:
    """One message: its type and its fields, as text or, where the form is bytes, as bytes. Its repr shows no field."""

    kind: str
    fields: Mapping[int, str | bytes] = field(repr=False)
    signed: bytes = field(default=b"", repr=False)  # what its MAC covers, as it was received

    def text(self, number: int) -> str:
        """Return a field of digits or characters, empty when it is absent."""
        value = self.fields.get(number, "")
        return value if isinstance(value, str) else ""

    def data(self, number: int) -> bytes:
        """Return a field of bytes, empty when it is absent."""
        value = self.fields.get(number, b"")
        return value if isinstance(value, bytes) else b""


def read(body: bytes) -> Message:
    """Read a message with its envelope but without its length; raises :class:`Unreadable`."""
    message = body[ENVELOPE_BYTES:]
    if len(message) < 10:
        raise Unreadable("too short")
    kind, bitmap = message[:2].hex(), int.from_bytes(message[2:10], "big")
    place, fields, signed = 10, dict[int, str | bytes](), message
    for number in (bit for bit in range(1, 65) if bitmap >> (64 - bit) & 1):
        form = FORMS.get(number)
        if form is None:
            raise Unreadable(f"field {number} is not known here")
        if number == MAC_FIELD:
            signed = message[:place]
        fields[number], place = _taken(form, message, place, number)
    if place != len(message):
        raise Unreadable("more bytes than fields")
    return Message(kind, fields, signed)


def write(kind: str, fields: Mapping[int, str | bytes], mac_key: bytes | None = None) -> bytes:
    """Return a message with length and envelope, and with a MAC when there is a key."""
    numbers = sorted(fields) + ([MAC_FIELD] if mac_key else [])
    bitmap = sum(1 << (64 - number) for number in numbers).to_bytes(8, "big")
    message = bytes.fromhex(kind) + bitmap + b"".join(_put(FORMS[number], fields[number]) for number in sorted(fields))
    body = ENVELOPE + message + (mac(mac_key, message) if mac_key else b"")
    return len(body).to_bytes(2, "big") + body


def mac(key: bytes, message: bytes) -> bytes:
    """Return field 64: the message folded into eight bytes, their hexadecimal digits encrypted in two chained halves."""
    filled = message + bytes(-len(message) % BLOCK)
    folded = 0
    for start in range(0, len(filled), BLOCK):
        folded ^= int.from_bytes(filled[start : start + BLOCK], "big")
    digits = b"%016X" % folded
    first = int.from_bytes(encrypt(key, digits[:BLOCK]), "big")
    mixed = first ^ int.from_bytes(digits[BLOCK:], "big")
    return encrypt(key, mixed.to_bytes(BLOCK, "big")).hex().upper()[:BLOCK].encode()


def chip_objects(data: bytes) -> dict[str, bytes]:
    """Cut field 55 into its objects by upper-case hexadecimal tag; raises :class:`Unreadable`."""
    found: dict[str, bytes] = {}
    place = 0
    while place < len(data):
        end = place + (2 if data[place] & 0x1F == 0x1F else 1)
        size = data[end] if end < len(data) else 0x100
        if size >= 0x80 or end + 1 + size > len(data):
            raise Unreadable("field 55 is cut")
        found[data[place:end].hex().upper()] = data[end + 1 : end + 1 + size]
        place = end + 1 + size
    return found


def _taken(form: _Form, message: bytes, place: int, number: int) -> tuple[str | bytes, int]:
    size = form.size
    if form.prefix:
        digits = message[place : place + (form.prefix + 1) // 2].hex()
        place += (form.prefix + 1) // 2
        if not digits.isdigit() or int(digits) > form.size:
            raise Unreadable(f"length of field {number}")
        size = int(digits)
    packed = form.kind in {"n", "z"}
    count = (size + 1) // 2 if packed else size
    data = message[place : place + count]
    if len(data) != count:
        raise Unreadable(f"field {number} is cut")
    return _meaning(form, data, size, number), place + count


def _meaning(form: _Form, data: bytes, size: int, number: int) -> str | bytes:
    if form.kind == "b":
        return data
    if form.kind == "a":
        if not data.isascii():
            raise Unreadable(f"field {number} is no text")
        return data.decode("ascii")
    digits = data.hex().upper()
    digits = digits[:size] if form.prefix else digits[len(digits) - size :]
    allowed = digits.replace("D", "", 1) if form.kind == "z" else digits
    if allowed and not allowed.isdigit():
        raise Unreadable(f"field {number} is no number")
    return digits


def _put(form: _Form, value: str | bytes) -> bytes:
    data = value.encode("ascii") if isinstance(value, str) else value
    size = len(data)
    if form.kind in {"n", "z"}:
        digits = data.decode()
        filled = digits + "0" * (size % 2) if form.prefix else digits.rjust(form.size + form.size % 2, "0")
        data = bytes.fromhex(filled)
    if not form.prefix:
        return data
    return bytes.fromhex(str(size).rjust(form.prefix + form.prefix % 2, "0")) + data
