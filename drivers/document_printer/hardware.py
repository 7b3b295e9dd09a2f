"""A document printer that speaks IPP, and an honest answer to "did it come out?".

The job has a name that no other ever had, so that it is found again by it whatever happens to us or to the line:

* a fault before the job was handed over, or a refusal: `NOT_DELIVERED`;
* handed over and no answer: it is looked for by its name; found, it is followed, else `UNKNOWN`: it may still lie there unread;
* the job is over: `DELIVERED` when the printer counted every sheet, whatever else it says (a cancel may come too late);
  `NOT_DELIVERED` when it was cancelled or given up before the last one; `UNKNOWN` when it says "completed" and did not count
  them all, or when something in between guesses because the printer forgot the job;
* the printer was switched off and on, forgot the job, or falls silent for good: `UNKNOWN`.

A printer that stands still (paper, jam, cover) is waited for, then its job is cancelled on the device, and so it is when the
visit ends: what a technician's refill would push out belongs to nobody any more. A job of ours that is found on the printer
when none should be there is cancelled at every look until it is gone; meanwhile the printer is busy.
"""

import logging
from threading import Event

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.document_printer.contract import PrintableDocument
from drivers.document_printer.conversation import Conversation, PrinterState, Refused, Talk
from drivers.document_printer.cups import CupsConversation, Queue
from drivers.document_printer.job_watch import JobWatch
from drivers.document_printer.settings import DocumentPrinterSettings
from drivers.failure_reports import failed_report
from drivers.printing import PrintOutcome, PrintResult
from drivers.transport.ipp_line import IppLine

__all__ = ["DocumentPrinterSettings", "IppDocumentPrinter", "open_document_printer"]

log = logging.getLogger(__name__)


class IppDocumentPrinter:
    """Implements :class:`drivers.document_printer.contract.DocumentPrinter`, for both adapters."""

    def __init__(self, conversation: Talk, settings: DocumentPrinterSettings, clock: Clock) -> None:
        self._talk = conversation
        self._settings = settings
        self._clock = clock

    def report(self) -> DeviceReport:
        """Ask how it is, and cancel what nobody waits for; raises `DEVICE_UNPLUGGED` or `DEVICE_SILENT`."""
        state = self._talk.look()
        details = (("model", state.model),)
        if state.queued and self._talk.end_leftovers():
            return failed_report(FailureCode.DEVICE_BUSY, state.warnings, details)
        if state.failure is not None:
            return failed_report(state.failure, state.warnings, details)
        return DeviceReport(DeviceStatus.ONLINE, warnings=state.warnings, details=details)

    def self_test(self) -> SelfTestResult:
        """Ask whether a document could be printed now; nothing is printed."""
        try:
            report = self.report()
        except DeviceFailure as silent:
            return SelfTestResult(passed=False, failure=silent.code)
        return SelfTestResult(passed=report.failure is None, failure=report.failure, details=report.details)

    def close(self) -> None:
        """Give the address back to other programs of ours."""
        self._talk.close()

    def print_document(self, document: PrintableDocument, job: str, cancelled: Event) -> PrintResult:
        """See the contract and the module's text."""
        try:
            before = self._talk.look()
            obstacle = self._obstacle(before, document.sheets, cancelled)
        except DeviceFailure as failure:
            obstacle = failure.code
        if obstacle is not None:
            return self._told(PrintOutcome.NOT_DELIVERED, obstacle, 0, document.sheets)
        watch = JobWatch(self._talk, self._settings, self._clock, job, before.up_time)
        try:
            watch.number = self._talk.submit(document.pdf, job, self._settings.media)
        except Refused as refused:
            return self._told(PrintOutcome.NOT_DELIVERED, refused.code, 0, document.sheets)
        except DeviceFailure as silent:
            if silent.code is FailureCode.DEVICE_UNPLUGGED:  # it was gone before a byte left
                return self._told(PrintOutcome.NOT_DELIVERED, silent.code, 0, document.sheets)
        return self._told(*watch.follow(document.sheets, cancelled), document.sheets)

    def settle(self, job: str, sheets: int) -> PrintResult:
        """See the contract."""
        state, found = self._talk.look_at_printer(), self._talk.find(job, None)
        if found is None:
            return self._told(PrintOutcome.UNKNOWN, FailureCode.DOCUMENT_RESULT_UNKNOWN, None, sheets)
        given_up = Event()
        given_up.set()
        watch = JobWatch(self._talk, self._settings, self._clock, job, state.up_time)
        watch.number = found.number
        return self._told(*watch.follow(sheets, given_up), sheets)

    def _obstacle(self, state: PrinterState, sheets: int, cancelled: Event) -> FailureCode | None:
        """Return why nothing shall be handed over."""
        if cancelled.is_set():
            return FailureCode.DEVICE_JOB_CANCELLED
        if state.failure is not None:
            return state.failure
        if state.queued and self._talk.end_leftovers():
            return FailureCode.DEVICE_BUSY
        is_short = state.sheets_left is not None and state.sheets_left < sheets
        return FailureCode.DOCUMENT_PAPER_OUT if is_short else None

    def _told(self, outcome: PrintOutcome, failure: FailureCode | None, out: int | None, asked: int) -> PrintResult:
        counted = "?" if out is None else out
        log.info("document printer: %s %s/%d %s", outcome.value, counted, asked, failure.value if failure else "")
        return PrintResult(outcome, failure, out, asked)


def open_document_printer(settings: DocumentPrinterSettings, clock: Clock) -> IppDocumentPrinter:
    """Return the printer at the configured address, which is spoken to at the first question; raises `DEVICE_IN_USE`."""
    open_talk = _talk_to_queue if settings.adapter == "cups" else _talk_to_printer
    return IppDocumentPrinter(open_talk(settings, clock), settings, clock)


def _talk_to_printer(settings: DocumentPrinterSettings, clock: Clock) -> Talk:
    return Conversation(IppLine(settings.uri, clock), settings.answer_limit_s, settings.submit_limit_s)


def _talk_to_queue(settings: DocumentPrinterSettings, clock: Clock) -> Talk:
    limits = settings.answer_limit_s, settings.submit_limit_s
    queue = Queue(IppLine(settings.uri, clock), *limits)
    try:
        device = Conversation(IppLine(settings.device, clock), *limits) if settings.device else None
    except DeviceFailure:
        queue.close()
        raise
    return CupsConversation(queue, device)
