"""Headers of every answer, whatever it is: a strict policy, nothing cached, sniffed or framed; and the session's cookie."""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import httpx
import pytest

from backoffice.app import create_app
from backoffice.office import SYSTEM, Office
from backoffice.settings import Settings
from backoffice.staff.models import Role, Staff
from tests.backoffice.desk.conftest import PASSWORD, SignIn, desk_office, http, password_hash, served, signed_in
from tests.backoffice.serving import connected

__all__ = ["desk_office", "http", "password_hash", "served", "signed_in"]

PAGES = (
    "/desk/sign-in",
    "/desk/review",
    "/desk/account",
    "/desk/nowhere",
    "/desk/find?q=x",
    "/health",
    "/terminal/openapi.json",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_closed_up(signed_in: SignIn, path: str) -> None:
    headers = signed_in("lijing", Role.REVIEWER).get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    for part in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert policy[part] == "'none'"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")

    if path.startswith("/desk"):
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]


@pytest.fixture
def tls_client(settings: Settings, office: Office) -> Iterator[httpx.Client]:
    """The office as it is served behind TLS: its cookies are for TLS only."""
    app = create_app(settings, office.clock)
    with connected(app) as client:
        yield client
    app.state.office.database.close()


def test_the_sessions_cookie_is_for_this_host_over_tls_alone(
    tls_client: httpx.Client, office: Office, password_hash: str
) -> None:
    with office.writing(SYSTEM) as work:
        staff = Staff(username="lijing", display_name="x", password_hash=password_hash, roles=[], created_at=work.now)
        work.session.add(staff)
    answer = tls_client.post("/desk/sign-in", data={"username": "lijing", "password": PASSWORD})
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["__Host-office_session"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (True, True, "strict", "/")
    assert not cookie["domain"]
    assert not cookie["max-age"]


def test_signing_in_again_gives_another_token_and_ends_the_old_session(signed_in: SignIn) -> None:
    caller = signed_in("lijing", Role.REVIEWER)
    old = caller.http.cookies["office_session"]
    caller.http.post("/desk/sign-in", data={"username": "lijing", "password": PASSWORD})
    assert caller.http.cookies["office_session"] != old
    caller.http.cookies.set("office_session", old)
    answer = caller.get("/desk/review")
    assert (answer.status, answer.headers["location"]) == (303, "/desk/sign-in")


def test_a_token_that_somebody_put_into_the_browser_is_never_taken_over(signed_in: SignIn) -> None:
    caller = signed_in("lijing", Role.REVIEWER)
    caller.http.cookies.clear()
    caller.http.cookies.set("office_session", "fixed-by-an-attacker")
    answer = caller.http.post("/desk/sign-in", data={"username": "lijing", "password": PASSWORD}, follow_redirects=False)
    assert "fixed-by-an-attacker" not in answer.headers["set-cookie"]
