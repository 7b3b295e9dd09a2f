"""One application of a chip and its transactions: options, records, cryptograms, the issuer's answer."""

from dataclasses import dataclass, field
from enum import Enum

from simulators.devices.chip_card.cryptogram import METHOD_1_BYTES, answer_cryptogram, card_key, cryptogram, session_key
from simulators.devices.chip_card.tlv import cut, object_list, tlv
from simulators.world.bank_cards import CardApplication, ChipHabits

PDOL = {"9F7A": 1, "9F02": 6, "5F2A": 2}
CDOL1 = {"9F02": 6, "9F03": 6, "9F1A": 2, "95": 5, "5F2A": 2, "9A": 3, "9C": 1, "9F37": 4}
CDOL2 = {"8A": 2, **CDOL1}
PROFILE = bytes.fromhex("1C00")  # 82: cardholder verification, terminal risk management, issuer authentication
LOCATOR = bytes.fromhex("0801020010010100")  # 94: file 1 records 1 and 2, file 2 record 1
ONLINE_PIN_ALWAYS = bytes.fromhex("000000000000000002001F00")  # 8E
VERSION = bytes.fromhex("0020")  # 9F08, 9F09

ONLINE, AGREE, REFUSE = 0x80, 0x40, 0x00  # 9F27: ARQC, TC, AAC
KINDS = 0xC0

OK = 0x9000
NOT_AUTHENTICATED, WRONG_LENGTH, NOT_NOW = 0x6300, 0x6700, 0x6985
NO_RECORD, NO_DATA = 0x6A83, 0x6A88


class Phase(Enum):
    """How far a transaction has come."""

    SELECTED = 0
    OPENED = 1
    ONLINE = 2
    OVER = 3


Answer = tuple[bytes, int]
"""Data and status word."""


