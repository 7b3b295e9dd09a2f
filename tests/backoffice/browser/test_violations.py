"""A defence and an objection through the real desk: read with their pictures, answered, passed on; looked at in every mode."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from backoffice.settings import Settings
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from tests.backoffice.browser.conftest import LARGE, LIMIT_MS, SMALL, Desk, Seat, _listen
from tests.backoffice.browser.stories import Story
from tests.backoffice.browser.test_screens import Camera
from tests.backoffice.desk.serving import serving
from tests.backoffice.handling_stage import PEOPLE, Stage, playing
from tests.backoffice.partners import Partners

ZHIYUAN, YUJIA = PEOPLE["chen_zhiyuan"], PEOPLE["tan_yujia"]


@dataclass
class Scene:
    """A stage, and a window onto its desk."""

    stage: Stage
    seat: Seat

    def open(self, number: str) -> None:
        self.seat.go(f"/desk/violations/{number}")
        self.seat.find("statement.number").wait_for()


@pytest.fixture
def scene(settings: Settings, clock: FrozenClock, partners: Partners, chromium: Browser) -> Iterator[Scene]:
    with playing(settings) as stage, serving(stage.office.settings, stage.clock) as served:
        story = Story(served.office, partners, clock)
        story.staff("heyun", "何云", Role.PENALTIES)
        story.staff("chenzhihua", "陈志华", Role.SUPERVISOR)
        context = chromium.new_context(viewport=SMALL, reduced_motion="reduce")  # type: ignore[arg-type]
        context.set_default_timeout(LIMIT_MS)
        seat = Seat(context.new_page(), Desk(served.url, story))
        _listen(seat)
        yield Scene(stage, seat)
        assert seat.complaints == []
        context.close()


def statements(stage: Stage) -> tuple[str, str]:
    """Return a defence on two records and an objection to one; apart, because Playwright's own loop runs in this thread."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_statements, stage).result()


def _statements(stage: Stage) -> tuple[str, str]:
    defence = stage.handle(ZHIYUAN, stage.handleable(ZHIYUAN)[:2], "defend")
    return defence, stage.handle(YUJIA, stage.handleable(YUJIA), "object")


def test_a_defence_is_read_and_answered(scene: Scene) -> None:
    defence, objection = statements(scene.stage)
    camera = Camera(scene.seat)
    scene.seat.sign_in("heyun")
    scene.seat.find("rail.violations").click()
    assert scene.seat.find("violations.row").count() == 2
    camera.look("14-violations")
    scene.open(defence)
    assert scene.seat.find("statement.record").count() == 2
    pictures = scene.seat.find("statement.picture")
    assert pictures.count() >= 4
    pictures.first.evaluate("image => image.decode()")
    camera.look("14a-defence")
    scene.seat.find("statement.answer_field").fill("经核查监控录像，事实清楚。")
    scene.seat.find("statement.decline").click()
    scene.seat.find("statement.step", step="declined").wait_for()
    outcome = scene.stage.outcome(defence)
    assert (outcome.status, len(outcome.decisions)) == (ApplicationStatus.COMPLETED, 2)
    scene.open(objection)
    scene.seat.find("statement.forward").click()
    scene.seat.find("statement.step", step="forwarded").wait_for()
    camera.look("14b-objection")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366", "1920"])
def test_by_night_and_in_english(scene: Scene, size: dict[str, int]) -> None:
    defence, _ = statements(scene.stage)
    camera = Camera(scene.seat)
    scene.seat.page.set_viewport_size(size)  # type: ignore[arg-type]
    scene.seat.sign_in("chenzhihua")
    scene.open(defence)
    assert scene.seat.find("statement.decline").count() == 0  # a supervisor reads
    for button, mark in (("theme", "html[data-theme=night]"), ("language", "html[lang=en]")):
        scene.seat.find("who").click()
        scene.seat.find(button).click()
        scene.seat.page.locator(mark).wait_for()
    camera.look(f"14c-defence-night-english-{size['width']}", keep=False)
