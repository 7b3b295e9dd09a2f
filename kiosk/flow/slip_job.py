"""One slip on its way: printed when it is asked for, and never again while what became of it may be in the tray."""

from collections.abc import Callable
from typing import Literal
from uuid import uuid4

from domain.failures import FailureCode
from drivers.receipt_printer.contract import PrintOutcome, PrintResult, Receipt
from kiosk.flow.devices import Done
from kiosk.flow.step import Bench

JOB = "print"
SlipState = Literal["none", "printing", "delivered", "not_delivered", "unknown"]
STATE_OF: dict[PrintOutcome, SlipState] = {
    PrintOutcome.DELIVERED: "delivered",
    PrintOutcome.NOT_DELIVERED: "not_delivered",
    PrintOutcome.UNKNOWN: "unknown",
}


class SlipJob:
    """The slip of one step that may be printed because the citizen wants one."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.state: SlipState = "none"
        self.failure: FailureCode | None = None

    @property
    def is_printing(self) -> bool:
        """Tell whether its fate is awaited."""
        return self.state == "printing"

    def print(self, compose: Callable[[], Receipt]) -> None:
        """Print what `compose` makes, unless something of it may have come out already."""
        if self.state not in {"none", "not_delivered"}:
            return
        receipt = compose()
        self.state, self.failure = "printing", None
        self._bench.visit.slip_was_printed = True  # until the printer says otherwise, something may be coming out
        workers = self._bench.workers
        self._bench.jobs.start(JOB, lambda on_result: workers.print_receipt(uuid4(), receipt, on_result))

    def settle(self, done: Done) -> None:
        """Take what the printer said."""
        result = done.result
        if not isinstance(result, PrintResult):
            result = PrintResult(PrintOutcome.NOT_DELIVERED, done.failure)  # the job never reached the printer
        self.state, self.failure = STATE_OF[result.outcome], result.failure
        self._bench.visit.slip_was_printed = result.outcome is not PrintOutcome.NOT_DELIVERED
