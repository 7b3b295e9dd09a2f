"""Every page at both sizes, in both themes and languages: nothing cut, nothing that scrolls the page.

With ``DESK_SCREENS=<folder>`` the pictures for `docs/screens/` are written there.
"""

import io
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.errands import Errand
from backoffice.fleet.models import Terminal, TerminalState
from backoffice.intake.models import Quarantined
from backoffice.office import SYSTEM, Office
from backoffice.worker import Worker
from tests.backoffice.browser.conftest import LARGE, SMALL, Seat
from tests.backoffice.browser.stories import BAD_ADDRESS, CLEAN, OFTEN, SHORT_ADDRESS, Citizen, Story

DEVICES = ("id_card_reader", "receipt_printer", "camera", "bank_card_reader", "pin_pad", "acquirer")
FOLDER = os.environ.get("DESK_SCREENS")

CUT = Path(__file__).with_name("cut.js").read_text(encoding="utf-8").split("\n", 1)[1]
SHOWN = "[...document.images].filter((image) => image.checkVisibility())"
ALL_DECODED = f"Promise.all({SHOWN}.map((image) => image.decode().catch(() => null)))"


@dataclass
class Camera:
    """Looks at a page: complains of what is cut, keeps the picture when asked to."""

    seat: Seat
    problems: list[str] = field(default_factory=list)

    def look(self, name: str, *, keep: bool = True) -> None:
        self.seat.page.evaluate(ALL_DECODED)
        found: list[str] = self.seat.page.evaluate(CUT)
        self.problems += [f"{name}: {problem}" for problem in found]
        picture = self.seat.page.screenshot()
        if FOLDER and keep:
            (Path(FOLDER) / f"desk-{name}.png").write_bytes(picture)


@pytest.fixture
def camera(seat: Seat) -> Iterator[Camera]:
    taken = Camera(seat)
    yield taken
    assert not taken.problems, "\n".join(taken.problems)


def fill_fleet(office: Office) -> None:
    """Five terminals, one of each presence."""
    places = (("解放碑 时代广场", 0.1, "online"), ("观音桥 北城天街", 0.2, "hardware_error"), ("三峡广场", 4.2, "online"))
    with office.writing(SYSTEM) as work:
        for number, (place, age, printer) in enumerate(
            (*places, ("北碚 天奇广场", 206, "unknown"), ("万州 万达", None, "")), start=1
        ):
            terminal = Terminal(
                terminal_id=f"t{number}",
                terminal_number=number,
                public_key="-",
                place_zh=place,
                place_en=place,
                enrolled_at=work.now,
            )
            work.session.add(terminal)
            work.session.flush()
            if age is not None:
                work.session.add(
                    TerminalState(
                        terminal_id=f"t{number}",
                        received_at=work.now - timedelta(minutes=age),
                        clock_offset_seconds=0.3,
                        software_version="0.1.0",
                        devices={**dict.fromkeys(DEVICES, "online"), "receipt_printer": printer},
                        outbox_depth=14 if age > 100 else 0,
                        outbox_oldest_seconds=12_360 if age > 100 else 0,
                        outbox_dead=0,
                    )
                )


def put_aside(story: Story) -> None:
    """A message is refused, the registry talks nonsense, and an application cannot be opened."""
    story.partners.garbage.update({"messages", "driver-licences"})
    number = story.lodge_unanswered(BAD_ADDRESS)
    with story.office.writing(SYSTEM) as work:
        for errand in work.session.scalars(select(Errand).where(Errand.subject.not_like(f"{number}%"))):
            errand.next_try_at = None  # only the newest is of interest
        terminal_id = work.session.scalars(select(Terminal.terminal_id)).first()
        work.session.add(
            Quarantined(
                idempotency_key=UUID(int=1),
                body_sha256="0" * 64,
                number=number,
                service="truck_pass",
                terminal_id=terminal_id,
                key_id="k",
                why="service_not_offered",
                sealed=b"-",
                received_at=work.now,
            )
        )
    Worker(story.office, threading.Event()).tick()


