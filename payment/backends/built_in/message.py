"""ISO 8583-1987 as the acquirer speaks it: BCD fields, required fields per message type, MAC, envelope.

On the wire: two bytes length, TPDU (5), header (6), message type, bitmap, fields; the MAC covers message type to field 63.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import iso8583
from iso8583 import DecodeError, EncodeError

from payment.backends.built_in.mac import is_authentic, mac
from payment.secret import Secret

TPDU = bytes.fromhex("6005810000")
HEADER = bytes.fromhex("603100000000")
ENVELOPE = len(TPDU) + len(HEADER)
MAC_FIELD, MAC_BYTES = "64", 8
LONGEST = 4096  # bytes; nothing the acquirer says is near it
MAC_PLACE = bytes(MAC_BYTES).hex().upper()

SECRET_FIELDS = frozenset({"2", "35", "52", "55", "62"})
"""Fields that no log, no repr and no journal may hold."""


class MessageInvalid(ValueError):
    """Not a message of this protocol, or a field is missing. Says the field's number, never its value."""


class WrongMac(MessageInvalid):
    """The MAC is wrong or there is none: anybody on the line may have written this."""


def _bcd(digits: int, length_bytes: int = 0, desc: str = "") -> dict[str, Any]:
    return {
        "data_enc": "b",
        "len_enc": "bcd",
        "len_type": length_bytes,
        "len_count": "nibbles",
        "max_len": digits,
        "desc": desc,
        **({"right_pad": "0"} if length_bytes else {"left_pad": "0"}),
    }


def _text(characters: int, length_bytes: int = 0, desc: str = "") -> dict[str, Any]:
    return {"data_enc": "ascii", "len_enc": "bcd", "len_type": length_bytes, "max_len": characters, "desc": desc}


def _binary(size: int, length_bytes: int = 0, desc: str = "") -> dict[str, Any]:
    return {"data_enc": "b", "len_enc": "bcd", "len_type": length_bytes, "max_len": size, "desc": desc}


SPEC: Mapping[str, Mapping[str, Any]] = {
    "h": _binary(0),
    "t": _bcd(4, desc="message type"),
    "p": _binary(8, desc="bitmap"),
    "1": _binary(8, desc="second bitmap, unused"),
    "2": _bcd(19, 1, "card number"),
    "3": _bcd(6, desc="processing code"),
    "4": _bcd(12, desc="amount in fen"),
    "11": _bcd(6, desc="trace number of the terminal"),
    "12": _bcd(6, desc="local time of the host"),
    "13": _bcd(4, desc="local date of the host"),
    "14": _bcd(4, desc="expiry of the card, YYMM"),
    "15": _bcd(4, desc="settlement date"),
    "22": _bcd(3, desc="entry mode: 051 chip with PIN"),
    "23": _bcd(3, desc="card sequence number"),
    "25": _bcd(2, desc="condition"),
    "26": _bcd(2, desc="longest PIN"),
    "35": {**_bcd(37, 1, "track 2")},
    "37": _text(12, desc="retrieval reference"),
    "38": _text(6, desc="authorisation"),
    "39": _text(2, desc="response"),
    "41": _text(8, desc="terminal"),
    "42": _text(15, desc="merchant"),
    "48": _text(64, 2, "order number"),
    "49": _text(3, desc="currency"),
    "52": _binary(8, desc="PIN block"),
    "53": _bcd(16, desc="security control"),
    "55": _binary(255, 2, "chip data"),
    "60": _bcd(17, 2, "kind, batch, network"),
    "61": _bcd(29, 2, "original transaction"),
    "62": _binary(84, 2, "working keys"),
    "63": _text(163, 2, "operator"),
    MAC_FIELD: _binary(MAC_BYTES, desc="MAC"),
}

REQUIRED: Mapping[str, frozenset[str]] = {
    "0800": frozenset({"11", "41", "42", "60"}),
    "0810": frozenset({"11", "39", "41", "42", "60"}),
    "0200": frozenset({"2", "3", "4", "11", "22", "25", "41", "42", "48", "49", "52", "53", "55", "60", MAC_FIELD}),
    "0210": frozenset({"3", "11", "39", "41", "42", "60"}),
    "0400": frozenset({"3", "4", "11", "22", "25", "39", "41", "42", "48", "49", "60", "61", MAC_FIELD}),
    "0410": frozenset({"3", "11", "39", "41", "42", "60"}),
}
"""What a message of each type must carry; the codec itself checks forms only."""


@dataclass(frozen=True)
class Answer:
    """A decoded message. Its repr shows its type and which fields there are."""

    kind: str
    fields: Mapping[str, str] = field(repr=False)

    def get(self, number: str) -> str:
        """Return a field, empty when it is absent."""
        return self.fields.get(number, "")


def encode(kind: str, fields: Mapping[str, str], mac_key: Secret[bytes] | None = None) -> bytes:
    """Return the whole message with its envelope; with a key the MAC is added. Raises :class:`MessageInvalid`."""
    document = {"t": kind, **fields, **({MAC_FIELD: MAC_PLACE} if mac_key else {})}
    _require(kind, document)
    try:
        encoded = bytes(iso8583.encode(document, SPEC)[0])
    except EncodeError as error:
        raise MessageInvalid(f"field {error.field}") from None
    if mac_key:
        encoded = encoded[:-MAC_BYTES] + mac(mac_key.reveal(), encoded[:-MAC_BYTES])
    body = TPDU + HEADER + encoded
    return len(body).to_bytes(2, "big") + body


def decode(body: bytes, mac_key: Secret[bytes] | None) -> Answer:
    """Decode one message without its length; raises :class:`MessageInvalid`, :class:`WrongMac`.

    A message may come without a MAC only where the protocol has none (`mac_key` is None): a refusal that anybody on the line
    could write would hide a sale that the bank has taken.
    """
    encoded = body[ENVELOPE:]
    try:
        document = iso8583.decode(encoded, SPEC)[0]
    except DecodeError as error:
        raise MessageInvalid(f"field {error.field}") from None
    except KeyError as error:  # a bit of the bitmap that this protocol does not have
        raise MessageInvalid(f"field {error}") from None
    kind = document["t"]
    fields = {name: value for name, value in document.items() if name.isdigit()}
    _require(kind, fields)
    received = bytes.fromhex(fields.get(MAC_FIELD, ""))
    if mac_key and not is_authentic(mac_key.reveal(), encoded[:-MAC_BYTES], received):
        raise WrongMac("field 64: wrong MAC")
    return Answer(kind, fields)


def _require(kind: str, fields: Mapping[str, str]) -> None:
    required = REQUIRED.get(kind)
    if required is None:
        raise MessageInvalid("unknown message type")
    missing = sorted(required - fields.keys(), key=int)
    if missing:
        raise MessageInvalid(f"{kind} without field {missing[0]}")
