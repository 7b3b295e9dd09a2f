"""Dispatch: one waybill per letter, posted only when scanned, followed until somebody has it."""

import threading

import pytest
from sqlalchemy import select

from backoffice.audit.reading import AuditFilter, list_entries
from backoffice.dispatch import letters, tracking
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.letters import Letters
from backoffice.dispatch.models import TrackingEvent, TrackingState
from backoffice.office import SYSTEM, Actor, Office
from backoffice.production import services as production
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import desk
from backoffice.review.models import Case
from backoffice.worker import Worker
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.wire import v1
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import ADDRESS, NAME, NUMBER, OTHER_ADDRESS, PHONE, application, registry_answer

_S = ApplicationStatus
WISH = application(delivery={"source": "registry", "text": ""})  # to the address registered with the licence


@pytest.fixture
def produced(office: Office, partners: Partners, reviewer: Actor, producer: Actor) -> Case:
    return made(office, partners, reviewer, producer)


def made(office: Office, partners: Partners, reviewer: Actor, producer: Actor, body: v1.ApplicationBody | None = None) -> Case:
    """An application whose licence is made."""
    case = acts.approve(office, reviewer, acts.ready_to_decide(office, partners, reviewer, body))
    licence = production.produce(office, producer, case.number, case.version)
    with office.writing(producer) as work:
        version = acts.look(office, case.number).version
        return production.check_certificate(work, case.number, version, str(licence.certificate_number))


@pytest.fixture
def posted(office: Office, dispatcher: Actor, produced: Case) -> Case:
    dispatch.create_waybill(office, dispatcher, produced.number)
    return post(office, dispatcher, produced.number)


def post(office: Office, who: Actor, number: str, scanned: str | None = None) -> Case:
    with office.writing(who) as work:
        case = acts.look(office, number)
        waybill = dispatch.find_waybill(work.session, case)
        return dispatch.post_letter(work, number, case.version, scanned or (waybill.waybill_number if waybill else ""))


def expect(reason: Reason, act: object) -> None:
    assert callable(act)
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.reason is reason


def seen(partners: Partners, *states: str) -> None:
    """Let the post say these states of the newest waybill."""
    newest = max(partners.waybills.values())
    partners.tracking[newest] = [
        {"at": f"2026-11-2{day}T10:00:00+08:00", "state": state, "text": "重庆中心"} for day, state in enumerate(states)
    ]


def test_asking_twice_gives_one_waybill(office: Office, partners: Partners, dispatcher: Actor, produced: Case) -> None:
    first = dispatch.create_waybill(office, dispatcher, produced.number)
    assert dispatch.create_waybill(office, dispatcher, produced.number).waybill_number == first.waybill_number
    assert partners.letters == [{"reference": produced.number, "recipient": NAME, "phone": PHONE, "address": ADDRESS}]
    assert list(partners.waybills) == [produced.number]  # the idempotency key


def test_a_lost_answer_of_the_post_makes_no_second_letter(
    office: Office, partners: Partners, dispatcher: Actor, produced: Case
) -> None:
    partners.deaf_after_work.add("waybills")
    expect(Reason.PARTNER_DOWN, lambda: dispatch.create_waybill(office, dispatcher, produced.number))
    partners.deaf_after_work.clear()
    dispatch.create_waybill(office, dispatcher, produced.number)
    assert len(partners.letters) == 1


def test_a_letter_to_the_registered_address_carries_what_the_registry_says(
    office: Office, partners: Partners, dispatcher: Actor, reviewer: Actor, producer: Actor
) -> None:
    case = made(office, partners, reviewer, producer, WISH)
    dispatch.create_waybill(office, dispatcher, case.number)
    assert [letter["address"] for letter in partners.letters] == [ADDRESS]
    with office.reading(dispatcher) as work:
        assert dispatch.label(work, case.number, masked=True).address == "重庆市渝中区民权路∗∗号∗∗-∗∗"


def test_no_letter_goes_to_an_address_that_is_gone(
    office: Office, partners: Partners, dispatcher: Actor, reviewer: Actor, producer: Actor
) -> None:
    case = made(office, partners, reviewer, producer, WISH)
    partners.people[NUMBER] = registry_answer(address=" ")
    desk.refresh_registry(office, SYSTEM, case.number)
    expect(Reason.ADDRESS_MISSING, lambda: dispatch.create_waybill(office, dispatcher, case.number))
    assert partners.letters == []


def test_a_letter_to_the_registered_address_is_sorted_by_the_registrys_district(
    office: Office, partners: Partners, reviewer: Actor
) -> None:
    partners.people[NUMBER] = registry_answer(address=OTHER_ADDRESS)
    assert acts.ready_to_decide(office, partners, reviewer, WISH).region_code == "500108"


