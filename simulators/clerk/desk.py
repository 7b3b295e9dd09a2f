"""Scripted clerks: drive the real desk in Chromium, find things by their ``data-test`` attributes (docs/backoffice-desk.md)."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, Locator, Page, Playwright, sync_playwright
from playwright.sync_api import Error as BrowserError

from domain.clock import Clock, SystemClock
from simulators.authenticator import STEP_SECONDS, code_of, step_at

CHROMIUM = "/usr/bin/chromium"
LIMIT_MS = 20_000
CASE_LIMIT_S = 30.0
REGISTRY_LIMIT_S = 10.0  # then the clerk asks the registry by hand
POLL_S = 0.05
TRIES = 3  # to sign in: somebody else may have used the code
WHY_IN_SPITE = "已调阅人像档案并电话核实，确认是本人"  # a clerk's note on an approval against the machine
SIZE = (1366, 768)
FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


class DeskError(RuntimeError):
    """The desk did not show or accept what the clerk expected."""


class Clerk:
    """All the clerks a case needs, one after the other at one browser. `staff` as ``backoffice demo --json`` prints it."""

    def __init__(self, desk: str, staff: list[dict[str, Any]], pictures: Path | None = None) -> None:
        self._desk = desk
        self._staff = staff
        self._pictures = pictures
        self._taken = 0
        self._playwright: Playwright = sync_playwright().start()
        self._browser: Browser = self._playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the browser."""
        self._browser.close()
        self._playwright.stop()

    def approve_case(self, number: str) -> None:
        """Review one case and approve it, by two clerks where it takes two. Raises :class:`DeskError`."""
        try:
            with self._signed_in("reviewer") as seat:
                waits_for_second = seat.approve(number)
            if waits_for_second:
                with self._signed_in("reviewer", other_than_first=True) as seat:
                    seat.agree(number)
        except BrowserError as error:
            raise DeskError(str(error).splitlines()[0]) from error

    def take_to_the_post(self, number: str) -> str:
        """Review, produce and post one case; return its waybill number. Raises :class:`DeskError`."""
        try:
            with self._signed_in("reviewer") as seat:
                waits_for_second = seat.approve(number)
            if waits_for_second:
                with self._signed_in("reviewer", other_than_first=True) as seat:
                    seat.agree(number)
            with self._signed_in("producer") as seat:
                seat.produce(number)
            with self._signed_in("dispatcher") as seat:
                return seat.post(number)
        except BrowserError as error:
            raise DeskError(str(error).splitlines()[0]) from error

    def request_correction(self, number: str, items: Sequence[str], note: str) -> None:
        """Ask the applicant for these items, all at once. Raises :class:`DeskError`."""
        try:
            with self._signed_in("reviewer") as seat:
                seat.request_correction(number, items, note)
        except BrowserError as error:
            raise DeskError(str(error).splitlines()[0]) from error

    def track(self, number: str) -> None:
        """Ask the post where the letter of a case is. Raises :class:`DeskError`."""
        try:
            with self._signed_in("dispatcher") as seat:
                seat.track(number)
        except BrowserError as error:
            raise DeskError(str(error).splitlines()[0]) from error

    def post_again(self, number: str) -> str:
        """Post a letter that came back once more; return its new waybill number. Raises :class:`DeskError`."""
        try:
            with self._signed_in("dispatcher") as seat:
                return seat.post(number, "returned")
        except BrowserError as error:
            raise DeskError(str(error).splitlines()[0]) from error

    def _signed_in(self, role: str, *, other_than_first: bool = False) -> "Seat":
        people = [one for one in self._staff if role in one["roles"]]
        if len(people) <= other_than_first:
            raise DeskError(f"nobody (else) is a {role}")
        person = people[1 if other_than_first else 0]
        context = self._browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]}, locale="zh-CN")
        context.set_default_timeout(LIMIT_MS)
        seat = Seat(self, context.new_page(), self._desk)
        seat.sign_in(person)
        return seat

    def picture(self, page: Page, title: str) -> None:
        """Keep a picture of the page when pictures are wanted."""
        if self._pictures is not None:
            self._taken += 1
            page.screenshot(path=self._pictures / f"desk-{self._taken:02d}-{title}.png")


