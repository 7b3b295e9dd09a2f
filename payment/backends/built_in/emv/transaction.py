"""One transaction with one application of the card: options, records, first and second cryptogram."""

import secrets
from collections import ChainMap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from payment.backends.built_in.emv.card import Card, CardRefused
from payment.backends.built_in.emv.tlv import TlvInvalid, build, fill_list, flatten, parse
from payment.secret import Secret

ONLINE, APPROVE, REFUSE = 0x80, 0x40, 0x00  # what is asked of the card
KIND_OF_CRYPTOGRAM = 0xC0
SCRIPT_BEFORE, SCRIPT_AFTER = "71", "72"  # the second cryptogram
ISSUER_AUTHENTICATION = 0x04  # of the first byte of 82: the card wants EXTERNAL AUTHENTICATE

CURRENCY = COUNTRY = bytes.fromhex("0156")  # renminbi, China
TERMINAL_TYPE = b"\x24"  # unattended, online only, merchant
CAPABILITIES = bytes.fromhex("204000")  # chip with contacts; PIN enciphered online; no offline data authentication
VERIFICATION = bytes.fromhex("8000040000")  # 95: no offline data authentication was done; an online PIN was entered
NOT_BELIEVED = bytes.fromhex("0000000040")  # in 95: issuer authentication failed
CARDHOLDER = bytes.fromhex("020000")  # 9F34: PIN enciphered online, result not known to the terminal
PURCHASE = b"\x00"
LONGEST_LIST = 252  # bytes that a card may ask for: with their template (83) they fill one command
MOST_RECORDS = 64  # of one application; real cards have about ten

CHIP_DATA = (
    *("9F26", "9F27", "9F10", "9F37", "9F36", "95", "9A", "9C", "9F02", "5F2A"),
    *("82", "9F1A", "9F03", "9F33", "9F34", "9F35", "9F1E", "84", "9F09", "9F41"),
)
"""What field 55 carries, in this order."""


class CardUnsupported(Exception):
    """The card lacks what the transaction needs. Says which tag, never a value."""


@dataclass(frozen=True)
class Holder:
    """What the card says of itself. Reprs show nothing."""

    number: Secret[str]
    track2: Secret[str]  # field 35: digits with D, without the filling
    expiry: str = field(repr=False)  # YYMM
    sequence: str = field(repr=False)  # 5F34, three digits

    @property
    def account(self) -> str:
        """The last twelve digits of the number without its check digit, as the PIN block wants them."""
        return self.number.reveal()[-13:-1].rjust(12, "0")


