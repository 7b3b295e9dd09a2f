"""The printer is spoken to in literal ESC/POS; what it printed is looked at on the paper."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from simulators.devices.paper import in_rom
from simulators.devices.receipt_printer import PrinterFault, ReceiptPrinterSimulator
from tests.simulators.serial_line import Line
from tests.simulators.waiting import until

CUT = b"\x1dVA\x00"
FINISHED = b"\x1dr\x01"
LONG_SLIP = b"\x1b@" + b"line\n" * 40 + CUT  # 150 mm, so that 30 mm lie well inside


def chinese(text: str) -> bytes:
    return b"\x1c&" + text.encode("gb18030") + b"\x1c."


def eot(which: int) -> bytes:
    return bytes((0x10, 0x04, which))


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[ReceiptPrinterSimulator]:
    simulator = ReceiptPrinterSimulator(tmp_path / "pty" / "receipt-printer", tmp_path / "slips", mm_per_second=None)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def line(printer: ReceiptPrinterSimulator) -> Iterator[Line]:
    with Line(printer.port.link) as opened:
        yield opened


def print_slip(line: Line, content: bytes) -> None:
    """Print one slip and wait until it lies at the exit."""
    assert line.ask(b"\x1b@" + content + b"\x1bd\x02" + CUT + FINISHED, 1) in {b"\x00", b"\x03"}


def rows_of_ink(path: Path) -> list[bool]:
    """Tell for each row of the slip's picture whether something is printed on it."""
    grey = Image.open(path).convert("L")
    return [grey.crop((0, y, grey.width, y + 1)).getextrema()[0] < 120 for y in range(12, grey.height - 12)]  # type: ignore[operator]


def blocks(path: Path) -> int:
    """Count the printed lines."""
    ink = rows_of_ink(path)
    return sum(now and not before for before, now in zip([False, *ink], ink, strict=False))


