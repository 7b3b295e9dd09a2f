"""The acquiring bank's host 收单机构: signs terminals on, takes sales and reversals over TCP, and has its faults."""

import hmac
import secrets
import select
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.clock import Clock
from simulators.devices.chip_card.des import encrypt
from simulators.partners.iso8583 import LONGEST, MAC_FIELD, Message, Unreadable, chip_objects, mac, read, write
from simulators.partners.ledger import Entry, EntryState, Ledger
from simulators.partners.sale_checks import APPROVED, DUPLICATE, FAILED, WRONG_MAC, Account, Sale, first_objection
from simulators.partners.tcp_door import HOST, TcpDoor

TERMINAL, MERCHANT = "50000001", "898500000000001"
KEY_BYTES, CHECK_BYTES = 16, 4
SIGN_ON, SALE, REVERSAL = "0800", "0200", "0400"
ANSWERS = {SIGN_ON: "0810", SALE: "0210", REVERSAL: "0410"}
ECHOED = (3, 4, 11, 41, 42, 49, 60)
NO_SUCH_TERMINAL, NO_SUCH_MERCHANT, REFUSED, UNKNOWN_ORIGINAL = "97", "03", "05", "25"
UNREADABLE_ANSWER = 64  # bytes
LATEST_S = 300.0  # a late answer comes when the terminal has hung up, or now


class AcquirerFault(StrEnum):
    """What can be wrong with the host or the line to it."""

    DECLINE = "decline"  # says 51 to every sale
    LOSE_REQUEST = "lose_request"  # hears nothing of sale or reversal
    LOSE_ANSWER = "lose_answer"  # does what is asked and never answers
    LATE_ANSWER = "late_answer"  # does what is asked and answers when the terminal has hung up
    WRONG_MAC = "wrong_mac"
    GARBAGE = "garbage"
    DOWN = "down"  # the port refuses
    SIGN_ON_REFUSED = "sign_on_refused"


class CardIssuer(Protocol):
    """The bank behind a card."""

    def find(self, number: str, sequence: str = "01") -> Account | None:
        """Return the account of a card."""
        ...

    def verify_arqc(self, number: str, sequence: str, chip: Mapping[str, bytes]) -> bool:
        """Tell whether the chip's cryptogram is right."""
        ...

    def arpc(self, number: str, sequence: str, chip: Mapping[str, bytes], response_code: str) -> bytes:
        """Return tag 91 of the answer."""
        ...


@dataclass(frozen=True)
class MasterKeys:
    """What acquirer and terminal were given before: one key in the pad, one for the program."""

    pin: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES), repr=False)
    mac: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES), repr=False)


@dataclass(frozen=True)
class _WorkingKeys:
    pin: bytes = field(repr=False)
    mac: bytes = field(repr=False)


