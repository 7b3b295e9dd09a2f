"""kill -9 before and after every step, on both databases: another worker finishes, and no finished step runs twice.

In CI a sample; with ``--long`` every point.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from backoffice import errands
from backoffice.dispatch.models import Waybill
from backoffice.documents.store import list_documents
from backoffice.errands import ErrandKind
from backoffice.production.models import Certificate
from backoffice.review import cases
from backoffice.review.models import EventKind
from domain.application import ApplicationStatus
from tests.backoffice.jobs.town import VIOLATIONS, House, Town

MINUTE = 60.0
BEGIN, RUN, STEP = "backoffice.jobs.engine:begin", "backoffice.jobs.work:run", "backoffice.jobs.engine:step"
ORDER, TAKE_WAYBILL = "backoffice.dispatch.post:HttpPost.create_waybill", "backoffice.dispatch.services:_take_waybill"
ISSUE = "backoffice.registry.http:HttpRegistry.make_licence"
TAKE_CERTIFICATE = "backoffice.production.services:_take_certificate"
DECIDE = "backoffice.registry.http:HttpRegistry.issue_decision"
ORDER_DECISION, TAKE_DECISIONS = "backoffice.violations.decided:order", "backoffice.violations.handling:_finish"

COMMON = [(where, when) for where in (BEGIN, RUN, STEP) for when in ("before", "after")]
WAYBILL = [*COMMON, *((where, when) for where in (ORDER, TAKE_WAYBILL) for when in ("before", "after"))]
REISSUE = [*COMMON, *((where, when) for where in (ISSUE, TAKE_CERTIFICATE) for when in ("before", "after"))]
AT_ONCE = [*COMMON, *((where, when) for where in (DECIDE, ORDER_DECISION, TAKE_DECISIONS) for when in ("before", "after"))]
UNFINISHED = {(ORDER, "after"), (ISSUE, "after"), (DECIDE, "after")}
"""Where the partner has done it and the step is not finished yet: it is asked again, under the same key."""

STEPS = {  # where each is killed, and what it asks of the partner
    ErrandKind.WAYBILL: (WAYBILL, "/v1/waybills"),
    ErrandKind.REISSUE: (REISSUE, "/v1/driver-licences/reissue"),
    ErrandKind.AT_ONCE: (AT_ONCE, "/v1/decisions/issue"),
}
DONE = {
    ErrandKind.WAYBILL: EventKind.WAYBILL_CREATED,
    ErrandKind.REISSUE: EventKind.CERTIFICATE_ISSUED,
    ErrandKind.AT_ONCE: EventKind.COMPLETED,
}
SAMPLE = {
    ErrandKind.WAYBILL: [(ORDER, "after"), (STEP, "after")],
    ErrandKind.REISSUE: [(RUN, "after")],
    ErrandKind.AT_ONCE: [(DECIDE, "after")],
}
POINTS = [(kind, *point) for kind, (points, _) in STEPS.items() for point in points]


def _named(kind: ErrandKind, where: str, when: str) -> object:
    """Return one point as a parameter; what is not in the sample is of the long form."""
    marks = [] if (where, when) in SAMPLE[kind] else [pytest.mark.long]
    return pytest.param(kind, where, when, marks=marks, id=f"{kind}-{when}-{where.rpartition(':')[2]}")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Town]:
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    with ExitStack() as closing:
        yield Town(tmp_path_factory.mktemp("town"), server, closing)


@pytest.mark.parametrize(("kind", "where", "when"), [_named(*point) for point in POINTS])
def test_another_worker_finishes_what_a_killed_one_began(
    town: Town, tmp_path: Path, kind: ErrandKind, where: str, when: str
) -> None:
    number = {ErrandKind.WAYBILL: town.letter, ErrandKind.REISSUE: town.licence, ErrandKind.AT_ONCE: town.handling}[kind]
    with town.copied(tmp_path / "house", kind, number) as house:
        assert house.wait(house.bear("mortal", where, when)) == signal.SIGKILL
        killed_at = time.monotonic()
        heir = house.bear("heir")
        while is_owed(house, kind, number) or set(house.jobs()) != {"SUCCESS"}:
            assert time.monotonic() - killed_at < MINUTE
            time.sleep(0.05)
        os.kill(heir, signal.SIGTERM)
        assert house.wait(heir) == 0
        wanted = VIOLATIONS if kind is ErrandKind.AT_ONCE else 1
        assert town.asked.count(STEPS[kind][1]) == wanted + ((where, when) in UNFINISHED)
        assert done(house, kind, number) == 1
        if kind is ErrandKind.AT_ONCE:
            assert len(town.registry.decided) == VIOLATIONS
        if kind is ErrandKind.WAYBILL:
            (letter,) = town.post.letters
            assert letter.reference == number
            assert not [
                path for path in house.overlay.parent.glob("jobs.db*") if letter.waybill_number in path.read_text("latin-1")
            ]


def is_owed(house: House, kind: ErrandKind, number: str) -> bool:
    with house.office.reading() as work:
        return errands.is_waiting(work.session, kind, number)


def done(house: House, kind: ErrandKind, number: str) -> int:
    """Count how often the case's history says that it is done."""
    with house.office.reading() as work:
        case = cases.get_case(work.session, number)
        if kind is ErrandKind.WAYBILL:
            assert len(work.session.scalars(select(Waybill).where(Waybill.case_id == case.id)).all()) == 1
        elif kind is ErrandKind.REISSUE:
            assert work.session.get_one(Certificate, case.id).certificate_number
        else:
            papers = [document.kind for document in list_documents(work, number)]
            assert (case.status, papers) == (ApplicationStatus.COMPLETED, ["penalty_decision"] * VIOLATIONS)
        return sum(event.kind is DONE[kind] for event in case.events)
