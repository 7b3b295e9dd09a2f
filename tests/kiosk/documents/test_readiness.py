"""The readiness report and the print test, read back from their PDFs."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from pypdf import PdfReader

from domain.failures import FailureCode, parse_failures
from domain.texts import parse_texts
from drivers.device import SelfTestResult
from kiosk.documents.readiness import (
    Readiness,
    ReportNotMade,
    ReportPress,
    print_test,
    readiness_data,
    readiness_report,
    sheets_of,
)
from kiosk.flow.devices import Place
from kiosk.maintenance.workshop import CHECKED, DEVICES
from kiosk.store.upkeep import Consumable, Level
from tests.kiosk.stage import START
from tests.paths import CONFIG

TEXTS = parse_texts([(CONFIG / "texts" / "maintenance_report.toml").read_text("utf-8")])
FAILURES = parse_failures((CONFIG / "failures.toml").read_text("utf-8"))
PARTS = (*DEVICES, *CHECKED)
PASSED = SelfTestResult(passed=True, details=(("firmware", '#import "x" *bold*'),))


@pytest.fixture(scope="module")
def press() -> ReportPress:
    return ReportPress()


def told(results: Mapping[str, SelfTestResult], **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "place": Place(3, "渝中区解放碑", "Jiefangbei"),
        "moment": START,
        "staff": "0217",
        "version": "0.1.0",
        "results": results,
        "expected": PARTS,
        "levels": [Level(Consumable.TONER, 1490, 1110, START), Level(Consumable.RECEIPT_PAPER, 3, None, None)],
    }
    return readiness_data(Readiness(**(values | changes)), TEXTS, FAILURES)


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace(" ", "")


def test_a_whole_report_says_that_the_terminal_is_ready(press: ReportPress) -> None:
    document = readiness_report(press, told(dict.fromkeys(PARTS, PASSED)), START)
    read = words(document.pdf)
    assert "全部通过，可以投入使用" in read
    assert "#import" in read, "what a device says of itself stays plain text"
    assert document.sheets == len(PdfReader(io.BytesIO(document.pdf)).pages)


def test_what_failed_and_what_was_not_tested_is_named(press: ReportPress) -> None:
    results = dict.fromkeys(PARTS[2:], PASSED) | {PARTS[2]: SelfTestResult(passed=False, failure=FailureCode.PIN_PAD_TAMPERED)}
    read = words(readiness_report(press, told(results, sandbox=True), START).pdf)
    for expected in ("有未通过或未测的项目", "pin_pad_tampered", "未测", "0217", "渝中区解放碑", "约剩1110张", "样本"):
        assert expected in read


def test_the_same_report_is_the_same_bytes(press: ReportPress) -> None:
    data = told({})
    assert press.make("readiness", data, START) == press.make("readiness", data, START)


def test_the_print_test_is_one_sheet_with_rare_characters(press: ReportPress) -> None:
    document = print_test(press, None, TEXTS, START)
    assert (document.sheets, sheets_of(document.pdf)) == (1, 1)
    assert "𠮷䶮" in words(document.pdf)


def test_a_machine_without_the_fonts_makes_no_half_report(tmp_path: Any) -> None:
    with pytest.raises(ReportNotMade):
        ReportPress(tmp_path).make("readiness", told({}), START)
