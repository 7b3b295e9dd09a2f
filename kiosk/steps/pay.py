"""缴费: the fee is paid by bank card, between the durable act and the number.

On entering, the application is confirmed: from then on memory may die. Its number is not shown before the fee is paid. What
became of the money is one of three truths: paid, not charged (declined or not), being clarified; nothing else is ever said.
Whoever leaves before it is paid leaves a closed order behind, which never charges and whose application lapses.
"""

import math
from collections.abc import Callable
from uuid import uuid4

from domain.failures import FailureCode
from drivers.printing import PrintOutcome, PrintResult
from kiosk.documents.unclear_slip import UnclearSlip, compose_unclear
from kiosk.flow.devices import Done, Handle
from kiosk.flow.outcome import STAY, Advice, Advise, Back, End, Forward, Outcome, Retry
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View
from kiosk.flow.visit import Confirmed, Saved
from kiosk.payments.orders import paid_fee
from kiosk.payments.phases import ATTENDED, BOUND, CANCELLABLE, REPEATABLE, TIMED, Phase, steps_done
from kiosk.services.body import compose_body
from kiosk.services.fees import fee_due
from payment.contract import PaymentHandle, PaymentOutcome, PaymentPhase, PaymentProgress, PaymentResult

APPROVED_S = 5.0  # how long the good news stands
ASK_EVERY_S = 3.0
SLOW_S = 8.0  # afterwards "a few seconds" is no longer true of the bank
BUSY_AGAIN_S = 1.5
BUSY_LIMIT_S = 20.0  # meanwhile the payment before this one is being given up
SETTLE_AGAIN_S = 2.0
SETTLE_LIMIT_S = 15.0  # afterwards housekeeping goes on trying
ORDER_TAIL = 8
CARD_REMOVED = "card_removed"  # of a result's reasons


