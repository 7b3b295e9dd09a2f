"""Every view of personal data is in the audit trail: each page is opened, and what it tells is held against it.

A page (or picture) that tells a name, an ID number, a telephone number or an address in full must have written, in the same
request, an entry that :mod:`backoffice.audit.personal` counts as a view. Lists are masked: they may tell nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.audit.personal import PERSONAL
from backoffice.demo_day.citizens import invent
from backoffice.dispatch.models import Waybill
from backoffice.fleet.models import Terminal
from backoffice.office import SYSTEM, Office
from backoffice.production.models import Batch
from backoffice.review.models import Case
from backoffice.staff.models import Role, Staff, StaffSession
from backoffice.staff.sessions import hash_of
from tests.backoffice.demo.cities import CASES, City
from tests.backoffice.desk.serving import serving
from tests.backoffice.security.walking import routes_of

EVERYBODY = "everybody"
ENDLESS = "/desk/events"
NAMED = {"{which}": ("chip", "registry", "live"), "{place}": ("0",), "{index}": ("0",), "{day}": ("2026-11-19",)}
TELLING = {
    "/desk/review/{number}",
    "/desk/dispatch/{number}/label",
    "/desk/dispatch/labels",
    "/desk/production/batches/{batch}/labels",
    "/desk/intake/{number}",
}
"""Pages that certainly tell personal data: without them the walk would prove nothing."""


@dataclass
class Walk:
    """A city served to somebody who may see all of it."""

    office: Office
    http: httpx.Client
    secrets: frozenset[str] = field(repr=False)
    paths: tuple[str, ...]

    def entries(self) -> set[int]:
        with self.office.reading() as work:
            return set(work.session.scalars(select(AuditEntry.id).where(AuditEntry.action.in_(PERSONAL))))

    def filled(self, path: str) -> Iterator[str]:
        """Return the path with real things in it, several where they may differ."""
        for name, values in {**NAMED, **self._things()}.items():
            if name in path:
                for value in values:
                    yield from self.filled(path.replace(name, value))
                return
        yield path if "{" not in path else path[: path.index("{")] + "1" + path[path.index("}") + 1 :]

    def _things(self) -> dict[str, tuple[str, ...]]:
        with self.office.reading() as work:
            of = {case.status: case.number for case in work.session.scalars(select(Case))}
            letters = work.session.scalars(select(Case.number).join(Waybill, Waybill.case_id == Case.id).limit(1))
            batches = work.session.scalars(select(Batch.number).limit(1))
            terminals = work.session.scalars(select(Terminal.terminal_id).limit(1))
            return {
                "{number}": (*of.values(), *letters),
                "{batch}": tuple(batches),
                "{terminal_id}": tuple(terminals),
            }


@pytest.fixture
def walk(first_city: City, tmp_path: Path) -> Iterator[Walk]:
    city = first_city.copied(tmp_path / "city")
    with city.opened() as office:
        with office.writing(SYSTEM) as work:
            roles = [role.value for role in Role if role is not Role.ADMIN]
            staff = Staff(username=EVERYBODY, display_name=EVERYBODY, password_hash="-", roles=roles, created_at=work.now)
            session = {"created_at": work.now, "last_seen_at": work.now, "proved_at": work.now}
            work.session.add(StaffSession(token_hash=hash_of(EVERYBODY), staff=staff, csrf_token="csrf", **session))
        clock = office.clock
    settings = city.settings
    settings = settings.model_copy(update={"sign_in": settings.sign_in.model_copy(update={"second_factor": False})})
    with serving(settings, clock) as served, httpx.Client(base_url=served.url, timeout=30, trust_env=False) as http:
        http.cookies.set("office_session", EVERYBODY)
        paths = [path for method, path in routes_of(served.app.routes) if method == "GET" and path.startswith("/desk")]
        yield Walk(served.office, http, _secrets(), tuple(sorted(set(paths) - {ENDLESS})))


def _secrets() -> frozenset[str]:
    people = [invent(seed, older=older) for seed in range(1, CASES + 1) for older in (False, True)]
    return frozenset(word for one in people for word in (one.number, one.phone, one.address))


def _tells(walk: Walk, answer: httpx.Response) -> bool:
    kind = answer.headers.get("content-type", "")
    if kind.startswith("image/"):
        return True
    return any(secret in answer.text for secret in walk.secrets)


def test_every_view_of_personal_data_is_in_the_audit_trail(walk: Walk) -> None:
    silent, telling = set(), set()
    for path in walk.paths:
        for address in walk.filled(path):
            before = walk.entries()
            answer = walk.http.get(address, follow_redirects=False)
            assert answer.status_code < 500, address
            if answer.status_code == 200 and _tells(walk, answer):
                telling.add(path)
                if not walk.entries() - before:
                    silent.add(path)
    assert not silent, "these pages tell personal data without an entry in the audit trail"
    assert telling >= TELLING


def test_a_claimed_case_opens_its_photographs_and_each_is_an_entry(walk: Walk) -> None:
    with walk.office.reading() as work:
        case = work.session.scalars(select(Case).where(Case.status == "accepted", Case.face_decision.is_not(None))).first()
    assert case is not None
    claimed = walk.http.post(f"/desk/review/{case.number}/claim", data={"csrf_token": "csrf", "version": str(case.version)})
    assert claimed.status_code in (200, 303)
    for which in NAMED["{which}"]:
        before = walk.entries()
        answer = walk.http.get(f"/desk/review/{case.number}/photos/{which}")
        assert answer.headers["content-type"].startswith("image/"), which
        assert walk.entries() - before
