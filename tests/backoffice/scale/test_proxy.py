"""The whole line as it is in production: terminals and browsers, nginx with the shipped sample, two offices, one PostgreSQL."""

import os
import re
import signal
import ssl
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import requests
from sqlalchemy import select

from backend_client import certificate
from backend_client.identity import FOLDER
from backoffice.desk.pages import STATIC
from backoffice.fleet import services
from backoffice.fleet.authority import TerminalAuthority
from backoffice.fleet.models import TerminalCertificate
from backoffice.office import SYSTEM
from backoffice.retention import faces
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.staff.access import HOST_COOKIE
from domain.failures import FailureCode
from tests.backend_client.waiting import GENEROUS, until
from tests.backoffice.scale.proxy import CLOCK, HEADER, NGINX, NOT_INSTALLED, Proxy, Terminal, proxy_before
from tools.benchmarks.office_house import House, house_on


@dataclass
class Street:
    """Two offices over one database behind one proxy, the second one a crew of two; a clerk is signed in."""

    house: House
    ports: tuple[int, int]
    proxy: Proxy
    token: str

    def numbers(self) -> set[str]:
        with self.house.office.reading() as work:
            return set(work.session.scalars(select(Case.number)))

    @contextmanager
    def events(self, url: str = "") -> Iterator[Iterator[str]]:
        """Open the live events of a page, as a browser does over this line (or past the proxy at `url`)."""
        trusted = ssl.create_default_context(cafile=self.proxy.authority)
        where, told = f"{url or self.proxy.url}/desk/events", {"Cookie": f"{HOST_COOKIE}={self.token}"}
        with (
            httpx.Client(verify=trusted, trust_env=False, timeout=GENEROUS) as browser,
            browser.stream("GET", where, headers=told) as stream,
        ):
            assert stream.status_code == 200
            yield stream.iter_lines()


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, postgresql: str) -> Iterator[Street]:
    if NGINX is None:
        pytest.skip(NOT_INSTALLED)
    folder = tmp_path_factory.mktemp("street")
    with ExitStack() as stack:
        house = stack.enter_context(house_on(folder / "house", postgresql + "postgres"))
        overlay = house.folder / "office.toml"
        told = overlay.read_text().replace("secure_cookie = false\n", "") + f'[fleet]\ncertificate_header = "{HEADER}"\n'
        overlay.write_text(told)
        ports = (stack.enter_context(house.serving(1)), stack.enter_context(house.serving(2)))
        proxy = stack.enter_context(proxy_before(house.office, folder / "proxy", ports))
        yield Street(house, ports, proxy, house.sign_a_clerk_in())


def changed(lines: Iterator[str]) -> int:
    """Wait for the next news and return its number."""
    for line in lines:
        if line == "event: changed":
            return int(next(lines).removeprefix("data: "))
    raise AssertionError("the stream ended")


def test_a_terminal_is_paired_heard_and_takes_part(street: Street) -> None:
    terminal = street.proxy.pair("one")
    terminal.beat()
    with ExitStack() as pages:  # through the proxy, and of each office: one of them did not take the application in
        urls = ("", *(f"http://127.0.0.1:{port}" for port in street.ports))
        open_pages = [pages.enter_context(street.events(url)) for url in urls]
        before = [changed(lines) for lines in open_pages]
        (number,) = terminal.lodge()
        assert all(changed(lines) > seen for lines, seen in zip(open_pages, before, strict=True)), "held back by no buffer"
    with street.house.office.reading() as work:
        (shown,) = work.session.scalars(
            select(TerminalCertificate).where(TerminalCertificate.terminal_id == terminal.identity.terminal_id)
        )
        assert shown.first_used_at is not None, "the office saw it through the proxy"
        assert cases.get_body(work, number).attachments
        live = faces.find_row(work, number)
        assert live is not None
        assert live.pictures == 3


def test_who_shows_no_certificate_or_a_foreign_one_gets_nowhere(street: Street) -> None:
    terminal = street.proxy.pair("two")
    assert terminal.failure(shows=False) is FailureCode.OFFICE_REFUSED
    with street.proxy.browser() as browser:
        claimed = {HEADER: terminal.certificate.read_text().replace("\n", "%0A")}
        assert browser.post(f"{street.proxy.url}/terminal/v1/heartbeat", headers=claimed).status_code == 403
        assert browser.get(f"{street.proxy.url}/terminal/openapi.json").status_code == 403
    another = Terminal(street.proxy, street.proxy.pair("other").state_dir, terminal.identity)
    assert another.failure() is FailureCode.TERMINAL_NOT_ENROLLED, "a certificate, but of another terminal"
    foreign = TerminalAuthority(street.proxy.folder / "foreign", CLOCK.now())
    request = certificate.make_request(terminal.state_dir / FOLDER)
    certificate.keep(terminal.state_dir / FOLDER, foreign.issue(request, terminal.identity.terminal_id, CLOCK.now(), 90).pem)
    assert terminal.failure() is FailureCode.OFFICE_REFUSED