class Pay(Step):
    """From the durable act to the money, or to the certainty that none moved."""

    kind = "pay"
    passes_by_itself = True  # what was left unpaid is closed: coming back means to begin anew

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.can_go_back = False
        self._phase: Phase = "saving"
        self._since = self.entered_at
        self._key = self.visit.person.key
        self._amount_fen = fee_due(self.plan, self.matter)
        self._order: Confirmed | None = None
        self._payment: PaymentHandle | None = None
        self._progress: PaymentProgress | None = None
        self._outcome: PaymentOutcome | None = None
        self._result: PaymentResult | None = None
        self._reason: str | None = None
        self._request_left = False  # it may have left: nobody says "not charged" without having asked
        self._asked_at = self.entered_at  # the last question of any kind that is asked again and again
        self._decided_at = self.entered_at
        self._is_settled = False
        self._slip = "none"

    # -- what the machine asks --------------------------------------------------------------------------------------------

    @property
    def sees_citizen(self) -> bool:
        """Somebody types at the pad, or waits for the bank."""
        return self._phase in ATTENDED or self._is_clarifying()

    @property
    def is_bound(self) -> bool:
        """Once the request may be on the wire nothing ends the visit before the truth is known."""
        return self._phase in BOUND

    def enter(self) -> Outcome:
        if self._amount_fen == 0:
            return Forward()
        still_open = self.plan.open_stop(self.matter, before=self.name)
        if still_open is not None:  # what was reserved for the order before this one is not reserved for this one
            self._amount_fen = 0
            return Retry(still_open)
        body = compose_body(self.visit, self.plan, self.bench.rulebook, self.bench.clock)
        pictures = self.visit.person.face.pictures
        self.bench.jobs.start("confirm", lambda on_result: self.bench.workers.confirm(self._key, body, pictures, on_result))
        return STAY

    def view(self) -> View:
        progress, result = self._progress, self._result
        return {
            "phase": self._phase,
            "amount_fen": self._amount_fen,
            "seconds_left": self._seconds_left(),
            "digits": progress.pin_digits if progress and self._phase == "pin" else 0,
            "tries_left": progress.pin_tries_left if progress and self._phase == "pin" else None,
            "applications": list(progress.applications) if progress and self._phase == "choose" else [],
            "outcome": self._outcome.value if self._outcome else None,
            "reason": self._reason,
            "card": result.card if result else None,
            "reference": result.reference if result else None,
            "clarifying": self._is_clarifying(),
            "clue": self._clue() if self._outcome is PaymentOutcome.UNKNOWN else None,
            "card_lies": self.visit.bank_card_lies,
            "slip": self._slip,
            "finished": self._steps_done(),
            "is_slow": self._phase == "working" and self._now() - self._since >= SLOW_S,
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "cancel" if self._phase in CANCELLABLE:
                self._cancel()
            case "choose" if self._phase == "choose":
                self._choose(touch)
            case "no_card" if self._phase == "insert":
                return Advise(Advice("no_bank_card", retry=self.name))
            case "retry" if self._phase in REPEATABLE:
                self._pay()
            case "without" if self._phase in REPEATABLE:
                return Advise(Advice("unpaid", retry=self.name))
            case "next":
                return self._go_on()
        return STAY

    def done(self, done: Done) -> Outcome:
        match done.job:
            case "confirm":
                return self._confirmed(done)
            case "pay.progress" if isinstance(done.result, PaymentProgress):
                self._follow(done.result)
            case "pay":
                self._heed(done)
            case "query" if isinstance(done.result, PaymentResult):
                self._clarified(done.result)
            case "settle":
                self._settled(done)
            case "removal":
                self._card_taken_or_left(done)
            case "print":
                self._printed(done)
        return STAY

    def tick(self) -> Outcome:
        if self._outcome is PaymentOutcome.UNKNOWN:
            self._clarify()
        elif self._outcome is PaymentOutcome.APPROVED:
            return self._wait_for_the_end()
        elif self._must_try_again():
            self._submit()
        return STAY

    def back(self) -> Outcome:
        if self._phase in CANCELLABLE and self.visit.bank_card_lies:
            self._cancel()  # the card first
            return STAY
        return Back()

    def leave(self) -> None:
        if self._amount_fen == 0:
            return
        if self._outcome is PaymentOutcome.UNKNOWN:
            self._leave_unclear()
        self.bench.workers.close_payment(self._key)
        if self._outcome is not PaymentOutcome.APPROVED:
            self.bench.workers.note("payment_left", phase=self._phase)
            if self.plan.unpaid is not None and (self._outcome is not None or self._payment is None):
                self.plan.unpaid(self.visit, self.bench.workers, unclear=self._outcome is PaymentOutcome.UNKNOWN)
            # left in the middle only closing the order says what became of it: then housekeeping tells the office
            self.visit.person.key = uuid4()  # this one is spent: it lapses, or is clarified

    # -- paying -----------------------------------------------------------------------------------------------------------

    def _confirmed(self, done: Done) -> Outcome:
        if not isinstance(done.result, Confirmed):
            failure = done.failure or FailureCode.STORE_FAILED
            self.bench.workers.note("application_not_saved", failure=failure.value)
            return Advise(Advice("not_saved", failure=failure, retry=self.name))
        self._order = done.result
        self._pay()
        return STAY

    def _pay(self) -> None:
        self.bench.workers.note("payment_begun", amount_fen=self._amount_fen)
        self._outcome = self._result = self._reason = self._progress = None
        self._request_left = False
        self._turn_to("saving")
        self._submit()

    def _submit(self) -> None:
        self._asked_at = self._now()
        self.bench.jobs.start("pay", self._begin)

    def _begin(self, on_result: Callable[[object], None]) -> Handle:
        order = self._confirmed_order()
        tell = self.bench.jobs.tell("pay")
        self._payment = self.bench.workers.pay(order.order_id, order.fee_fen, tell, on_result)
        return self._payment

    def _must_try_again(self) -> bool:
        """Tell whether the payment process was busy with somebody else's payment a moment ago."""
        waits = self._phase == "saving" and self._order is not None and not self.bench.jobs.is_running("pay")
        return waits and self._now() - self._asked_at >= BUSY_AGAIN_S

    def _cancel(self) -> None:
        if self._payment is not None:
            self._payment.cancel()

    def _choose(self, touch: Touch) -> None:
        index, offered = touch.payload.get("index"), self._progress.applications if self._progress else ()
        if isinstance(index, int | float) and 0 <= index < len(offered) and self._payment is not None:
            self._payment.choose(int(index))

    def _follow(self, progress: PaymentProgress) -> None:
        self._progress = progress
        if progress.phase is not PaymentPhase.INSERT:
            self.visit.bank_card_lies = True
        self._request_left = self._request_left or progress.phase is PaymentPhase.WORKING
        self._turn_to(progress.phase.value)

    # -- the truth --------------------------------------------------------------------------------------------------------

    def _heed(self, done: Done) -> None:
        if isinstance(done.result, PaymentResult):
            self._decide(done.result.outcome, done.result, done.result.reason)
        elif done.failure is FailureCode.DEVICE_BUSY and self._phase == "saving" and self._now() - self._since < BUSY_LIMIT_S:
            return  # the tick tries again; once it was under way there is nobody to wait for
        elif self._request_left:
            self._decide(PaymentOutcome.UNKNOWN, None, None, done.failure)
        else:
            self._decide(PaymentOutcome.NOT_CHARGED, None, _REASONS.get(done.failure, "device"), done.failure)

    def _clarified(self, result: PaymentResult) -> None:
        if result.outcome is not PaymentOutcome.UNKNOWN:
            self._decide(result.outcome, result, result.reason)
        elif self._result is None:
            self._result = result

    def _decide(
        self, outcome: PaymentOutcome, result: PaymentResult | None, reason: str | None, failure: FailureCode | None = None
    ) -> None:
        self._outcome, self._result, self._decided_at = outcome, result, self._now()
        charged_nothing = outcome is PaymentOutcome.NOT_CHARGED
        if reason == CARD_REMOVED:
            self.visit.bank_card_lies = False  # nobody is asked to take what is out already
        self._reason = (reason or "reversed") if charged_nothing else reason
        details = {"reason": self._reason} if self._reason else {}
        self.bench.workers.note(
            "payment_ended", outcome=outcome.value, **details, **({"failure": failure.value} if failure else {})
        )
        if outcome is PaymentOutcome.APPROVED and result is not None:
            self.visit.person.payment = paid_fee(result, self.bench.clock)
            self._settle()
        self._ask_for_card()

    def _settle(self) -> None:
        paid, self._asked_at = self.visit.person.payment, self._now()
        if paid is not None:
            self.bench.jobs.start("settle", lambda on_result: self.bench.workers.settle(self._key, paid, on_result))

    def _settled(self, done: Done) -> None:
        if isinstance(done.result, Saved):
            self.visit.person.saved = done.result
            self._is_settled = True

    def _wait_for_the_end(self) -> Outcome:
        """Wait until it is lodged, the card is out and the good news was read."""
        if not self._is_settled:
            self._settle_again()
        elif self._phase == "approved" and self._now() - self._since >= APPROVED_S:
            return Forward()
        return STAY

    def _settle_again(self) -> None:
        if self._now() - self._decided_at >= SETTLE_LIMIT_S:
            order = self._confirmed_order()
            self.visit.person.saved = Saved(order.number, order.key)  # stored and paid: housekeeping lodges it
            self._is_settled = True
        elif not self.bench.jobs.is_running("settle") and self._now() - self._asked_at >= SETTLE_AGAIN_S:
            self._settle()

    def _is_clarifying(self) -> bool:
        is_recent = self._now() - self._decided_at < self.bench.times.clarify
        return self._outcome is PaymentOutcome.UNKNOWN and is_recent

    def _clarify(self) -> None:
        if self._is_clarifying():
            if not self.bench.jobs.is_running("query") and self._now() - self._asked_at >= ASK_EVERY_S:
                self._asked_at = self._now()
                order_id = self._confirmed_order().order_id
                self.bench.jobs.start("query", lambda on_result: self.bench.workers.query_payment(order_id, on_result))
        elif self._phase == "unknown" and self._slip == "none":
            self._say_unclear()

    def _say_unclear(self) -> None:
        self.bench.jobs.cancel("query")
        self._slip = "printing"
        self.bench.jobs.start("print", self._print_unclear)

    def _leave_unclear(self) -> None:
        """Nobody leaves an unclear payment with empty hands: goodbye says what is certain, and the slip comes all the same."""
        self.visit.clue = self._clue()
        if self._slip == "none":
            self._print_unclear(lambda _: None)  # no job of this step: those are cancelled now

    def _print_unclear(self, on_result: Callable[[object], None]) -> Handle:
        self.bench.workers.note("payment_unclear")
        self.visit.slip_was_printed = True
        card = self._result.card if self._result else None
        slip = UnclearSlip(self.plan.service, self.bench.clock.now(), self._amount_fen, card, self._clue())
        receipt = compose_unclear(slip, self.bench.rulebook, self.bench.sandbox)
        key = self._confirmed_order().order_id  # in the ledger beside the application's own slip, which may yet come
        return self.bench.workers.print_receipt(key, receipt, on_result)

    def _printed(self, done: Done) -> None:
        result = done.result if isinstance(done.result, PrintResult) else PrintResult(PrintOutcome.NOT_DELIVERED, done.failure)
        self._slip = result.outcome.value
        self.visit.slip_was_printed = result.outcome is not PrintOutcome.NOT_DELIVERED

    # -- the card ---------------------------------------------------------------------------------------------------------

    def _ask_for_card(self) -> None:
        if not self.visit.bank_card_lies:
            self._turn_to_outcome()
            return
        self._turn_to("take_card")
        if not self.bench.jobs.is_running("removal"):
            limit, workers = self.bench.times.things_left, self.bench.workers
            self.bench.jobs.start("removal", lambda on_result: workers.await_bank_card_removal(limit, on_result))

    def _card_taken_or_left(self, done: Done) -> None:
        if done.result is False:
            self.bench.workers.note("bank_card_left_behind")
        else:
            self.visit.bank_card_lies = False  # taken, or the reader that could tell is gone
        self._turn_to_outcome()

    def _turn_to_outcome(self) -> None:
        if self._outcome is not None:
            self._turn_to(self._outcome.value)

    # -- small ------------------------------------------------------------------------------------------------------------

    def _go_on(self) -> Outcome:
        if self._phase == "approved" and self._is_settled:
            return Forward()
        is_told = self._phase == "unknown" and self._slip not in {"none", "printing"}
        return End("finished") if is_told else STAY

    def _turn_to(self, phase: Phase) -> None:
        if phase != self._phase:
            self._phase, self._since = phase, self._now()
        self.can_go_back = phase in CANCELLABLE | REPEATABLE
        self.can_end = phase not in BOUND

    def _steps_done(self) -> list[Json]:
        is_paid = self._outcome is PaymentOutcome.APPROVED
        return list(steps_done(self._phase, is_paid=is_paid, request_left=self._request_left))

    def _seconds_left(self) -> int | None:
        limit = self._progress.limit_s if self._progress and self._phase in TIMED else None
        return None if limit is None else max(0, math.ceil(limit - (self._now() - self._since)))

    def _clue(self) -> str:
        """Return what the bank or the hotline can find the payment by: the day, and the trace number or the order's tail."""
        moment = self._result.at if self._result and self._result.at else self.bench.clock.now()
        mark = self._result.trace if self._result and self._result.trace else self._confirmed_order().order_id.hex[-ORDER_TAIL:]
        return f"{moment:%Y%m%d}-{mark}"

    def _confirmed_order(self) -> Confirmed:
        if self._order is None:
            raise LookupError("nothing was confirmed")
        return self._order

    def _now(self) -> float:
        return self.bench.clock.monotonic()


_REASONS: dict[FailureCode | None, str] = {
    FailureCode.PAYMENT_PROCESS_GONE: "process_gone",
    FailureCode.DEVICE_BUSY: "busy",
}