@dataclass
class SeatTaken:
    """What is remembered of somebody's seat: that he sits there, and the code he used last."""

    cookies: list[Any] = field(default_factory=list)
    used: int = 0

    def next_step(self, clock: Clock) -> int:
        """Return the step of a code that was not used before; waits until the desk takes it."""
        self.used = max(step_at(clock.now()), self.used + 1)
        early = (self.used - 1) * STEP_SECONDS - clock.now().timestamp()  # the desk takes a code one step before its time
        if early > 0:
            time.sleep(early)
        return self.used


SEATS_TAKEN: dict[tuple[str, str, str], SeatTaken] = {}
"""By desk, user name and password: no code is good twice, so nobody signs in anew for every errand."""


class Seat:
    """One clerk, signed in."""

    def __init__(self, clerk: Clerk, page: Page, desk: str) -> None:
        self._clerk = clerk
        self._page = page
        self._desk = desk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._page.context.close()

    def sign_in(self, person: Mapping[str, Any]) -> None:
        """Take a seat again that this person did not leave, or sign in with a code of the authenticator."""
        kept = SEATS_TAKEN.setdefault((self._desk, person["username"], person["password"]), SeatTaken())
        if kept.cookies:
            self._page.context.add_cookies(kept.cookies)
        self._page.goto(f"{self._desk}/desk")
        for _ in range(TRIES):
            if self._find("who").count():
                break
            self._give(person, kept.next_step(SystemClock()))
        self._find("who").wait_for()
        kept.cookies = self._page.context.cookies()

    def _give(self, person: Mapping[str, Any], step: int) -> None:
        self._page.goto(f"{self._desk}/desk/sign-in")
        self._find("signin.username").fill(person["username"])
        self._find("signin.password").fill(person["password"])
        if self._find("signin.code").count():
            self._find("signin.code").fill(code_of(person["second_factor"], step))
        self._find("signin.submit").click()
        self._find("who").or_(self._find("signin.problem")).wait_for()

    def approve(self, number: str) -> bool:
        """Claim, compare, accept allowed changes, judge the person, approve; True when a second person must agree."""
        self._wait_in_list("/desk/review", "queue.row", number)
        self._clerk.picture(self._page, "queue")
        self._open_when_registry_answered(number)
        self._send(self._find("case.claim"))
        self._find("case.lease").wait_for()
        self._see_registry()
        self._clerk.picture(self._page, "case")
        changed = [row.get_attribute("data-item") or "" for row in self._find("case.row", verdict="changed").all()]
        for item in changed:
            self._send(self._find("case.accept", item=item))
        self._send(self._find("case.judge.same"))
        self._find("case.judged").wait_for()
        self._clerk.picture(self._page, "case-judged")
        self._find("case.approve").click()
        note = self._find("case.approve.note")
        waits_for_second = note.count() > 0 or self._find("case.approve.by_two").count() > 0
        if note.count():
            note.fill(WHY_IN_SPITE)
            self._clerk.picture(self._page, "case-in-spite")
        self._find("case.approve.confirm").click()
        self._find("queue.row", number=number).or_(self._find("case.release")).wait_for(state="detached")
        return waits_for_second

    def request_correction(self, number: str, items: Sequence[str], note: str) -> None:
        """Claim, tick what is to be corrected, write a sentence, send."""
        self._wait_in_list("/desk/review", "queue.row", number)
        self._open_when_registry_answered(number)
        self._send(self._find("case.claim"))
        self._find("case.lease").wait_for()
        self._see_registry()
        self._find("case.correction").click()
        for box in self._find("case.correction.item").all():
            item = box.get_attribute("data-item") or ""
            if box.is_checked() != (item in items):
                self._page.locator(f"label:has([data-test='case.correction.item'][data-item='{item}'])").click()
        self._page.locator("#way-correction textarea[name='note']").fill(note)
        self._clerk.picture(self._page, "correction")
        self._find("case.correction.confirm").click()
        self._find("queue.row", number=number).or_(self._find("case.release")).wait_for(state="detached")

    def agree(self, number: str) -> None:
        """Look at what another clerk proposed and agree."""
        self._page.goto(f"{self._desk}/desk/review/{number}")
        self._find("case.second").wait_for()
        self._clerk.picture(self._page, "second-person")
        self._find("case.second.agree").click()
        self._find("case.second.agree.confirm").click()
        self._find("case.second").wait_for(state="detached")

    def produce(self, number: str) -> None:
        """Have the document made; read its certificate number back, as from the finished card."""
        self._wait_in_list("/desk/production", "production.row", number)
        self._clerk.picture(self._page, "production")
        self._find("production.produce", number=number).click()
        self._page.locator("dialog[open] [data-test='production.produce.confirm']").click()
        scan = self._find("production.scan", number=number)
        scan.wait_for()
        certificate = self._find("production.row", number=number).get_attribute("data-certificate") or ""
        scan.fill(certificate)
        self._clerk.picture(self._page, "production-check")
        self._find("production.check", number=number).click()
        scan.wait_for(state="detached")

    def post(self, number: str, letters: str = "to_post") -> str:
        """Get a waybill, stick the label on, hand the letter over; return the waybill number. `letters`: the list it is in."""
        self._wait_in_list(f"/desk/dispatch?letters={letters}", "dispatch.row", number)
        self._find("dispatch.waybill", number=number).click()
        scan = self._find("dispatch.scan", number=number)
        scan.wait_for()
        waybill = self._find("dispatch.row", number=number).get_attribute("data-waybill") or ""
        self._clerk.picture(self._page, "dispatch")
        self._page.goto(f"{self._desk}/desk/dispatch/{number}/label")
        self._clerk.picture(self._page, "label")
        self._page.goto(f"{self._desk}/desk/dispatch?letters={letters}&at={number}")
        scan.fill(waybill)
        self._find("dispatch.post", number=number).click()
        scan.wait_for(state="detached")
        self._page.goto(f"{self._desk}/desk/dispatch?letters=posted&at={number}")
        self._clerk.picture(self._page, "posted")
        return waybill

    def track(self, number: str) -> None:
        """Have the post asked where the letter is."""
        self._page.goto(f"{self._desk}/desk/dispatch?letters=posted&at={number}")
        with self._page.expect_navigation():
            self._find("dispatch.track").click()

    def _find(self, test: str, **data: str) -> Locator:
        more = "".join(f"[data-{name}='{value}']" for name, value in data.items())
        return self._page.locator(f"[data-test='{test}']{more}")

    def _send(self, button: Locator) -> None:
        """Press a button that changes the case, and wait until the page shows the case's new version."""
        before = self._version()
        button.click()
        deadline = time.monotonic() + CASE_LIMIT_S
        while self._version() in {before, None}:
            if time.monotonic() > deadline:
                self._clerk.picture(self._page, "stuck")
                said = self._find("case.said").or_(self._find("conflict"))
                raise DeskError(f"nothing changed; the desk says: {said.first.inner_text() if said.count() else 'nothing'}")
            time.sleep(POLL_S)

    def _version(self) -> str | None:
        status = self._find("case.status")
        return status.get_attribute("data-version") if status.count() else None

    def _wait_in_list(self, path: str, test: str, number: str) -> None:
        deadline = time.monotonic() + CASE_LIMIT_S
        while True:
            self._page.goto(f"{self._desk}{path}")
            if self._find(test, number=number).count():
                return
            if time.monotonic() > deadline:
                raise DeskError(f"{number} never came to {path}")
            time.sleep(0.3)

    def _open_when_registry_answered(self, number: str) -> None:
        """Open a case that came in this moment once its record is there: until then the page may be old when it is touched."""
        deadline = time.monotonic() + REGISTRY_LIMIT_S
        while True:
            self._page.goto(f"{self._desk}/desk/review/{number}")
            if self._find("case.rows").count() or time.monotonic() > deadline:
                return
            time.sleep(0.3)

    def _see_registry(self) -> None:
        deadline = time.monotonic() + CASE_LIMIT_S
        while not self._find("case.rows").count():
            if time.monotonic() > deadline:
                raise DeskError("the registry's record never came")
            self._send(self._find("case.registry").first)