def test_a_revoked_terminal_ends_at_the_office_at_once_and_at_the_proxy_with_the_next_list(street: Street) -> None:
    revoked, other = street.proxy.pair("revoked"), street.proxy.pair("stays")
    with street.proxy.browser(revoked) as kept:
        assert kept.post(f"{street.proxy.url}/terminal/v1/heartbeat").status_code in {401, 415}
        with street.house.office.writing(SYSTEM) as work:
            services.revoke(work, revoked.identity.terminal_id)
        assert revoked.failure() is FailureCode.TERMINAL_NOT_ENROLLED, "told by the office itself"
        street.proxy.reload()
        assert revoked.failure() is FailureCode.OFFICE_REFUSED, "told by the proxy"
        assert kept.post(f"{street.proxy.url}/terminal/v1/heartbeat").status_code == 400, "no line outlives the list"
    other.beat()


def test_long_bodies_are_refused_by_the_office_in_words_and_by_the_proxy_beyond(street: Street) -> None:
    terminal = street.proxy.pair("long")
    told = {"Content-Type": "application/json"}
    where = f"{street.proxy.url}/terminal/v1/applications"
    with street.proxy.browser(terminal) as line:
        for _ in range(3):  # an answer that comes while the body still travels would be lost sometimes
            own = line.post(where, data=b" " * (16 * 1024 * 1024 + 1), headers=told)
            assert (own.status_code, own.json()["code"]) == (413, "message_too_large")
        assert line.post(where, data=b" " * (17 * 1024 * 1024 + 1), headers=told).status_code == 413


def test_what_browsers_get(street: Street) -> None:
    cookies = {HOST_COOKIE: street.token}
    with street.proxy.browser() as browser:

        def get(path: str, **headers: str) -> requests.Response:
            return browser.get(street.proxy.url + path, headers=headers, cookies=cookies, allow_redirects=False)

        sheet = get("/desk/static/pages.css?v=1")
        assert (sheet.headers["Content-Encoding"], sheet.headers["Cache-Control"]) == (
            "gzip",
            "public, max-age=31536000, immutable",
        )
        assert sheet.content == (STATIC / "pages.css").read_bytes()
        assert get("/desk/static/pages.css?v=1", **{"If-None-Match": sheet.headers["ETag"]}).status_code == 304
        page = get("/desk/review")
        assert page.status_code == 200
        assert (page.headers.get("Content-Encoding"), page.headers["Cache-Control"]) == (None, "no-store")
        assert "nginx/" not in str(page.headers)
        assert get("/metrics").status_code == 404
        form = {"username": "nobody", "password": "wrong", "code": "", "csrf_token": "x"}
        where = street.proxy.url + "/desk/sign-in"
        assert browser.post(where, data=form, headers={"Origin": street.proxy.url}).status_code == 401, "from its own page"
        assert browser.post(where, data=form, headers={"Origin": "https://127.0.0.1"}).status_code == 403, "another port"


def test_one_office_is_killed_and_nobody_loses_anything(street: Street) -> None:
    terminals = [street.proxy.pair(f"busy-{n}") for n in range(3)]
    begun = threading.Barrier(len(terminals) + 1)

    def work(terminal: Terminal) -> list[str]:
        first = terminal.lodge()
        begun.wait(GENEROUS)
        return first + terminal.lodge(4)

    with ThreadPoolExecutor(len(terminals)) as pool:
        lodging = [pool.submit(work, terminal) for terminal in terminals]
        begun.wait(GENEROUS)
        os.kill(_serving(1), signal.SIGKILL)
        shown = {number for one in lodging for number in one.result()}
    assert len(shown) == 15
    assert shown <= street.numbers()
    with street.proxy.browser() as browser:
        for _ in range(4):
            assert browser.get(f"{street.proxy.url}/health").status_code == 200
    with street.events() as lines:
        before = changed(lines)
        terminals[0].lodge()
        assert changed(lines) > before
    assert not re.search("terminal/|desk/", street.proxy.log), "nothing that was asked for"


def test_a_dead_one_of_a_crew_is_replaced(street: Street) -> None:
    chief = _serving(2)
    crew = _children_of(chief)
    os.kill(crew[0], signal.SIGKILL)
    until(lambda: len(set(_children_of(chief)) - set(crew)) == 1, "the chief to hire another")
    assert httpx.get(f"http://127.0.0.1:{street.ports[1]}/health", trust_env=False, timeout=GENEROUS).status_code == 200


def _serving(workers: int) -> int:
    """Return the process of this test that serves with so many."""
    wanted = f"--workers\0{workers}".encode()
    (found,) = [one for one in _children_of(os.getpid()) if wanted in Path(f"/proc/{one}/cmdline").read_bytes()]
    return found


def _children_of(pid: int) -> list[int]:
    return [int(one) for one in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, check=False).stdout.split()]
