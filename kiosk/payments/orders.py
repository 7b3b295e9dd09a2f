"""Orders that await their payment: while a visit pays they are its own; afterwards they are closed here, however long it takes.

Closing asks the payment process: paid means lodged, not paid means lapsed, and where it does not know (or is away) it is
asked again later. So whatever ended a visit, every approved payment finds its application and every other one lapses.

Where the office holds something for an order (fines) it is told first: that the payment is unclear, or that there was none.
The order is not let go before the office has heard it, so a hold ends when the truth is known, however long that takes.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Literal
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from domain.clock import Clock
from domain.failures import FailureCode
from domain.wire.message import BankWord, MaskedCard
from domain.wire.v1 import PaidFee
from kiosk.flow.visit import Confirmed
from kiosk.store.room import StoreRoom
from kiosk.worker import Worker
from payment.contract import PaymentOutcome, PaymentResult, PaymentTerminal

log = logging.getLogger(__name__)

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 60.0
TELL_AGAIN_S = 43_200.0  # an unclear payment is told of twice a day: the office holds for some days
UNHEARD = frozenset({FailureCode.NETWORK_DOWN, FailureCode.OFFICE_UNAVAILABLE, FailureCode.CLOCK_WRONG})

Became = Literal["clarify", "release"]
TellHold = Callable[[Confirmed, Became, Callable[[object], None]], None]
"""Tells the office what became of an order that it holds something for; calls back with its answer or a failure."""


@dataclass
class _Wait:
    """When an order is asked for again."""

    tries: int = 0
    next_at: float = 0.0  # monotonic
    asking: bool = False
    told_at: float | None = None  # when the office heard that it is unclear; monotonic


class Orders:
    """Knows whose an order is. :meth:`claim`, :meth:`give_up` and :meth:`close_due` may be called from any thread."""

    def __init__(
        self, payments: PaymentTerminal, store: StoreRoom, store_worker: Worker, clock: Clock, tell_hold: TellHold | None = None
    ) -> None:
        self._payments = payments
        self._store = store
        self._store_worker = store_worker
        self._clock = clock
        self._tell_hold = tell_hold
        self._lock = Lock()
        self._owned: set[UUID] = set()
        self._waits: dict[UUID, _Wait] = {}

    def claim(self, key: UUID) -> None:
        """A visit is about to confirm and to pay the application `key`: leave it alone."""
        with self._lock:
            self._owned.add(key)

    def give_up(self, key: UUID) -> None:
        """The visit has done with it. If it is not paid by now it is closed at once."""
        with self._lock:
            self._owned.discard(key)
        self.close_due()

    def close_due(self) -> None:
        """Have every order closed that nobody pays and whose time has come."""
        self._store_worker.submit(self._store.unsettled, self._close_each)

    def _close_each(self, unsettled: list[Confirmed] | FailureCode) -> None:
        if isinstance(unsettled, FailureCode):
            return  # the store is not sound: housekeeping comes again
        for application in unsettled:
            if self._begin(application):
                self._close(application)
        self._forget_all_but({application.key for application in unsettled})

    def _begin(self, application: Confirmed) -> bool:
        with self._lock:
            wait = self._waits.setdefault(application.key, _Wait())
            if application.key in self._owned or wait.asking or wait.next_at > self._clock.monotonic():
                return False
            wait.asking = True
            return True

    def _close(self, application: Confirmed) -> None:
        self._payments.close_order(application.order_id, lambda result: self._closed(application, result))

    def _closed(self, application: Confirmed, result: PaymentResult | FailureCode) -> None:
        outcome = result.outcome if isinstance(result, PaymentResult) else None
        if outcome is None or outcome is PaymentOutcome.UNKNOWN or isinstance(result, FailureCode):
            self._tell_unclear(application)
            self._ask_later(application.key)
        elif outcome is PaymentOutcome.APPROVED:
            self._store_worker.submit(lambda: self._lodge(application, result), lambda _: self._done(application.key))
        elif self._tell_hold is None:
            self._abandon(application)
        else:
            self._tell_hold(application, "release", lambda answer: self._released(application, answer))

    def _released(self, application: Confirmed, answer: object) -> None:
        if _is_unheard(answer):
            self._ask_later(application.key)
        else:
            self._abandon(application)

    def _abandon(self, application: Confirmed) -> None:
        self._store_worker.submit(lambda: self._store.abandon(application.key), lambda _: self._done(application.key))

    def _tell_unclear(self, application: Confirmed) -> None:
        if self._tell_hold is None:
            return
        now = self._clock.monotonic()
        with self._lock:
            wait = self._waits.setdefault(application.key, _Wait())
            if wait.told_at is not None and now - wait.told_at < TELL_AGAIN_S:
                return
            wait.told_at = now
        self._tell_hold(application, "clarify", lambda answer: self._heard(application.key, answer))

    def _heard(self, key: UUID, answer: object) -> None:
        if _is_unheard(answer):
            with self._lock:
                self._waits.setdefault(key, _Wait()).told_at = None

    def _lodge(self, application: Confirmed, result: PaymentResult) -> None:
        self._store.settle(application.key, paid_fee(result, self._clock))

    def _ask_later(self, key: UUID) -> None:
        with self._lock:
            wait = self._waits.setdefault(key, _Wait())
            wait.asking = False
            wait.next_at = self._clock.monotonic() + min(FIRST_WAIT_S * 2.0 ** min(wait.tries, 16), LONGEST_WAIT_S)
            wait.tries += 1

    def _done(self, key: UUID) -> None:
        """Written, or the store failed: in that case the row is still there and comes again."""
        self._ask_later(key)

    def _forget_all_but(self, keys: set[UUID]) -> None:
        with self._lock:
            self._waits = {key: wait for key, wait in self._waits.items() if key in keys or wait.asking}


def _is_unheard(answer: object) -> bool:
    return isinstance(answer, FailureCode) and answer in UNHEARD


def paid_fee(result: PaymentResult, clock: Clock) -> PaidFee:
    """Return what the office is told of an approved payment.

    A word of the bank that does not fit its form is left out: money that was taken must find its application.
    """
    return PaidFee(
        order_id=result.order_id,
        amount_fen=result.amount_fen,
        card=_fitting(_CARD, result.card),
        reference=_fitting(_WORD, result.reference),
        authorisation=_fitting(_WORD, result.authorisation),
        trace=_fitting(_WORD, result.trace),
        batch=_fitting(_WORD, result.batch),
        paid_at=result.at or clock.now(),
    )


_CARD: TypeAdapter[str] = TypeAdapter(MaskedCard)
_WORD: TypeAdapter[str] = TypeAdapter(BankWord)


def _fitting(form: TypeAdapter[str], word: str | None) -> str | None:
    try:
        return form.validate_python(word)
    except ValidationError:
        return None
