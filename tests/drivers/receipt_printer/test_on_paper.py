"""What lies in the hand: slips of the driver on the simulated printer's paper, whose ROM lacks rare characters."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Receipt, TextLine
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, open_receipt_printer
from simulators.devices.paper import in_rom
from simulators.devices.receipt_printer import PrinterFault, ReceiptPrinterSimulator

NAMES = ("𠮷", "䶮", "㛃")
COMMON = "吉"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[ReceiptPrinterSimulator]:
    simulator = ReceiptPrinterSimulator(tmp_path / "pty" / "receipt-printer", tmp_path / "slips", mm_per_second=None)
    simulator.start()
    yield simulator
    simulator.stop()


def print_name(machine: ReceiptPrinterSimulator, name: str, **settings: object) -> PrintResult:
    table = {"port": machine.port.link, "print_limit_s": 20.0, **settings}
    with closing(open_receipt_printer(ReceiptPrinterSettings.model_validate(table), SystemClock())) as printer:
        return printer.print_receipt(Receipt((TextLine(name),)))


def ink(machine: ReceiptPrinterSimulator) -> int:
    """Return how many dots of the newest slip are black, its edges left out."""
    with Image.open(machine.slips[-1].path) as picture:
        grey = picture.convert("L").crop((40, 12, picture.width - 40, picture.height - 12))
        return sum(grey.histogram()[:120])


@pytest.mark.parametrize("name", NAMES)
def test_a_rare_name_is_on_the_paper(machine: ReceiptPrinterSimulator, name: str) -> None:
    assert print_name(machine, name) == PrintResult(PrintOutcome.DELIVERED)
    assert ink(machine) > 60
    print_name(machine, COMMON)
    assert ink(machine) > 60


@pytest.mark.expects_log
@pytest.mark.parametrize("name", [name for name in NAMES if not in_rom(name)])
def test_without_the_font_the_paper_stays_blank(machine: ReceiptPrinterSimulator, name: str) -> None:
    """That is what the drawing is for."""
    print_name(machine, name, rare_character_font="/nowhere/font.ttc")
    assert machine.slips == () or ink(machine) == 0


def test_the_end_of_the_slip_is_asked_for_and_paper_that_runs_out_is_noticed(machine: ReceiptPrinterSimulator) -> None:
    machine.set_fault(PrinterFault.PAPER_END_MIDWAY, on=True)
    result = print_name(machine, "\n".join(["重庆交警"] * 60))
    assert result.outcome is not PrintOutcome.DELIVERED
    assert result.failure in {FailureCode.RECEIPT_PAPER_OUT, FailureCode.RECEIPT_RESULT_UNKNOWN}
