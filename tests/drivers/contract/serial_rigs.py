"""The devices on serial lines, each with its simulator."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.code_scanner.hardware import CodeScannerSettings, SerialCodeScanner, open_code_scanner
from drivers.id_card_reader.hardware import Limits as ReaderLimits
from drivers.id_card_reader.hardware import SerialIdCardReader
from drivers.pin_pad.contract import WrappedKey
from drivers.pin_pad.hardware import Limits as PadLimits
from drivers.pin_pad.hardware import SerialPinPad
from drivers.printing import PrintOutcome
from drivers.receipt_printer.contract import Receipt, TextLine
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, SerialReceiptPrinter, open_receipt_printer
from drivers.transport.serial_port import SerialPort
from simulators.devices.chip_card.des import encrypt
from simulators.devices.code_scanner import CodeScannerSimulator, ScannerFault, Symbology
from simulators.devices.id_card_reader import IdCardReaderSimulator, ReaderFault
from simulators.devices.pin_pad import PinPadFault, PinPadSimulator
from simulators.devices.receipt_printer import PrinterFault, ReceiptPrinterSimulator
from simulators.world.people import load_people
from tests.drivers.contract.rig import Rig

CLOCK = SystemClock()
BAUD = 115200
READER_LIMITS = ReaderLimits(module=0.4, card=0.4, text=0.8, address=0.4, quiet=0.2, poll=0.02)
PAD_LIMITS = PadLimits(reply=0.3, look=0.02)
MASTER, PIN_KEY = bytes(range(16)), bytes(range(16, 32))
WRAPPED = WrappedKey(encrypt(MASTER, PIN_KEY), encrypt(PIN_KEY, bytes(8))[:4])
ACCOUNT = "202000069232"
SLIP = Receipt(tuple(TextLine("样本") for _ in range(12)))  # longer than the 30 mm after which armed faults strike


@contextmanager
def id_card_reader(folder: Path) -> Iterator[Rig]:
    """A reader with somebody's card."""
    card = next(iter(load_people(CLOCK.now().date()).values())).chip()
    simulator = IdCardReaderSimulator(folder / "id-card-reader", CLOCK, paced=False)
    simulator.start()

    def read(reader: SerialIdCardReader, cancelled: Event) -> FailureCode | None:
        simulator.lay(card)
        try:
            reader.await_card(5.0, cancelled)
        finally:
            simulator.take_away()
        return None

    yield Rig(
        "id_card_reader",
        lambda: SerialIdCardReader(SerialPort(simulator.port.link, BAUD, CLOCK), CLOCK, READER_LIMITS),
        read,
        break_it=lambda fault: simulator.set_fault(ReaderFault(fault)),
        mend=lambda: simulator.set_fault(None),
    )
    simulator.stop()


@contextmanager
def pin_pad(folder: Path) -> Iterator[Rig]:
    """A pad and somebody who knows the PIN. Nobody may ever have asked it for digits in clear."""
    simulator = PinPadSimulator(folder / "pin-pad", MASTER, paced=False)
    simulator.start()

    def take_pin(pad: SerialPinPad, cancelled: Event) -> FailureCode | None:
        pad.load_pin_key(WRAPPED)
        pad.read_pin(ACCOUNT, 5.0, lambda _: None, cancelled)
        return None

    def type_when_asked() -> None:
        if simulator.taking_pin:
            simulator.press_pin_keys("123456", "enter")

    yield Rig(
        "pin_pad",
        lambda: SerialPinPad(SerialPort(simulator.port.link, BAUD, CLOCK), CLOCK, PAD_LIMITS),
        take_pin,
        break_it=lambda fault: simulator.set_fault(PinPadFault(fault)),
        mend=simulator.reset,
        hand=type_when_asked,
    )
    assert simulator.clear_text_requests == 0
    simulator.stop()


@contextmanager
def receipt_printer(folder: Path) -> Iterator[Rig]:
    """A printer with a roll of paper, in no hurry to move it."""
    simulator = ReceiptPrinterSimulator(folder / "receipt-printer", folder / "slips", mm_per_second=None)
    simulator.start()
    settings = ReceiptPrinterSettings(port=simulator.port.link, print_limit_s=4.0)

    def print_slip(printer: SerialReceiptPrinter, _: Event) -> FailureCode | None:
        result = printer.print_receipt(SLIP)
        assert (result.outcome is PrintOutcome.DELIVERED) == (result.failure is None)
        return result.failure

    yield Rig(
        "receipt_printer",
        lambda: open_receipt_printer(settings, CLOCK),
        print_slip,
        break_it=lambda fault: simulator.set_fault(PrinterFault(fault), on=True),
        mend=simulator.reset,
    )
    simulator.stop()


@contextmanager
def code_scanner(folder: Path) -> Iterator[Rig]:
    """A scanner and somebody who holds a code to it."""
    simulator = CodeScannerSimulator(folder / "code-scanner", paced=False)
    simulator.start()
    settings = CodeScannerSettings(port=simulator.port.link, same_code_s=0)

    def scan(scanner: SerialCodeScanner, cancelled: Event) -> FailureCode | None:
        found = scanner.scan(1.5, cancelled)
        assert found.text == "5001234567890123"
        return None

    yield Rig(
        "code_scanner",
        lambda: open_code_scanner(settings, CLOCK),
        scan,
        break_it=lambda fault: simulator.set_fault(ScannerFault(fault)),
        mend=simulator.reset,
        hand=lambda: simulator.show("5001234567890123", Symbology.CODE128),
    )
    simulator.stop()
