"""The dock in a browser: what is clicked happens, what happens is shown, nothing is cut off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from simulators.supervisor import Cabinet
from tests.simulators.serial_line import Line

CHROMIUM = Path("/usr/bin/chromium")
LOADED_MS = 30_000  # ten times what a busy machine takes

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")

CUT_OFF = """() => [...document.querySelectorAll('h1, h2, button, .button, .chip, .person b, .place b, small')]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
    .map((e) => e.textContent)"""
OVERFLOWING = """() => [...document.querySelectorAll('.faults, .camera, .stand, .cabinet, .ledge, .place, .top')]
    .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1).map((e) => e.className)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinet]:
    with Cabinet(tmp_path_factory.mktemp("dock"), paced=False) as cabinet:
        yield cabinet


@pytest.fixture
def cabinet(running: Cabinet) -> Iterator[Cabinet]:
    yield running
    running.reset()


@pytest.fixture
def page(browser: Browser, cabinet: Cabinet) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(cabinet.address)
    expect(page.locator(".person")).to_have_count(len(cabinet.people))
    yield page
    page.close()
    assert errors == []


def test_card_is_laid_by_a_click_and_taken_away(page: Page, cabinet: Cabinet) -> None:
    page.locator(".person", has_text="陈志远").click()
    expect(page.locator("#pad")).to_contain_text("陈志远")
    assert cabinet.card == "chen_zhiyuan"
    page.get_by_role("button", name="拿走证件").click()
    expect(page.locator("#pad")).to_contain_text("身份证读卡区")
    assert cabinet.card is None


def test_faults_are_switched(page: Page, cabinet: Cabinet) -> None:
    page.locator(".faults select", has_text="校验错").select_option("bad_checksum")
    for name in ("没纸", "断开"):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".chip[aria-pressed=true]", has_text=name)).to_be_visible()
    assert cabinet.id_card_reader.fault == "bad_checksum"
    assert cabinet.receipt_printer.faults == {"paper_end"}
    assert cabinet.network.state == "cut"


def test_camera_shows_who_stands_in_front_and_what_goes_wrong(page: Page, cabinet: Cabinet) -> None:
    expect(page.locator("#camera-who")).to_have_text("没有人")
    page.locator(".person", has_text="陈志远").click()
    expect(page.locator("#camera-who")).to_have_text("陈志远")
    for name, scene in (
        ("换一个人", "other"),
        ("举照片", "photo"),
        ("两个人", "two"),
        ("离开", "empty"),
        ("站到镜头前", "person"),
    ):
        page.get_by_role("group", name="镜头前是谁").get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#camera-scenes [aria-pressed=true]")).to_have_text(name)
        assert cabinet.camera.scene == scene
    page.get_by_role("button", name="向左", exact=True).click()
    expect(page.locator("#camera-poses [aria-pressed=true]")).to_have_text("向左")
    assert cabinet.camera.pose == "left"
    expect(page.locator("#camera")).to_be_visible()
    cabinet.set_camera_fault("unplugged")
    expect(page.get_by_text("没有画面")).to_be_visible()
    cabinet.set_camera_fault(None)
    expect(page.locator("#camera")).to_be_visible()


def test_a_paper_is_laid_of_the_vehicle_that_is_chosen(page: Page, cabinet: Cabinet) -> None:
    page.locator(".person", has_text="秦杉").click()
    selects, vehicles = page.locator("#devices select"), cabinet.people["qin_shan"].vehicles
    expect(selects).to_have_count(6)  # reader and camera have one each, before those of the tray
    cabinet.lay_document("damaged_plate")
    assert cabinet.document_camera.laid.holder.plate == vehicles[2].plate  # the one whose plate is damaged
    expect(selects.nth(2)).to_have_value("damaged_plate")
    with page.expect_response("**/api/document_camera/paper"):
        selects.nth(3).select_option(label=vehicles[1].plate)
    laid = cabinet.document_camera.laid
    assert (laid.kind, laid.holder.plate) == ("damaged_plate", vehicles[1].plate)


def test_a_bank_card_goes_in_and_out_and_breaks(page: Page, cabinet: Cabinet) -> None:
    page.locator("#bank-cards").select_option("low_balance")
    page.locator(".card .button", has_text="插卡").click()
    expect(page.locator(".card .button")).to_have_text("拔卡")
    assert cabinet.bank_card.card == "low_balance"
    expect(page.locator("#bank-cards")).to_be_disabled()
    cabinet.insert_bank_card("expired")
    expect(page.locator("#bank-cards")).to_have_value("expired")
    page.locator(".card .button").click()
    expect(page.locator(".card .button")).to_have_text("插卡")
    assert cabinet.bank_card.card is None
    page.locator("#bank-card-faults").select_option("pulled_midway")
    expect(page.locator("#bank-card-faults")).to_have_class("bad")
    assert cabinet.bank_card.fault == "pulled_midway"
    cabinet.set_bank_card_fault(None)
    expect(page.locator("#bank-card-faults")).to_have_value("ok")


def test_what_happens_elsewhere_is_shown_live(page: Page, cabinet: Cabinet) -> None:
    with Line(cabinet.receipt_printer_port) as line:
        line.ask(b"hello\n\x1dVA\x00\x1dr\x01", 1)
    expect(page.locator("#n-slips")).to_have_text("1")
    page.locator(".mat figure button").click()
    expect(page.locator("#paper")).to_be_visible()
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="取走回执").click()
    expect(page.locator(".mat figcaption")).to_contain_text("已取走")
    cabinet.lay_card("lin_que")
    expect(page.locator("#pad")).to_contain_text("林㛃")


def test_letter_is_moved_along(page: Page, cabinet: Cabinet) -> None:
    from simulators.partners.post import Order

    order = Order(reference="1", recipient="某人", phone="13900000001", address="重庆市渝中区")
    cabinet.post._accept(order)
    for name in ("揽收", "运输", "派送", "妥投"):
        page.get_by_role("button", name=f"下一步：{name}").click()
    expect(page.locator(".letter .acts")).to_have_count(0)
    assert cabinet.post.letters[0].state == "delivered"


def test_reset_asks_twice(page: Page, cabinet: Cabinet) -> None:
    cabinet.set_network("cut")
    page.locator("#reset").click()
    assert cabinet.network.state == "cut"
    page.get_by_role("button", name="再点一次还原").click()
    expect(page.locator(".chip.good[aria-pressed=true]", has_text="通")).to_be_visible()


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_off(page: Page, cabinet: Cabinet, size: tuple[int, int], language: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if language == "en":
        page.locator("#language").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERFLOWING) == []
    page.locator(".person").first.click()
    expect(page.locator("#pad button")).to_be_visible(timeout=LOADED_MS)
    with Line(cabinet.receipt_printer_port) as line:
        line.ask(b"hello\n\x1dVA\x00\x1dr\x01", 1)
    expect(page.locator("#mouth button")).to_be_visible(timeout=LOADED_MS)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERFLOWING) == []
