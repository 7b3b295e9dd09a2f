"""The desk over HTTP without a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from backoffice.office import SYSTEM, Office
from backoffice.settings import Settings
from backoffice.staff.models import Role, Staff, StaffSession
from backoffice.staff.passwords import HASHER
from backoffice.staff.sessions import hash_of
from domain.clock import FrozenClock
from tests.backoffice.desk.serving import Serving, serving

LIMIT_S = 15
PASSWORD = "correct horse battery"
TOKEN = "csrf"


@dataclass
class Caller:
    """One signed-in member of staff."""

    http: httpx.Client
    token: str

    def get(self, path: str, **headers: str) -> "Answer":
        return Answer(*_of(self.http.get(path, headers=headers, follow_redirects=False)))

    def post(self, path: str, **fields: str | list[str]) -> "Answer":
        answer = self.http.post(path, data={"csrf_token": self.token, **fields}, follow_redirects=False)
        return Answer(*_of(answer))


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: dict[str, str]


def _of(answer: httpx.Response) -> tuple[int, str, dict[str, str]]:
    return answer.status_code, answer.text, dict(answer.headers)


@pytest.fixture
def served(settings: Settings, clock: FrozenClock) -> Iterator[Serving]:
    with serving(settings, clock) as running:
        yield running


@pytest.fixture
def http(served: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=LIMIT_S, trust_env=False, follow_redirects=True) as client:
        yield client


@pytest.fixture
def desk_office(served: Serving) -> Office:
    return served.office


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Slow on purpose, so it is made once."""
    return HASHER.hash(PASSWORD)


@pytest.fixture
def signed_in(http: httpx.Client, desk_office: Office, password_hash: str) -> "SignIn":
    return SignIn(http, desk_office, password_hash)


@dataclass
class SignIn:
    """Adds a member of staff and signs them in."""

    http: httpx.Client
    office: Office
    password_hash: str

    def __call__(self, username: str, *roles: Role, name: str = "李静") -> Caller:
        with self.office.writing(SYSTEM) as work:
            work.session.add(
                Staff(
                    username=username,
                    display_name=name,
                    password_hash=self.password_hash,
                    roles=list(roles),
                    created_at=work.now,
                )
            )
        self.http.cookies.clear()
        self.http.post("/desk/sign-in", data={"username": username, "password": PASSWORD}, follow_redirects=False)
        page = self.http.get("/desk", follow_redirects=True).text
        token = re.search(r'"X-CSRF-Token": "([^"]+)"', page)
        assert token is not None
        return Caller(self.http, token.group(1))


@dataclass
class Seats:
    """Adds a member of staff whose session is there already: without the slow password, for tests of something else."""

    http: httpx.Client
    office: Office

    def __call__(self, username: str, *roles: Role) -> Caller:
        with self.office.writing(SYSTEM) as work:
            member = Staff(username=username, display_name=username, password_hash="-", roles=list(roles), created_at=work.now)
            times = {"created_at": work.now, "last_seen_at": work.now, "proved_at": work.now}
            work.session.add(StaffSession(token_hash=hash_of(username), staff=member, csrf_token=TOKEN, **times))
        self.http.cookies.set("office_session", username)
        return Caller(self.http, TOKEN)


@pytest.fixture
def seated(http: httpx.Client, desk_office: Office) -> Seats:
    return Seats(http, desk_office)
