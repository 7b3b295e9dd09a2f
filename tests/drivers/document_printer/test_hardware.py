"""What came out of a real IPP printer, and what the driver says of it: with every fault that its engine knows."""

from collections.abc import Callable
from queue import Queue
from threading import Event, Thread

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus
from drivers.document_printer.conversation import PAPER_LOW, TONER_LOW
from drivers.document_printer.hardware import IppDocumentPrinter, open_document_printer
from drivers.printing import PrintOutcome, PrintResult
from drivers.supervisor import Rhythm, SupervisedDevice
from simulators.devices.document_printer import DocumentPrinterFault, DocumentPrinterSimulator
from tests.drivers.document_printer.conftest import DOCUMENT, SHEETS, a_job, quick
from tests.drivers.pty_peer import eventually

F = DocumentPrinterFault
UNKNOWN = FailureCode.DOCUMENT_RESULT_UNKNOWN
LIMIT_S = 20.0


def print_now(printer: IppDocumentPrinter, cancelled: Event | None = None) -> PrintResult:
    return printer.print_document(DOCUMENT, a_job(), cancelled or Event())


def not_delivered(failure: FailureCode, out: int = 0) -> PrintResult:
    return PrintResult(PrintOutcome.NOT_DELIVERED, failure, out, SHEETS)


def test_every_sheet_comes_out_once_in_order(printer: IppDocumentPrinter, device: DocumentPrinterSimulator) -> None:
    assert print_now(printer) == PrintResult(PrintOutcome.DELIVERED, None, SHEETS, SHEETS)
    assert [(sheet.number, sheet.page) for sheet in device.sheets] == [(1, 1), (2, 2), (3, 3)]
    assert all(sheet.path.read_bytes().startswith(b"\x89PNG") for sheet in device.sheets)
    assert print_now(printer).outcome is PrintOutcome.DELIVERED
    assert len(device.sheets) == 2 * SHEETS


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (F.PAPER_OUT, FailureCode.DOCUMENT_PAPER_OUT),
        (F.JAM, FailureCode.DOCUMENT_PAPER_JAM),
        (F.COVER, FailureCode.DOCUMENT_COVER_OPEN),
        (F.TONER_OUT, FailureCode.DOCUMENT_TONER_OUT),
    ],
)
def test_what_is_wrong_before_is_said_and_nothing_is_handed_over(
    printer: IppDocumentPrinter, device: DocumentPrinterSimulator, fault: DocumentPrinterFault, failure: FailureCode
) -> None:
    device.set_fault(fault, on=True)
    report = printer.report()
    assert (report.status, report.failure) == (DeviceStatus.USER_ERROR, failure)
    assert printer.self_test().failure is failure
    assert print_now(printer) == not_delivered(failure)
    device.set_fault(fault, on=False)
    assert printer.report().status is DeviceStatus.ONLINE
    assert device.sheets == ()  # nothing waited for the repair


@pytest.mark.parametrize(
    ("armed", "failure"),
    [(F.PAPER_OUT_MIDWAY, FailureCode.DOCUMENT_PAPER_OUT), (F.JAM_MIDWAY, FailureCode.DOCUMENT_PAPER_JAM)],
)
def test_stopped_after_the_first_sheet_the_rest_never_comes(
    printer: IppDocumentPrinter, device: DocumentPrinterSimulator, armed: DocumentPrinterFault, failure: FailureCode
) -> None:
    device.set_fault(armed, on=True)
    assert print_now(printer) == not_delivered(failure, out=1)
    device.refill()
    assert eventually(lambda: not device.is_printing)
    assert print_now(printer).outcome is PrintOutcome.DELIVERED
    assert [sheet.page for sheet in device.sheets] == [1, 1, 2, 3]  # after the refill nothing of the cancelled one


def test_refilled_in_time_it_goes_on_by_itself(device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.PAPER_OUT_MIDWAY, on=True)
    printer = open_document_printer(quick(device.uri, stand_limit_s=LIMIT_S), SystemClock())
    results: list[PrintResult] = []
    printing = Thread(target=lambda: results.append(print_now(printer)))
    printing.start()
    assert eventually(lambda: F.PAPER_OUT in device.faults)
    device.refill()
    printing.join(LIMIT_S)
    printer.close()
    assert results == [PrintResult(PrintOutcome.DELIVERED, None, SHEETS, SHEETS)]
    assert [sheet.page for sheet in device.sheets] == [1, 2, 3]


def test_a_job_that_the_printer_gives_up(printer: IppDocumentPrinter, device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.ABORT_MIDWAY, on=True)
    assert print_now(printer) == not_delivered(FailureCode.DOCUMENT_PRINTER_FAULT, out=1)


