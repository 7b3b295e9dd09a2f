"""A working day of everybody in the demo's city: sign in with a code, do the work, see what is closed, sign out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.dispatch.models import Waybill
from backoffice.office import SYSTEM
from backoffice.review import cases
from backoffice.review.models import Case
from domain.application import ApplicationStatus
from tests.backoffice.demo.cities import City
from tools import desk_pictures
from tools.desk_pictures import SHOTS

SERIOUS = {"serious", "critical"}
WATERMARK = ".letter-sample"  # decoration: pale on purpose
DAY: dict[str, object] = {"resultTypes": ["violations"]}
NIGHT: dict[str, object] = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
CLOSED = {
    "heyu": ("/desk/review", "/desk/audit", "/desk/staff"),
    "lijing": ("/desk/payments", "/desk/audit", "/desk/staff"),
    "wuqian": ("/desk/review", "/desk/dispatch", "/desk/payments"),
    "dengli": ("/desk/review", "/desk/production", "/desk/audit"),
    "liwei": ("/desk/review", "/desk/payments", "/desk/fleet"),
    "jiangmin": ("/desk/staff",),
    "fenglan": ("/desk/review", "/desk/dispatch", "/desk/staff"),
    "suntao": ("/desk/review", "/desk/payments", "/desk/audit"),
}
"""One clerk of each role, and desks that are none of theirs."""


@dataclass
class Seat:
    """One clerk's window in the city."""

    page: Page
    city: desk_pictures.City
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.city.url + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def find(self, test: str, **data: str) -> Locator:
        more = "".join(f"[data-{name}='{value}']" for name, value in data.items())
        return self.page.locator(f"[data-test='{test}']{more}")

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "403" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def served(first_city: City, tmp_path: Path) -> Iterator[desk_pictures.City]:
    city = first_city.copied(tmp_path / "city")
    with desk_pictures.serving(city.settings, city.clerks) as running:
        yield running


@pytest.fixture
def seat(context: BrowserContext, served: desk_pictures.City) -> Iterator[Seat]:
    taken = Seat(context.new_page(), served)
    taken.page.on("console", taken.hear)
    yield taken
    taken.page.goto("about:blank")
    assert not taken.complaints


def begin(seat: Seat, clerk: str) -> None:
    seat.city.sign_in(seat.page, clerk)


def end(seat: Seat, clerk: str) -> None:
    """See that other desks are closed, on the rail and by their address, and sign out."""
    for path in CLOSED[clerk]:
        assert seat.page.locator(f".rail a[href='{path}']").count() == 0
        assert seat.page.request.get(seat.city.url + path).status == 403
    seat.find("who").click()
    seat.find("signout").click()
    seat.find("signin.username").wait_for()
    seat.go("/desk")
    assert seat.page.url.endswith("/desk/sign-in")


def test_intake_accepts_what_the_checks_did_not_and_explains_a_difference(seat: Seat) -> None:
    begin(seat, "heyu")
    seat.go("/desk/intake")
    waiting = seat.find("intake.row").count()
    seat.find("intake.open").first.click()
    seat.find("intake.doubt").first.wait_for()
    seat.press("a")
    seat.find("intake.accept.confirm").click()
    seat.find("intake.done").wait_for()
    expect(seat.find("intake.row")).to_have_count(waiting - 1)
    seat.go("/desk/payments")
    seat.press("4")
    seat.find("difference.table").wait_for()
    seat.press("a")
    seat.find("difference.explain.note").fill("收单机构确认，次日更正")
    seat.press("Control+Enter")
    seat.page.wait_for_url("**/desk/payments/statement?at=*")
    seat.press("5")
    expect(seat.find("difference.row").first).to_be_visible()
    expect(seat.find("difference.second_only")).to_be_visible()
    end(seat, "heyu")


def test_a_reviewer_decides_a_clean_case_by_keys(seat: Seat) -> None:
    places = seat.city.places()
    begin(seat, "lijing")
    seat.go(f"/desk/review/{places['clean']}")
    seat.find("case.claim").click()
    seat.find("case.lease").wait_for()
    seat.press("1")
    seat.find("case.judged", judged="same").wait_for()
    seat.press("a", "Enter")
    seat.find("queue.done", done="approve").wait_for()
    end(seat, "lijing")


def test_a_producer_makes_a_batch(seat: Seat) -> None:
    begin(seat, "wuqian")
    seat.go("/desk/production")
    seat.press("n")
    seat.find("batch.open").wait_for()
    seat.press("Enter")
    seat.page.wait_for_url("**/desk/production?**")
    expect(seat.find("production.row").first).to_be_visible()
    end(seat, "wuqian")


