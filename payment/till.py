"""The till: owns reader, pad, journal and acquirer line; takes one payment at a time and clarifies what is pending."""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from domain.failures import FailureCode, KnownFailure
from drivers.bank_card_reader.contract import BankCardReader
from drivers.device import DeviceReport, DeviceStatus, SelfTestResult
from drivers.failure_reports import failed_report
from drivers.pin_pad.contract import PinPad
from drivers.supervisor import JobHandle, SupervisedDevice
from payment.backends.built_in.acquirer import Acquirer, SignOnFailed
from payment.backends.built_in.checkout import Checkout, GivenUp, Wishes
from payment.backends.built_in.journal import Journal
from payment.contract import PaymentOutcome, PaymentPhase, PaymentProgress, PaymentResult
from payment.secret import Secret

log = logging.getLogger(__name__)

STOP_LIMIT_S = 10.0
LONGEST_PAYMENT_S = 600.0
BUSY_AFTER_S = 1.0  # clarifying holds the till for a moment, a payment for longer
LINE_DOWN = "line_down"  # of a result's reasons
MEANWHILE_EVERY_S = 0.4  # while somebody types: how soon a pulled card is noticed
Result = PaymentResult | FailureCode


def _nothing() -> None:
    return


def _await(
    answers: "queue.SimpleQueue[Secret[bytes] | FailureCode]", meanwhile: Callable[[], None]
) -> Secret[bytes] | FailureCode:
    """Wait for an answer, calling `meanwhile` again and again; raises :class:`queue.Empty` when none ever comes."""
    for _ in range(int(LONGEST_PAYMENT_S / MEANWHILE_EVERY_S)):
        with suppress(queue.Empty):
            return answers.get(timeout=MEANWHILE_EVERY_S)
        meanwhile()
    raise queue.Empty


class Conversation:
    """What a citizen says while paying; written from the socket's thread, read in the reader's."""

    def __init__(self, tell: Callable[[PaymentProgress], None]) -> None:
        self._tell = tell
        self.cancelled = threading.Event()
        self._choices: queue.SimpleQueue[int | None] = queue.SimpleQueue()

    def tell(self, progress: PaymentProgress) -> None:
        """Say how it goes. What was chosen before it was asked for is no choice."""
        while progress.phase is PaymentPhase.CHOOSE and not self._choices.empty():
            self._choices.get()
        self._tell(progress)

    def cancel(self) -> None:
        """Give up, if it is still possible."""
        self.cancelled.set()
        self._choices.put(None)

    def choose(self, index: int) -> None:
        """Choose an application of the card."""
        self._choices.put(index)

    def await_choice(self, labels: tuple[str, ...], limit_s: float) -> int:
        """Wait for the choice; raises :class:`GivenUp`."""
        if self.cancelled.is_set():
            raise GivenUp("cancelled")
        try:
            index = self._choices.get(timeout=limit_s)
        except queue.Empty:
            raise GivenUp("choice_timeout") from None
        if index is None or index >= len(labels):
            raise GivenUp("cancelled")
        return index


@dataclass(frozen=True)
class TillParts:
    """What a till is built of."""

    reader: SupervisedDevice[BankCardReader]
    pad: SupervisedDevice[PinPad]
    journal: Journal
    acquirer: Acquirer
    checkout: Checkout
    reversal_every_s: float