@dataclass
class Purse:
    """The application's memory: its counter survives power and transactions."""

    account: CardApplication
    habits: ChipHabits
    counter: int = 0x0041  # 9F36 of the last transaction
    scripts: int = 0  # commands of the issuer that it took
    phase: Phase = Phase.SELECTED
    _request: bytes = field(default=b"", repr=False)
    _authentic: bool | None = None  # what the issuer's answer was; None: none came yet

    def begin(self) -> bytes:
        """Be selected; return the file control information."""
        self.phase = Phase.SELECTED
        told = [tlv("50", self.account.label.encode()), tlv("87", bytes([self.account.priority])), tlv("5F2D", b"zhen")]
        return tlv("6F", tlv("84", self.account.aid), tlv("A5", *told, tlv("9F38", object_list(PDOL))))

    def open(self, data: bytes) -> Answer:
        """GET PROCESSING OPTIONS: count a transaction and say where the records are."""
        if self.phase is not Phase.SELECTED:
            return b"", NOT_NOW
        if data[:2] != bytes([0x83, len(data) - 2]) or cut(PDOL, data[2:]) is None:
            return b"", WRONG_LENGTH
        self.phase, self._authentic = Phase.OPENED, None
        self.counter += 1
        if self.habits.options == 2:
            return tlv("77", tlv("82", PROFILE), tlv("94", LOCATOR)), OK
        return tlv("80", PROFILE, LOCATOR), OK

    def record(self, file: int, number: int) -> Answer:
        """READ RECORD."""
        if self.phase is Phase.SELECTED:
            return b"", NOT_NOW
        try:
            objects = self._records()[file, number]
        except KeyError:
            return b"", NO_RECORD
        return tlv("70", *(tlv(tag, value) for tag, value in objects.items())), OK

    def data(self, tag: str) -> Answer:
        """GET DATA: counters only."""
        known = {"9F36": self.counter.to_bytes(2, "big"), "9F17": b"\x03", "9F13": (self.counter - 1).to_bytes(2, "big")}
        return (tlv(tag, known[tag]), OK) if tag in known else (b"", NO_DATA)

    def generate(self, wanted: int, data: bytes) -> Answer:
        """GENERATE AC: the first goes online, the second ends the transaction."""
        if self.phase is Phase.OPENED:
            return self._first(wanted & KINDS, cut(CDOL1, data))
        if self.phase is Phase.ONLINE:
            return self._second(wanted & KINDS, cut(CDOL2, data))
        return b"", NOT_NOW

    def authenticate(self, data: bytes) -> Answer:
        """EXTERNAL AUTHENTICATE: look at the issuer's answer, once."""
        if self.phase is not Phase.ONLINE or self._authentic is not None:
            return b"", NOT_NOW
        if len(data) != METHOD_1_BYTES:
            return b"", WRONG_LENGTH
        self._authentic = data[:8] == answer_cryptogram(self._session(), self._request, data[8:])
        return b"", OK if self._authentic else NOT_AUTHENTICATED

    def script(self) -> Answer:
        """Take one command of the issuer; what it says is not looked into."""
        if self.phase not in {Phase.ONLINE, Phase.OVER}:
            return b"", NOT_NOW
        self.scripts += 1
        return b"", OK

    def _first(self, wanted: int, objects: dict[str, bytes] | None) -> Answer:
        if objects is None:
            return b"", WRONG_LENGTH
        goes_online = wanted != REFUSE and self.habits.first == "online"
        kind = ONLINE if goes_online else REFUSE
        self.phase = Phase.ONLINE if goes_online else Phase.OVER
        told = self._told(kind, 0xA0 if goes_online else 0x80, objects)
        return told, OK

    def _second(self, wanted: int, objects: dict[str, bytes] | None) -> Answer:
        if objects is None:
            return b"", WRONG_LENGTH
        self.phase = Phase.OVER
        agrees = wanted == AGREE and self._authentic is True and self.habits.second == "agree"
        failed = 0x08 if self._authentic is False else 0
        return self._told(AGREE if agrees else REFUSE, (0x60 if agrees else 0x20) | failed, objects), OK

    def _told(self, kind: int, results: int, objects: dict[str, bytes]) -> bytes:
        verification = bytes([0x03, results, 0x00, 0x00])
        counter = self.counter.to_bytes(2, "big")
        signed = b"".join(objects[tag] for tag in CDOL1) + PROFILE + counter + verification
        self._request = cryptogram(self._session(), signed)
        issuer_data = bytes.fromhex("070101") + verification + b"\x01"
        if self.habits.options == 2:
            told = {"9F27": bytes([kind]), "9F36": counter, "9F26": self._request, "9F10": issuer_data}
            return tlv("77", *(tlv(tag, value) for tag, value in told.items()))
        return tlv("80", bytes([kind]), counter, self._request, issuer_data)

    def _session(self) -> bytes:
        account = self.account
        return session_key(card_key(account.master_key, account.number, account.sequence), self.counter.to_bytes(2, "big"))

    def _records(self) -> dict[tuple[int, int], dict[str, bytes]]:
        account = self.account
        return {
            (1, 1): {"57": _digits(f"{account.number}D{account.expiry}220"), "5F20": account.holder.encode()},
            (1, 2): {
                "5F24": bytes.fromhex(account.expiry + "28"),
                "5F25": bytes.fromhex("200101"),
                "5F28": bytes.fromhex("0156"),
                "9F07": bytes.fromhex("FF00"),
                "9F08": VERSION,
            },
            (2, 1): {
                "5A": _digits(account.number),
                "5F34": bytes.fromhex(account.sequence),
                "8C": object_list(CDOL1),
                "8D": object_list(CDOL2),
                "8E": ONLINE_PIN_ALWAYS,
                "9F0D": bytes.fromhex("D8603CA800"),
                "9F0E": bytes.fromhex("0010000000"),
                "9F0F": bytes.fromhex("D8683CF800"),
            },
        }


def _digits(text: str) -> bytes:
    return bytes.fromhex(text + "F" * (len(text) % 2))
