"""The contract of every device: pulled out and put back, it serves again without anybody's help."""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any, TypeVar

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from domain.people import IdDocument
from drivers.device import Device, DeviceReport, DeviceStatus
from drivers.id_card_reader.hardware import IdCardReaderSettings, open_id_card_reader
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Receipt, TextLine
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, open_receipt_printer
from drivers.supervisor import Rhythm, SupervisedDevice
from tests.drivers.conftest import Connect
from tests.drivers.id_card_reader.script import LAID_DOWN, NO_CARD, ReaderScript
from tests.drivers.pty_peer import PtyPeer, Script, eventually
from tests.drivers.receipt_printer.script import PrinterScript

QUICK = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1)
LIMIT_S = 20.0

D = TypeVar("D", bound=Device)


def open_reader(port: Path) -> Device:
    return open_id_card_reader(IdCardReaderSettings(port=port), SystemClock())


def open_printer(port: Path) -> Device:
    return open_receipt_printer(ReceiptPrinterSettings(port=port), SystemClock())


DEVICES = [
    pytest.param(open_reader, lambda: ReaderScript(LAID_DOWN), id="id_card_reader"),
    pytest.param(open_printer, PrinterScript, id="receipt_printer"),
]

Supervise = Callable[[Callable[[Path], Any], PtyPeer], SupervisedDevice[Any]]


@pytest.fixture
def supervise() -> Iterator[Supervise]:
    started: list[SupervisedDevice[Any]] = []

    def begin(open_device: Callable[[Path], Any], peer: PtyPeer) -> SupervisedDevice[Any]:
        supervised = SupervisedDevice("device", lambda: open_device(peer.link), SystemClock(), QUICK)
        supervised.start()
        started.append(supervised)
        return supervised

    yield begin
    for supervised in started:
        assert supervised.stop()


def await_status(reports: Queue[DeviceReport], status: DeviceStatus) -> DeviceReport:
    while True:
        report = reports.get(timeout=LIMIT_S)
        if report.status is status:
            return report


@pytest.mark.parametrize(("open_device", "script"), DEVICES)
def test_unplugged_and_replugged_it_serves_again(
    connect: Connect, supervise: Supervise, open_device: Callable[[Path], Device], script: Callable[[], Script]
) -> None:
    peer = connect(script())
    supervised = supervise(open_device, peer)
    reports: Queue[DeviceReport] = Queue()
    supervised.observe(reports.put)
    await_status(reports, DeviceStatus.ONLINE)
    for _ in range(3):
        peer.unplug()
        assert await_status(reports, DeviceStatus.NO_DEVICE).failure is FailureCode.DEVICE_UNPLUGGED
        peer.plug()
        await_status(reports, DeviceStatus.ONLINE)
    tested: Queue[object] = Queue()
    supervised.submit(lambda device, _cancelled: device.self_test().passed, tested.put)
    assert tested.get(timeout=LIMIT_S) is True


@pytest.mark.parametrize(("open_device", "script"), DEVICES)
def test_absent_at_start_it_comes_when_it_is_plugged_in(
    connect: Connect, supervise: Supervise, open_device: Callable[[Path], Device], script: Callable[[], Script]
) -> None:
    peer = connect(script())
    peer.unplug()
    supervised = supervise(open_device, peer)
    reports: Queue[DeviceReport] = Queue()
    supervised.observe(reports.put)
    await_status(reports, DeviceStatus.NO_DEVICE)
    peer.plug()
    await_status(reports, DeviceStatus.ONLINE)


def test_unplugged_while_a_card_is_awaited(connect: Connect, supervise: Supervise) -> None:
    script = ReaderScript(NO_CARD)
    peer = connect(script)
    supervised = supervise(open_reader, peer)
    results: Queue[IdDocument | FailureCode] = Queue()
    supervised.submit(lambda reader, cancelled: reader.await_card(60.0, cancelled), results.put)
    assert eventually(lambda: any(asked[5:9] == b"\x00\x03\x20\x01" for asked in script.asked))
    peer.unplug()
    assert results.get(timeout=LIMIT_S) is FailureCode.DEVICE_UNPLUGGED
    peer.plug()
    script.answers = dict(LAID_DOWN)
    supervised.submit(lambda reader, cancelled: reader.await_card(60.0, cancelled), results.put)
    assert isinstance(results.get(timeout=LIMIT_S), IdDocument)


def test_unplugged_while_a_slip_is_printed_is_unknown(connect: Connect, supervise: Supervise) -> None:
    begun, gone = Event(), Event()

    class Unfinished(PrinterScript):
        """Stops with the first text it gets, until the cable is pulled."""

        def __call__(self, received: bytes) -> bytes:
            if b"\x1b@" in received:
                begun.set()
                return b""
            return b"" if begun.is_set() and not gone.is_set() else super().__call__(received)

    peer = connect(Unfinished())
    supervised = supervise(open_printer, peer)
    results: Queue[PrintResult | FailureCode] = Queue()
    supervised.submit(lambda printer, _cancelled: printer.print_receipt(Receipt((TextLine("凭条"),))), results.put)
    assert begun.wait(LIMIT_S)
    peer.unplug()
    assert results.get(timeout=LIMIT_S) == PrintResult(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN)


def test_no_card_is_searched_while_no_screen_wants_one(connect: Connect, supervise: Supervise) -> None:
    script = ReaderScript(LAID_DOWN)
    supervised = supervise(open_reader, connect(script))
    assert eventually(lambda: len(script.asked) > 6)
    assert supervised.stop()
    assert {asked[7] for asked in script.asked} == {0x11, 0x12}
