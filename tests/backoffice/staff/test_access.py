"""Who may call a page: over HTTP, with the dependencies as the desk uses them."""

from collections.abc import Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Form
from fastapi.responses import Response

from backoffice.office import SYSTEM, Office
from backoffice.staff.access import HOST_COOKIE, Clerk, NotAllowed, NotSignedIn, may, own_origin
from backoffice.staff.models import Role, Staff, StaffSession
from backoffice.staff.sessions import hash_of
from tests.backoffice.serving import connected


@pytest.fixture
def client(office: Office) -> Iterator[httpx.Client]:
    app = FastAPI()
    app.state.office = office
    app.add_exception_handler(NotSignedIn, lambda _request, _problem: _status(401))
    app.add_exception_handler(NotAllowed, lambda _request, _problem: _status(403))

    @app.get("/read")
    def read(session: Clerk) -> str:
        return session.staff.username

    @app.post("/decide")
    def decide(session: Annotated[StaffSession, Depends(may(Role.REVIEWER))], word: Annotated[str, Form()]) -> str:
        return word

    @app.post("/sign-in", dependencies=[Depends(own_origin)])
    def sign_in() -> str:
        return "in"

    with connected(app) as running:
        running.headers["Host"] = "office.test"
        yield running


def _status(status: int) -> Response:
    return Response(status_code=status)


@pytest.fixture
def session(office: Office) -> StaffSession:
    with office.writing(SYSTEM) as work:
        staff = Staff(username="lijing", display_name="x", password_hash="-", roles=["reviewer"], created_at=work.now)
        made = StaffSession(
            token_hash=hash_of("token"),
            staff=staff,
            csrf_token="csrf",
            created_at=work.now,
            last_seen_at=work.now,
            proved_at=work.now,
        )
        work.session.add(made)
    return made


def test_without_a_session_there_is_nothing(client: httpx.Client, session: StaffSession) -> None:
    assert client.get("/read").status_code == 401
    client.cookies.set(HOST_COOKIE, "guessed")
    assert client.get("/read").status_code == 401
    assert client.post("/decide", data={"word": "yes"}).status_code == 401


@pytest.fixture
def signed_in(client: httpx.Client, session: StaffSession) -> httpx.Client:
    client.cookies.set(HOST_COOKIE, "token")
    return client


def test_with_a_session_one_reads(signed_in: httpx.Client) -> None:
    assert signed_in.get("/read").json() == "lijing"


@pytest.mark.parametrize(
    ("headers", "form", "status"),
    [
        ({"X-CSRF-Token": "csrf"}, {}, 200),
        ({}, {"csrf_token": "csrf"}, 200),
        ({}, {}, 403),
        ({"X-CSRF-Token": "wrong"}, {}, 403),
        ({"X-CSRF-Token": "错"}, {}, 403),
        ({}, {"csrf_token": "wrong"}, 403),
        ({"X-CSRF-Token": "csrf", "Origin": "http://office.test"}, {}, 200),
        ({"X-CSRF-Token": "csrf", "Origin": "http://evil.test"}, {}, 403),
        ({"X-CSRF-Token": "csrf", "Origin": "null"}, {}, 403),
        ({"X-CSRF-Token": "csrf", "Sec-Fetch-Site": "same-origin"}, {}, 200),
        ({"X-CSRF-Token": "csrf", "Sec-Fetch-Site": "cross-site"}, {}, 403),
        ({"X-CSRF-Token": "csrf", "Sec-Fetch-Site": "same-site"}, {}, 403),
    ],
)
def test_changing_needs_token_and_origin(
    signed_in: httpx.Client, headers: dict[str, str], form: dict[str, str], status: int
) -> None:
    encoded = {name.encode(): value.encode() for name, value in headers.items()}
    answer = signed_in.post("/decide", headers=encoded, data={"word": "yes", **form})
    assert answer.status_code == status


def test_changing_needs_the_role(signed_in: httpx.Client, office: Office, session: StaffSession) -> None:
    with office.writing(SYSTEM) as work:
        staff = work.session.get_one(Staff, session.staff_id)
        staff.roles = ["auditor"]
    assert signed_in.post("/decide", headers={"X-CSRF-Token": "csrf"}, data={"word": "yes"}).status_code == 403


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-origin", 200), ("none", 200)])
def test_the_sign_in_form_takes_no_other_sites_request(client: httpx.Client, site: str, status: int) -> None:
    assert client.post("/sign-in", headers={"Sec-Fetch-Site": site}).status_code == status
