"""The printer's driver against a scripted printer on a pseudo-terminal: what came out, and what the driver says came out."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceStatus
from drivers.printing import PrintOutcome, PrintResult
from drivers.receipt_printer.contract import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, SerialReceiptPrinter, open_receipt_printer
from tests.drivers.conftest import Connect
from tests.drivers.pty_peer import PtyPeer, eventually
from tests.drivers.receipt_printer.script import PrinterScript, texts

SLIP = Receipt(
    (
        TextLine("业务凭条", size=2, bold=True, align=Align.CENTRE),
        Rule(),
        Pair("姓名", "龚䶮"),
        Pair("业务", "机动车驾驶证遗失补证"),
        QrCode("2611220000000017"),
        Feed(2),
    )
)

DELIVERED = PrintResult(PrintOutcome.DELIVERED)
UNKNOWN = PrintResult(PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN)

Begin = Callable[[PrinterScript], SerialReceiptPrinter]


def settings_for(port: Path) -> ReceiptPrinterSettings:
    return ReceiptPrinterSettings(port=port, answer_limit_s=0.1, print_limit_s=0.6)


def open_at(peer: PtyPeer) -> SerialReceiptPrinter:
    return open_receipt_printer(settings_for(peer.link), SystemClock())


@pytest.fixture
def begin(connect: Connect) -> Iterator[Begin]:
    opened: list[SerialReceiptPrinter] = []

    def open_printer(script: PrinterScript) -> SerialReceiptPrinter:
        opened.append(open_at(connect(script)))
        return opened[-1]

    yield open_printer
    for printer in opened:
        printer.close()
        printer.close()


def test_prints_a_slip_cuts_it_and_says_so(begin: Begin) -> None:
    script = PrinterScript()
    assert begin(script).print_receipt(SLIP) == DELIVERED
    (slip,) = script.slips
    assert texts(slip) == ["业务凭条", "-" * 48, "业务  机动车驾驶证遗失补证"]
    assert [kind for kind, _ in slip].count("raster") == 1  # the name with its rare character
    assert ("symbol", b"\x31\x50\x302611220000000017") in slip
    assert ("feed", 2) in slip


def test_two_slips_are_two(begin: Begin) -> None:
    script = PrinterScript()
    printer = begin(script)
    assert [printer.print_receipt(SLIP), printer.print_receipt(SLIP)] == [DELIVERED, DELIVERED]
    assert len(script.slips) == 2


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        (PrinterScript(paper_end=True), FailureCode.RECEIPT_PAPER_OUT),
        (PrinterScript(cover=True), FailureCode.RECEIPT_COVER_OPEN),
        (PrinterScript(cover=True, paper_end=True), FailureCode.RECEIPT_COVER_OPEN),
        (PrinterScript(cutter=True), FailureCode.RECEIPT_CUTTER_FAULT),
        (PrinterScript(error=True), FailureCode.RECEIPT_PRINTER_OFFLINE),
        (PrinterScript(offline=True), FailureCode.RECEIPT_PRINTER_OFFLINE),
        (PrinterScript(mute=True), FailureCode.DEVICE_SILENT),
    ],
)
def test_a_fault_before_the_first_byte_prints_nothing(begin: Begin, script: PrinterScript, failure: FailureCode) -> None:
    printer = begin(script)
    assert printer.print_receipt(SLIP) == PrintResult(PrintOutcome.NOT_DELIVERED, failure)
    assert (script.slips, script.paper) == ([], [])
    assert printer.self_test().failure is failure


@pytest.mark.parametrize(
    ("breaks", "failure"), [("paper_end", FailureCode.RECEIPT_PAPER_OUT), ("cover", FailureCode.RECEIPT_COVER_OPEN)]
)
def test_stopped_half_way_is_not_delivered_and_the_rest_is_forgotten(begin: Begin, breaks: str, failure: FailureCode) -> None:
    script = PrinterScript(breaks_after=4, breaks=breaks)
    printer = begin(script)
    assert printer.print_receipt(SLIP) == PrintResult(PrintOutcome.NOT_DELIVERED, failure)
    assert printer.report().failure is failure
    assert eventually(lambda: script.forgotten == 1)
    assert script.slips == []
    script.paper_end = script.cover = False  # somebody loads paper: nothing of the slip comes out any more
    assert printer.report().failure is None
    assert eventually(lambda: len(script.slips) == 1)  # the scrap is cut off before the next slip begins
    scrap = script.slips[0]
    assert not any(kind == "symbol" for kind, _ in scrap)
    assert printer.print_receipt(SLIP) == DELIVERED
    assert texts(script.slips[1])[0] == "业务凭条"
    assert len(script.slips) == 2


def test_silent_half_way_is_unknown_and_what_came_out_is_cut_off(begin: Begin) -> None:
    script = PrinterScript(breaks_after=4, breaks="mute")
    assert begin(script).print_receipt(SLIP) == UNKNOWN
    assert eventually(lambda: len(script.slips) == 1)


def test_an_answer_in_turn_that_never_comes_is_unknown(begin: Begin) -> None:
    script = PrinterScript(deaf_in_turn=True)
    assert begin(script).print_receipt(SLIP) == UNKNOWN


def test_a_stuck_blade_is_unknown(begin: Begin) -> None:
    script = PrinterScript(breaks_at_cut="cutter")
    assert begin(script).print_receipt(SLIP) == UNKNOWN


def test_paper_that_ends_under_the_blade_is_unknown(begin: Begin) -> None:
    script = PrinterScript(breaks_at_cut="paper_end")
    assert begin(script).print_receipt(SLIP) == UNKNOWN


def test_a_printer_at_work_may_miss_a_question(begin: Begin) -> None:
    script = PrinterScript()
    printer = begin(script)
    printer.report()

    def miss_one_after_the_text(received: bytes) -> bytes:
        if b"\x1dr\x01" in received and not script.slips:
            script.missed_status = 1
        return answer(received)

    answer = script.__call__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PrinterScript, "__call__", lambda _self, received: miss_one_after_the_text(received))
        assert printer.print_receipt(SLIP) == DELIVERED


def test_nearly_out_of_paper_is_a_warning(begin: Begin) -> None:
    printer = begin(PrinterScript(near_end=True))
    report = printer.report()
    assert (report.status, report.failure, report.warnings) == (DeviceStatus.ONLINE, None, ("paper_near_end",))
    assert printer.self_test().passed
    assert printer.print_receipt(SLIP) == DELIVERED


def test_reports_what_staff_must_do(begin: Begin) -> None:
    report = begin(PrinterScript(paper_end=True, near_end=True)).report()
    assert (report.status, report.failure, report.action.value, report.warnings) == (
        DeviceStatus.USER_ERROR,
        FailureCode.RECEIPT_PAPER_OUT,
        "clear",
        (),
    )


def test_nothing_of_the_slip_is_logged(begin: Begin, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert begin(PrinterScript()).print_receipt(SLIP) == DELIVERED
    assert "delivered" in caplog.text
    assert "遗失" not in caplog.text + repr(SLIP)


def test_the_plug_is_pulled_and_put_back(connect: Connect) -> None:
    script = PrinterScript()
    peer = connect(script)
    printer = open_at(peer)
    peer.unplug()
    assert printer.print_receipt(SLIP) == PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DEVICE_UNPLUGGED)
    with pytest.raises(DeviceFailure, match="device_unplugged"):
        printer.report()
    printer.close()
    peer.plug()
    again = open_at(peer)
    assert again.print_receipt(SLIP) == DELIVERED
    again.close()


@pytest.mark.expects_log
def test_without_the_font_a_rare_character_is_left_to_the_printer(connect: Connect, tmp_path: Path) -> None:
    script = PrinterScript()
    peer = connect(script)
    settings = settings_for(peer.link).model_copy(update={"rare_character_font": tmp_path / "none.ttc"})
    printer = open_receipt_printer(settings, SystemClock())
    assert printer.print_receipt(Receipt((TextLine("𠮷"), Feed(999)))) == DELIVERED
    assert texts(script.slips[0]) == ["𠮷"]
    printer.close()
