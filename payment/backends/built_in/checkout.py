"""One payment from the card in the slot to the committed result.

Until the attempt is committed everything may be given up; from then on it ends approved, declined or reversed, whatever
happens to card, line or process.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Protocol
from uuid import UUID

from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from drivers.bank_card_reader.contract import BankCardReader
from drivers.pin_pad.contract import PinKey, PinPad, WrappedKey
from payment.backends.built_in.acquirer import (
    APPROVED,
    CARD_REFUSED,
    Acquirer,
    ReversalPending,
    SaleAnswer,
    SaleData,
    SaleUnclear,
    SignOnFailed,
    WorkingKeys,
)
from payment.backends.built_in.emv.card import Card, CardRefused
from payment.backends.built_in.emv.selection import Candidate, find_applications
from payment.backends.built_in.emv.tlv import TlvInvalid
from payment.backends.built_in.emv.transaction import CardUnsupported, Holder, Transaction
from payment.backends.built_in.journal import Attempt, AttemptDecided, Journal, OrderClosed
from payment.backends.built_in.line import NotSent
from payment.backends.built_in.response_codes import ResponseCodes
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress, PaymentResult
from payment.secret import Secret, masked_card

log = logging.getLogger(__name__)

WRONG_PIN = "55"
PIN_TRIES = 3


@dataclass(frozen=True)
class Limits:
    """Seconds a citizen has."""

    card: float = 60.0
    choice: float = 30.0
    pin: float = 60.0


class GivenUp(Exception):
    """It ends before anything was sent. `reason` is the text key's last word, ``pay.reason.<reason>``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Wishes:
    """What the citizen says meanwhile."""

    tell: Callable[[PaymentProgress], None]
    choose: Callable[[tuple[str, ...], float], int]
    """Waits for the choice of an application; raises :class:`GivenUp`."""
    cancelled: Event


@dataclass(frozen=True)
class Ask:
    """What is asked of the acquirer, and under which keys."""

    order_id: UUID
    amount_fen: int
    keys: WorkingKeys


class PinReader(Protocol):
    """Runs a job on the pad in the pad's own thread and waits for it; raises :class:`KnownFailure`."""

    def __call__(self, job: Callable[[PinPad], Secret[bytes]], meanwhile: Callable[[], None] = ...) -> Secret[bytes]:
        """Call `meanwhile` again and again in the caller's thread; it must not raise."""
        ...


class SlotWatch:
    """Ends the entry of a PIN when its card is pulled. Used in the reader's thread, which waits for the pad."""

    def __init__(self, reader: BankCardReader, cancelled: Event) -> None:
        self._reader = reader
        self._cancelled = cancelled
        self._failure: FailureCode | None = None

    def look(self) -> None:
        """Look once; a card that is gone, and a reader that cannot tell any more, end the entry."""
        try:
            present = self._reader.is_present()
        except KnownFailure as failure:
            self._failure = failure.code
        else:
            self._failure = self._failure or (None if present else FailureCode.BANK_CARD_REMOVED)
        if self._failure is not None:
            self._cancelled.set()

    def require_card(self) -> None:
        """Raise :class:`KnownFailure` when the entry was ended here."""
        if self._failure is not None:
            raise KnownFailure(self._failure)


