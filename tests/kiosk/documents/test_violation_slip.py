"""The slip of a query: masked, short, honest about what it is; read from the description that the printer gets."""

from pathlib import Path

import pytest

from domain.clock import SystemClock
from domain.violations import HandlingBar
from domain.wire.v1_violations import ViolationAnswer
from drivers.printing import PrintOutcome
from drivers.receipt_printer.contract import Pair, Receipt, TextLine
from drivers.receipt_printer.hardware import ReceiptPrinterSettings, open_receipt_printer
from drivers.receipt_printer.layout import lay_out
from kiosk.documents.violation_slip import MOST_RECORDS, Slip, compose
from kiosk.flow.devices import Place, Rulebook
from kiosk.rulebook import load_rulebook
from simulators.devices.receipt_printer import ReceiptPrinterSimulator
from tests.kiosk.services.violations import AS_OF, DECISION, RECORDS, answer, record
from tests.kiosk.stage import a_citizen, settings


@pytest.fixture
def rulebook(tmp_path: Path) -> Rulebook:
    return load_rulebook(settings(tmp_path), lambda: Place(1, "渝中区解放碑", "Jiefangbei"))


def slip(shown: ViolationAnswer) -> Slip:
    return Slip(shown, a_citizen(), AS_OF)


def words(receipt: Receipt) -> str:
    lines = [
        f"{part.label}={part.value}".removeprefix("=") if isinstance(part, Pair) else part.text
        for part in receipt.parts
        if isinstance(part, Pair | TextLine)
    ]
    return "\n".join(lines)


def test_it_names_what_is_open_and_what_it_is_not(rulebook: Rulebook) -> None:
    printed = words(compose(slip(answer()), rulebook, sandbox=False))
    for wanted in (
        "数据截至=2026-11-22 14:00",
        "未处理的违法：3 条",
        "1625 不按交通信号灯指示通行",
        "罚款 200 元　记 6 分\n可网上处理",
    ):
        assert wanted in printed
    assert "罚款以窗口为准　记分以窗口为准\n请到窗口处理" in printed
    assert "已知合计 300 元，6 分" in printed
    assert "逾期 12 天\n加处罚款 36 元" in printed
    assert DECISION.decision_number in printed
    assert "本凭条仅供参考，不作为处罚依据" in printed
    assert "样本" not in printed


def test_name_and_number_are_masked(rulebook: Rulebook) -> None:
    printed = words(compose(slip(answer()), rulebook, sandbox=True))
    assert "查询人=张∗∗" in printed
    assert "身份证号=500∗∗∗∗∗∗∗∗∗∗∗0010" in printed
    assert "张三丰" not in printed
    assert "19900101" not in printed
    assert printed.count("样本") == 2


def test_a_long_list_is_short_on_paper_and_says_what_may_be_done_by_oneself_first(rulebook: Rulebook) -> None:
    many = [record(number, bars=[HandlingBar.KEY_VEHICLE] if number < 25 else []) for number in range(30)]
    receipt = compose(slip(answer(violations=many, decisions=[])), rulebook, sandbox=False)
    printed = words(receipt)
    assert "未处理的违法：30 条" in printed
    assert f"另有 {30 - MOST_RECORDS} 条没有打印" in printed
    assert "合计 6000 元，180 分" in printed
    where = [line for line in printed.splitlines() if line in {"可网上处理", "请到窗口处理"}]
    assert where == ["可网上处理"] * 5 + ["请到窗口处理"] * (MOST_RECORDS - 5)
    assert sum(1 for _ in lay_out(receipt)) < 70


def test_nothing_open_is_one_line(rulebook: Rulebook) -> None:
    printed = words(compose(slip(answer(violations=[], decisions=[])), rulebook, sandbox=False))
    assert "没有未处理的违法" in printed
    assert "合计" not in printed


def test_a_warning_is_no_fine_of_nothing(rulebook: Rulebook) -> None:
    printed = words(compose(slip(answer(violations=[record(1, fine_fen=0, points=0)], decisions=[])), rulebook, sandbox=False))
    assert "警告　记 0 分" in printed


def test_a_decision_in_time_names_the_day_to_pay_by(rulebook: Rulebook) -> None:
    in_time = DECISION.model_copy(update={"days_late": 0, "surcharge_fen": 0})
    printed = words(compose(slip(answer(decisions=[in_time])), rulebook, sandbox=False))
    assert "罚款 100 元\n最晚 2026-11-10 缴款" in printed


def test_its_repr_shows_nobody(rulebook: Rulebook) -> None:
    shown = repr(slip(answer())) + repr(compose(slip(answer()), rulebook, sandbox=False))
    assert not any(secret in shown for secret in ("张三丰", "500103", "渝A8K2D6", RECORDS[0].record_number))


def test_a_printer_prints_it(rulebook: Rulebook, tmp_path: Path) -> None:
    simulator = ReceiptPrinterSimulator(tmp_path / "printer", tmp_path / "slips", mm_per_second=None)
    simulator.start()
    printer = open_receipt_printer(ReceiptPrinterSettings(port=simulator.port.link), SystemClock())
    try:
        assert printer.print_receipt(compose(slip(answer()), rulebook, sandbox=True)).outcome is PrintOutcome.DELIVERED
        assert not simulator.misunderstood
        assert simulator.slips[0].length_mm < 260
    finally:
        printer.close()
        simulator.stop()
