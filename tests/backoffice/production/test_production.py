"""Production: one certificate per case, whatever is pressed how often, and two looks before it is called made."""

import threading

import pytest

from backoffice.office import Actor, Office
from backoffice.production import lists
from backoffice.production import services as production
from backoffice.production.models import Certificate
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case, EventKind
from backoffice.worker import Worker
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.services import End, ServiceSlug
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import application

_S = ApplicationStatus


@pytest.fixture
def approved(office: Office, partners: Partners, reviewer: Actor) -> Case:
    return acts.approve(office, reviewer, acts.ready_to_decide(office, partners, reviewer))


def expect(reason: Reason, act: object) -> None:
    assert callable(act)
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.reason is reason


def check(office: Office, who: Actor, number: str, scanned: str) -> Case:
    with office.writing(who) as work:
        return production.check_certificate(work, number, acts.look(office, number).version, scanned)


def test_pressing_twice_makes_one_certificate(office: Office, partners: Partners, producer: Actor, approved: Case) -> None:
    first = production.produce(office, producer, approved.number, approved.version)
    again = production.produce(office, producer, approved.number, approved.version)
    assert first.certificate_number == again.certificate_number
    assert len(partners.certificates) == 1


def test_the_registry_down_leaves_it_in_production_and_the_worker_finishes(
    office: Office, partners: Partners, producer: Actor, approved: Case, clock: FrozenClock
) -> None:
    partners.down.add("driver-licences")
    expect(Reason.PARTNER_DOWN, lambda: production.produce(office, producer, approved.number, approved.version))
    assert acts.look(office, approved.number).status is _S.IN_PRODUCTION
    with office.reading() as work:
        assert lists.list_pool(work).entries[0].waits_for_registry
    expect(Reason.CERTIFICATE_MISSING, lambda: check(office, producer, approved.number, "5001180246310"))
    partners.down.clear()
    clock.advance(600)
    Worker(office, threading.Event()).tick()
    with office.reading() as work:
        entry = lists.list_pool(work).entries[0]
    assert entry.certificate_number == partners.certificates[approved.number]
    assert not entry.waits_for_registry


def test_an_answer_that_was_lost_makes_no_second_certificate(
    office: Office, partners: Partners, producer: Actor, approved: Case
) -> None:
    partners.deaf_after_work.add("driver-licences")
    expect(Reason.PARTNER_DOWN, lambda: production.produce(office, producer, approved.number, approved.version))
    partners.deaf_after_work.clear()
    made = production.produce(office, producer, approved.number, 0)
    assert partners.certificates == {approved.number: made.certificate_number}


def test_a_refusal_of_the_registry_waits_for_staff(
    office: Office, partners: Partners, producer: Actor, approved: Case, clock: FrozenClock
) -> None:
    partners.refusing.add("driver-licences")
    expect(Reason.PARTNER_REFUSED, lambda: production.produce(office, producer, approved.number, approved.version))
    asked = len(partners.requests)
    clock.advance(3600)
    Worker(office, threading.Event()).tick()
    assert [path for path, _ in partners.requests[asked:] if "reissue" in path] == []


def test_a_number_that_another_case_has_is_not_taken(
    office: Office, partners: Partners, producer: Actor, approved: Case, clock: FrozenClock
) -> None:
    """A registry that gives one number twice is wrong about one of the two: somebody has to find out which."""
    number = "5001180246310"
    other = acts.look(office, acts.take_in(office, application(2)))
    with office.writing(producer) as work:
        work.session.add(Certificate(case_id=other.id, started_at=clock.now(), certificate_number=number))
    partners.certificates[approved.number] = number
    expect(Reason.PARTNER_REFUSED, lambda: production.produce(office, producer, approved.number, approved.version))
    with office.reading() as work:
        row = next(row for row in lists.list_pool(work).entries if row.number == approved.number)
    assert (row.status, row.certificate_number) == (_S.IN_PRODUCTION, None)


def test_the_second_look(office: Office, partners: Partners, producer: Actor, approved: Case) -> None:
    certificate = str(production.produce(office, producer, approved.number, approved.version).certificate_number)
    for wrong in ("", "5001180246311", certificate[:-1], certificate + "0", "五"):
        expect(Reason.CERTIFICATE_MISMATCH, lambda wrong=wrong: check(office, producer, approved.number, wrong))
    made = check(office, producer, approved.number, f" {certificate[:4]} {certificate[4:8]}-{certificate[8:]}\n")
    assert made.status is _S.PRODUCED
    expect(Reason.WRONG_STATUS, lambda: check(office, producer, approved.number, certificate))


def test_only_producers_and_only_what_is_approved(
    office: Office, partners: Partners, reviewer: Actor, producer: Actor, approved: Case
) -> None:
    expect(Reason.ROLE_MISSING, lambda: production.produce(office, reviewer, approved.number, approved.version))
    with pytest.raises(CaseChanged):
        production.produce(office, producer, approved.number, approved.version - 1)
    fresh = acts.look(office, acts.take_in(office, application(2)))
    expect(Reason.WRONG_STATUS, lambda: production.produce(office, producer, fresh.number, fresh.version))
    expect(Reason.NOT_FOUND, lambda: production.produce(office, producer, "0000000000000000", 1))
    assert partners.certificates == {}


def test_what_nothing_is_made_for_is_neither_listed_nor_made(office: Office, partners: Partners, producer: Actor) -> None:
    body = application(3).model_copy(update={"service": ServiceSlug.CONTACT_CHANGE_DRIVER, "declaration": {"ticket": "A" * 43}})
    number = acts.take_in(office, body)
    with office.writing(acts.TERMINAL) as work:
        case = cases.get_case(work.session, number)
        cases.advance(work, case, _S.UNDER_REVIEW, EventKind.CLAIMED)
        cases.advance(work, case, _S.APPROVED, EventKind.APPROVED)
    with office.reading(producer) as work:
        assert lists.list_pool(work).entries == []
    expect(Reason.WRONG_STATUS, lambda: production.produce(office, producer, number, acts.look(office, number).version))
    assert acts.look(office, number).status is _S.APPROVED


def test_nothing_that_ends_completed_is_made(office: Office) -> None:
    ends = {slug for slug, terms in office.terms.items() if terms.ends is End.COMPLETED}
    assert not ends & production.MADE_HERE
    assert production.MADE_HERE | ends == set(DESKS) - {ServiceSlug.VIOLATION_QUERY}
