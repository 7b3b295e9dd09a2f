"""The real application on a real port, and Chromium to look at it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, sync_playwright

from backoffice.settings import Settings
from backoffice.staff.models import Role
from domain.clock import FrozenClock
from tests.backoffice.browser.stories import PASSWORD, Story
from tests.backoffice.desk.serving import serving
from tests.backoffice.partners import Partners

CHROMIUM = "/usr/bin/chromium"
SMALL = {"width": 1366, "height": 768}
LARGE = {"width": 1920, "height": 1080}
LIMIT_MS = 15_000


@dataclass
class Desk:
    """A running office and its address."""

    url: str
    story: Story


@dataclass
class Seat:
    """One browser window of one clerk, with what its console said."""

    page: Page
    desk: Desk
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, username: str) -> None:
        self.page.goto(f"{self.desk.url}/desk/sign-in")
        self.page.locator("[data-test='signin.username']").fill(username)
        self.page.locator("[data-test='signin.password']").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.locator("[data-test=who]").wait_for()

    def leave(self) -> None:
        """Have no session any more. The page goes first: what it asks for now and then would be refused beside the next one."""
        self.page.goto("about:blank")
        self.page.context.clear_cookies(name="office_session")

    def forgive(self, status: str) -> None:
        """Forget what the console said of an answer that the test provoked."""
        self.complaints = [said for said in self.complaints if f"status of {status}" not in said]

    def go(self, path: str) -> None:
        self.page.goto(f"{self.desk.url}{path}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def close_dialog(self) -> None:
        """Escape, and the page has the keys again: Chromium closes a dialog a moment after the key."""
        self.press("Escape")
        self.page.locator("dialog[open]").wait_for(state="detached")

    def find(self, test: str, **data: str) -> Locator:
        more = "".join(f"[data-{name}='{value}']" for name, value in data.items())
        return self.page.locator(f"[data-test='{test}']{more}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def desk(settings: Settings, clock: FrozenClock, partners: Partners) -> Iterator[Desk]:
    """Serve an office with three clerks."""
    with serving(settings, clock) as served:
        story = Story(served.office, partners, clock)
        story.staff("lijing", "李静", Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)
        story.staff("wangmin", "王敏", Role.REVIEWER)
        story.staff("chenzhihua", "陈志华", Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)
        yield Desk(served.url, story)


def _listen(seat: Seat) -> None:
    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            seat.complaints.append(f"{message.type}: {message.text}")

    seat.page.on("console", hear)
    seat.page.on("pageerror", lambda error: seat.complaints.append(f"page: {error}"))


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport=SMALL, reduced_motion="reduce")  # type: ignore[arg-type]
    opened.set_default_timeout(LIMIT_MS)
    yield opened
    opened.close()


@pytest.fixture
def seat(context: BrowserContext, desk: Desk) -> Iterator[Seat]:
    """One clerk's window; fails the test when the console complains."""
    page = context.new_page()
    taken = Seat(page, desk)
    _listen(taken)
    yield taken
    page.goto("about:blank")
    assert not taken.complaints, taken.complaints
