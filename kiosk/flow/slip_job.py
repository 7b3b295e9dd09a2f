"""One paper on its way: printed when it is asked for, and never again while what became of it may be in the tray."""

from collections.abc import Callable
from typing import Literal
from uuid import uuid4

from domain.failures import FailureCode
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Receipt
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
    """The paper of one step that may be printed because the citizen wants it: a slip, or a document on A4."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.state: SlipState = "none"
        self.failure: FailureCode | None = None
        self._on_a4 = False
        self._lay_there = False
        self.sheets_out: int | None = None  # of a document, once it is settled; None: nobody knows

    @property
    def is_printing(self) -> bool:
        """Tell whether its fate is awaited."""
        return self.state == "printing"

    def print(self, compose: Callable[[], Receipt | PrintableDocument]) -> None:
        """Print what `compose` makes, unless something of it may have come out already."""
        if self.state not in {"none", "not_delivered"}:
            return
        paper = compose()
        self.state, self.failure, self.sheets_out = "printing", None, None
        if isinstance(paper, PrintableDocument):
            self._print_document(paper)
        else:
            self._print_slip(paper)

    def begin_next(self) -> None:
        """What was printed lies there; another paper follows it."""
        self.state = "none"

    def settle(self, done: Done) -> None:
        """Take what the printer said."""
        result = done.result
        if not isinstance(result, PrintResult):
            result = PrintResult(PrintOutcome.NOT_DELIVERED, done.failure)  # the job never reached the printer
        self.state, self.failure, self.sheets_out = STATE_OF[result.outcome], result.failure, result.sheets_out
        visit, may_lie_there = self._bench.visit, result.outcome is not PrintOutcome.NOT_DELIVERED
        if self._on_a4:
            visit.document_was_printed = self._lay_there or may_lie_there or bool(result.sheets_out)
        else:
            visit.slip_was_printed = may_lie_there

    def _print_slip(self, receipt: Receipt) -> None:
        self._on_a4 = False
        self._bench.visit.slip_was_printed = True  # until the printer says otherwise, something may be coming out
        workers = self._bench.workers
        self._bench.jobs.start(JOB, lambda on_result: workers.print_receipt(uuid4(), receipt, on_result))

    def _print_document(self, document: PrintableDocument) -> None:
        visit, workers = self._bench.visit, self._bench.workers
        self._on_a4, self._lay_there = True, visit.document_was_printed  # sheets of the try before
        visit.document_was_printed = True  # as above
        key = visit.person.key  # the same visit and document: the ledger knows whether there was a try before
        self._bench.jobs.start(JOB, lambda on_result: workers.print_document(key, document, on_result))
