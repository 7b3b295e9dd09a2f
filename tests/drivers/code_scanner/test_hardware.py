"""Codes are held to a simulated scanner; what the driver hands on is what a citizen meant, once."""

from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.code_scanner.contract import ScannedCode
from drivers.code_scanner.hardware import SerialCodeScanner
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus
from drivers.supervisor import Rhythm, SupervisedDevice
from simulators.devices.code_scanner import CodeScannerSimulator, ScannerFault, Symbology
from tests.drivers.code_scanner.conftest import open_scanner
from tests.drivers.pty_peer import eventually

LIMIT_S = 20.0
NUMBER = "5001122611220137"
QR, CODE128 = Symbology.QR, Symbology.CODE128


class Waiting:
    """Somebody who waits for a code in a thread of his own."""

    def __init__(self, scanner: SerialCodeScanner, limit_s: float = LIMIT_S) -> None:
        self.cancelled = Event()
        self.results: Queue[Any] = Queue()
        self._waits = Event()
        self._thread = Thread(target=self._scan, args=(scanner, limit_s))
        drain = scanner._drain

        def drained() -> None:
            drain()
            self._waits.set()

        scanner._drain = drained  # type: ignore[method-assign]  # to know when it listens
        self._thread.start()
        assert self._waits.wait(LIMIT_S)

    def _scan(self, scanner: SerialCodeScanner, limit_s: float) -> None:
        try:
            self.results.put(scanner.scan(limit_s, self.cancelled))
        except DeviceFailure as failure:
            self.results.put(failure.code)

    def result(self) -> Any:
        found = self.results.get(timeout=LIMIT_S)
        self._thread.join()
        return found


@pytest.mark.parametrize(
    ("text", "symbology"), [(NUMBER, CODE128), ("CQJG:2611220001000017", QR), ("渝A12345 生僻字㛃", QR), ("8" * 2000, QR)]
)
def test_what_is_held_to_it_is_read(
    scanner: SerialCodeScanner, device: CodeScannerSimulator, text: str, symbology: Symbology
) -> None:
    waiting = Waiting(scanner)
    device.show(text, symbology)
    assert waiting.result() == ScannedCode(text, symbology.value)


def test_without_identifiers_the_symbology_is_unknown(scanner: SerialCodeScanner, device: CodeScannerSimulator) -> None:
    device.set_fault(ScannerFault.NO_IDENTIFIER)
    waiting = Waiting(scanner)
    device.show(NUMBER, CODE128)
    assert waiting.result() == ScannedCode(NUMBER, "unknown")


