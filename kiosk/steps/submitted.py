"""已提交: the durable act (unless it came with the payment), a short wait for the office, the receipt.

The number is shown only after the commit. When the office answers within the limit the receipt names the promised date; else
it says that this terminal has it (本机已收) and the courier brings it.
"""

from datetime import date

from domain import numbers
from domain.failures import FailureCode
from domain.services import End as EndOfCase
from domain.wire.v1 import ApplicationReceipt
from drivers.printing import PrintOutcome, PrintResult
from kiosk.documents.receipt import QR_PREFIX, Slip, compose
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, End, Outcome
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import Bench, Step, View
from kiosk.services.delivery import masked_delivery
from kiosk.services.lodging import Lodging

LOOK_EVERY_S = 0.4
REMOVAL_LIMIT_S = 600.0  # longer than anybody may stay on this screen


class Submitted(Step):
    """From the signature to the slip."""

    kind = "submitted"
    can_go_back = False

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._lodging = Lodging(bench)
        self._phase = "saving"
        self._office: ApplicationReceipt | None = None
        self._sending_since = self.entered_at
        self._looked_at = self.entered_at
        self._receipt = "waiting"
        self._receipt_failure: FailureCode | None = None
        self._card_left = self.visit.card_was_read

    def enter(self) -> Outcome:
        if self._lodging.is_done:  # it came with the payment
            self._send()
        else:
            self._lodging.begin()
        if self._card_left:
            self.bench.jobs.start("removal", lambda on_result: self.bench.workers.await_removal(REMOVAL_LIMIT_S, on_result))
        return STAY

    def view(self) -> View:
        saved, due = self.visit.person.saved, self._office.due_date if self._office else None
        return {
            "phase": self._phase,
            "number": numbers.grouped(saved.number) if saved else "",
            "qr": QR_PREFIX + saved.number if saved else "",
            "due_date": due.isoformat() if due else None,
            "expected": self._expected.isoformat() if self._expected else None,
            "receipt": self._receipt,
            "receipt_failure": self._receipt_failure.value if self._receipt_failure else None,
            "card_left": self._card_left,
            "posted": self._is_posted,
            "promised_working_days": self.bench.rulebook.terms[self.plan.service].promised_working_days,
        }

    @property
    def _expected(self) -> date | None:
        """The day that the office will promise if what this terminal keeps reaches it today; only it can promise one."""
        if self._phase != "lodged":
            return None
        days = self.bench.rulebook.terms[self.plan.service].promised_working_days
        return self.bench.rulebook.promised_by(self.bench.clock.now().date(), days) if days else None

    @property
    def _is_posted(self) -> bool:
        return self.bench.rulebook.terms[self.plan.service].ends is EndOfCase.POST

    def touched(self, touch: Touch) -> Outcome:
        is_settled = self._receipt not in {"waiting", "printing"}
        return End("finished") if touch.action == "finish" and is_settled else STAY

    def done(self, done: Done) -> Outcome:
        match done.job:
            case "save":
                return self._saved(done)
            case "look":
                self._looked(done)
            case "print":
                self._printed(done)
            case "removal":
                self._card_left = self.visit.card_was_read = done.result is False
        return STAY

    def tick(self) -> Outcome:
        if self._phase == "sending":
            now = self.bench.clock.monotonic()
            if now - self._sending_since >= self.bench.times.receipt_from_office:
                self.bench.jobs.cancel("look")
                self._settle("lodged")
            elif now - self._looked_at >= LOOK_EVERY_S and not self.bench.jobs.is_running("look"):
                self._look()
        return STAY

    def _saved(self, done: Done) -> Outcome:
        failed = self._lodging.settle(done, self.name)
        if failed is None:
            self._send()
        return failed or STAY

    def _send(self) -> None:
        self._phase = "sending"
        self._sending_since = self.bench.clock.monotonic()
        self._look()

    def _look(self) -> None:
        self._looked_at = self.bench.clock.monotonic()
        key = self.visit.person.key
        self.bench.jobs.start("look", lambda on_result: self.bench.workers.find_receipt(key, on_result))

    def _looked(self, done: Done) -> None:
        if isinstance(done.result, ApplicationReceipt):
            self._office = done.result
            self._settle("received")

    def _settle(self, phase: str) -> None:
        self._phase = phase
        self._receipt = "printing"
        receipt = compose(self._slip(), self.bench.rulebook, self.bench.sandbox)
        key = self.visit.person.key
        self.visit.slip_was_printed = True  # until the printer says otherwise, something may be coming out
        self.bench.jobs.start("print", lambda on_result: self.bench.workers.print_receipt(key, receipt, on_result))

    def _printed(self, done: Done) -> None:
        result = done.result
        if not isinstance(result, PrintResult):
            # The job never reached the printer: nothing can have come out.
            result = PrintResult(PrintOutcome.NOT_DELIVERED, done.failure)
        self._receipt = result.outcome.value
        self._receipt_failure = result.failure
        self.visit.slip_was_printed = result.outcome is not PrintOutcome.NOT_DELIVERED

    def _slip(self) -> Slip:
        person = self.visit.person
        if person.document is None or person.saved is None:
            raise LookupError("nothing was saved")
        return Slip(
            service=self.plan.service,
            number=person.saved.number,
            saved_at=self.bench.clock.now(),
            name=person.document.name,
            id_number=person.document.number,
            address=masked_delivery(person, self.bench.rulebook.regions) if self.plan.has("address") else "",
            phone=person.address.phone,
            result_key=f"receipt.result.{self.plan.service.value}",
            received=self._office is not None,
            due_date=self._office.due_date if self._office else None,
            expected=self._expected,
            payment=person.payment,
            posted=self._is_posted,
            courier_key=self.plan.hand_over(self.visit) if self.plan.hand_over else Slip.courier_key,
        )