class Till:
    """See the module's text. Calls come from the socket's threads."""

    def __init__(self, parts: TillParts) -> None:
        self._parts = parts
        self._paying = threading.Lock()
        self._ended = threading.Event()
        self._acquirer_failure: FailureCode | None = None
        self._conversation: Conversation | None = None
        self._clarifier = threading.Thread(target=self._clarify, name="clarifier", daemon=True)

    def start(self) -> None:
        """Recover what was under way when the process ended, open the devices, begin to clarify."""
        recovered = self._parts.journal.recover()
        if recovered:
            log.warning("%d payments were under way at the last end; they are reversed", recovered)
        self._parts.reader.start()
        self._parts.pad.start()
        self._clarifier.start()

    def stop(self) -> bool:
        """End in order; False when a device hung."""
        self._ended.set()
        conversation = self._conversation
        if conversation is not None:
            conversation.cancel()
        stopped = [self._parts.reader.stop(STOP_LIMIT_S), self._parts.pad.stop(STOP_LIMIT_S)]
        self._clarifier.join(STOP_LIMIT_S)
        self._parts.journal.close()
        return all(stopped)

    def pay(self, order_id: UUID, amount_fen: int, conversation: Conversation) -> Result:
        """Take one payment; a second one at the same time gets `DEVICE_BUSY`."""
        if not self._paying.acquire(timeout=BUSY_AFTER_S):
            return FailureCode.DEVICE_BUSY
        self._conversation = conversation
        try:
            result = self._pay(order_id, amount_fen, conversation)
            self._learn_of_line(result)
            return result
        finally:
            self._conversation = None
            self._paying.release()

    def _learn_of_line(self, result: Result) -> None:
        """A payment finds out before the next sign-on whether the acquirer can be reached."""
        if isinstance(result, FailureCode):
            return
        if result.reason == LINE_DOWN:
            self._acquirer_failure = self._acquirer_failure or FailureCode.ACQUIRER_UNREACHABLE
        elif result.response_code:
            self._acquirer_failure = None

    def _pay(self, order_id: UUID, amount_fen: int, conversation: Conversation) -> Result:
        known = self._parts.journal.result(order_id)
        if known is not None and known.outcome in {PaymentOutcome.APPROVED, PaymentOutcome.UNKNOWN}:
            return known  # also while the reader is away
        answers: queue.SimpleQueue[Result] = queue.SimpleQueue()
        wishes = Wishes(conversation.tell, conversation.await_choice, conversation.cancelled)
        job = self._parts.reader.submit(
            lambda reader, _: self._parts.checkout.pay(order_id, amount_fen, reader, self._at_pad, wishes), answers.put
        )
        try:
            return answers.get(timeout=LONGEST_PAYMENT_S)
        except queue.Empty:
            log.error("a payment took longer than any may; it is given up")  # noqa: TRY400 - the trace says nothing
            conversation.cancel()
            job.cancel()
            return answers.get()  # until it has ended nobody else may pay, and nobody may reverse what it has sent

    def _at_pad(self, job: Callable[[PinPad], Secret[bytes]], meanwhile: Callable[[], None] = _nothing) -> Secret[bytes]:
        answers: queue.SimpleQueue[Secret[bytes] | FailureCode] = queue.SimpleQueue()
        self._parts.pad.submit(lambda pad, _: job(pad), answers.put)
        answer = _await(answers, meanwhile)
        if isinstance(answer, FailureCode):
            raise KnownFailure(answer)
        return answer

    def query(self, order_id: UUID) -> PaymentResult:
        """Say what became of an order; one that was never begun is not charged."""
        return self._parts.journal.result(order_id) or PaymentResult(order_id, PaymentOutcome.NOT_CHARGED, 0)

    def close_order(self, order_id: UUID) -> PaymentResult:
        """Close an order for good, unless it is paid, and say what became of it; try to clarify what is unclear."""
        result = self._parts.journal.close_order(order_id)
        if result.outcome is PaymentOutcome.UNKNOWN:
            self.recover()
            result = self._parts.journal.close_order(order_id)
        return result

    def recover(self) -> int:
        """Try to clarify everything that is pending; return how much is left.

        While nobody pays, an attempt that is still undecided was left so by a bug or a full disk: it is reversed, too.
        """
        if self._paying.acquire(blocking=False):
            try:
                self._parts.journal.recover()
            finally:
                self._paying.release()
        return self._parts.acquirer.reverse_pending()

    def eject(self) -> JobHandle:
        """Take the power from the card, so that it can be pulled."""
        return self._parts.reader.submit(lambda reader, _: reader.release(), lambda _: None)

    def self_test(self) -> dict[str, FailureCode | None]:
        """Let reader and pad test themselves, and sign on, without a card. Return what is wrong with each; None: it passed."""
        reader: queue.SimpleQueue[SelfTestResult | FailureCode] = queue.SimpleQueue()
        pad: queue.SimpleQueue[SelfTestResult | FailureCode] = queue.SimpleQueue()
        self._parts.reader.submit(lambda device, _: device.self_test(), reader.put)
        self._parts.pad.submit(lambda device, _: device.self_test(), pad.put)
        self._sign_on()
        return {
            "bank_card_reader": _failure_of(reader.get(timeout=LONGEST_PAYMENT_S)),
            "pin_pad": _failure_of(pad.get(timeout=LONGEST_PAYMENT_S)),
            "acquirer": self._acquirer_failure,
        }

    def reports(self) -> dict[str, DeviceReport]:
        """How reader, pad and the acquirer's line are."""
        failure = self._acquirer_failure or self._parts.acquirer.reversal_failure
        line = failed_report(failure) if failure else DeviceReport(DeviceStatus.ONLINE)
        return {"bank_card_reader": self._reader_report(), "pin_pad": self._parts.pad.report, "acquirer": line}

    def _reader_report(self) -> DeviceReport:
        """While a payment runs the reader is not asked: what it said of its slot before is no longer true."""
        report = self._parts.reader.report
        if not self._paying.locked():
            return report
        return replace(report, details=(*(row for row in report.details if row[0] != "card"), ("card", "in_use")))

    def _clarify(self) -> None:
        """Sign on and reverse what is pending, at once and then again and again."""
        while True:
            try:
                if self._sign_on_if_needed():
                    self.recover()
            except Exception as bug:  # noqa: BLE001 - the thread's edge: a full disk now must not end clarifying for good
                log.error("clarifying failed: %s", type(bug).__name__)  # noqa: TRY400 - a traceback could quote card data
            if self._ended.wait(self._parts.reversal_every_s):
                return

    def _sign_on_if_needed(self) -> bool:
        if self._paying.locked():
            return False
        working = self._parts.acquirer.keys and self._acquirer_failure is None
        return bool(working) or self._sign_on()

    def _sign_on(self) -> bool:
        try:
            self._parts.acquirer.sign_on()
        except SignOnFailed as failed:
            self._acquirer_failure = FailureCode.ACQUIRER_REFUSED if failed.reached else FailureCode.ACQUIRER_UNREACHABLE
            return False
        self._acquirer_failure = None
        return True


def _failure_of(tested: SelfTestResult | FailureCode) -> FailureCode | None:
    if isinstance(tested, FailureCode):
        return tested
    return None if tested.passed else tested.failure or FailureCode.TERMINAL_FAULT