@pytest.mark.parametrize("fault", [ScannerFault.GARBAGE, ScannerFault.HALF, ScannerFault.OVERLONG, ScannerFault.SILENT])
def test_what_is_no_code_is_waited_past(
    scanner: SerialCodeScanner, device: CodeScannerSimulator, fault: ScannerFault, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = Waiting(scanner)
    device.set_fault(fault)
    device.show(NUMBER, CODE128)
    device.set_fault(None)
    assert waiting.results.empty()
    dropped = 0 if fault is ScannerFault.SILENT else 1
    assert eventually(lambda: scanner._lines.garbage == dropped)
    device.show("next", QR)
    assert waiting.result() == ScannedCode("next", "qr")
    assert NUMBER not in caplog.text


def test_what_was_read_before_somebody_asked_does_not_count(scanner: SerialCodeScanner, device: CodeScannerSimulator) -> None:
    device.show("of the visitor before", QR)
    waiting = Waiting(scanner)
    device.show("mine", QR)
    assert waiting.result().text == "mine"


def test_the_rest_of_a_line_is_not_taken_for_a_code(device: CodeScannerSimulator) -> None:
    scanner = open_scanner(device.port.link, quiet_s=1.0)
    device.port.send(b"]C0500112261")
    late = Thread(target=lambda: device.port.send(b"1220137\r\n"))
    late.start()
    waiting = Waiting(scanner)
    late.join()
    device.show(NUMBER, CODE128)
    assert waiting.result().text == NUMBER
    scanner.close()


def test_a_code_that_lies_in_the_window_counts_once(scanner: SerialCodeScanner, device: CodeScannerSimulator) -> None:
    device.set_fault(ScannerFault.REPEATED)
    first = Waiting(scanner)
    device.show(NUMBER, CODE128)
    assert first.result().text == NUMBER
    second = Waiting(scanner)
    device.port.send(b"]C0" + NUMBER.encode() + b"\r\n")  # it still lies there
    device.set_fault(None)
    device.show("another", QR)
    assert second.result().text == "another"


def test_the_same_code_counts_again_after_a_while(device: CodeScannerSimulator) -> None:
    scanner = open_scanner(device.port.link, same_code_s=0.0)
    for _ in range(2):
        waiting = Waiting(scanner)
        device.show(NUMBER, CODE128)
        assert waiting.result().text == NUMBER
    scanner.close()


def test_nobody_shows_a_code(scanner: SerialCodeScanner) -> None:
    with pytest.raises(DeviceFailure, match="code_absent"):
        scanner.scan(0.05, Event())
    waiting = Waiting(scanner)
    waiting.cancelled.set()
    assert waiting.result() is FailureCode.DEVICE_JOB_CANCELLED


def test_says_that_it_is_there_and_throws_away_what_it_read(scanner: SerialCodeScanner, device: CodeScannerSimulator) -> None:
    device.show(NUMBER, CODE128)
    assert scanner.report() == DeviceReport(DeviceStatus.ONLINE, details=(("garbage", "0"),))
    assert scanner.self_test().passed
    device.set_fault(ScannerFault.UNPLUGGED)
    assert scanner.self_test().failure is FailureCode.DEVICE_UNPLUGGED


@pytest.fixture
def supervised(device: CodeScannerSimulator) -> Any:
    quick = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1)
    supervised = SupervisedDevice("code_scanner", lambda: open_scanner(device.port.link), SystemClock(), quick)
    supervised.start()
    yield supervised
    assert supervised.stop()


def await_status(reports: Queue[DeviceReport], status: DeviceStatus) -> None:
    while reports.get(timeout=LIMIT_S).status is not status:
        pass


def test_unplugged_while_a_code_is_awaited_and_plugged_in_again(
    supervised: SupervisedDevice[SerialCodeScanner], device: CodeScannerSimulator
) -> None:
    reports: Queue[DeviceReport] = Queue()
    supervised.observe(reports.put)
    await_status(reports, DeviceStatus.ONLINE)
    began, results = Event(), Queue[Any]()

    def scan(scanner: SerialCodeScanner, cancelled: Event) -> ScannedCode:
        began.set()
        return scanner.scan(LIMIT_S, cancelled)

    supervised.submit(scan, results.put)
    assert began.wait(LIMIT_S)
    device.set_fault(ScannerFault.UNPLUGGED)
    assert results.get(timeout=LIMIT_S) is FailureCode.DEVICE_UNPLUGGED
    await_status(reports, DeviceStatus.NO_DEVICE)
    device.set_fault(None)
    await_status(reports, DeviceStatus.ONLINE)


def test_no_such_port(tmp_path: Path) -> None:
    with pytest.raises(DeviceFailure, match="device_unplugged"):
        open_scanner(tmp_path / "missing")


@pytest.mark.parametrize("show", [lambda d: d.show("", QR), lambda d: d.show("a\rb", QR), lambda d: d.show("渝", CODE128)])
def test_what_no_code_can_hold_is_not_shown(device: CodeScannerSimulator, show: Callable[[CodeScannerSimulator], None]) -> None:
    with pytest.raises(ValueError, match=r"text|Code 128"):
        show(device)
    assert device.picture() is None
