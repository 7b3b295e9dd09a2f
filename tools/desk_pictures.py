"""Draws every page of the desk into `docs/screens/office`: from the demo's day, at a moment that is always the same.

``.venv/bin/python -m tools.desk_pictures [FOLDER] [--only NAME …]`` needs Chromium; it takes two minutes.
"""

import argparse
import io
import os
import socket
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pyotp
import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from backoffice.app import create_app
from backoffice.database import Database
from backoffice.demo import DemoClerk
from backoffice.demo_day.day import make_day
from backoffice.demo_day.fleet import PRINTER
from backoffice.fleet.models import Terminal
from backoffice.migrations import migrate
from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.review.models import Case
from backoffice.settings import Settings, load_settings
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI, FrozenClock

CHROMIUM = "/usr/bin/chromium"
FOLDER = Path("docs/screens/office")
NOW = datetime(2026, 11, 20, 14, 32, tzinfo=SHANGHAI)
SIZE = {"width": 1366, "height": 768}
COLOURS, EXACT = 256, 96
CASES = 180
OVERLAY = 'profile = "sandbox"\nstate_dir = "{folder}"\n[sign_in]\nsecure_cookie = false\n'
DECODED = (
    "Promise.all([...document.images].filter((one) => one.checkVisibility()).map((one) => one.decode().catch(() => null)))"
)


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page, and what is pressed there. `{…}` in a path is filled from the city."""

    name: str
    clerk: str
    path: str
    press: tuple[str, ...] = ()  # keys that open dialogs
    click: str = ""  # a data-test hook
    night: bool = False
    english: bool = False


SHOTS = (
    Shot("01-sign-in", "", "/desk/sign-in"),
    Shot("02-intake", "heyu", "/desk/intake"),
    Shot("02b-intake-case", "heyu", "/desk/intake/{held}"),
    Shot("03-queue", "lijing", "/desk/review"),
    Shot("03-queue-night", "lijing", "/desk/review", night=True),
    Shot("03-queue-english", "lijing", "/desk/review", english=True),
    Shot("04-case", "lijing", "/desk/review/{moved}", click="case.claim"),
    Shot("04-case-night", "lijing", "/desk/review/{moved}", night=True),
    Shot("04-case-english", "lijing", "/desk/review/{moved}", english=True),
    Shot("04b-correction", "lijing", "/desk/review/{moved}", press=("c",)),
    Shot("04c-refusal", "lijing", "/desk/review/{moved}", press=("r",)),
    Shot("04d-second-person", "wangmin", "/desk/review?list=second_person"),
    Shot("05-production", "wuqian", "/desk/production"),
    Shot("05b-new-batch", "wuqian", "/desk/production/new-batch"),
    Shot("05c-stock", "wuqian", "/desk/production/stock"),
    Shot("06-dispatch", "dengli", "/desk/dispatch"),
    Shot("06b-on-the-way", "dengli", "/desk/dispatch?letters=on_the_way"),
    Shot("06c-returned", "dengli", "/desk/dispatch?letters=returned"),
    Shot("06d-label", "dengli", "/desk/dispatch/{letter}/label"),
    Shot("06e-hand-over", "dengli", "/desk/dispatch/hand-over"),
    Shot("07-violations", "liwei", "/desk/violations"),
    Shot("08-passes", "lijing", "/desk/passes"),
    Shot("09-payments", "jiangmin", "/desk/payments?day=2026-11-19"),
    Shot("09b-differences", "jiangmin", "/desk/payments/statement?day=2026-11-19"),
    Shot("09b-differences-night", "jiangmin", "/desk/payments/statement?day=2026-11-19", night=True),
    Shot("09b-differences-english", "jiangmin", "/desk/payments/statement?day=2026-11-19", english=True),
    Shot("09c-explain", "jiangmin", "/desk/payments/statement?day=2026-11-19", press=("a",)),
    Shot("09d-second-person", "jiangmin", "/desk/payments/statement?shown=proposed"),
    Shot("09e-day-closed", "jiangmin", "/desk/payments/statement?day=2026-11-17&shown=closed"),
    Shot("09f-refunds", "jiangmin", "/desk/payments?shown=refund_due"),
    Shot("10-fleet", "suntao", "/desk/fleet"),
    Shot("10-fleet-night", "suntao", "/desk/fleet", night=True),
    Shot("10b-terminal", "suntao", "/desk/fleet/terminal/{terminal}"),
    Shot("10c-configuration", "suntao", "/desk/fleet/configuration"),
    Shot("10d-troubles", "jiangmin", "/desk/fleet/troubles"),
    Shot("11-board", "jiangmin", "/desk/board"),
    Shot("11-board-night", "jiangmin", "/desk/board", night=True),
    Shot("11-board-english", "jiangmin", "/desk/board", english=True),
    Shot("12-statistics", "jiangmin", "/desk/statistics"),
    Shot("13-calendar", "jiangmin", "/desk/calendar"),
    Shot("14-retention", "jiangmin", "/desk/retention"),
    Shot("15-people", "suntao", "/desk/staff"),
    Shot("15b-account", "suntao", "/desk/account"),
    Shot("16-audit", "fenglan", "/desk/audit?verify=true"),
    Shot("16-audit-english", "fenglan", "/desk/audit", english=True),
    Shot("16b-by-clerk", "fenglan", "/desk/audit?shown=clerks&first=2026-11-13"),
    Shot("16c-by-citizen", "fenglan", "/desk/audit?shown=persons&first=2026-11-13"),
    Shot("16d-night-views", "fenglan", "/desk/audit?first=2026-11-19&last=2026-11-19&personal=true"),
    Shot("16e-extract", "fenglan", "/desk/audit/extract?first=2026-11-20&personal=true"),
    Shot("17-closed", "fenglan", "/desk/review"),
)


@dataclass
class City:
    """A served office of the demo."""

    url: str
    office: Office
    clerks: dict[str, DemoClerk] = field(repr=False)

    def sign_in(self, page: Page, username: str) -> None:
        """Sign a clerk in with password and code."""
        clerk = self.clerks[username]
        page.goto(f"{self.url}/desk/sign-in")
        page.locator("[data-test='signin.username']").fill(username)
        page.locator("[data-test='signin.password']").fill(clerk.password)
        code = pyotp.TOTP(clerk.second_factor).at(self.office.clock.now())
        page.locator("[data-test='signin.code']").fill(code)
        page.keyboard.press("Enter")
        page.locator("[data-test=who]").wait_for()

    def places(self) -> dict[str, str]:
        """Return what the paths of the shots name."""
        s = ApplicationStatus
        with self.office.reading() as work:

            def newest(*conditions: object) -> str:
                found = work.session.scalar(
                    select(Case.number).where(*conditions).order_by(Case.id.desc()).limit(1)  # type: ignore[arg-type]
                )
                return found or "0"

            terminal = work.session.scalar(select(Terminal.terminal_id).where(Terminal.terminal_number == PRINTER))
            return {
                "held": newest(Case.status == s.RECEIVED),
                "moved": newest(Case.status == s.ACCEPTED, Case.changes > 0),
                "clean": newest(
                    Case.status == s.ACCEPTED, Case.changes == 0, Case.mismatches == 0, Case.face_decision.is_not(None)
                ),
                "letter": newest(Case.status == s.POSTED),
                "terminal": terminal or "none",
            }


def make_city(folder: Path, number: int | None = None) -> tuple[Settings, list[DemoClerk]]:
    """Fill a new office in `folder` with the demo's day."""
    overlay = folder / "overlay.toml"
    overlay.write_text(OVERLAY.format(folder=folder))
    settings = load_settings(overlay)
    database = Database(settings.database)
    migrate(database.engine)
    database.close()
    office = open_office(settings, FrozenClock(NOW))
    clerks = make_day(office, NOW, number) if number else make_day(office, NOW)
    office.database.close()
    return settings, clerks


