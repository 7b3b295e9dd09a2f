"""A supervisor gives a case back or to somebody else; who may not get it, does not."""

import pytest

from backoffice.board import assigning
from backoffice.office import Actor, Office
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases, desk
from backoffice.review.models import EventKind
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from tests.backoffice.acts import add, claim, look, take_in


@pytest.fixture
def chief(office: Office) -> Actor:
    return add(office, "chief", Role.SUPERVISOR)


def test_a_held_case_goes_back_to_the_queue(office: Office, chief: Actor) -> None:
    lijing = add(office, "lijing", Role.REVIEWER)
    held = claim(office, lijing, take_in(office))
    with office.writing(chief) as work:
        assigning.release(work, held.number, held.version)
    back = look(office, held.number)
    assert (back.status, back.claimed_by, back.lease_until) == (ApplicationStatus.ACCEPTED, None, None)
    with office.writing(lijing) as work, pytest.raises(Refused) as refused:
        desk.renew(work, held.number)
    assert refused.value.reason is Reason.NOT_CLAIMED


def test_a_case_given_to_somebody_waits_for_him_so_long(office: Office, chief: Actor, clock: FrozenClock) -> None:
    lijing, wangmin = add(office, "lijing", Role.REVIEWER), add(office, "wangmin", Role.REVIEWER)
    held = claim(office, lijing, take_in(office))
    with office.writing(chief) as work:
        assigning.reassign(work, held.number, held.version, "wangmin")
    given = look(office, held.number)
    assert given.claimed_by == wangmin.staff_id
    with office.reading() as work:
        events = [event.kind for event in cases.get_case(work.session, held.number).events]
    assert events[-2:] == [EventKind.TAKEN_OVER, EventKind.REASSIGNED]
    clock.advance(61 * 60)
    with office.writing(lijing) as work:
        assert desk.expire_leases(work) == 1


def test_a_free_case_can_be_given_too(office: Office, chief: Actor) -> None:
    add(office, "lijing", Role.REVIEWER)
    number = take_in(office)
    with office.writing(chief) as work:
        assigning.reassign(work, number, look(office, number).version, "lijing")
    assert look(office, number).status is ApplicationStatus.UNDER_REVIEW


@pytest.mark.parametrize("username", ["producer", "elsewhere", "gone", "nobody", "acceptor"])
def test_who_may_not_take_it_does_not_get_it(office: Office, chief: Actor, username: str) -> None:
    number = take_in(office)
    add(office, "producer", Role.PRODUCER)
    others = {name: add(office, name, Role.REVIEWER) for name in ("elsewhere", "gone", "acceptor")}
    with office.writing(chief) as work:
        for name, change in (("elsewhere", {"districts": ["500101"]}), ("gone", {"active": False})):
            member = work.session.merge(others[name].staff)
            for key, value in change.items():
                setattr(member, key, value)
        cases.get_case(work.session, number).accepted_by = others["acceptor"].staff_id
    with office.writing(chief) as work, pytest.raises(Refused) as refused:
        assigning.reassign(work, number, look(office, number).version, username)
    assert refused.value.reason is Reason.CLERK_UNKNOWN


def test_only_a_supervisor_of_the_district_and_only_as_the_page_showed_it(office: Office, chief: Actor) -> None:
    lijing = add(office, "lijing", Role.REVIEWER)
    held = claim(office, lijing, take_in(office))
    with office.writing(lijing) as work, pytest.raises(Refused) as role:
        assigning.release(work, held.number, held.version)
    with office.writing(chief) as work, pytest.raises(CaseChanged):
        assigning.release(work, held.number, held.version - 1)
    assert chief.staff is not None
    chief.staff.districts = ["500103"]
    with office.writing(chief) as work, pytest.raises(Refused) as elsewhere:
        assigning.release(work, held.number, held.version)
    assert (role.value.reason, elsewhere.value.reason) == (Reason.ROLE_MISSING, Reason.NOT_FOUND)
