"""Letters that came back: found again by their waybill, told of, kept until a day, and given to nobody but the applicant."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from backoffice import errands
from backoffice.audit.models import AuditEntry
from backoffice.dispatch import letters, open_orders, returns, tracking
from backoffice.dispatch import services as dispatch
from backoffice.dispatch.letters import DispatchEntry, Letters, OldDocument
from backoffice.dispatch.models import CallOutcome, ReturnReason
from backoffice.errands import ErrandKind
from backoffice.notices.models import Notice, NoticeKind
from backoffice.office import Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.retention import services as evidence
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role
from backoffice.troubles.services import TroubleKind, list_troubles, retry
from backoffice.worker import Worker
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.dispatch.test_dispatch import expect, post, seen
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, PHONE, application

_S = ApplicationStatus
STEPS = (
    (_S.UNDER_REVIEW, EventKind.CLAIMED),
    (_S.APPROVED, EventKind.APPROVED),
    (_S.IN_PRODUCTION, EventKind.PRODUCTION_STARTED),
    (_S.PRODUCED, EventKind.PRODUCED),
)


@pytest.fixture
def desk(either_office: Office) -> Actor:
    return acts.add(either_office, "wangmin", Role.DISPATCHER)


def produced(office: Office, running: int = 1) -> str:
    """A case whose document is made."""
    number = acts.take_in(office, application(running))
    with office.writing(acts.TERMINAL) as work:
        case = cases.get_case(work.session, number)
        for status, kind in STEPS:
            cases.advance(work, case, status, kind)
    return number


@pytest.fixture
def letter(either_office: Office, desk: Actor, partners: Partners) -> str:
    """A letter on its way."""
    number = produced(either_office)
    dispatch.create_waybill(either_office, desk, number)
    post(either_office, desk, number)
    return number


def waybill_of(office: Office, number: str) -> str:
    with office.reading() as work:
        waybill = dispatch.find_waybill(work.session, cases.get_case(work.session, number))
        return waybill.waybill_number if waybill else ""


def register(office: Office, who: Actor, scanned: str, place: str = "B-07") -> Case:
    with office.writing(who) as work:
        return returns.register(work, scanned, ReturnReason.REFUSED, place)


def hold(office: Office, who: Actor, number: str) -> Case:
    with office.writing(who) as work:
        return returns.hold_for_pickup(work, number, acts.look(office, number).version)


def fetch(office: Office, who: Actor, number: str, id_number: str) -> Case:
    with office.writing(who) as work:
        return returns.hand_over(work, number, acts.look(office, number).version, id_number)


def told(office: Office, number: str, kind: NoticeKind) -> list[dict[str, str]]:
    with office.reading() as work:
        found = work.session.scalars(select(Notice).where(Notice.case_number == number, Notice.kind == kind)).all()
        return [json.loads(evidence.open_text(work, number, f"notice:{one.idempotency_key}", one.sealed)) for one in found]


def stay(office: Office, number: str) -> returns.Stay:
    with office.reading() as work:
        found = returns.stay_of(work, cases.get_case(work.session, number))
    assert found is not None
    return found


def audited(office: Office, action: str) -> int:
    with office.reading() as work:
        return len(work.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all())


def test_a_letter_is_registered_by_its_scan_before_the_post_knows(either_office: Office, desk: Actor, letter: str) -> None:
    waybill = waybill_of(either_office, letter)
    back = register(either_office, desk, f" {waybill[:4]} {waybill[4:]}\n")
    assert back.status is _S.RETURNED_UNDELIVERED
    register(either_office, desk, waybill, "elsewhere")  # scanned twice: once here, and told once
    lies = stay(either_office, letter)
    assert (lies.reason, lies.place, lies.registered_by) == (ReturnReason.REFUSED, "B-07", "wangmin")
    assert lies.kept_until == (either_office.clock.now() + timedelta(days=90)).date()
    (message,) = told(either_office, letter, NoticeKind.RETURNED)
    assert message["phone"] == PHONE
    assert "http" not in message["text"]
    assert audited(either_office, "dispatch.return_registered") == 1


def test_what_the_post_told_first_is_registered_when_it_comes(
    either_office: Office, desk: Actor, letter: str, partners: Partners
) -> None:
    seen(partners, "returned")
    tracking.refresh_tracking(either_office, letter)
    assert stay(either_office, letter).registered_at is None
    register(either_office, desk, waybill_of(either_office, letter))
    assert stay(either_office, letter).registered_at is not None
    assert len(told(either_office, letter, NoticeKind.RETURNED)) == 1


def test_what_never_went_out_cannot_come_back(either_office: Office, desk: Actor, letter: str) -> None:
    for wrong in ("", "0000000000000", waybill_of(either_office, letter)[:-1]):
        expect(Reason.NOTHING_THERE, lambda wrong=wrong: register(either_office, desk, wrong))
    other = produced(either_office, 2)
    dispatch.create_waybill(either_office, desk, other)
    expect(Reason.WRONG_STATUS, lambda: register(either_office, desk, waybill_of(either_office, other)))


def test_an_old_waybill_brings_nothing_back(either_office: Office, desk: Actor, letter: str) -> None:
    before = waybill_of(either_office, letter)
    register(either_office, desk, before)
    dispatch.create_waybill(either_office, desk, letter)
    post(either_office, desk, letter)
    expect(Reason.NOTHING_THERE, lambda: register(either_office, desk, before))
    assert acts.look(either_office, letter).status is _S.RESENT


def test_only_the_applicant_fetches_it(either_office: Office, desk: Actor, letter: str) -> None:
    register(either_office, desk, waybill_of(either_office, letter))
    held = hold(either_office, desk, letter)
    assert held.status is _S.HELD_FOR_PICKUP
    (message,) = told(either_office, letter, NoticeKind.HELD_FOR_PICKUP)
    assert str(stay(either_office, letter).kept_until) in message["text"]
    for wrong in ("", "110101199003070097", NUMBER[:-1]):
        expect(Reason.ID_MISMATCH, lambda wrong=wrong: fetch(either_office, desk, letter, wrong))
    assert fetch(either_office, desk, letter, f" {NUMBER.lower()} ").status is _S.DELIVERED
    with either_office.reading() as work:
        kept = [entry for entry in work.session.scalars(select(AuditEntry)) if NUMBER in repr((entry.subject, entry.codes))]
    assert (kept, audited(either_office, "dispatch.handed_over")) == ([], 1)


def owed(office: Office, kind: ErrandKind, number: str) -> bool:
    with office.reading() as work:
        return errands.is_waiting(work.session, kind, number)


def test_who_fetches_a_letter_that_was_to_go_out_again_leaves_no_order_at_the_post(
    either_office: Office, desk: Actor, letter: str, partners: Partners
) -> None:
    register(either_office, desk, waybill_of(either_office, letter))
    again = dispatch.create_waybill(either_office, desk, letter).waybill_number
    register(either_office, desk, min(partners.waybills.values()))  # scanned once more: it lies where it lay
    hold(either_office, desk, letter)
    assert stay(either_office, letter).place == "B-07"
    partners.refusing.add("waybills")  # the post says no: somebody must see to it
    worker = Worker(either_office, threading.Event())
    worker.tick()
    supervisor = acts.add(either_office, "heqing", Role.SUPERVISOR)
    with either_office.writing(supervisor) as work:
        (trouble,) = list_troubles(work)
        assert (trouble.kind, trouble.number) == (TroubleKind.WAYBILL_CANCEL, letter)
        assert trouble.errand_id
        retry(work, trouble.errand_id)
    partners.refusing.clear()
    worker.tick()
    assert partners.cancelled == [again]
    assert not owed(either_office, ErrandKind.WAYBILL_CANCEL, letter)
    assert audited(either_office, "dispatch.order_cancelled") == 1
    assert fetch(either_office, desk, letter, NUMBER).status is _S.DELIVERED


def test_an_order_whose_answer_was_lost_is_found_again_and_cancelled(
    either_office: Office, desk: Actor, letter: str, partners: Partners
) -> None:
    register(either_office, desk, waybill_of(either_office, letter))
    partners.deaf_after_work.add("waybills")
    expect(Reason.PARTNER_DOWN, lambda: dispatch.create_waybill(either_office, desk, letter))
    partners.deaf_after_work.clear()
    hold(either_office, desk, letter)
    assert not owed(either_office, ErrandKind.WAYBILL_CANCEL, letter)  # its number is not known yet
    again = dispatch.order_waybill(either_office, letter).waybill_number
    assert (len(partners.waybills), owed(either_office, ErrandKind.WAYBILL_CANCEL, letter)) == (2, True)
    open_orders.cancel_order(either_office, letter)
    assert partners.cancelled == [again]
    expect(Reason.WRONG_STATUS, lambda: dispatch.create_waybill(either_office, desk, letter))


def test_who_holds_an_unregistered_letter_registers_it(
    either_office: Office, desk: Actor, letter: str, partners: Partners
) -> None:
    seen(partners, "returned")
    tracking.refresh_tracking(either_office, letter)
    hold(either_office, desk, letter)
    assert stay(either_office, letter).kept_until is not None


def test_calls_and_messages_are_written_down(either_office: Office, desk: Actor, letter: str) -> None:
    register(either_office, desk, waybill_of(either_office, letter))
    with either_office.writing(desk) as work:
        returns.record_call(work, letter, acts.look(either_office, letter).version, CallOutcome.NOT_REACHED)
        returns.tell_again(work, letter, acts.look(either_office, letter).version)
    assert [call.outcome for call in stay(either_office, letter).calls] == [CallOutcome.NOT_REACHED]
    assert len(told(either_office, letter, NoticeKind.RETURNED)) == 2
    hold(either_office, desk, letter)
    with either_office.writing(desk) as work:
        returns.tell_again(work, letter, acts.look(either_office, letter).version)
    assert len(told(either_office, letter, NoticeKind.HELD_FOR_PICKUP)) == 2


def test_a_new_address_counts_only_for_this_return(either_office: Office, desk: Actor, letter: str) -> None:
    register(either_office, desk, waybill_of(either_office, letter))
    assert stay(either_office, letter).readdressed_at is None
    with either_office.writing(acts.TERMINAL) as work:
        cases.note_event(work, cases.get_case(work.session, letter), EventKind.READDRESSED)
    assert stay(either_office, letter).readdressed_at is not None
    dispatch.create_waybill(either_office, desk, letter)
    post(either_office, desk, letter)
    register(either_office, desk, waybill_of(either_office, letter))
    assert stay(either_office, letter).readdressed_at is None


def test_only_dispatchers_and_only_of_the_district(either_office: Office, desk: Actor, letter: str) -> None:
    waybill, reader = waybill_of(either_office, letter), acts.add(either_office, "lijing", Role.REVIEWER)
    expect(Reason.ROLE_MISSING, lambda: register(either_office, reader, waybill))
    with either_office.writing(desk) as work:
        cases.get_case(work.session, letter).district = "500103"
    local = acts.add(either_office, "dengli", Role.DISPATCHER)
    assert local.staff is not None
    local.staff.districts = ["500104"]
    expect(Reason.NOT_FOUND, lambda: register(either_office, local, waybill))
    with either_office.reading(local) as work:
        assert letters.list_letters(work, Letters.ON_THE_WAY) == []
        assert letters.count_letters(work)[Letters.ON_THE_WAY] == 0
        assert letters.find_letter(work, letter) is None
        with pytest.raises(Refused):
            dispatch.label(work, letter, masked=True)


def entry(office: Office, number: str) -> DispatchEntry:
    with office.reading() as work:
        found = letters.find_letter(work, number)
    assert found is not None
    return found


def test_no_news_for_two_days_needs_care(either_office: Office, letter: str, clock: FrozenClock, partners: Partners) -> None:
    assert not entry(either_office, letter).needs_care
    clock.advance(48 * 3600 - 1)
    assert not entry(either_office, letter).needs_care
    clock.advance(1)
    assert (entry(either_office, letter).stalled_hours, entry(either_office, letter).needs_care) == (48, True)
    seen(partners, "collected", "not_delivered")
    tracking.refresh_tracking(either_office, letter)
    assert entry(either_office, letter).needs_care


def test_an_old_document_is_followed_until_it_is_here(
    either_office: Office, desk: Actor, letter: str, clock: FrozenClock, partners: Partners
) -> None:
    with either_office.writing(desk) as work:
        cases.get_case(work.session, letter).recovery_required = True
    assert entry(either_office, letter).old_document is OldDocument.REQUIRED
    seen(partners, "delivered")
    tracking.refresh_tracking(either_office, letter)
    assert entry(either_office, letter).old_document is OldDocument.COLLECTED
    clock.advance(15 * 86_400)
    assert entry(either_office, letter).old_document is OldDocument.COLLECTED  # the last day
    clock.advance(86_400)
    assert entry(either_office, letter).old_document is OldDocument.OVERDUE
    with either_office.writing(desk) as work:
        dispatch.recover_old(work, letter, acts.look(either_office, letter).version)
    assert entry(either_office, letter).old_document is OldDocument.RECEIVED
    assert audited(either_office, "dispatch.old_voided") == 1
    clock.advance(8 * 86_400)
    with either_office.reading() as work:
        assert letters.list_letters(work, Letters.RECOVERY) == []


def test_a_label_that_is_opened_again_is_audited_as_such(either_office: Office, desk: Actor, letter: str) -> None:
    without_waybill = produced(either_office, 2)
    with either_office.writing(desk) as work:
        made = dispatch.list_labels(work, [letter, without_waybill], masked=False)
    assert [one.number for one in made] == [letter]
    with either_office.writing(desk) as work:
        again = dispatch.label(work, letter, masked=False)
    assert (again.postcode, again.district) == ("400010", "渝中区")
    assert (audited(either_office, "case.label_printed"), audited(either_office, "case.label_reprinted")) == (1, 1)