class TestPaper:
    def test_lines_of_text_are_on_the_paper(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, b"\x1b3\x30" + chinese("回执") + b"\nabc\n" + chinese("流水号") + b"123\n")
        assert blocks(printer.slips[0].path) == 3
        assert printer.misunderstood == ()

    @pytest.mark.parametrize("level", [b"\x30", b"\x31", b"\x32", b"\x33"])
    def test_qr_symbol_can_be_scanned(self, printer: ReceiptPrinterSimulator, line: Line, level: bytes) -> None:
        data = "2611220001000018 样本".encode()
        store = b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"1P0" + data
        size, error, out = b"\x1d(k\x03\x001C\x06", b"\x1d(k\x03\x001E" + level, b"\x1d(k\x03\x001Q0"
        print_slip(line, b"\x1ba\x01" + size + error + store + out)
        found = zxingcpp.read_barcodes(Image.open(printer.slips[0].path).convert("RGB"))
        assert [code.text for code in found] == ["2611220001000018 样本"]

    @pytest.mark.parametrize(
        ("data", "text"), [(b"{BAB-12", "AB-12"), (b"{C" + bytes((26, 11, 22)), "261122"), (b"{BX{C\x0c\x22", "X1234")]
    )
    def test_code128_can_be_scanned(self, printer: ReceiptPrinterSimulator, line: Line, data: bytes, text: str) -> None:
        print_slip(line, b"\x1dh\x50\x1dw\x02\x1dkI" + bytes((len(data),)) + data)
        found = zxingcpp.read_barcodes(Image.open(printer.slips[0].path).convert("RGB"))
        assert [code.text for code in found] == [text]

    def test_raster_picture_is_burnt_dot_by_dot(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, b"\x1dv0\x00" + b"\x04\x00\x20\x00" + b"\xff" * 4 * 32)
        assert sum(rows_of_ink(printer.slips[0].path)) in range(31, 36)

    def test_rare_character_is_blank_in_the_rom_font(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, chinese("㛃") + b"\n")
        print_slip(line, chinese("䶮") + b"\n")
        assert [blocks(slip.path) > 0 for slip in printer.slips] == [False, True]

    def test_two_byte_codes_without_chinese_mode_are_question_marks(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, "陈".encode("gb18030") + b"\n")
        print_slip(line, b"??\n")
        first, second = (Image.open(slip.path).tobytes() for slip in printer.slips)
        assert first == second

    def test_larger_characters_are_larger(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, b"\x1d!\x00X\n")
        print_slip(line, b"\x1d!\x11X\n")
        small, large = (sum(rows_of_ink(slip.path)) for slip in printer.slips)
        assert large > 1.7 * small

    def test_long_lines_are_broken_at_48_columns(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, b"\x1b3\x30" + b"x" * 97 + b"\n")
        assert blocks(printer.slips[0].path) == 3

    def test_unknown_command_is_remembered(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, b"\x1bZhello\n")
        assert printer.misunderstood == (b"\x1bZ",)

    def test_slip_lies_at_the_exit_until_it_is_taken(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, b"one\n")
        print_slip(line, b"two\n")
        assert [slip.taken for slip in printer.slips] == [False, False]
        assert printer.take() == 2
        assert printer.take() == 0
        assert [slip.number for slip in printer.slips] == [1, 2]

    def test_paper_is_counted(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(line, b"\x1bJ\xf0")  # 240 dots are 30 mm
        assert printer.used_mm in range(36, 40)  # and two empty lines
        assert printer.slips[0].length_mm in range(36, 40)
        printer.refill()
        assert printer.used_mm == 0

    def test_cutting_nothing_makes_no_slip(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        assert line.ask(b"\x1dV\x00" + FINISHED, 1) == b"\x00"
        assert printer.slips == ()

    def test_broken_barcode_and_unknown_symbols_do_no_harm(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        print_slip(
            line, b"\x1dkI\x03abc" + b"\x1dk\x04123\x00" + b"\x1d(k\x03\x000C\x06" + b"\x1d(E\x02\x00\x00\x00" + b"end\n"
        )
        assert len(printer.misunderstood) == 4
        assert blocks(printer.slips[0].path) == 1


@pytest.mark.parametrize(("character", "there"), [("a", True), ("证", True), ("㛃", False), ("𠮷", False), ("䶮", True)])
def test_rom_font_ends_with_the_two_byte_area(character: str, there: bool) -> None:
    assert in_rom(character) is there


class TestStatus:
    @pytest.mark.parametrize(
        ("fault", "answers"),
        [
            (None, "12 12 12 12"),
            (PrinterFault.PAPER_END, "1a 32 12 7e"),
            (PrinterFault.NEAR_END, "12 12 12 1e"),
            (PrinterFault.COVER, "1a 16 12 12"),
            (PrinterFault.OFFLINE, "1a 12 12 12"),
            (PrinterFault.CUTTER, "1a 52 1a 12"),
            (PrinterFault.PAPER_END_MIDWAY, "12 12 12 12"),
        ],
    )
    def test_real_time_status(
        self, printer: ReceiptPrinterSimulator, line: Line, fault: PrinterFault | None, answers: str
    ) -> None:
        if fault:
            printer.set_fault(fault, on=True)
        assert [line.ask(eot(n), 1).hex() for n in (1, 2, 3, 4)] == answers.split()

    def test_mute_printer_says_nothing_and_prints_nothing(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        printer.set_fault(PrinterFault.MUTE, on=True)
        line.send(eot(1) + b"lost\n" + CUT)
        assert line.silent()
        printer.set_fault(PrinterFault.MUTE, on=False)
        assert line.ask(eot(1), 1) == b"\x12"
        assert printer.slips == ()

    def test_question_in_pieces_is_answered(self, line: Line) -> None:
        line.send(b"\x10")
        line.send(b"\x04")
        assert line.ask(b"\x04", 1) == b"\x12"
        assert line.silent()

    def test_question_within_a_picture_is_answered_too(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        assert line.ask(b"\x1dv0\x00\x01\x00\x03\x00" + b"\x10\x04\x01" + CUT + FINISHED, 2) == b"\x12\x00"
        assert len(printer.slips) == 1

    def test_near_end_is_seen_in_the_printed_order_too(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        printer.set_fault(PrinterFault.NEAR_END, on=True)
        assert line.ask(FINISHED, 1) == b"\x03"


class TestHeldUp:
    def test_what_came_without_paper_is_printed_after_the_refill(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        printer.set_fault(PrinterFault.PAPER_END, on=True)
        line.send(b"late\n" + CUT + FINISHED)
        assert line.silent()
        assert printer.held_back > 0
        printer.refill()
        assert line.receive(1) == b"\x00"
        assert len(printer.slips) == 1

    @pytest.mark.parametrize("clear", [b"\x10\x05\x02", b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"])
    def test_memory_can_be_cleared_while_held_up(self, printer: ReceiptPrinterSimulator, line: Line, clear: bytes) -> None:
        printer.set_fault(PrinterFault.COVER, on=True)
        line.send(b"secret\n" + CUT)
        until(lambda: printer.held_back)
        assert line.ask(clear + eot(2), 1) == b"\x16"  # the clearing came before the answer
        printer.set_fault(PrinterFault.COVER, on=False)
        print_slip(line, b"\n")
        assert len(printer.slips) == 1
        assert blocks(printer.slips[0].path) == 0

    def test_paper_ends_midway(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        printer.set_fault(PrinterFault.PAPER_END_MIDWAY, on=True)
        line.send(LONG_SLIP)
        until(lambda: PrinterFault.PAPER_END in printer.faults)
        assert line.ask(eot(4), 1) == b"\x7e"
        assert printer.slips == ()
        assert 30 <= printer.used_mm < 40

    def test_firmware_dies_midway(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        printer.set_fault(PrinterFault.MUTE_MIDWAY, on=True)
        line.send(LONG_SLIP + FINISHED)
        until(lambda: PrinterFault.MUTE in printer.faults)
        assert line.silent()
        printer.set_fault(PrinterFault.MUTE, on=False)
        assert line.ask(eot(1), 1) == b"\x12"
        assert printer.slips == ()

    def test_pulled_plug_loses_the_memory_and_comes_back_under_the_same_link(
        self, printer: ReceiptPrinterSimulator, line: Line
    ) -> None:
        printer.set_fault(PrinterFault.OFFLINE, on=True)
        line.send(b"lost\n" + CUT)
        until(lambda: printer.held_back)
        printer.set_fault(PrinterFault.UNPLUGGED, on=True)
        assert not os.path.lexists(printer.port.link)
        printer.set_fault(PrinterFault.OFFLINE, on=False)
        printer.set_fault(PrinterFault.UNPLUGGED, on=False)
        with Line(printer.port.link) as again:
            print_slip(again, b"new\n")
        assert len(printer.slips) == 1
        assert blocks(printer.slips[0].path) == 1

    def test_plug_pulled_within_a_slip_does_not_hang_the_printer(self, printer: ReceiptPrinterSimulator, line: Line) -> None:
        line.send(b"\x1dv0\x00\x48\x00\xff\x00" + b"\x00" * 100)  # a picture that never ends
        printer.set_fault(PrinterFault.UNPLUGGED, on=True)
        printer.set_fault(PrinterFault.UNPLUGGED, on=False)
        with Line(printer.port.link) as again:
            print_slip(again, b"new\n")
        assert len(printer.slips) == 1


def test_reset_forgets_slips_faults_and_paper(printer: ReceiptPrinterSimulator, line: Line) -> None:
    print_slip(line, b"one\n")
    path = printer.slips[0].path
    printer.set_fault(PrinterFault.CUTTER, on=True)
    printer.reset()
    assert (printer.slips, printer.faults, printer.used_mm, path.exists()) == ((), frozenset(), 0, False)
    print_slip(line, b"again\n")
    assert [slip.number for slip in printer.slips] == [1]


def test_paced_printer_prints_all_the_same(tmp_path: Path) -> None:
    printer = ReceiptPrinterSimulator(tmp_path / "printer", tmp_path / "slips", mm_per_second=2000)
    printer.start()
    with Line(printer.port.link) as line:
        print_slip(line, b"slow\n")
    printer.stop()
    assert len(printer.slips) == 1