class AcquirerHost:
    """One host for one terminal and one merchant."""

    def __init__(
        self, issuer: CardIssuer, clock: Clock, masters: MasterKeys | None = None, changed: Callable[[], None] = lambda: None
    ) -> None:
        self.terminal, self.merchant, self.host = TERMINAL, MERCHANT, HOST
        self.masters = masters or MasterKeys()
        self._issuer = issuer
        self._clock = clock
        self._changed = changed
        self._ledger = Ledger()
        self._lock = threading.Lock()
        self._keys: _WorkingKeys | None = None
        self._sign_ons = self._references = 0
        self._fault: AcquirerFault | None = None
        self._once = False
        self._door = TcpDoor("acquirer", self._serve)

    @property
    def port(self) -> int:
        """The TCP port, the same for the host's whole life."""
        return self._door.port

    @property
    def fault(self) -> AcquirerFault | None:
        """The present fault."""
        return self._fault

    @property
    def once(self) -> bool:
        """Tell whether the present fault strikes one time only."""
        return self._once

    @property
    def sign_ons(self) -> int:
        """How often working keys were given out."""
        return self._sign_ons

    def start(self) -> None:
        """Begin to listen."""
        self._door.open()

    def stop(self) -> None:
        """Close every connection and the port."""
        self._door.close()

    def set_fault(self, fault: AcquirerFault | None, *, once: bool = False) -> None:
        """Break the host in one way, for the next message that it concerns or until it is mended with None.

        `DOWN` concerns no message: it lasts until it is mended.
        """
        with self._lock:
            before, self._fault, self._once = self._fault, fault, once and fault in _CONCERNS
        if fault is AcquirerFault.DOWN and before is not AcquirerFault.DOWN:
            self._door.shut()
        elif fault is not AcquirerFault.DOWN and before is AcquirerFault.DOWN:
            self._door.open()
        self._changed()

    def transactions(self) -> list[dict[str, Any]]:
        """Return every sale and what became of it, oldest first; cards are masked."""
        return [entry.told() for entry in self._ledger.entries]

    def reset(self) -> None:
        """Forget sales, wrong PINs and faults; the terminal stays signed on."""
        self._ledger.reset()
        self.set_fault(None)

    # -- the line

    def _serve(self, visitor: socket.socket) -> None:
        visitor.settimeout(LATEST_S)
        size = int.from_bytes(_exactly(visitor, 2), "big")
        if not 0 < size <= LONGEST:
            return
        try:
            message = read(_exactly(visitor, size))
        except Unreadable:
            return  # as hosts do: what cannot be read is not answered
        fault = self._struck(message.kind)
        if fault is AcquirerFault.LOSE_REQUEST:
            return
        answer = self._answer(message, fault)
        self._changed()
        if answer:
            _send(visitor, answer, fault)

    def _struck(self, kind: str) -> AcquirerFault | None:
        """Return the fault that strikes this message; one that strikes once is over with it."""
        with self._lock:
            fault = self._fault if kind in _CONCERNS.get(self._fault, ()) else None
            if fault is not None and self._once:
                self._fault, self._once = None, False
            return fault

    def _answer(self, message: Message, fault: AcquirerFault | None) -> bytes:
        acts: dict[str, Callable[[Message, AcquirerFault | None], dict[int, str | bytes]]] = {
            SIGN_ON: self._sign_on,
            SALE: self._sell,
            REVERSAL: self._reverse,
        }
        act = acts.get(message.kind)
        if act is None:
            return b""
        refusal = self._stranger(message)
        fields = {39: refusal} if refusal else act(message, fault)
        now = self._clock.now()
        told = {number: message.text(number) for number in ECHOED if message.text(number)}
        keys = self._keys if message.kind != SIGN_ON else None
        return write(
            ANSWERS[message.kind], {**told, 12: f"{now:%H%M%S}", 13: f"{now:%m%d}", **fields}, keys.mac if keys else None
        )

    def _stranger(self, message: Message) -> str:
        if message.text(41) != self.terminal:
            return NO_SUCH_TERMINAL
        return "" if message.text(42) == self.merchant else NO_SUCH_MERCHANT

    # -- what is asked

    def _sign_on(self, _: Message, fault: AcquirerFault | None) -> dict[int, str | bytes]:
        if fault is AcquirerFault.SIGN_ON_REFUSED:
            return {39: REFUSED}
        keys = _WorkingKeys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))
        with self._lock:
            self._keys = keys
            self._sign_ons += 1
        return {39: APPROVED, 62: _wrapped(self.masters.pin, keys.pin) + _wrapped(self.masters.mac, keys.mac)}

    def _sell(self, message: Message, fault: AcquirerFault | None) -> dict[int, str | bytes]:
        keys = self._keys
        if keys is None or not _authentic(message, keys.mac):
            return {39: WRONG_MAC}
        try:
            sale = Sale.of(message, chip_objects(message.data(55)))
        except (Unreadable, ValueError):
            return {39: "30"}
        if self._ledger.knows(sale.key):
            return {39: DUPLICATE}
        code = first_objection(sale, keys.pin, self._issuer, self._ledger, self._clock.now())
        if code == APPROVED and fault is AcquirerFault.DECLINE:
            code = "51"
        return self._settled(sale, code)

    def _settled(self, sale: Sale, code: str) -> dict[int, str | bytes]:
        state = EntryState.HELD if code == APPROVED else EntryState.DECLINED
        with self._lock:
            self._references += 1
            reference = f"{self._clock.now():%y%j}"[1:] + f"{self._references:08d}"
        entry = Entry(sale.key, _order(sale.order), sale.amount_fen, state, code, reference, self._clock.now(), sale.number)
        if not self._ledger.record(entry):
            return {39: DUPLICATE}
        fields: dict[int, str | bytes] = {37: reference, 39: code}
        if code == APPROVED:
            fields[38] = secrets.token_hex(3).upper()
        if code not in {FAILED, "14"}:
            proof = self._issuer.arpc(sale.number, sale.sequence, sale.chip, code)
            fields[55] = b"\x91" + bytes([len(proof)]) + proof
        return fields

    def _reverse(self, message: Message, _: AcquirerFault | None) -> dict[int, str | bytes]:
        keys = self._keys
        if keys is None or not _authentic(message, keys.mac):
            return {39: WRONG_MAC}
        batch, trace = message.text(61)[:6], message.text(61)[6:12]
        if (batch, trace) != (message.text(60)[2:8], message.text(11)):
            return {39: "30"}
        return {39: APPROVED if self._ledger.reverse((self.terminal, batch, trace)) else UNKNOWN_ORIGINAL}


_MONEY = frozenset({SALE, REVERSAL})
_CONCERNS: Mapping[AcquirerFault | None, frozenset[str]] = {
    AcquirerFault.DECLINE: frozenset({SALE}),
    AcquirerFault.LOSE_REQUEST: _MONEY,
    AcquirerFault.LOSE_ANSWER: _MONEY,
    AcquirerFault.LATE_ANSWER: _MONEY,
    AcquirerFault.WRONG_MAC: _MONEY,
    AcquirerFault.GARBAGE: _MONEY,
    AcquirerFault.SIGN_ON_REFUSED: frozenset({SIGN_ON}),
}


def _send(visitor: socket.socket, answer: bytes, fault: AcquirerFault | None) -> None:
    if fault is AcquirerFault.LOSE_ANSWER:
        return
    if fault is AcquirerFault.LATE_ANSWER:
        select.select([visitor], [], [], LATEST_S)  # readable: the terminal has hung up
    if fault is AcquirerFault.WRONG_MAC:
        answer = answer[:-1] + bytes([answer[-1] ^ 0x01])
    if fault is AcquirerFault.GARBAGE:
        answer = UNREADABLE_ANSWER.to_bytes(2, "big") + secrets.token_bytes(UNREADABLE_ANSWER)
    visitor.sendall(answer)


def _exactly(visitor: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        piece = visitor.recv(size - len(received))
        if not piece:
            raise ConnectionAbortedError
        received += piece
    return received


def _authentic(message: Message, key: bytes) -> bool:
    return hmac.compare_digest(mac(key, message.signed), message.data(MAC_FIELD))


def _wrapped(master: bytes, key: bytes) -> bytes:
    return encrypt(master, key) + encrypt(key, bytes(8))[:CHECK_BYTES]


def _order(text: str) -> str:
    try:
        return str(UUID(hex=text))
    except ValueError:
        return text