def test_without_power_nothing_is_sent(printer: IppDocumentPrinter, device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.OFFLINE, on=True)
    with pytest.raises(DeviceFailure, match="device_unplugged"):
        printer.report()
    assert print_now(printer) == not_delivered(FailureCode.DEVICE_UNPLUGGED)
    device.set_fault(F.OFFLINE, on=False)
    assert printer.report().status is DeviceStatus.ONLINE


def test_a_power_cut_in_the_middle_is_unknown(printer: IppDocumentPrinter, device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.OFFLINE_MIDWAY, on=True)
    result = print_now(printer)
    assert (result.outcome, result.failure) == (PrintOutcome.UNKNOWN, UNKNOWN)
    assert result.sheets_out in {0, 1}  # what it had said before
    device.set_fault(F.OFFLINE, on=False)
    assert printer.report().status is DeviceStatus.ONLINE
    assert len(device.sheets) == 1


def test_a_mute_printer_gets_nothing(printer: IppDocumentPrinter, device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.MUTE, on=True)
    assert print_now(printer) == not_delivered(FailureCode.DEVICE_SILENT)
    with pytest.raises(DeviceFailure, match="device_silent"):
        printer.report()


def test_the_end_of_the_visit_ends_the_job_on_the_device(device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.SLOW, on=True)
    printer = open_document_printer(quick(device.uri), SystemClock())
    cancelled, results = Event(), list[PrintResult]()
    printing = Thread(target=lambda: results.append(print_now(printer, cancelled)))
    printing.start()
    assert eventually(lambda: len(device.sheets) == 1)
    cancelled.set()
    printing.join(LIMIT_S)
    device.set_fault(F.SLOW, on=False)
    assert results[0].outcome is PrintOutcome.NOT_DELIVERED
    assert results[0].failure is FailureCode.DEVICE_JOB_CANCELLED
    assert results[0].sheets_out == len(device.sheets) < SHEETS  # as many as it said, and no more since
    assert printer.report().status is DeviceStatus.ONLINE
    printer.close()


def test_cancelled_before_it_began_nothing_is_handed_over(
    printer: IppDocumentPrinter, device: DocumentPrinterSimulator
) -> None:
    cancelled = Event()
    cancelled.set()
    assert print_now(printer, cancelled) == not_delivered(FailureCode.DEVICE_JOB_CANCELLED)
    assert device.sheets == ()


def begin_and_die(device: DocumentPrinterSimulator, job: str) -> None:
    """Hand a job over as a process that is killed at once."""
    printer = open_document_printer(quick(device.uri), SystemClock())
    printer._talk.submit(DOCUMENT.pdf, job, "iso_a4_210x297mm")
    printer.close()


def test_what_a_dead_process_left_is_ended_and_found_by_its_name(device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.PAPER_OUT_MIDWAY, on=True)
    job = a_job()
    begin_and_die(device, job)
    assert eventually(lambda: F.PAPER_OUT in device.faults)
    printer = open_document_printer(quick(device.uri), SystemClock())
    assert printer.settle(job, SHEETS) == not_delivered(FailureCode.DEVICE_JOB_CANCELLED, out=1)
    assert printer.settle(job, SHEETS).sheets_out == 1  # asked again it says the same
    assert printer.settle(a_job(), SHEETS) == PrintResult(PrintOutcome.UNKNOWN, UNKNOWN, None, SHEETS)
    printer.close()


def test_a_job_that_came_out_while_nobody_looked_was_delivered(device: DocumentPrinterSimulator) -> None:
    job = a_job()
    begin_and_die(device, job)
    assert eventually(lambda: len(device.sheets) == SHEETS and not device.is_printing)
    printer = open_document_printer(quick(device.uri), SystemClock())
    assert printer.settle(job, SHEETS) == PrintResult(PrintOutcome.DELIVERED, None, SHEETS, SHEETS)
    printer.close()


def test_after_a_power_cut_nobody_knows_what_an_earlier_run_printed(device: DocumentPrinterSimulator) -> None:
    job = a_job()
    begin_and_die(device, job)
    device.set_fault(F.OFFLINE, on=True)
    device.set_fault(F.OFFLINE, on=False)
    printer = open_document_printer(quick(device.uri), SystemClock())
    assert printer.settle(job, SHEETS).outcome is PrintOutcome.UNKNOWN
    printer.close()