def test_a_dispatcher_hands_a_letter_to_the_post(seat: Seat) -> None:
    begin(seat, "dengli")
    with seat.city.office.reading() as work:
        ready = select(Case.number, Waybill.waybill_number).join(Waybill, Waybill.case_id == Case.id)
        number, waybill = work.session.execute(ready.where(Case.status == ApplicationStatus.PRODUCED)).first() or ("", "")
    seat.go(f"/desk/dispatch?at={number}")
    seat.find("dispatch.scan", number=number).first.fill(waybill)
    seat.press("Enter")
    expect(seat.find("dispatch.scan", number=number)).to_have_count(0)
    with seat.city.office.reading() as work:
        assert cases.get_case(work.session, number).status is ApplicationStatus.POSTED
    seat.go(f"/desk/dispatch/{number}/label")
    seat.find("label").wait_for()
    end(seat, "dengli")


def test_penalties_has_its_own_desk(seat: Seat) -> None:
    begin(seat, "liwei")
    seat.go("/desk/violations")
    expect(seat.find("violations.empty").or_(seat.find("violations.row").first)).to_be_visible()
    end(seat, "liwei")


def test_a_supervisor_agrees_as_the_second_person_and_looks_at_the_board(seat: Seat) -> None:
    begin(seat, "jiangmin")
    seat.go("/desk/payments/statement?shown=proposed")
    before = seat.find("difference.row").count()
    seat.press("v")
    seat.find("difference.agree.confirm").wait_for()
    seat.press("Enter")
    seat.page.wait_for_url("**shown=proposed&at=*")
    expect(seat.find("difference.row")).to_have_count(before - 1)
    seat.go("/desk/board")
    seat.find("board.people").wait_for()
    end(seat, "jiangmin")


def test_an_auditor_verifies_asks_and_takes_an_extract(seat: Seat) -> None:
    with seat.city.office.writing(SYSTEM) as work:
        audit.seal(work.session)
    begin(seat, "fenglan")
    seat.go("/desk/audit?first=2026-11-13")
    seat.press("v")
    seat.find("audit.chain", chain="whole").wait_for()
    seat.press("q")
    seat.page.wait_for_url("**shown=questions")
    expect(seat.find("audit.question", answered="no")).to_have_count(2)  # the demo has asked one, too
    seat.go("/desk/audit/extract?first=2026-11-19&personal=true")
    foot = seat.find("extract.foot").first
    expect(foot).to_contain_text("冯岚")
    expect(foot).to_contain_text("1 / ")
    seat.go("/desk/audit")
    end(seat, "fenglan")


def test_an_administrator_sees_people_and_terminals_and_no_business(seat: Seat) -> None:
    begin(seat, "suntao")
    seat.go("/desk/staff")
    expect(seat.find("people.row").first).to_be_visible()
    seat.go("/desk/fleet")
    expect(seat.find("fleet.row").first).to_be_visible()
    end(seat, "suntao")


def test_every_page_of_the_desk_can_be_used_by_everybody(chromium: Browser, served: desk_pictures.City) -> None:
    """axe-core finds nothing serious on any page; at night only the colours are others."""
    pages: dict[str, Page] = {}
    places, found = served.places(), list[str]()
    for shot in (one for one in SHOTS if not one.night and not one.english):
        if shot.clerk not in pages:
            pages[shot.clerk] = chromium.new_context(viewport=desk_pictures.SIZE).new_page()  # type: ignore[arg-type]
            if shot.clerk:
                served.sign_in(pages[shot.clerk], shot.clerk)
        page = pages[shot.clerk]
        desk_pictures.show(served, page, shot, places)
        found += _serious(page, shot.name, DAY)
        page.evaluate("document.documentElement.dataset.theme = 'night'")
        found += _serious(page, f"{shot.name} at night", NIGHT)
    for page in pages.values():
        page.context.close()
    assert not found, "\n".join(found)


def _serious(page: Page, name: str, options: dict[str, object]) -> list[str]:
    violations = Axe().run(page, context={"exclude": [[WATERMARK]]}, options=options).response["violations"]
    return [f"{name}: {_said(one)}" for one in violations if one["impact"] in SERIOUS]


def _said(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    return f"{violation['id']} {[node['target'] for node in nodes][:4]} {nodes[0].get('failureSummary', '')[:160]}"
