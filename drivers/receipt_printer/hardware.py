"""A receipt printer on a serial port, and an honest answer to "did it come out?".

A slip goes out in two pieces: the text, then the cut. After each the printer is asked in turn (GS r), so that its answer proves
that everything before has been worked off:

* a fault before the first byte: `NOT_DELIVERED`;
* paper out or cover open before the cut was sent: `NOT_DELIVERED`: what hangs in the machine is incomplete and not cut off. The
  buffers are cleared, so that no rest of it comes out when somebody else loads paper;
* no answer, an unplugged cable, a stuck blade, or paper out before the blade came down: `UNKNOWN`. A printer that fell silent
  is still told to cut, so that a slip that did come out does not stay behind for the next visitor;
* an answer to the question after the cut, and a blade that reports no fault: `DELIVERED`. Paper may be out by then.

What an unfinished slip left in the machine is cut off as soon as the printer is well again.
"""

import logging
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.failure_reports import failed_report
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer import wire
from drivers.receipt_printer.contract import QrCode, Receipt
from drivers.receipt_printer.layout import Line, Piece, lay_out
from drivers.receipt_printer.raster import draw_line
from drivers.receipt_printer.wire import PrinterStatus
from drivers.transport.serial_port import SerialPort

log = logging.getLogger(__name__)

NEAR_END = "paper_near_end"
_POLL_S = 0.1
_MISSES = 2
_PIECE_BYTES = 512  # at 9600 baud half a second, well within the limit of a write
_STOPPED = {FailureCode.RECEIPT_PAPER_OUT, FailureCode.RECEIPT_COVER_OPEN}