@contextmanager
def serving(settings: Settings, clerks: Sequence[DemoClerk]) -> Iterator[City]:
    """Serve the city on a free port of the loopback, at its own moment."""
    app = create_app(settings, FrozenClock(NOW))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="serving-city")
        thread.start()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            yield City(url, app.state.office, {clerk.username: clerk for clerk in clerks})
        finally:
            server.should_exit = True
            thread.join()
    app.state.office.database.close()


def show(city: City, page: Page, shot: Shot, places: dict[str, str]) -> None:
    """Open a page as the clerk who is signed in sees it, and press what is to be pressed."""
    wanted = {"desk_theme": "night" if shot.night else "day", "desk_language": "en" if shot.english else "zh"}
    page.context.add_cookies([{"name": name, "value": value, "url": city.url} for name, value in wanted.items()])
    page.goto(city.url + shot.path.format(**places))
    if shot.click and (pressed := page.locator(f"[data-test='{shot.click}']")).count():
        pressed.first.click()
        page.locator("[data-test='case.lease']").wait_for()
    for key in shot.press:
        page.keyboard.press(key)
    page.wait_for_load_state()


def take(city: City, page: Page, shot: Shot, places: dict[str, str]) -> bytes:
    """Return the picture of a page."""
    show(city, page, shot, places)
    page.wait_for_timeout(700)  # what the page asks for by itself has come, or the next page has
    page.wait_for_load_state()
    page.evaluate(DECODED)
    return page.screenshot()


def reduced(picture: bytes) -> bytes:
    """Return the picture with a palette: a fifth of its size; the grounds and inks keep their exact colours."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    colours, places, counts = np.unique(np.asarray(whole).reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    exact = colours[np.argsort(-counts, kind="stable")[:EXACT]]
    rest = whole.quantize(COLOURS - EXACT, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).getpalette() or []
    palette = np.concatenate([exact, np.array(rest, np.uint8).reshape(-1, 3)])
    apart = colours[:, None].astype(np.int32) - palette[None].astype(np.int32)
    nearest = (apart**2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    drawn = Image.frombytes("P", whole.size, nearest[places.reshape(-1)].tobytes())
    drawn.putpalette(palette.tobytes())
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Draw the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--only", nargs="*", default=())
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if not asked.only or shot.name in asked.only]
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(*make_city(Path(folder), CASES)) as city,
        sync_playwright() as playwright,
    ):
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        seats: dict[str, Page] = {}  # a code is good once, so everybody signs in once
        places = city.places()
        for shot in wanted:
            if shot.clerk not in seats:
                seats[shot.clerk] = browser.new_context(viewport=SIZE, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
                if shot.clerk:
                    city.sign_in(seats[shot.clerk], shot.clerk)
            page = seats[shot.clerk]
            (asked.folder / f"{shot.name}.png").write_bytes(reduced(take(city, page, shot, places)))
        browser.close()


if __name__ == "__main__":
    main()
