"""The dock's panels for paying: keys reach the pad, faults the bank, and what the bank knows is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from simulators.devices.chip_card.des import encrypt
from simulators.devices.zt588 import compose
from simulators.partners.ledger import Entry, EntryState
from simulators.supervisor import Cabinet
from tests.simulators.serial_line import Line
from tests.simulators.test_dock import CHROMIUM, CUT_OFF

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")

OVERFLOWING = """() => [...document.querySelectorAll('.pinpad, .keyboard, .keys, .beside, .how, .panes')]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1).map((e) => e.className)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def cabinet(tmp_path: Path) -> Iterator[Cabinet]:
    with Cabinet(tmp_path, paced=False) as cabinet:
        yield cabinet


@pytest.fixture
def page(browser: Browser, cabinet: Cabinet) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(cabinet.address)
    expect(page.locator(".person")).to_have_count(len(cabinet.people))
    yield page
    page.close()
    assert errors == []


def ask_for_pin(cabinet: Cabinet, line: Line) -> None:
    wrapped = encrypt(cabinet.acquirer.masters.pin, bytes(range(16))).hex().upper()
    line.ask(compose(f"2004032{wrapped}".encode()), 24)
    assert line.ask(compose(b"640 006202000069232"), 8)[4:5] == b"6"


def test_a_pin_is_typed_with_the_mouse(page: Page, cabinet: Cabinet) -> None:
    with Line(cabinet.pin_pad_port) as line:
        expect(page.locator("#pane-paying")).to_be_hidden()
        ask_for_pin(cabinet, line)
        expect(page.locator("#pane-paying")).to_be_visible()
        for key in "129":
            page.locator(".key", has_text=key).click()
        expect(page.locator("#pin-state")).to_contain_text("3")
        page.get_by_role("button", name="更正", exact=True).click()
        expect(page.locator("#pin-state")).to_contain_text("0")
        page.get_by_role("button", name="按 123456 再确认").click()
        expect(page.locator("#pin-state")).to_have_text("现在没有要密码")
        assert line.receive(11) == b"***\x08******\r"


def test_faults_are_chosen(page: Page, cabinet: Cabinet) -> None:
    page.get_by_role("tab", name="付款").click()
    page.locator("#pin-fault").select_option("keys_lost")
    expect(page.locator("#pin-fault.bad")).to_have_value("keys_lost")
    page.locator("#acquirer-fault").select_option("lose_answer")
    expect(page.locator("#acquirer-fault.bad")).to_have_value("lose_answer")
    assert (cabinet.pin_pad.fault, cabinet.acquirer.fault, cabinet.acquirer.once) == ("keys_lost", "lose_answer", True)
    with page.expect_response("**/api/acquirer/fault"):
        page.get_by_role("button", name="一直").click()
    assert not cabinet.acquirer.once
    page.locator("#acquirer-fault").select_option("ok")
    expect(page.locator("#acquirer-fault.bad")).to_have_count(0)
    assert cabinet.acquirer.fault is None


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_bank_knows_is_shown_and_nothing_is_cut_off(
    page: Page, cabinet: Cabinet, size: tuple[int, int], language: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if language == "en":
        page.locator("#language").click()
    page.locator("#tab-paying").click()
    for number, state in enumerate(EntryState):
        key = ("50000001", "000001", f"{number:06d}")
        now = cabinet.clock.now()
        entry = Entry(key, "order", 1000, state, "55", "632700000001", now, "6222020000692323215")
        cabinet.acquirer._ledger.record(entry)
    cabinet.events.ring("acquirer")
    expect(page.locator("#n-transactions")).to_have_text("3")
    expect(page.locator(".sale").first).to_contain_text("622202∗∗∗∗∗∗∗∗∗3215")
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERFLOWING) == []
