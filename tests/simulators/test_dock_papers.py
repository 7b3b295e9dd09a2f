"""A4 printer and code scanner in the dock, in a browser."""

from collections.abc import Iterator
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from domain.clock import SystemClock
from drivers.document_printer.hardware import open_document_printer
from simulators.supervisor import Cabinet
from tests.drivers.document_printer.conftest import DOCUMENT, quick
from tests.simulators.test_dock import CUT_OFF, browser, cabinet, page, pytestmark, running

__all__ = ["browser", "cabinet", "page", "pytestmark", "running"]  # fixtures


@pytest.fixture
def papers(page: Page) -> Iterator[Page]:
    page.locator("#tab-papers").click()
    yield page
    page.locator("#tab-outside").click()


def test_a_code_is_held_to_the_scanner_and_seen(papers: Page, cabinet: Cabinet) -> None:
    papers.locator("#code-text").fill("5001122611220137")
    papers.locator("#code-kind").select_option("code128")
    papers.get_by_role("button", name="出示").click()
    expect(papers.locator("#code-shown")).to_be_visible()
    shown = cabinet.code_scanner.shown
    assert shown is not None
    assert (shown.text, shown.symbology) == ("5001122611220137", "code128")


def test_what_no_code_can_hold_is_said(papers: Page, cabinet: Cabinet) -> None:
    papers.locator("#code-text").fill("渝A12345")
    papers.locator("#code-kind").select_option("code128")
    papers.get_by_role("button", name="出示").click()
    expect(papers.locator("#code-text:invalid")).to_have_count(1)
    assert cabinet.code_scanner.shown is None


def test_the_printer_is_broken_and_mended(papers: Page, cabinet: Cabinet) -> None:
    papers.locator("#a4-faults").get_by_role("button", name="卡纸", exact=True).click()
    expect(papers.locator("#a4-faults [aria-pressed=true]")).to_have_text("卡纸")
    assert cabinet.document_printer.faults == {"jam"}
    papers.get_by_role("button", name="装纸、清卡纸、合盖").click()
    expect(papers.locator("#a4-faults [aria-pressed=true]")).to_have_count(0)


def test_sheets_come_out_one_by_one_and_are_taken(papers: Page, cabinet: Cabinet) -> None:
    printer = open_document_printer(quick(cabinet.document_printer_uri), SystemClock())
    printer.print_document(DOCUMENT, "penalty_decision-0123456789ab", Event())
    printer.close()
    expect(papers.locator("#sheets figure.waiting")).to_have_count(3)
    papers.get_by_role("button", name="取走 3 张").click()
    expect(papers.locator("#sheets figure.waiting")).to_have_count(0)
    assert cabinet.take_documents() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_off(papers: Page, language: str) -> None:
    if language == "en":
        papers.locator("#language").click()
    assert papers.evaluate(CUT_OFF) == []
    if language == "en":
        papers.locator("#language").click()