@dataclass(frozen=True)
class Checkout:
    """Takes one payment after the other with one reader, one pad, one acquirer."""

    journal: Journal
    acquirer: Acquirer
    codes: ResponseCodes
    clock: Clock
    accepted: tuple[bytes, ...]  # AIDs
    serial: str  # of this terminal, for the card
    limits: Limits

    def pay(self, order_id: UUID, amount_fen: int, reader: BankCardReader, at_pad: PinReader, wishes: Wishes) -> PaymentResult:
        """Pay one order and return its stored result; never raises for what a card, a pad or a line can do."""
        known = self.journal.result(order_id)
        if known is not None and known.outcome in {PaymentOutcome.APPROVED, PaymentOutcome.UNKNOWN}:
            return known
        try:
            self.journal.require_open(order_id, amount_fen)
            keys = self._prepare(at_pad)
            wishes.tell(PaymentProgress(PaymentPhase.INSERT, limit_s=self.limits.card))
            reader.await_card(self.limits.card, wishes.cancelled)
            return self._pay_with_card(order_id, amount_fen, keys, reader, at_pad, wishes)
        except GivenUp as given_up:
            return self._not_charged(order_id, amount_fen, given_up.reason)
        except KnownFailure as failure:
            return self._not_charged(order_id, amount_fen, _REASONS.get(failure.code, "device"))
        except OrderClosed:
            return self.journal.result(order_id) or self._not_charged(order_id, amount_fen, "closed")
        finally:
            with suppress(KnownFailure):  # the supervisor finds out at its next look; the result must not be lost
                reader.release()

    def _prepare(self, at_pad: PinReader) -> WorkingKeys:
        """Clarify what is pending and sign on, before a card is asked for; the pad holds the PIN key then."""
        self.journal.recover()  # nobody else pays now: what is still undecided was left so by a bug or a full disk
        try:
            self.acquirer.require_nothing_pending()
            keys = self.acquirer.require_line()
        except (ReversalPending, SignOnFailed):
            raise GivenUp("line_down") from None

        def load(pad: PinPad) -> Secret[bytes]:
            pad.load_pin_key(WrappedKey(keys.pin_key, keys.pin_check))
            return Secret(b"")

        at_pad(load)
        return keys

    def _pay_with_card(
        self, order_id: UUID, amount_fen: int, keys: WorkingKeys, reader: BankCardReader, at_pad: PinReader, wishes: Wishes
    ) -> PaymentResult:
        wishes.tell(PaymentProgress(PaymentPhase.READING))
        card = Card(reader.transmit, self.clock, wishes.cancelled)
        name = self._choose(card, wishes).name
        tries_left = None
        for _ in range(PIN_TRIES):
            transaction = Transaction(card, amount_fen, self.clock.now(), self.serial, self.journal.next_trace()[1])
            try:
                holder = transaction.begin(name)
            except (CardRefused, CardUnsupported):
                raise GivenUp("card_unsupported") from None
            self._require_valid(holder)
            pin_block = self._ask_pin(holder, SlotWatch(reader, wishes.cancelled), at_pad, wishes, tries_left)
            result = self._one_try(Ask(order_id, amount_fen, keys), transaction, holder, pin_block, wishes)
            if result.response_code != WRONG_PIN:
                return result
            tries_left = PIN_TRIES - 1 if tries_left is None else tries_left - 1
        return result

    def _choose(self, card: Card, wishes: Wishes) -> Candidate:
        offered = find_applications(card, self.accepted)
        if not offered:
            raise GivenUp("card_unsupported")
        if len(offered) == 1:
            return offered[0]
        labels = tuple(one.label for one in offered)
        wishes.tell(PaymentProgress(PaymentPhase.CHOOSE, applications=labels, limit_s=self.limits.choice))
        return offered[wishes.choose(labels, self.limits.choice)]

    def _ask_pin(
        self, holder: Holder, slot: SlotWatch, at_pad: PinReader, wishes: Wishes, tries_left: int | None
    ) -> Secret[bytes]:
        try:
            return at_pad(lambda pad: self._read_pin(pad, holder, wishes, tries_left), slot.look)
        finally:
            slot.require_card()  # why the pad gave up, or why the PIN is of no use

    def _one_try(
        self, ask: Ask, transaction: Transaction, holder: Holder, pin_block: Secret[bytes], wishes: Wishes
    ) -> PaymentResult:
        wishes.tell(PaymentProgress(PaymentPhase.WORKING, can_cancel=False))
        try:
            transaction.first_cryptogram()
        except (CardRefused, CardUnsupported, TlvInvalid):
            raise GivenUp("card_refused") from None
        data = SaleData(holder.number, holder.track2, holder.expiry, holder.sequence, pin_block, transaction.chip_data())
        if wishes.cancelled.is_set():
            raise GivenUp("cancelled")
        attempt = self.journal.begin(ask.order_id, ask.amount_fen, masked_card(holder.number))
        with suppress(AttemptDecided):  # the journal says how
            self._decide(attempt, data, ask.keys, transaction)
        result = self.journal.result(ask.order_id)
        if result is None:
            raise LookupError("the attempt was committed just now")
        return result

    def _require_valid(self, holder: Holder) -> None:
        if holder.expiry < f"{self.clock.now():%y%m}":
            raise GivenUp("card_expired")

    def _read_pin(self, pad: PinPad, holder: Holder, wishes: Wishes, tries_left: int | None) -> Secret[bytes]:
        typed = 0

        def on_key(key: PinKey) -> None:
            nonlocal typed
            typed = typed + 1 if key is PinKey.DIGIT else 0 if key is PinKey.CLEAR else typed
            tell_typed()

        def tell_typed() -> None:
            wishes.tell(PaymentProgress(PaymentPhase.PIN, pin_digits=typed, pin_tries_left=tries_left, limit_s=self.limits.pin))

        tell_typed()
        return Secret(pad.read_pin(holder.account, self.limits.pin, on_key, wishes.cancelled).block)

    def _decide(self, attempt: Attempt, data: SaleData, keys: WorkingKeys, transaction: Transaction) -> None:
        """Bring a committed attempt to its end; whatever is not verified is reversed."""
        try:
            answer = self.acquirer.sell(attempt, data, keys)
        except NotSent:
            self.journal.not_sent(attempt, "line_down")
            _finish_quietly(transaction, SaleAnswer("Z3", "", "", b""))
        except SaleUnclear as unclear:
            self.journal.must_reverse(attempt, unclear.reason)
            _finish_quietly(transaction, SaleAnswer("Z3", "", "", b""))
            self.acquirer.reverse_pending()
        except BaseException:
            self.journal.must_reverse(attempt, CARD_REFUSED)
            raise
        else:
            self._settle(attempt, answer, transaction)

    def _settle(self, attempt: Attempt, answer: SaleAnswer, transaction: Transaction) -> None:
        refusal = _finish_quietly(transaction, answer)
        if answer.response_code != APPROVED:
            self.journal.decline(attempt, answer.response_code, self.codes.reason(answer.response_code))
        elif refusal is None:
            self.journal.approve(attempt, answer.reference, answer.authorisation)
        else:
            self.journal.must_reverse(attempt, CARD_REFUSED, refusal)
            self.acquirer.reverse_pending()

    def _not_charged(self, order_id: UUID, amount_fen: int, reason: str) -> PaymentResult:
        """Return why nothing was charged, unless the journal knows better."""
        known = self.journal.result(order_id)
        if known is not None and known.outcome in {PaymentOutcome.APPROVED, PaymentOutcome.UNKNOWN}:
            return known
        return PaymentResult(order_id, PaymentOutcome.NOT_CHARGED, amount_fen, reason=reason, at=self.clock.now())


def _finish_quietly(transaction: Transaction, answer: SaleAnswer) -> str | None:
    """Tell the card how it ended; None when it agrees, else the reason. A card that was pulled has not agreed."""
    approved = answer.response_code == APPROVED
    try:
        agreed = transaction.finish(approved, answer.response_code, answer.chip_answer)
    except KnownFailure as failure:
        return _REASONS.get(failure.code, "device")
    except (CardRefused, CardUnsupported, TlvInvalid):
        return "card_refused"
    return None if agreed else "card_refused"


_REASONS = {
    FailureCode.BANK_CARD_ABSENT: "no_card",
    FailureCode.BANK_CARD_REMOVED: "card_removed",
    FailureCode.BANK_CARD_MUTE: "card_unreadable",
    FailureCode.PIN_ENTRY_CANCELLED: "cancelled",
    FailureCode.PIN_ENTRY_TIMEOUT: "pin_timeout",
    FailureCode.DEVICE_JOB_CANCELLED: "cancelled",
}
