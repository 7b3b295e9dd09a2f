"""Several at once, on both engines: whatever is pressed together happens once."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.dispatch import services as dispatch
from backoffice.dispatch import tracking
from backoffice.dispatch.models import TrackingEvent, Waybill
from backoffice.errands import ErrandKind
from backoffice.notices.models import Notice
from backoffice.office import SYSTEM, Actor, Office
from backoffice.production import services as production
from backoffice.refusals import CaseChanged, Refused
from backoffice.review import cases, decisions, desk
from backoffice.review.models import Case
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.reasons import ReasonCode
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import application

HANDS = 4


def together(*deeds: Callable[[], object]) -> list[str]:
    """Do all at the same moment; returns sorted what became of each: ``done`` or the name of what it raised."""
    ready, ends = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        ready.wait()
        try:
            deed()
        except (CaseChanged, Refused, IntegrityError) as problem:
            ends.append(type(problem).__name__)
        else:
            ends.append("done")

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == len(deeds), "a deed ended with an error nobody expects"
    return sorted(ends)


@pytest.fixture
def clerk(either_office: Office) -> Actor:
    return acts.add(either_office, "lijing", Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)


@pytest.fixture
def ready(either_office: Office, partners: Partners, clerk: Actor) -> Case:
    return acts.ready_to_decide(either_office, partners, clerk)


@pytest.fixture
def in_production(either_office: Office, partners: Partners, clerk: Actor, ready: Case) -> Case:
    approved = acts.approve(either_office, clerk, ready)
    partners.down.add("driver-licences")
    with pytest.raises(Refused):
        production.produce(either_office, clerk, approved.number, approved.version)
    partners.down.clear()
    return approved


@pytest.fixture
def produced(either_office: Office, clerk: Actor, in_production: Case) -> Case:
    made = production.issue(either_office, clerk, in_production.number)
    with either_office.writing(clerk) as work:
        version = acts.look(either_office, in_production.number).version
        return production.check_certificate(work, in_production.number, version, str(made.certificate_number))


def test_two_approvals_are_one_approval_and_one_conflict(either_office: Office, clerk: Actor, ready: Case) -> None:
    def approve() -> None:
        with either_office.writing(clerk) as work:
            decisions.approve(work, ready.number, ready.version)

    assert together(approve, approve) == ["CaseChanged", "done"]
    with either_office.reading() as work:
        assert len(cases.get_case(work.session, ready.number).decisions) == 1


def test_approving_and_rejecting_do_not_both_happen(either_office: Office, clerk: Actor, ready: Case) -> None:
    def approve() -> None:
        with either_office.writing(clerk) as work:
            decisions.approve(work, ready.number, ready.version)

    def reject() -> None:
        with either_office.writing(clerk) as work:
            decisions.reject(work, ready.number, ready.version, (ReasonCode.DATA,))

    assert together(approve, reject) == ["CaseChanged", "done"]


def test_one_case_has_one_holder(either_office: Office) -> None:
    clerks = [acts.add(either_office, f"clerk{index}", Role.REVIEWER) for index in range(HANDS)]
    number = acts.take_in(either_office)
    version = acts.look(either_office, number).version

    def claim(who: Actor) -> None:
        with either_office.writing(who) as work:
            desk.claim(work, number, version)

    ends = Counter(together(*(lambda who=who: claim(who) for who in clerks)))
    assert ends["done"] == 1
    assert acts.look(either_office, number).status is ApplicationStatus.UNDER_REVIEW


def test_one_certificate_is_written_down_once(either_office: Office, clerk: Actor, in_production: Case) -> None:
    number = in_production.number
    together(*(lambda: production.issue(either_office, SYSTEM, number) for _ in range(HANDS)))
    with either_office.reading() as work:
        kinds = Counter(event.kind.value for event in cases.get_case(work.session, number).events)
    assert kinds["certificate_issued"] == 1


def test_one_waybill(either_office: Office, partners: Partners, clerk: Actor, produced: Case) -> None:
    ends = together(*(lambda: dispatch.create_waybill(either_office, clerk, produced.number) for _ in range(HANDS)))
    assert ends == ["done"] * HANDS
    with either_office.reading() as work:
        assert len(work.session.scalars(select(Waybill)).all()) == 1
    assert len(partners.letters) == 1


def test_one_letter_is_posted_once_and_told_once(either_office: Office, clerk: Actor, produced: Case) -> None:
    waybill = dispatch.create_waybill(either_office, clerk, produced.number)

    def post() -> None:
        with either_office.writing(clerk) as work:
            dispatch.post_letter(work, produced.number, produced.version, waybill.waybill_number)

    assert together(*[post] * HANDS) == [*["CaseChanged"] * (HANDS - 1), "done"]
    with either_office.reading() as work:
        keys = work.session.scalars(select(Notice.idempotency_key)).all()
    assert sum("posted" in key for key in keys) == 1


def test_tracking_is_one_history(either_office: Office, partners: Partners, clerk: Actor, produced: Case) -> None:
    waybill = dispatch.create_waybill(either_office, clerk, produced.number)
    with either_office.writing(clerk) as work:
        dispatch.post_letter(work, produced.number, produced.version, waybill.waybill_number)
    states = ("collected", "returned")
    partners.tracking[waybill.waybill_number] = [
        {"at": f"2026-11-2{day}T10:00:00+08:00", "state": state, "text": "x"} for day, state in enumerate(states)
    ]
    together(*(lambda: tracking.refresh_tracking(either_office, produced.number) for _ in range(HANDS)))
    with either_office.reading() as work:
        assert len(work.session.scalars(select(TrackingEvent)).all()) == 2
        kinds = Counter(event.kind.value for event in cases.get_case(work.session, produced.number).events)
    assert kinds["returned"] == 1


def test_one_application_comes_in_once(either_office: Office) -> None:
    ends = together(*(lambda: acts.take_in(either_office, application()) for _ in range(HANDS)))
    assert ends.count("done") == 1
    with either_office.reading() as work:
        assert len(work.session.scalars(select(Case)).all()) == 1


def test_two_workers_share_the_errands(either_office: Office) -> None:
    with either_office.writing(SYSTEM) as work:
        for index in range(20):
            errands.owe(work.session, ErrandKind.TRACKING, str(index), work.now)
    taken: list[str] = []

    def take() -> None:
        with either_office.writing(SYSTEM) as work:
            taken.extend(request.subject for request in errands.take_due(work.session, work.now, 10))

    together(take, take, take)
    assert sorted(taken, key=int) == [str(index) for index in range(20)]


def test_two_sealers_make_one_chain(either_office: Office) -> None:
    for running in range(1, 4):
        acts.take_in(either_office, application(running))

    def seal() -> None:
        with either_office.writing(SYSTEM) as work:
            audit.seal(work.session)

    assert together(*[seal] * HANDS) == ["done"] * HANDS
    with either_office.reading() as work:
        report = audit.verify(work.session)
    assert (report.waiting, report.broken_at) == (0, None)