class ReceiptPrinterSettings(BaseModel):
    """The table `devices.receipt_printer` of the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: Path
    baudrate: int = Field(default=115200, gt=0)
    rare_character_font: Path = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
    answer_limit_s: float = Field(default=0.5, gt=0)  # one real-time status
    print_limit_s: float = Field(default=15.0, gt=0)  # one slip, from its first byte to its cut


class SerialReceiptPrinter:
    """Implements :class:`drivers.receipt_printer.contract.ReceiptPrinter`."""

    def __init__(self, port: SerialPort, settings: ReceiptPrinterSettings, clock: Clock) -> None:
        self._port = port
        self._settings = settings
        self._clock = clock
        self._answered = False  # the last question asked in turn
        self._hanging = False  # part of a slip may still be in the machine

    def report(self) -> DeviceReport:
        """Ask for paper, cover, blade; cuts off an unfinished slip. Raises `DEVICE_SILENT` or `DEVICE_UNPLUGGED`."""
        self._port.drop_input()
        status = self._ask_status()
        warnings = (NEAR_END,) if status.near_end and not status.paper_end else ()
        if status.failure is not None:
            return failed_report(status.failure, warnings)
        self._cut_off_remains()
        return DeviceReport(DeviceStatus.ONLINE, warnings=warnings)

    def self_test(self) -> SelfTestResult:
        """Ask whether a slip could be printed now; nothing is printed."""
        try:
            failure = self.report().failure
        except DeviceFailure as silent:
            failure = silent.code
        return SelfTestResult(passed=failure is None, failure=failure)

    def close(self) -> None:
        """Release the port."""
        self._port.close()

    def print_receipt(self, receipt: Receipt) -> PrintResult:
        """See the contract and the module's text."""
        body = encode(receipt, self._settings.rare_character_font)
        failure = self.self_test().failure
        if failure is not None:
            return self._result(PrintOutcome.NOT_DELIVERED, failure)
        self._hanging = True
        try:
            return self._print(body)
        except DeviceFailure:
            return self._result(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN)

    def _cut_off_remains(self) -> None:
        """Cut off what a slip that was not finished left behind, so that it is not the head of the next visitor's."""
        if self._hanging:
            self._port.write(wire.CUT)
            self._hanging = False

    def _print(self, body: bytes) -> PrintResult:
        """Send text and cut, each confirmed; raises :class:`DeviceFailure` when the printer falls silent."""
        failure = self._print_text(body)
        if failure in _STOPPED:
            self._port.write(wire.FORGET)
            return self._result(PrintOutcome.NOT_DELIVERED, failure)
        failure = self._send(wire.CUT)
        if not self._answered or failure is FailureCode.RECEIPT_CUTTER_FAULT:  # printed, but still hanging in the machine
            return self._result(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN)
        self._hanging = False
        return self._result(PrintOutcome.DELIVERED)

    def _print_text(self, body: bytes) -> FailureCode | None:
        try:
            return self._send(body)
        except DeviceFailure as failure:
            if failure.code is FailureCode.DEVICE_SILENT:
                self._port.write(wire.CUT)
            raise

    def _send(self, data: bytes) -> FailureCode | None:
        """Send `data` and wait until it is worked off or the printer stops; return what is wrong then.

        Raises `DEVICE_SILENT` after the limit, or when the printer answers nothing at all.
        """
        self._answered = False
        question = data + wire.ASK_IN_TURN
        for at in range(0, len(question), _PIECE_BYTES):
            self._port.write(question[at : at + _PIECE_BYTES])
        until = self._clock.monotonic() + self._settings.print_limit_s
        while self._clock.monotonic() < until:
            self._await_turn(_POLL_S)
            failure = self._ask_patiently().failure
            if self._answered or failure in _STOPPED:
                return failure
        raise DeviceFailure(FailureCode.DEVICE_SILENT)

    def _ask_patiently(self) -> PrinterStatus:
        """Ask for the status; a printer at work may miss a question or two."""
        for _ in range(_MISSES):
            try:
                return self._ask_status()
            except DeviceFailure as failure:
                if failure.code is not FailureCode.DEVICE_SILENT:
                    raise
        return self._ask_status()

    def _ask_status(self) -> PrinterStatus:
        return wire.parse_status(*(self._ask(request) for request in wire.STATUS_REQUESTS))

    def _ask(self, request: bytes) -> int:
        """Send one real-time request and return its answer; raises `DEVICE_SILENT`."""
        self._port.write(request)
        answer = self._listen(self._settings.answer_limit_s)
        if answer is None:
            raise DeviceFailure(FailureCode.DEVICE_SILENT)
        return answer

    def _listen(self, limit_s: float) -> int | None:
        """Return the next real-time answer, None after `limit_s`; an answer in turn is remembered on the way."""
        until = self._clock.monotonic() + limit_s
        while self._clock.monotonic() < until:
            for byte in self._port.read(1, until):
                if wire.is_status_answer(byte):
                    return byte
                self._answered = self._answered or wire.is_answer_in_turn(byte)
        return None

    def _await_turn(self, limit_s: float) -> None:
        """Wait until the question in turn is answered, at most `limit_s`."""
        until = self._clock.monotonic() + limit_s
        while not self._answered and self._clock.monotonic() < until:
            self._answered = any(map(wire.is_answer_in_turn, self._port.read(1, until)))

    def _result(self, outcome: PrintOutcome, failure: FailureCode | None = None) -> PrintResult:
        log.info("receipt printer: %s %s", outcome.value, failure.value if failure else "")
        return PrintResult(outcome, failure)


def encode(receipt: Receipt, rare_character_font: Path) -> bytes:
    """Return the bytes of a receipt without its cut."""
    return wire.BEGIN + b"".join(_encode(piece, rare_character_font) for piece in lay_out(receipt))


def _encode(piece: Piece, font: Path) -> bytes:
    if isinstance(piece, Line):
        return _encode_line(piece, font)
    if isinstance(piece, QrCode):
        return wire.qr_code(piece.content, min(max(piece.module_dots, 1), 16))
    return wire.feed(min(max(piece.lines, 0), 255))


def _encode_line(line: Line, font: Path) -> bytes:
    """Write the line with the printer's font, or draw it when a character is missing there."""
    drawn = None if all(map(wire.knows, line.text)) else draw_line(line, font)
    if drawn is None:
        return wire.text_line(line.text, line.size, line.bold, line.centred)
    return wire.raster(*drawn)


def open_receipt_printer(settings: ReceiptPrinterSettings, clock: Clock) -> SerialReceiptPrinter:
    """Open the printer's port; raises `DEVICE_UNPLUGGED` or `DEVICE_IN_USE`."""
    return SerialReceiptPrinter(SerialPort(settings.port, settings.baudrate, clock), settings, clock)