@pytest.mark.expects_log
def test_a_job_nobody_waits_for_is_cancelled_before_anybody_is_served(device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.SLOW, on=True)
    begin_and_die(device, a_job())
    printer = open_document_printer(quick(device.uri), SystemClock())
    assert printer.report().failure is FailureCode.DEVICE_BUSY
    device.set_fault(F.SLOW, on=False)
    assert eventually(lambda: printer.report().status is DeviceStatus.ONLINE)
    assert len(device.sheets) < SHEETS
    printer.close()


@pytest.mark.parametrize(
    ("prepare", "warning"),
    [(lambda device: device.set_fault(F.TONER_LOW, on=True), TONER_LOW), (lambda device: device.case.load(10), PAPER_LOW)],
)
def test_what_runs_low_is_a_warning(
    printer: IppDocumentPrinter,
    device: DocumentPrinterSimulator,
    prepare: Callable[[DocumentPrinterSimulator], None],
    warning: str,
) -> None:
    prepare(device)
    report = printer.report()
    assert (report.status, report.warnings) == (DeviceStatus.ONLINE, (warning,))
    assert ("model", "Sandbox A4") in report.details
    device.case.load(100)


def test_too_few_sheets_are_noticed_before_the_first(printer: IppDocumentPrinter, device: DocumentPrinterSimulator) -> None:
    device.case.load(1)  # and one in the by-pass tray
    assert print_now(printer) == not_delivered(FailureCode.DOCUMENT_PAPER_OUT)
    device.case.load(100)
    assert device.sheets == ()


def test_two_programs_do_not_share_a_printer(printer: IppDocumentPrinter, device: DocumentPrinterSimulator) -> None:
    with pytest.raises(DeviceFailure, match="device_in_use"):
        open_document_printer(quick(device.uri), SystemClock())
    printer.close()
    printer.close()  # harmless
    open_document_printer(quick(device.uri), SystemClock()).close()


def test_logs_counts_and_never_a_name(
    printer: IppDocumentPrinter, device: DocumentPrinterSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    print_now(printer)
    assert [record.getMessage() for record in caplog.records] == ["document printer: delivered 3/3 "]


@pytest.mark.parametrize("uri", ["http://localhost/", "localhost", "ipps://localhost/ipp/print", ""])
def test_only_addresses_of_ipp_make_sense(uri: str) -> None:
    with pytest.raises(ValueError, match="ipp://"):
        quick(uri)


def await_status(reports: Queue[DeviceReport], status: DeviceStatus) -> DeviceReport:
    while True:
        report = reports.get(timeout=LIMIT_S)
        if report.status is status:
            return report


def test_under_its_supervisor_it_comes_back_by_itself(device: DocumentPrinterSimulator) -> None:
    rhythm = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1)
    supervised = SupervisedDevice(
        "document_printer", lambda: open_document_printer(quick(device.uri), SystemClock()), SystemClock(), rhythm
    )
    reports: Queue[DeviceReport] = Queue()
    supervised.start()
    supervised.observe(reports.put)
    await_status(reports, DeviceStatus.ONLINE)
    device.set_fault(F.OFFLINE, on=True)
    assert await_status(reports, DeviceStatus.NO_DEVICE).failure is FailureCode.DEVICE_UNPLUGGED
    device.set_fault(F.OFFLINE, on=False)
    await_status(reports, DeviceStatus.ONLINE)
    device.set_fault(F.MUTE, on=True)
    await_status(reports, DeviceStatus.OFFLINE)
    device.set_fault(F.MUTE, on=False)
    await_status(reports, DeviceStatus.ONLINE)
    results: Queue[PrintResult | FailureCode] = Queue()
    supervised.submit(lambda printer, cancelled: printer.print_document(DOCUMENT, a_job(), cancelled), results.put)
    assert results.get(timeout=LIMIT_S) == PrintResult(PrintOutcome.DELIVERED, None, SHEETS, SHEETS)
    assert supervised.stop()


def test_stopping_the_terminal_cancels_what_is_printed(device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.SLOW, on=True)
    supervised = SupervisedDevice(
        "document_printer", lambda: open_document_printer(quick(device.uri), SystemClock()), SystemClock()
    )
    supervised.start()
    results: Queue[PrintResult | FailureCode] = Queue()
    supervised.submit(lambda printer, cancelled: printer.print_document(DOCUMENT, a_job(), cancelled), results.put)
    assert eventually(lambda: device.is_printing)
    assert supervised.stop()
    result = results.get(timeout=LIMIT_S)
    assert isinstance(result, PrintResult)
    assert result.failure is FailureCode.DEVICE_JOB_CANCELLED
    assert eventually(lambda: not device.is_printing)