def fill_afternoon(seat: Seat) -> dict[str, str]:
    """A queue in which something is late, something is due, and something is new; it is 14:32."""
    story = seat.desk.story
    numbers = story.fill_queue()
    for name, minutes in (("seized", -84), ("moved", 12), ("bad_address", 47), ("clean", 96), ("often", 158)):
        story.due_in(numbers[name], minutes + 60)
    story.minutes(60)
    return numbers


def case(seat: Seat, number: str) -> None:
    seat.go("/desk/review")
    seat.find("queue.claim", number=number).click()
    seat.find("case.lease").wait_for()


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_review_pages(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    seat.go("/desk/sign-in")
    camera.look(f"01-sign-in{suffix}")
    numbers = fill_afternoon(seat)
    seat.sign_in("lijing")
    camera.look(f"02-queue{suffix}")
    case(seat, numbers["moved"])
    camera.look(f"03-case{suffix}")
    case(seat, numbers["bad_address"])
    seat.press("c")
    seat.page.locator("dialog[open]").wait_for()
    camera.look(f"04-correction{suffix}")
    seat.press("Escape")
    case(seat, numbers["often"])
    seat.press("r")
    camera.look(f"04b-refusal{suffix}", keep=not suffix)
    seat.close_dialog()
    seat.press("z")
    camera.look(f"03b-zoom{suffix}", keep=not suffix)
    seat.close_dialog()
    seat.press("?")
    camera.look(f"keys{suffix}", keep=False)
    seat.go("/desk/review?list=second_person")
    camera.look(f"11a-empty{suffix}")


def test_night_and_english(camera: Camera) -> None:
    seat = camera.seat
    numbers = fill_afternoon(seat)
    seat.sign_in("lijing")
    seat.find("who").click()
    seat.find("theme").click()
    seat.page.locator("html[data-theme=night]").wait_for()
    camera.look("02-queue-night", keep=False)
    case(seat, numbers["moved"])
    camera.look("12-case-night")
    seat.find("who").click()
    seat.find("language").click()
    seat.page.locator("html[lang=en]").wait_for()
    camera.look("03-case-english")
    case(seat, numbers["bad_address"])
    seat.press("c")
    camera.look("04-correction-english", keep=False)
    for path in ("/desk/review", "/desk/production", "/desk/dispatch"):
        seat.go(path)
        camera.look(path.rsplit("/", 1)[1] + "-english", keep=False)


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_production_and_dispatch_pages(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    story = seat.desk.story
    people = [
        Citizen(f"{name}志远", f"1990010{n}", False, f"重庆市渝中区民权路{n}号", f"1380000000{n}", "500103")
        for n, name in enumerate("陈周李", 1)
    ]
    numbers = story.approved(people)
    seat.sign_in("lijing")
    seat.go("/desk/production")
    seat.press("p")
    camera.look(f"05a-produce{suffix}")
    seat.press("Enter")
    seat.find("production.scan").wait_for()
    camera.look(f"05-production{suffix}")
    story.posted(numbers[1:])
    story.tracked(numbers[1], "collected", "in_transit", "not_delivered")
    story.waybill(numbers[0])
    seat.go(f"/desk/dispatch?at={numbers[0]}")
    camera.look(f"06-dispatch{suffix}")
    seat.press("2")
    seat.page.wait_for_url("**letters=on_the_way")
    camera.look(f"06b-on-the-way{suffix}", keep=not suffix)
    seat.go(f"/desk/dispatch/{numbers[0]}/label")
    camera.look(f"06c-label{suffix}", keep=not suffix)
    seat.go("/desk/dispatch/hand-over")
    camera.look(f"06d-hand-over{suffix}", keep=not suffix)


@pytest.mark.parametrize(("size", "suffix"), [(SMALL, ""), (LARGE, "-1920")], ids=["1366", "1920"])
def test_fleet_and_audit_pages(camera: Camera, size: dict[str, int], suffix: str) -> None:
    seat = camera.seat
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    story = seat.desk.story
    story.fill_queue()
    fill_fleet(story.office)
    seat.sign_in("chenzhihua")
    seat.go("/desk/fleet")
    camera.look(f"08-fleet{suffix}")
    seat.press("n")
    camera.look(f"08b-pairing{suffix}", keep=False)
    put_aside(story)
    seat.go("/desk/fleet")
    seat.find("fleet.troubles", waiting="3").wait_for()
    seat.press("x")
    seat.find("troubles.table").wait_for()
    camera.look(f"08c-troubles{suffix}", keep=not suffix)
    with story.office.writing(SYSTEM) as work:
        audit.seal(work.session)
    seat.go("/desk/audit")
    seat.press("v")
    seat.find("audit.chain", chain="whole").wait_for()
    camera.look(f"10-audit{suffix}")


def test_every_device_of_the_fleet_has_a_name_in_both_languages(camera: Camera) -> None:
    seat = camera.seat
    fill_fleet(seat.desk.story.office)
    seat.sign_in("chenzhihua")
    seat.go("/desk/fleet")
    heads = seat.page.locator("#terminals th.v")
    assert heads.all_inner_texts() == ["银行收单", "银行卡读卡器", "摄像头", "身份证阅读器", "密码键盘", "凭条打印机"]
    seat.find("who").click()
    seat.find("language").click()
    seat.page.locator("html[lang=en]").wait_for()
    assert heads.all_inner_texts() == ["Acquirer", "Bank card reader", "Camera", "ID card reader", "PIN pad", "Receipt printer"]
    for head in heads.all():
        assert head.evaluate("head => head.firstElementChild.offsetHeight <= head.clientHeight")
    camera.look("08-fleet-english", keep=True)


def test_conflict_page(camera: Camera) -> None:
    seat = camera.seat
    number = seat.desk.story.lodge(CLEAN)
    seat.sign_in("lijing")
    seat.press("Enter")
    seat.find("case.lease").wait_for()
    seat.desk.story.judged_elsewhere(number)
    seat.press("1")
    seat.find("conflict").wait_for()
    camera.look("11b-conflict")
    seat.forgive("409")


def test_paper_carries_the_label_alone(seat: Seat) -> None:
    story = seat.desk.story
    number = story.approved([CLEAN])[0]
    story.produced([number])
    waybill = story.waybill(number)
    seat.sign_in("lijing")
    seat.go(f"/desk/dispatch/{number}/label")
    seat.page.emulate_media(media="print")
    for hidden in (".rail", ".top", ".keys", "[data-test='label.print']"):
        assert not seat.page.locator(hidden).first.is_visible()
    picture = Image.open(io.BytesIO(seat.find("label").screenshot()))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [waybill]
    assert CLEAN.address in seat.find("label").inner_text().replace("\n", "")
    assert "样本" in seat.find("label").inner_text()


def test_what_is_missing_is_said_on_the_mat(seat: Seat) -> None:
    number = seat.desk.story.lodge(OFTEN)
    seat.sign_in("lijing")
    seat.go(f"/desk/review/{number}")
    assert "只对认领本件的人开放" in seat.find("case.photo.registry").inner_text()
    case(seat, number)
    assert "未采集人脸，由后台比对" in seat.find("case.photo.live").inner_text()
    assert seat.find("case.photo.chip").locator("img").evaluate("image => image.naturalWidth") == 102
    assert seat.find("case.photo.registry").locator("img").evaluate("image => image.naturalWidth") == 413


def test_an_undecodable_chip_photo_is_said_in_words(seat: Seat) -> None:
    story = seat.desk.story
    number = story.lodge(BAD_ADDRESS, delivery=SHORT_ADDRESS, photo_block=b"WLf0" + bytes(1020))
    seat.sign_in("lijing")
    seat.go(f"/desk/review/{number}")
    assert "没有解码许可" in seat.find("case.photo.chip").inner_text()
