"""The desk pages of every service that ends at a desk: nothing cut, nothing worded for another document."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from backoffice.office import SYSTEM, clerk
from backoffice.review import cases, decisions, desk
from backoffice.review.catalogue import DESKS
from backoffice.review.models import PersonJudgement
from backoffice.troubles import registry_gaps
from domain.services import ServiceSlug
from tests.backoffice.acts import claim, look
from tests.backoffice.browser.conftest import LARGE, SMALL
from tests.backoffice.browser.every_service import EVERY, Matter, lodge, lodge_all
from tests.backoffice.browser.stories import Story
from tests.backoffice.browser.test_screens import Camera, camera, case

__all__ = ["camera"]

MADE = [matter for matter in EVERY if DESKS[matter.slug].order]
WORDS = {"driver_licence": "驾驶证", "vehicle_licence": "行驶证", "plates": "号牌"}


def approve(story: Story, number: str) -> None:
    """Let 李静 approve, and 王敏 agree where it takes two."""
    first, second = clerk(story.member("lijing")), clerk(story.member("wangmin"))
    claim(story.office, first, number)
    with story.office.writing(first) as work:
        found = cases.get_case(work.session, number)
        desk.judge_person(work, number, found.version, PersonJudgement.SAME)
        decisions.approve(work, number, found.version)
    if look(story.office, number).decision_waits:
        with story.office.writing(second) as work:
            decisions.agree(work, number, cases.get_case(work.session, number).version)


@pytest.mark.parametrize("matter", EVERY, ids=lambda one: one.slug.value)
def test_case_page(camera: Camera, matter: Matter) -> None:
    seat = camera.seat
    number = lodge(seat.desk.story, matter, 100)
    seat.sign_in("lijing")
    case(seat, number)
    camera.look(f"20-{matter.slug.value}", keep=True)
    seat.press("c")
    seat.page.locator("dialog[open]").wait_for()
    if not seat.page.locator("dialog[open] input:checked").count():
        seat.press("1")
    camera.look(f"22-{matter.slug.value}-correction", keep=True)


@pytest.mark.parametrize("matter", MADE, ids=lambda one: one.slug.value)
def test_an_approval_says_what_it_makes(camera: Camera, matter: Matter) -> None:
    seat = camera.seat
    number = lodge(seat.desk.story, matter, 100)
    seat.sign_in("lijing")
    case(seat, number)
    seat.press("1")
    seat.find("case.judged").wait_for()
    seat.press("a")
    said = seat.page.locator("dialog[open]").inner_text()
    camera.look(f"21-{matter.slug.value}-approve", keep=True)
    assert WORDS[DESKS[matter.slug].makes] in said
    assert not [word for made, word in WORDS.items() if made != DESKS[matter.slug].makes and word in said]


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366", "1920"])
def test_what_is_made_and_posted(camera: Camera, size: dict[str, int]) -> None:
    seat, story = camera.seat, camera.seat.desk.story
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    numbers = lodge_all(story)
    for matter in MADE:
        approve(story, numbers[matter.slug])
    seat.sign_in("lijing")
    seat.go("/desk/review")
    camera.look("19-queue-all", keep=True)
    seat.go("/desk/production")
    for matter in MADE:
        seat.find("production.produce", number=numbers[matter.slug]).click()
        seat.press("Enter")
        seat.find("production.scan", number=numbers[matter.slug]).wait_for()
    camera.look("23-production-all", keep=True)
    for slug in (ServiceSlug.PLATE_REISSUE, ServiceSlug.VEHICLE_LICENCE_REISSUE):
        seat.go(f"/desk/production/{numbers[slug]}/slip")
        seat.find("slip").wait_for()
        camera.look(f"24-slip-{slug.value}", keep=True)
    story.posted([numbers[slug] for slug in (ServiceSlug.PLATE_REPLACE, ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE)])
    _look_at_letter(camera, numbers[ServiceSlug.PLATE_REPLACE], "号牌（前牌、后牌）")
    _look_at_letter(camera, numbers[ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE], "驾驶证")


def _look_at_letter(camera: Camera, number: str, back: str) -> None:
    """The letter says what comes back for it; the key O writes it down."""
    seat = camera.seat
    seat.go(f"/desk/dispatch?at={number}")
    assert f"收件人须交回旧{back}" in seat.find("label").inner_text()
    camera.look(f"25-dispatch-{number[-4:]}", keep=True)
    seat.press("o")
    seat.page.get_by_text("11-20 12:00 已收回").wait_for()
    camera.look(f"26-recovered-{number[-4:]}", keep=True)
    seat.go(f"/desk/dispatch/{number}/label")
    camera.look(f"27-label-{number[-4:]}", keep=True)
    assert look(seat.desk.story.office, number).recovered_at is not None


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366", "1920"])
def test_passes_desk(camera: Camera, size: dict[str, int]) -> None:
    seat, story = camera.seat, camera.seat.desk.story
    seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    number = lodge(story, EVERY[-1], 100, proven=True)
    approve(story, number)
    issue = DESKS[ServiceSlug.TRUCK_PASS].at_once
    assert issue is not None
    with ThreadPoolExecutor(1) as pool:  # a signature runs a loop of its own, and the browser holds this thread's
        pool.submit(issue, story.office, number).result()
    seat.sign_in("lijing")
    seat.go("/desk/passes")
    camera.look("29-passes", keep=True)
    seat.find("passes.typed").fill(seat.find("passes.row").locator("td").first.inner_text())
    seat.press("Enter")
    seat.find("passes.found", state="not_yet").wait_for()
    camera.look("29b-pass", keep=True)


def test_other_rules_are_marked(camera: Camera) -> None:
    """The terminal went by other rules than the office, and the office has others now than when it came in."""
    seat, story = camera.seat, camera.seat.desk.story
    number = lodge(story, EVERY[0], 100)
    approve(story, number)
    with story.office.writing(SYSTEM) as work:
        found = cases.get_case(work.session, number)
        found.terminal_rulebook, found.decisions[0].rulebook = "a" * 64, "b" * 64
    seat.sign_in("lijing")
    seat.go(f"/desk/review/{number}")
    assert seat.find("case.rulebook", whose="office").count() == 1
    assert "终端规则不同" in seat.find("case.rulebook", whose="terminal").inner_text()
    assert "决定时规则已变" in seat.find("case.rulebook", whose="decision").inner_text()
    camera.look("28-other-rules", keep=True)


def test_gaps_of_the_register_are_listed_in_words(camera: Camera) -> None:
    seat, story = camera.seat, camera.seat.desk.story
    with story.office.writing(SYSTEM) as work:
        registry_gaps.note(work, "0" * 64, ("vehicle_plate_kind", "vehicle_states", "medical", "photo_taken_on"))
    seat.sign_in("chenzhihua")
    seat.go("/desk/fleet/troubles")
    said = seat.find("troubles.table").inner_text()
    camera.look("30-troubles-gaps", keep=True)
    assert all(word in said for word in ("号牌种类", "车辆状态", "身体条件证明", "照片日期"))
