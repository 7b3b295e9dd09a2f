"""One transaction with one application of the card: options, records, first and second cryptogram."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from payment.backends.built_in.emv.card import Card, CardRefused
from payment.backends.built_in.emv.tlv import TlvInvalid, build, fill_list, flatten, parse
from payment.secret import Secret

ONLINE, APPROVE, REFUSE = 0x80, 0x40, 0x00  # what is asked of the card
KIND_OF_CRYPTOGRAM = 0xC0
ISSUER_AUTHENTICATION = 0x04  # of the first byte of 82: the card wants EXTERNAL AUTHENTICATE

CURRENCY = COUNTRY = bytes.fromhex("0156")  # renminbi, China
TERMINAL_TYPE = b"\x24"  # unattended, online only, merchant
CAPABILITIES = bytes.fromhex("204000")  # chip with contacts; PIN enciphered online; no offline data authentication
VERIFICATION = bytes.fromhex("8000040000")  # 95: no offline data authentication was done; an online PIN was entered
CARDHOLDER = bytes.fromhex("020000")  # 9F34: PIN enciphered online, result not known to the terminal
PURCHASE = b"\x00"

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
        self._objects: dict[str, bytes] = {
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

    def begin(self, name: bytes) -> Holder:
        """Select the application, read its records; raises :class:`CardUnsupported`, :class:`CardRefused`."""
        try:
            self._objects |= flatten(self._card.select(name))
            self._objects.setdefault("84", name)
            options = self._card.get_processing_options(fill_list(self._objects.get("9F38", b""), self._objects))
            self._keep_options(options)
            self._read_records()
        except TlvInvalid as error:
            raise CardUnsupported(str(error)) from None
        return self._holder()

    def first_cryptogram(self) -> None:
        """Ask the card to go online; raises :class:`CardRefused` when it refuses the transaction by itself."""
        kind = self._generate(ONLINE, "8C")
        if kind != ONLINE:
            raise CardRefused(0x6985)

    def chip_data(self) -> Secret[bytes]:
        """Return field 55."""
        return Secret(build((tag, self._objects[tag]) for tag in CHIP_DATA if tag in self._objects))

    def finish(self, approved: bool, response_code: str, answer: bytes) -> bool:
        """Show the card what the issuer said (field 55 of the answer); True when the card agrees with an approval."""
        objects = self._issuer_objects(answer)
        self._objects["8A"] = response_code.encode("ascii", "replace")[:2].ljust(2, b" ")
        believed = self._show_issuer(objects.get("91", b""))
        kind = self._generate(APPROVE if approved and believed else REFUSE, "8D")
        self._run_scripts(answer)
        return kind == APPROVE

    def _issuer_objects(self, answer: bytes) -> dict[str, bytes]:
        try:
            return flatten(answer)
        except TlvInvalid:
            return {}

    def _show_issuer(self, authentication: bytes) -> bool:
        self._objects["91"] = authentication
        wants = self._objects.get("82", b"\0")[0] & ISSUER_AUTHENTICATION
        if not wants:
            return True
        return bool(authentication) and self._card.external_authenticate(authentication)

    def _run_scripts(self, answer: bytes) -> None:
        try:
            scripts = [value for tag, value in parse(answer) if tag in {"71", "72"}]
            commands = [command for script in scripts for tag, command in parse(script) if tag == "86"]
        except TlvInvalid:
            return
        for command in commands:
            if not self._card.run_script(command):
                return

    def _generate(self, kind: int, list_tag: str) -> int:
        wanted = self._objects.get(list_tag)
        if wanted is None:
            raise CardUnsupported(list_tag)
        answer = self._card.generate_cryptogram(kind, fill_list(wanted, self._objects))
        if answer[:1] == b"\x80":  # format 1: values one after the other
            plain = answer[2:]
            self._objects |= {"9F27": plain[:1], "9F36": plain[1:3], "9F26": plain[3:11], "9F10": plain[11:]}
        else:
            self._objects |= flatten(answer)
        return self._objects.get("9F27", b"\0")[0] & KIND_OF_CRYPTOGRAM

    def _keep_options(self, options: bytes) -> None:
        if options[:1] == b"\x80":
            self._objects |= {"82": options[2:4], "94": options[4:]}
        else:
            self._objects |= flatten(options)

    def _read_records(self) -> None:
        locator = self._objects.get("94", b"")
        for start in range(0, len(locator) - 3, 4):
            file, first, last, _ = locator[start : start + 4]
            for number in range(first, last + 1):
                self._objects |= flatten(self._card.read_record(number, file >> 3))

    def _holder(self) -> Holder:
        track2 = self._objects.get("57", b"").hex().upper().rstrip("F")
        number = self._objects.get("5A", b"").hex().upper().rstrip("F") or track2.partition("D")[0]
        if not (number.isdigit() and 12 <= len(number) <= 19):
            raise CardUnsupported("5A")
        if not track2.startswith(f"{number}D"):
            raise CardUnsupported("57")
        expiry = self._objects.get("5F24", b"").hex()[:4] or track2.partition("D")[2][:4]
        return Holder(Secret(number), Secret(track2), expiry, self._objects.get("5F34", b"\0").hex().rjust(3, "0"))