class Transaction:
    """Begin with :meth:`begin`; then :meth:`first_cryptogram`, the acquirer, :meth:`finish`."""

    def __init__(self, card: Card, amount_fen: int, now: datetime, serial: str, trace: str) -> None:
        self._card = card
        self._told: dict[str, bytes] = {}  # by the card
        self._ours: dict[str, bytes] = {
            "9F02": bytes.fromhex(f"{amount_fen:012d}"),
            "9F03": bytes(6),
            "9F1A": COUNTRY,
            "5F2A": CURRENCY,
            "95": VERIFICATION,
            "9A": bytes.fromhex(f"{now:%y%m%d}"),
            "9F21": bytes.fromhex(f"{now:%H%M%S}"),
            "9C": PURCHASE,
            "9F33": CAPABILITIES,
            "9F34": CARDHOLDER,
            "9F35": TERMINAL_TYPE,
            "9F1E": serial[:8].ljust(8).encode(),
            "9F41": bytes.fromhex(trace.rjust(8, "0")),
            "9F37": secrets.token_bytes(4),
            "9F09": bytes.fromhex("0020"),
        }
        self._objects = ChainMap(self._ours, self._told)  # no card can change an amount by bringing an object of that tag

    def begin(self, name: bytes) -> Holder:
        """Select the application, read its records; raises :class:`CardUnsupported`, :class:`CardRefused`."""
        self._card.may_be_given_up = True
        self._learn(self._card.select(name))
        self._told.setdefault("84", name)
        self._learn(self._card.get_processing_options(self._filled("9F38")), ("82", 2), ("94", None))
        self._read_records()
        return self._holder()

    def first_cryptogram(self) -> None:
        """Ask the card to go online.

        Raises :class:`CardRefused` when it refuses the transaction by itself, :class:`CardUnsupported`.
        """
        kind = self._generate(ONLINE, "8C")
        if kind != ONLINE:
            raise CardRefused(0x6985)

    def chip_data(self) -> Secret[bytes]:
        """Return field 55."""
        return Secret(build((tag, self._objects[tag]) for tag in CHIP_DATA if tag in self._objects))

    def finish(self, approved: bool, response_code: str, answer: bytes) -> bool:
        """Show the card what the issuer said (field 55 of the answer); True when the card agrees with an approval.

        Raises :class:`CardRefused`, :class:`CardUnsupported`.
        """
        self._card.may_be_given_up = False
        self._ours["8A"] = response_code.encode("ascii", "replace")[:2].ljust(2, b" ")
        believed = self._show_issuer(_quietly(lambda: flatten(answer).get("91", b""), b""))
        self._run_scripts(answer, SCRIPT_BEFORE)
        kind = self._generate(APPROVE if approved and believed else REFUSE, "8D")
        self._run_scripts(answer, SCRIPT_AFTER)
        return kind == APPROVE

    def _show_issuer(self, authentication: bytes) -> bool:
        """Return False when the card does not believe its issuer; without an answer to show, it decides by itself."""
        self._ours["91"] = authentication
        wants = (self._objects.get("82") or b"\0")[0] & ISSUER_AUTHENTICATION
        if not authentication or not wants or self._card.external_authenticate(authentication):
            return True
        self._ours["95"] = bytes(ours | new for ours, new in zip(self._ours["95"], NOT_BELIEVED, strict=True))
        return False

    def _run_scripts(self, answer: bytes, kind: str) -> None:
        commands: list[bytes] = _quietly(lambda: _script_commands(answer, kind), [])
        for command in commands:
            if not self._card.run_script(command):
                return

    def _generate(self, kind: int, list_tag: str) -> int:
        if list_tag not in self._objects:
            raise CardUnsupported(list_tag)
        answer = self._card.generate_cryptogram(kind, self._filled(list_tag))
        self._learn(answer, ("9F27", 1), ("9F36", 2), ("9F26", 8), ("9F10", None))
        missing = [tag for tag in ("9F27", "9F36", "9F26") if not self._objects.get(tag)]
        if missing:
            raise CardUnsupported(missing[0])
        return self._objects["9F27"][0] & KIND_OF_CRYPTOGRAM

    def _learn(self, data: bytes, *plain: tuple[str, int | None]) -> None:
        """Keep what the card told: as objects, or in format 1 (80) as values one after the other in the order of `plain`."""
        try:
            values = dict(parse(data)).get("80") if data[:1] == b"\x80" else None
            self._told.update(flatten(data) if values is None else _cut(values, plain))
        except TlvInvalid as error:
            raise CardUnsupported(str(error)) from None

    def _filled(self, list_tag: str) -> bytes:
        try:
            filled = fill_list(self._objects.get(list_tag, b""), self._objects)
        except TlvInvalid as error:
            raise CardUnsupported(str(error)) from None
        if len(filled) > LONGEST_LIST:
            raise CardUnsupported(list_tag)
        return filled

    def _read_records(self) -> None:
        records = _records(self._objects.get("94", b""))
        if len(records) > MOST_RECORDS:
            raise CardUnsupported("94")
        for file, number in records:
            self._learn(self._card.read_record(number, file))

    def _holder(self) -> Holder:
        track2 = self._objects.get("57", b"").hex().upper().rstrip("F")
        number = self._objects.get("5A", b"").hex().upper().rstrip("F") or track2.partition("D")[0]
        if not (number.isdigit() and 12 <= len(number) <= 19):
            raise CardUnsupported("5A")
        if not track2.startswith(f"{number}D"):
            raise CardUnsupported("57")
        expiry = self._objects.get("5F24", b"").hex()[:4] or track2.partition("D")[2][:4]
        if not (expiry.isdigit() and len(expiry) == 4):
            raise CardUnsupported("5F24")
        return Holder(Secret(number), Secret(track2), expiry, self._objects.get("5F34", b"\0").hex().rjust(3, "0"))


T = TypeVar("T")


def _quietly(read: Callable[[], T], otherwise: T) -> T:
    """Read an issuer's answer, which may be garbage: the card then decides without it."""
    try:
        return read()
    except TlvInvalid:
        return otherwise


def _records(locator: bytes) -> list[tuple[int, int]]:
    """Return what the file locator (94) names: short file identifiers and record numbers."""
    entries = [locator[start : start + 4] for start in range(0, len(locator) - 3, 4)]
    return [(file >> 3, number) for file, first, last, _ in entries for number in range(first, last + 1)]


def _script_commands(answer: bytes, kind: str) -> list[bytes]:
    scripts = [value for tag, value in parse(answer) if tag == kind]
    return [command for script in scripts for tag, command in parse(script) if tag == "86"]


def _cut(values: bytes, places: tuple[tuple[str, int | None], ...]) -> dict[str, bytes]:
    found, place = {}, 0
    for tag, size in places:
        end = len(values) if size is None else place + size
        found[tag], place = values[place:end], end
    return found
