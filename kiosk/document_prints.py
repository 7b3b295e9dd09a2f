"""Documents on A4, through the print ledger: entered, printed, settled. What an earlier run left open is asked for by name."""

import logging
from collections.abc import Callable
from threading import Event
from uuid import UUID

from domain.failures import FailureCode
from drivers.document_printer.contract import DocumentPrinter, PrintableDocument
from drivers.printing import PrintOutcome, PrintResult
from drivers.supervisor import JobHandle, SupervisedDevice
from kiosk.exit_sensor import ExitSensor
from kiosk.store.print_ledger import DocumentEntry
from kiosk.store.room import StoreRoom
from kiosk.worker import Worker

log = logging.getLogger(__name__)

Tell = Callable[[PrintResult], None]


class DocumentHandle:
    """A document on its way; `cancel` is heard wherever it is."""

    def __init__(self) -> None:
        self._cancelled = Event()
        self._job: JobHandle | None = None

    def cancel(self) -> None:
        """End it on the device."""
        self._cancelled.set()
        if self._job is not None:
            self._job.cancel()

    def follow(self, job: JobHandle) -> None:
        """Pass a cancel on to the printer's job, also one that was said before."""
        self._job = job
        if self._cancelled.is_set():
            job.cancel()


class DocumentPrints:
    """Prints documents; each call returns at once."""

    def __init__(
        self, printer: SupervisedDevice[DocumentPrinter], store: StoreRoom, store_worker: Worker, sensor: ExitSensor
    ) -> None:
        self._printer = printer
        self._sensor = sensor
        self._store = store
        self._store_worker = store_worker
        # Jobs of this run, and those that are being asked for; the store's thread adds, others drop.
        self._ours: set[str] = set()
        self._with_printer: set[str] = set()  # handed over, their end not heard yet

    @property
    def may_come_out(self) -> bool:
        """Tell whether a sheet may still come out that belongs to nobody who comes next: then no visit begins.

        A job is with the printer and is awaited, or one that nobody waits for is being ended there.
        """
        return bool(self._with_printer) or self._printer.report.failure is FailureCode.DEVICE_BUSY

    def print(self, key: UUID, document: PrintableDocument, on_result: Tell) -> DocumentHandle:
        """Enter it, print it, settle it. See :meth:`kiosk.flow.devices.Workers.print_document`."""
        handle = DocumentHandle()

        def entered(entry: DocumentEntry | PrintResult | FailureCode) -> None:
            if isinstance(entry, PrintResult):
                on_result(entry)
            elif isinstance(entry, FailureCode):
                on_result(PrintResult(PrintOutcome.NOT_DELIVERED, entry, 0, document.sheets))
            else:
                self._ours.add(entry.job)
                handle.follow(self._hand_over(entry, document, on_result))

        self._store_worker.submit(lambda: self._store.begin_document(key, document), entered)
        return handle

    def settle_left(self) -> None:
        """Ask the printer for what an earlier run left open; to be called when the printer answers (again)."""
        self._store_worker.submit(self._store.open_documents, self._found_open)

    def _hand_over(self, entry: DocumentEntry, document: PrintableDocument, on_result: Tell) -> JobHandle:
        def printed(result: PrintResult | FailureCode) -> None:
            self._with_printer.discard(entry.job)
            outcome = document_result(result, document.sheets)
            self._settle(entry, outcome)
            on_result(outcome)

        def work(printer: DocumentPrinter, cancelled: Event) -> PrintResult:
            before = self._sensor.look()
            return self._sensor.witness(before, printer.print_document(document, entry.job, cancelled))

        self._with_printer.add(entry.job)
        return self._printer.submit(work, printed)

    def _found_open(self, entries: list[DocumentEntry] | FailureCode) -> None:
        if isinstance(entries, FailureCode):
            return  # the store is opened again, the printer reports again
        for entry in entries:
            if entry.job not in self._ours:
                self._ours.add(entry.job)
                self._ask_for(entry)

    def _ask_for(self, entry: DocumentEntry) -> None:
        def answered(result: PrintResult | FailureCode) -> None:
            self._with_printer.discard(entry.job)
            if isinstance(result, PrintResult):
                self._settle(entry, result)
            else:
                self._ours.discard(entry.job)  # asked again at the printer's next word

        self._with_printer.add(entry.job)
        self._printer.submit(lambda printer, _: printer.settle(entry.job, entry.sheets), answered)

    def _settle(self, entry: DocumentEntry, result: PrintResult) -> None:
        self._store_worker.submit(lambda: self._store.settle_print(entry.row, result), _only_failures)


def document_result(result: PrintResult | FailureCode, sheets: int) -> PrintResult:
    """Return the three-valued result. A failure instead of one says whether the job had begun: a bug within it is unknown."""
    if isinstance(result, PrintResult):
        return result
    if result is FailureCode.TERMINAL_FAULT:
        return PrintResult(PrintOutcome.UNKNOWN, result, None, sheets)
    return PrintResult(PrintOutcome.NOT_DELIVERED, result, 0, sheets)


def _only_failures(result: object) -> None:
    """What nobody waits for; the store's soundness was noted where it failed."""
    if isinstance(result, FailureCode):
        log.error("store: %s", result.value)
