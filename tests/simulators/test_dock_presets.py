"""Presets and the terminal's log in the dock, in a browser; and that every fault of every device can be found on the page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from simulators.supervisor import Cabinet
from tests.simulators.test_dock import CUT_OFF, browser, cabinet, page, pytestmark, running
from tests.simulators.waiting import until

__all__ = ["browser", "cabinet", "page", "pytestmark", "running"]  # fixtures
OVERFLOWING = """() => [...document.querySelectorAll('.panes, .presets > header, .presets .scroll, .diary .scroll, .preset')]
    .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className)"""
UNWORDED = """() => [...document.querySelectorAll('button, option, b, i, span, li, h2, small')]
    .filter((e) => e.children.length === 0 && /^[a-z0-9_]+[._][a-z0-9_.]*$/.test(e.textContent)).map((e) => e.textContent)"""
EVENTS = (
    {"kind": "found"},
    {"kind": "event", "event": "device_changed", "details": {"device": "id_card_reader", "status": "no_device"}},
    {"kind": "screen", "screen": "attract", "step": "attract"},
)


@pytest.fixture
def presets(page: Page) -> Iterator[Page]:
    page.locator("#tab-presets").click()
    yield page
    page.locator("#tab-outside").click()


def _preset(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_preset_is_played_seen_and_stopped(presets: Page, cabinet: Cabinet) -> None:
    _preset(presets, "摄像头画面不动")
    expect(presets.locator(".preset.on b")).to_have_text("摄像头画面不动")
    until(lambda: cabinet.camera.fault == "frozen")
    expect(presets.locator("#preset-state")).to_have_text("正在进行")
    presets.get_by_role("button", name="停下并复原").click()
    expect(presets.locator(".preset.on")).to_have_count(0)
    assert cabinet.camera.fault is None


def test_what_stays_broken_is_said_and_mended(presets: Page, cabinet: Cabinet) -> None:
    _preset(presets, "打到第 2 页没纸")
    expect(presets.locator("#preset-state")).to_have_text("故障还在")
    assert cabinet.document_printer.faults == {"paper_out_midway"}
    presets.get_by_role("button", name="复原", exact=True).click()
    expect(presets.locator("#preset-state")).to_be_empty()
    assert cabinet.document_printer.faults == set()


def test_reset_ends_it(presets: Page, cabinet: Cabinet) -> None:
    _preset(presets, "柜门打开")
    until(lambda: bool(cabinet.state()["cabinet"]["sensors"]["door_open"]))
    presets.locator("#reset").click()
    presets.get_by_role("button", name="再点一次还原").click()
    expect(presets.locator(".preset.on")).to_have_count(0)
    assert not cabinet.state()["cabinet"]["sensors"]["door_open"]


def test_what_the_terminal_does_comes_live(presets: Page, cabinet: Cabinet) -> None:
    before = presets.locator("#terminal-log li").count()
    for event in EVENTS:
        cabinet.terminal_log._add(dict(event))
    newest = presets.locator("#terminal-log li").first
    expect(newest).to_contain_text("attract")
    expect(presets.locator("#terminal-log li").nth(1)).to_contain_text("设备变化")
    expect(presets.locator("#terminal-log li").nth(1)).to_contain_text("没有设备")
    assert presets.locator("#terminal-log li").count() > before


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_off_and_everything_has_words(presets: Page, size: tuple[int, int], language: str) -> None:
    presets.set_viewport_size({"width": size[0], "height": size[1]})
    if language == "en":
        presets.locator("#language").click()
        expect(presets.locator("html")).to_have_attribute("lang", "en")
    expect(presets.locator(".preset").first).to_be_visible()
    assert presets.evaluate(CUT_OFF) == []
    assert presets.evaluate(OVERFLOWING) == []
    assert [word for word in presets.evaluate(UNWORDED) if word != "attract"] == []


def test_every_fault_of_every_device_is_on_the_page(page: Page, cabinet: Cabinet) -> None:
    options = set(page.evaluate("() => [...document.querySelectorAll('option')].map((e) => e.value)"))
    chips = page.locator(".chip").count()
    for device, told in cabinet.state().items():
        if isinstance(told, dict) and "faults" in told and "fault" in told:
            assert set(told["faults"]) <= options, device
    assert chips >= len(cabinet.state()["receipt_printer"]["faults"]) + len(cabinet.state()["document_printer"]["faults"])