def test_the_label_is_masked_on_screen_and_full_on_paper(
    office: Office, dispatcher: Actor, reviewer: Actor, produced: Case
) -> None:
    with office.writing(dispatcher) as work:
        expect(Reason.WAYBILL_MISSING, lambda: dispatch.label(work, produced.number, masked=True))
    dispatch.create_waybill(office, dispatcher, produced.number)
    with office.reading(dispatcher) as work:
        masked = dispatch.label(work, produced.number, masked=True)
    with office.writing(dispatcher) as work:
        full = dispatch.label(work, produced.number, masked=False)
    assert (masked.recipient, masked.phone, masked.address) == ("测∗∗", "138∗∗∗∗0001", "重庆市渝中区民权路∗∗号∗∗-∗∗")
    assert (full.recipient, full.phone, full.address) == (NAME, PHONE, ADDRESS)
    assert full.address_lines == ("重庆市渝中区", "民权路28号12-6")
    assert NAME not in repr(full)
    with office.reading() as work:
        printed = [one.action for one in list_entries(work, AuditFilter(actor="dengli"))]
    assert printed.count("case.label_printed") == 1


def test_posting_needs_the_right_scan(office: Office, partners: Partners, dispatcher: Actor, produced: Case) -> None:
    expect(Reason.WAYBILL_MISSING, lambda: post(office, dispatcher, produced.number, "1140027733000"))
    dispatch.create_waybill(office, dispatcher, produced.number)
    expect(Reason.WAYBILL_MISMATCH, lambda: post(office, dispatcher, produced.number, "1140027733999"))
    with office.writing(dispatcher) as work, pytest.raises(CaseChanged):
        dispatch.post_letter(work, produced.number, produced.version - 1, "1140027733000")
    assert post(office, dispatcher, produced.number).status is _S.POSTED
    expect(Reason.WRONG_STATUS, lambda: post(office, dispatcher, produced.number))


def test_only_dispatchers_dispatch(office: Office, reviewer: Actor, produced: Case) -> None:
    expect(Reason.ROLE_MISSING, lambda: dispatch.create_waybill(office, reviewer, produced.number))


def test_the_worker_follows_until_it_is_delivered(office: Office, partners: Partners, posted: Case, clock: FrozenClock) -> None:
    worker = Worker(office, threading.Event())
    worker.tick()
    assert [path for path, _ in partners.requests if path.startswith("/v1/waybills/")] == []
    for states in (("collected",), ("collected", "in_transit"), ("collected", "in_transit", "delivered")):
        seen(partners, *states)
        clock.advance(30 * 60)
        worker.tick()
    assert acts.look(office, posted.number).status is _S.DELIVERED
    asked = len(partners.requests)
    clock.advance(86400)
    worker.tick()
    assert len(partners.requests) == asked
    with office.reading() as work:
        entry = letters.list_letters(work, Letters.DELIVERED)[0]
        assert letters.list_letters(work, Letters.ON_THE_WAY) == []
    assert entry.tracking is TrackingState.DELIVERED


def test_a_failed_attempt_is_not_a_return(office: Office, partners: Partners, posted: Case) -> None:
    seen(partners, "collected", "not_delivered")
    tracking.refresh_tracking(office, posted.number)
    assert acts.look(office, posted.number).status is _S.POSTED


def test_a_returned_letter_is_sent_again_under_a_new_waybill(
    office: Office, partners: Partners, dispatcher: Actor, posted: Case
) -> None:
    seen(partners, "returned")
    tracking.refresh_tracking(office, posted.number)
    assert acts.look(office, posted.number).status is _S.RETURNED_UNDELIVERED
    expect(Reason.WAYBILL_MISSING, lambda: post(office, dispatcher, posted.number))
    dispatch.create_waybill(office, dispatcher, posted.number)
    assert list(partners.waybills) == [posted.number, f"{posted.number}-2"]
    assert post(office, dispatcher, posted.number).status is _S.RESENT
    seen(partners, "delivered")
    tracking.refresh_tracking(office, posted.number)
    assert acts.look(office, posted.number).status is _S.DELIVERED
    Worker(office, threading.Event()).tick()
    kinds = sorted(key.removeprefix(posted.number) for key in partners.messages)
    assert kinds == ["-accepted-1", "-posted-1", "-posted-2", "-returned-1"]


def test_the_same_tracking_twice_is_one_history(office: Office, partners: Partners, posted: Case) -> None:
    seen(partners, "collected", "in_transit")
    for _ in range(2):
        tracking.refresh_tracking(office, posted.number)
    with office.reading() as work:
        assert len(work.session.scalars(select(TrackingEvent)).all()) == 2


def test_the_post_down_loses_nothing(office: Office, partners: Partners, posted: Case, clock: FrozenClock) -> None:
    partners.down.add("waybills")
    clock.advance(1800)
    Worker(office, threading.Event()).tick()
    expect(Reason.PARTNER_DOWN, lambda: tracking.refresh_tracking(office, posted.number))
    partners.down.clear()
    seen(partners, "delivered")
    clock.advance(600)
    Worker(office, threading.Event()).tick()
    assert acts.look(office, posted.number).status is _S.DELIVERED


def test_nobody_orders_a_waybill_for_another_district(
    office: Office, partners: Partners, dispatcher: Actor, posted: Case
) -> None:
    seen(partners, "returned")
    tracking.refresh_tracking(office, posted.number)
    with office.writing(SYSTEM) as work:
        work.session.get_one(Case, posted.id).district = "500103"
    assert dispatcher.staff is not None
    dispatcher.staff.districts = ["500104"]
    expect(Reason.NOT_FOUND, lambda: dispatch.create_waybill(office, dispatcher, posted.number))
    dispatcher.staff.districts = ["500103"]
    assert dispatch.create_waybill(office, dispatcher, posted.number).attempt == 2
