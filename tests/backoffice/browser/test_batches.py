"""Batches, blanks, sheets of labels, letters that came back, old documents: by keyboard, at both sizes, and on paper."""

import io
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator

from backoffice.desk.pages import LANGUAGE_COOKIE
from backoffice.office import clerk
from backoffice.production import blanks
from backoffice.production.models import BlankKind
from backoffice.settings import Settings
from domain.application import ApplicationStatus
from domain.services import ServiceSlug
from tests.backoffice.acts import look
from tests.backoffice.browser.conftest import LARGE, SMALL, Seat
from tests.backoffice.browser.every_service import EVERY, Matter, lodge
from tests.backoffice.browser.stories import Citizen
from tests.backoffice.browser.test_screens import Camera, camera
from tests.backoffice.browser.test_services import approve

__all__ = ["camera"]

DPI = 200
MM = DPI / 25.4
SHEET = (210.0, 297.0)
SINGLE = (100.0, 150.0)
CELL = (105.0, 74.25)
OVERAGE = next(one for one in EVERY if one.slug is ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE)
LONG_ADDRESS = "重庆市渝中区七星岗街道中山一路二百三十八号恒通云鼎国际公寓广场一期三栋二单元二十八楼1208室"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An office that keeps account of its blanks."""
    production = settings.production.model_copy(update={"numbered": frozenset(BlankKind)})
    return settings.model_copy(update={"production": production})


def people(count: int) -> list[Citizen]:
    names = "陈周李吴郑王冯蒋沈韩"
    return [
        Citizen(
            f"{names[n]}志远",
            f"199001{n + 10}",
            False,
            LONG_ADDRESS if n == 1 else f"重庆市渝中区民权路{n}号",
            f"1380000000{n}",
            "500103",
        )
        for n in range(count)
    ]


def stocked(seat: Seat) -> None:
    with seat.desk.story.office.writing(clerk(seat.desk.story.member("lijing"))) as work:
        blanks.receive(work, BlankKind.DRIVER_LICENCE, "50011802", "46310", "46329")


def batch_of(seat: Seat, count: int) -> list[str]:
    """Let `count` approved cases be in a batch, opened by keyboard."""
    numbers = seat.desk.story.approved(people(count))
    stocked(seat)
    seat.sign_in("lijing")
    seat.go("/desk/production")
    seat.press("n")
    seat.find("batch.row").nth(count - 1).wait_for()
    seat.press("Enter")
    seat.find("production.batch.open").wait_for()
    return numbers


def scan(seat: Seat, key: str, digits: str) -> None:
    seat.press(key)
    seat.page.keyboard.type(digits)
    seat.press("Enter")


def certificate(seat: Seat, number: str) -> str:
    return seat.find("production.row", number=number).get_attribute("data-certificate") or ""


def printed(seat: Seat, numbers: list[str]) -> None:
    seat.press("p", "Enter")
    seat.page.locator("[data-test='production.batch.print']").wait_for(state="detached")
    assert all(certificate(seat, number) for number in numbers)


def at_both_sizes(camera: Camera, name: str) -> None:
    for size, suffix in ((LARGE, "-1920"), (SMALL, "")):
        camera.seat.page.set_viewport_size(size)  # type: ignore[arg-type]
        camera.look(f"{name}{suffix}")


def test_a_batch_by_keyboard(camera: Camera) -> None:
    seat = camera.seat
    numbers = batch_of(seat, 4)
    printed(seat, numbers)
    scan(seat, "Space", certificate(seat, numbers[2]))
    seat.find("production.row", number=numbers[2], status="produced").wait_for()
    seat.press("Escape")
    spoiled = seat.find("production.row", number=numbers[0]).get_attribute("data-blank")
    seat.press("v")
    seat.find("spoil").wait_for()
    seat.press("1")
    camera.look("05d-spoil")
    seat.press("Enter")
    seat.find("production.batch.open").and_(seat.page.locator("[data-spoiled='1']")).wait_for()
    assert seat.find("production.row", number=numbers[0]).get_attribute("data-blank") not in {spoiled, "", None}
    seat.desk.story.waybill(numbers[2])
    seat.page.reload()
    at_both_sizes(camera, "05b-batch")
    for number in (numbers[0], numbers[1], numbers[3]):
        scan(seat, "Space", certificate(seat, number))
        seat.find("production.row", number=number, status="produced").wait_for()
        seat.press("Escape")
    seat.press("x")
    seat.page.locator("[data-test='production.batch.open'][data-state=closed]").wait_for()
    seat.press("t")
    seat.find("stock.row", kind="driver_licence", issued="4", spoiled="1", left="15").wait_for()
    at_both_sizes(camera, "05e-stock")
    seat.press("p")
    seat.find("sheet.row", kind="driver_licence", closing="15").wait_for()
    camera.look("05f-stock-sheet")
    seat.page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": seat.desk.url}])
    for path in ("", "?batch=P261120-01", "/new-batch", "/stock", "/stock/sheet"):
        seat.go(f"/desk/production{path}")
        camera.look(f"05g-english{path.replace('/', '-').partition('?')[0]}-{bool(path)}", keep=True)


def paper(seat: Seat, tmp_path: Path, *pages: str) -> list[Image.Image]:
    """Print the page as the browser would, and draw the sheets (all, or `pages` as pdftoppm wants them)."""
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(seat.page.pdf(prefer_css_page_size=True, print_background=False))
    drawn = tmp_path / f"drawn{len(list(tmp_path.iterdir()))}"
    drawn.mkdir()
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", *pages, str(pdf), str(drawn / "page")], check=True)
    return [Image.open(io.BytesIO(path.read_bytes())) for path in sorted(drawn.glob("page*.png"))]


def size_mm(page: Image.Image) -> tuple[float, float]:
    return page.width / MM, page.height / MM


def box_mm(barcode: zxingcpp.Barcode) -> tuple[float, float, float, float]:
    corners = (barcode.position.top_left, barcode.position.top_right, barcode.position.bottom_left)
    return corners[0].x / MM, corners[0].y / MM, corners[1].x / MM, corners[2].y / MM


INSIDE = """label => {
  const paper = label.getBoundingClientRect();
  const parts = [...label.querySelectorAll(":scope > :not(.letter-sample)")].map((part) => part.getBoundingClientRect());
  return parts.every((part) => part.bottom <= paper.bottom && part.right <= paper.right && part.top >= paper.top)
    && parts.every((part, at) => at === 0 || part.top >= parts[at - 1].bottom - 0.5);
}"""


def overflowing(labels: Locator) -> list[str]:
    """Return the labels of which a part leaves the paper or lies on another."""
    return [one.get_attribute("data-number") or "" for one in labels.all() if not one.evaluate(INSIDE)]


def test_labels_print_to_the_millimetre(seat: Seat, tmp_path: Path) -> None:
    """Eight to a sheet of A4, each code readable where its label is; or one on its own paper; the longest address whole."""
    story = seat.desk.story
    numbers = story.approved(people(8))
    stocked(seat)
    story.produced(numbers)
    numbers.append(made_of(seat, OVERAGE))
    waybills = [story.waybill(number) for number in numbers]
    seat.sign_in("lijing")
    seat.go("/desk/dispatch/labels")
    assert seat.find("labels", count="9").is_visible()
    assert overflowing(seat.find("label")) == []
    check_sheets(paper(seat, tmp_path), waybills)
    seat.press("2")
    seat.find("labels", form="single").wait_for()
    assert overflowing(seat.find("label")) == []
    assert "须交回旧驾驶证" in seat.find("label.recovery").inner_text()
    (page,) = paper(seat, tmp_path, "-f", "9", "-l", "9")
    check_single(page, waybills[-1])


def check_sheets(pages: list[Image.Image], waybills: list[str]) -> None:
    assert [size_mm(page) == pytest.approx(SHEET, abs=0.2) for page in pages] == [True, True]
    found = {code.text: (place, box_mm(code)) for place, page in enumerate(pages) for code in zxingcpp.read_barcodes(page)}
    assert set(found) == set(waybills)
    for at, waybill in enumerate(waybills):
        place, (left, top, right, bottom) = found[waybill]
        column, row = at % 8 % 2, at % 8 // 2
        assert place == at // 8
        assert right - left == pytest.approx(123 * 0.375, abs=0.6)  # 123 modules without the quiet zones
        assert (left + right) / 2 == pytest.approx((column + 0.5) * CELL[0], abs=0.6)
        assert 0 < top - row * CELL[1] == pytest.approx(found[waybills[0]][1][1], abs=0.3)
        assert bottom < (row + 1) * CELL[1]


def check_single(page: Image.Image, waybill: str) -> None:
    """Recovery of the old document stands white on black although browsers leave backgrounds out."""
    assert size_mm(page) == pytest.approx(SINGLE, abs=0.2)
    (code,) = zxingcpp.read_barcodes(page)
    left, _, right, _ = box_mm(code)
    assert code.text == waybill
    assert right - left == pytest.approx(123 * 0.5, abs=0.6)
    band = page.crop((int(10 * MM), int(125 * MM), int(90 * MM), int(149 * MM)))
    darkest = min(sum(band.crop((0, y, band.width, y + 1)).tobytes()) / band.width for y in range(band.height))
    assert darkest < 60, "no black strip"


def made_of(seat: Seat, matter: Matter) -> str:
    story = seat.desk.story
    number = lodge(story, matter, 100)
    approve(story, number)
    story.produced([number])
    return number


CUT_OFF = "cells => cells.map((cell) => (cell.scrollWidth > cell.clientWidth ? cell.textContent : ''))"


def test_a_letter_that_came_back(camera: Camera) -> None:
    """Posted scan after scan; scanned in, telephoned, told, kept at the window, and given to nobody but the applicant."""
    seat, story = camera.seat, camera.seat.desk.story
    numbers = story.approved(people(2))
    stocked(seat)
    story.produced(numbers)
    waybills = [story.waybill(number) for number in numbers]
    seat.sign_in("lijing")
    seat.go("/desk/dispatch")
    seat.press("Space", *waybills[0], "Enter", *waybills[1], "Enter")  # nobody waits for the page in between
    seat.find("dispatch.posted", number=numbers[1]).wait_for()
    assert "letters=to_post" in seat.page.url
    story.tracked(numbers[1], "collected", "not_delivered")
    seat.go("/desk/dispatch?letters=on_the_way")
    assert not seat.page.locator("[data-live-key='W'], [data-live-key='O']").filter(visible=True).count()
    seat.press("n")
    seat.find("dispatch.register.scan").wait_for()
    seat.page.keyboard.type(story.waybill_of(numbers[0]))
    seat.press("Enter")  # as a scanner does
    assert "还没有填：退回原因" in seat.find("form.problem").inner_text()
    seat.find("dispatch.register.place").fill("B-07")
    seat.find("dispatch.register.scan").press("Enter")
    camera.look("06f-register")
    assert look(story.office, numbers[0]).status is ApplicationStatus.POSTED
    seat.press("2", "Enter")
    seat.find("dispatch.stay", registered="yes").wait_for()
    seat.press("t", "1")
    seat.find("dispatch.call.line", outcome="will_fetch").wait_for()
    with seat.page.expect_navigation():
        seat.press("s")
    seat.find("dispatch.call.line", outcome="will_fetch").wait_for()
    assert seat.page.locator("[data-live-key='W']").is_visible()
    at_both_sizes(camera, "06e-returned")
    seat.page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": seat.desk.url}])
    for which in ("on_the_way", "returned", "recovery", "delivered"):
        seat.go(f"/desk/dispatch?letters={which}")
        camera.look(f"06h-english-{which}")
        assert not [text for text in seat.find("dispatch.state").evaluate_all(CUT_OFF) if text], which
    seat.page.context.clear_cookies(name=LANGUAGE_COOKIE)
    seat.go("/desk/dispatch?letters=returned")
    seat.press("w")
    seat.find("dispatch.hand_over").wait_for()
    seat.press("w")
    seat.find("dispatch.id_number").wait_for()
    seat.page.keyboard.type(people(2)[1].number)
    seat.press("Enter")
    assert "证件号码与申请人不符" in seat.find("dispatch.said").inner_text()
    seat.press("w")
    seat.page.keyboard.type(people(2)[0].number)
    seat.press("Enter")
    seat.find("dispatch.row", number=numbers[0], status="delivered").wait_for()
    assert look(story.office, numbers[0]).status is ApplicationStatus.DELIVERED


def test_old_documents_are_followed_until_they_are_here(camera: Camera) -> None:
    seat, story = camera.seat, camera.seat.desk.story
    stocked(seat)
    number = made_of(seat, OVERAGE)
    story.posted_one(number)
    story.tracked(number, "delivered")
    story.minutes(16 * 24 * 60)
    seat.sign_in("lijing")
    seat.go("/desk/dispatch?letters=recovery")
    seat.find("dispatch.row", number=number, old="overdue").wait_for()
    camera.look("06g-old-documents")
    seat.press("o")
    seat.find("dispatch.row", number=number, old="received").wait_for()
    assert look(story.office, number).recovered_at is not None
