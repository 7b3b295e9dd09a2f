"""What goes wrong with paper, on both adapters: what is reported is what lies in the tray, and nothing ever comes out twice."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceStatus
from drivers.document_printer.hardware import DocumentPrinterSettings, IppDocumentPrinter, open_document_printer
from drivers.printing import PrintOutcome, PrintResult
from simulators.devices.document_printer import DocumentPrinterFault, DocumentPrinterSimulator
from tests.drivers.document_printer.conftest import DOCUMENT, SHEETS, a_job, quick
from tests.drivers.document_printer.cupsd import Cupsd, a_queue
from tests.drivers.pty_peer import eventually
from tests.paths import ROOT

F = DocumentPrinterFault
LIMIT_S = 30.0
PRINT_AND_HANG = """
import sys
from threading import Event
from domain.clock import SystemClock
from drivers.document_printer.hardware import DocumentPrinterSettings, open_document_printer
from tests.drivers.document_printer.conftest import DOCUMENT
printer = open_document_printer(DocumentPrinterSettings.model_validate_json(sys.argv[1]), SystemClock())
printer.print_document(DOCUMENT, sys.argv[2], Event())
"""

Settings = Callable[..., DocumentPrinterSettings]


@pytest.fixture(scope="module")
def queue(case: DocumentPrinterSimulator) -> Iterator[Cupsd]:
    with a_queue(case.uri) as queue:
        queue.start()
        yield queue


@pytest.fixture(params=["ipp", "cups"])
def settings(request: pytest.FixtureRequest, queue: Cupsd, device: DocumentPrinterSimulator) -> Settings:
    """How the printer is reached; made when it is new, because CUPS asks for the address that it has."""
    if request.param == "ipp":
        return lambda **changes: quick(device.uri, **changes)
    return through(queue, device)


def through(queue: Cupsd, device: DocumentPrinterSimulator) -> Settings:
    return lambda **changes: quick(queue.uri, **{"adapter": "cups", "device": device.uri, **changes})


@contextmanager
def opened(settings: DocumentPrinterSettings) -> Iterator[IppDocumentPrinter]:
    printer = open_document_printer(settings, SystemClock())
    try:
        yield printer
    finally:
        printer.close()


@contextmanager
def printing(printer: IppDocumentPrinter, cancelled: Event, results: list[PrintResult]) -> Iterator[None]:
    """Print one document beside the body, and wait for its result."""
    thread = Thread(target=lambda: results.append(printer.print_document(DOCUMENT, a_job(), cancelled)))
    thread.start()
    try:
        yield
    finally:
        thread.join(LIMIT_S)


def is_what_lies_there(result: PrintResult, device: DocumentPrinterSimulator) -> bool:
    """Compare a result with the tray, now and after every fault is repaired: nothing came twice, nothing comes late."""
    assert eventually(lambda: not device.is_printing)
    before = [sheet.page for sheet in device.sheets]
    assert before == sorted(set(before)), "a sheet came out twice"
    for fault in device.faults:
        device.set_fault(fault, on=False)
    with opened(quick(device.uri)) as printer:
        assert eventually(lambda: printer.report().status is DeviceStatus.ONLINE)
    assert [sheet.page for sheet in device.sheets] == before, "a sheet came into the next visit"
    if result.outcome is PrintOutcome.UNKNOWN:
        return result.sheets_out is None or result.sheets_out <= len(before)
    assert (result.outcome is PrintOutcome.DELIVERED) == (len(before) == SHEETS)
    return result.sheets_out == len(before)


def test_printed(settings: Settings, device: DocumentPrinterSimulator) -> None:
    with opened(settings()) as printer:
        assert printer.report().status is DeviceStatus.ONLINE
        result = printer.print_document(DOCUMENT, a_job(), Event())
    assert result == PrintResult(PrintOutcome.DELIVERED, None, SHEETS, SHEETS)
    assert is_what_lies_there(result, device)


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (F.PAPER_OUT, FailureCode.DOCUMENT_PAPER_OUT),
        (F.JAM, FailureCode.DOCUMENT_PAPER_JAM),
        (F.COVER, FailureCode.DOCUMENT_COVER_OPEN),
        (F.TONER_OUT, FailureCode.DOCUMENT_TONER_OUT),
        (F.OFFLINE, FailureCode.DEVICE_UNPLUGGED),
        (F.MUTE, FailureCode.DEVICE_SILENT),
    ],
)
def test_what_is_wrong_before_costs_nothing(
    settings: Settings, device: DocumentPrinterSimulator, fault: DocumentPrinterFault, failure: FailureCode
) -> None:
    device.set_fault(fault, on=True)
    with opened(settings()) as printer:
        result = printer.print_document(DOCUMENT, a_job(), Event())
    assert result == PrintResult(PrintOutcome.NOT_DELIVERED, failure, 0, SHEETS)
    assert is_what_lies_there(result, device)


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (F.PAPER_OUT_MIDWAY, FailureCode.DOCUMENT_PAPER_OUT),
        (F.JAM_MIDWAY, FailureCode.DOCUMENT_PAPER_JAM),
        (F.ABORT_MIDWAY, FailureCode.DOCUMENT_PRINTER_FAULT),
    ],
)
def test_stopped_after_the_first_sheet(
    settings: Settings, device: DocumentPrinterSimulator, fault: DocumentPrinterFault, failure: FailureCode
) -> None:
    device.set_fault(fault, on=True)
    with opened(settings()) as printer:
        result = printer.print_document(DOCUMENT, a_job(), Event())
    assert result == PrintResult(PrintOutcome.NOT_DELIVERED, failure, 1, SHEETS)
    assert is_what_lies_there(result, device)


def test_refilled_in_time(settings: Settings, device: DocumentPrinterSimulator) -> None:
    device.set_fault(F.PAPER_OUT_MIDWAY, on=True)
    results: list[PrintResult] = []
    with opened(settings(stand_limit_s=LIMIT_S)) as printer, printing(printer, Event(), results):
        assert eventually(lambda: F.PAPER_OUT in device.faults)
        device.refill()
    assert results == [PrintResult(PrintOutcome.DELIVERED, None, SHEETS, SHEETS)]
    assert is_what_lies_there(results[0], device)


def test_cancelled_while_the_paper_is_out(settings: Settings, device: DocumentPrinterSimulator) -> None:
    """The measured trap: CUPS says canceled at once, and after the refill the rest comes out."""
    device.set_fault(F.PAPER_OUT_MIDWAY, on=True)
    results: list[PrintResult] = []
    cancelled = Event()
    with opened(settings(stand_limit_s=LIMIT_S)) as printer, printing(printer, cancelled, results):
        assert eventually(lambda: F.PAPER_OUT in device.faults)
        cancelled.set()
    assert results == [PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_JOB_CANCELLED, 1, SHEETS)]
    assert is_what_lies_there(results[0], device)


def test_switched_off_and_on_after_the_first_sheet(settings: Settings, device: DocumentPrinterSimulator) -> None:
    """The measured trap: CUPS says completed."""
    device.set_fault(F.OFFLINE_MIDWAY, on=True)
    results: list[PrintResult] = []
    with opened(settings(lost_limit_s=LIMIT_S)) as printer, printing(printer, Event(), results):
        assert eventually(lambda: F.OFFLINE in device.faults)
        device.set_fault(F.OFFLINE, on=False)
    assert results[0].outcome is PrintOutcome.UNKNOWN
    assert len(device.sheets) == 1
    assert is_what_lies_there(results[0], device)


@pytest.mark.expects_log
@pytest.mark.parametrize("fault", [F.PAPER_OUT_MIDWAY, F.SLOW])
def test_the_printing_process_is_killed(
    settings: Settings, device: DocumentPrinterSimulator, fault: DocumentPrinterFault
) -> None:
    device.set_fault(fault, on=True)
    asked, job = settings(stand_limit_s=LIMIT_S), a_job()
    command = [sys.executable, "-c", PRINT_AND_HANG, asked.model_dump_json(), job]
    with subprocess.Popen(command, cwd=ROOT) as process:
        assert eventually(lambda: len(device.sheets) == 1)
        process.send_signal(signal.SIGKILL)
    with opened(asked) as printer:
        assert printer.report().failure is FailureCode.DEVICE_BUSY
        result = printer.settle(job, SHEETS)
        assert result.failure is FailureCode.DEVICE_JOB_CANCELLED
        assert eventually(lambda: not device.is_printing)
        assert printer.settle(job, SHEETS) == result  # whoever asks again hears the same
    assert is_what_lies_there(result, device)


# -- of CUPS alone ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def own_queue(device: DocumentPrinterSimulator) -> Iterator[Cupsd]:
    with a_queue(device.uri) as queue:
        yield queue


def test_cupsd_is_killed_while_it_prints(own_queue: Cupsd, device: DocumentPrinterSimulator) -> None:
    own_queue.start()
    device.set_fault(F.PAPER_OUT_MIDWAY, on=True)
    results: list[PrintResult] = []
    with opened(through(own_queue, device)(stand_limit_s=LIMIT_S)) as printer:
        with printing(printer, Event(), results):
            assert eventually(lambda: F.PAPER_OUT in device.faults)
            own_queue.kill()
            device.refill()
        assert printer.print_document(DOCUMENT, a_job(), Event()).failure is FailureCode.PRINT_QUEUE_DOWN
        own_queue.run()
        assert printer.report().status is DeviceStatus.ONLINE
    assert results == [PrintResult(PrintOutcome.DELIVERED, None, SHEETS, SHEETS)]
    assert is_what_lies_there(results[0], device)


@pytest.mark.expects_log
def test_a_cupsd_that_gives_the_job_to_the_printer_twice(own_queue: Cupsd, device: DocumentPrinterSimulator) -> None:
    """The measured trap: its spool survived, its backend too; left alone, six sheets come out."""
    own_queue.start()
    device.set_fault(F.PAPER_OUT_MIDWAY, on=True)
    results: list[PrintResult] = []
    with opened(through(own_queue, device)(stand_limit_s=LIMIT_S)) as printer:
        with printing(printer, Event(), results):
            assert eventually(lambda: F.PAPER_OUT in device.faults)
            own_queue.kill(spool_survives=True)
            own_queue.run()
            device.refill()
        assert eventually(lambda: printer.report().status is DeviceStatus.ONLINE)
    assert results == [PrintResult(PrintOutcome.DELIVERED, None, SHEETS, SHEETS)]
    assert is_what_lies_there(results[0], device)


def test_without_the_printer_behind_it_nobody_counts(own_queue: Cupsd, device: DocumentPrinterSimulator) -> None:
    own_queue.start()
    with opened(through(own_queue, device)(device=None)) as printer:
        result = printer.print_document(DOCUMENT, a_job(), Event())
    assert result == PrintResult(PrintOutcome.UNKNOWN, FailureCode.DOCUMENT_RESULT_UNKNOWN, None, SHEETS)
    assert len(device.sheets) == SHEETS


def test_a_queue_that_cups_stopped_is_switched_on_again(own_queue: Cupsd, device: DocumentPrinterSimulator) -> None:
    own_queue.start(state="Stopped")
    with opened(through(own_queue, device)()) as printer:
        result = printer.print_document(DOCUMENT, a_job(), Event())
    assert result.outcome is PrintOutcome.DELIVERED
    assert is_what_lies_there(result, device)


@pytest.mark.parametrize("policy", ["retry-job", "stop-printer", "retry-current-job"])
def test_a_queue_that_would_print_again_by_itself_gets_nothing(
    own_queue: Cupsd, device: DocumentPrinterSimulator, policy: str
) -> None:
    own_queue.start(policy=policy)
    with opened(through(own_queue, device)()) as printer:
        result = printer.print_document(DOCUMENT, a_job(), Event())
        assert printer.report().failure is FailureCode.PRINT_QUEUE_DOWN
    assert result == PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.PRINT_QUEUE_DOWN, 0, SHEETS)
    assert is_what_lies_there(result, device)


def test_only_a_queue_has_a_printer_behind_it() -> None:
    with pytest.raises(ValueError, match="queue"):
        DocumentPrinterSettings(uri="ipp://localhost/ipp/print", device="ipp://localhost/ipp/print")
