"""Cases: what comes in is complete, sealed and promised; nothing comes in twice."""

import base64
from dataclasses import replace

import pytest

from backoffice.audit.reading import AuditFilter, list_entries
from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.retention import services as evidence
from backoffice.review import cases, decisions, desk
from backoffice.review.casefile import chip_photo, open_case, registry_photo
from backoffice.review.models import EventKind
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import FrozenClock
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from tests.backoffice import acts
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, SECRETS, application, registry_answer

LOSS = ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS


def test_an_application_is_received_and_accepted_at_once(either_office: Office) -> None:
    body = application()
    number = acts.take_in(either_office, body)
    with either_office.reading() as work:
        case = cases.get_case(work.session, number)
        assert [event.kind for event in case.events] == [EventKind.RECEIVED, EventKind.ACCEPTED]
        assert cases.get_body(work, number) == body
    assert (case.status, str(case.due_date)) == (ApplicationStatus.ACCEPTED, "2026-11-25")


def test_a_number_comes_in_once(office: Office) -> None:
    acts.take_in(office)
    with pytest.raises(Refused) as caught:
        acts.take_in(office)
    assert caught.value.reason is Reason.NUMBER_TAKEN


def test_the_same_business_is_known_by_person_without_keeping_the_number(office: Office) -> None:
    number = acts.take_in(office)
    with office.reading() as work:
        assert cases.same_business_pending(work, LOSS, NUMBER)
        assert cases.same_business_pending(work, LOSS, NUMBER.lower())
        assert not cases.same_business_pending(work, LOSS, NUMBER, before=cases.get_case(work.session, number))
        assert not cases.same_business_pending(work, LOSS, "500228200002290059")
        assert not cases.same_business_pending(work, ServiceSlug.DRIVER_LICENCE_RENEW_DAMAGE, NUMBER)


def test_a_second_application_shows_as_duplicate_and_in_the_history(
    office: Office, partners: Partners, reviewer: Actor
) -> None:
    partners.people[NUMBER] = registry_answer()
    first, again = acts.take_in(office, application(1)), acts.take_in(office, application(2))
    pending = {}
    for number in (first, again):
        desk.refresh_registry(office, SYSTEM, number)
        with office.writing(reviewer) as work:
            file = open_case(work, number)
        pending[number] = {row.key: row.registry for row in file.rows}["same_business"]
    assert pending == {first: "0", again: "1"}  # the later one is the duplicate, the first is not hindered
    assert [number for number, _, _ in file.history.other_cases] == [first]


def test_who_looked_is_in_the_audit_log(office: Office, partners: Partners, reviewer: Actor) -> None:
    partners.people[NUMBER] = registry_answer()
    number = acts.take_in(office)
    desk.refresh_registry(office, SYSTEM, number)
    acts.claim(office, reviewer, number)
    with office.writing(reviewer) as work:
        assert open_case(work, number).photographs_open
        assert chip_photo(work, number) == base64.b64decode("V0xm")
        assert registry_photo(work, number) == b"\xff\xd8\xff\xd9"
    with office.reading() as work:
        entries = list_entries(work, AuditFilter(actor="lijing"))
    assert [(entry.action, entry.subject, entry.codes) for entry in reversed(entries)] == [
        ("case.claimed", number, []),
        ("case.viewed", number, []),
        ("case.photo_viewed", number, ["chip"]),
        ("case.photo_viewed", number, ["registry"]),
    ]


def _closed(office: Office, who: Actor, number: str) -> bool:
    """Tell whether both photographs are closed to `who`."""
    for look in (chip_photo, registry_photo):
        with office.writing(who) as work:
            assert not open_case(work, number).photographs_open
        with office.writing(who) as work, pytest.raises(Refused) as caught:
            look(work, number)
        assert caught.value.reason is Reason.PHOTO_CLOSED
    return True


def _open(office: Office, who: Actor, number: str) -> bool:
    with office.writing(who) as work:
        return open_case(work, number).photographs_open and registry_photo(work, number) is not None


def test_photographs_are_for_the_holder_of_the_lease(
    office: Office, partners: Partners, clock: FrozenClock, reviewer: Actor, second: Actor
) -> None:
    partners.people[NUMBER] = registry_answer()
    number = acts.take_in(office)
    desk.refresh_registry(office, SYSTEM, number)
    chief = acts.add(office, "chief", Role.SUPERVISOR, Role.AUDITOR)
    assert all(_closed(office, who, number) for who in (reviewer, second, chief))
    acts.claim(office, reviewer, number)
    assert _open(office, reviewer, number)
    assert all(_closed(office, who, number) for who in (second, chief))
    clock.advance(office.settings.review.lease_minutes * 60 + 1)
    assert _closed(office, reviewer, number)  # even before the worker gives the case back


def test_photographs_are_for_the_second_look(office: Office, partners: Partners, reviewer: Actor, second: Actor) -> None:
    partners.people[NUMBER] = registry_answer()
    chief = acts.add(office, "chief", Role.SUPERVISOR)
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        decisions.reject(work, case.number, case.version, (ReasonCode.FRAUD,), "x")
    assert acts.look(office, case.number).decision_waits
    assert _open(office, second, case.number)
    assert all(_closed(office, who, case.number) for who in (reviewer, chief))
    with office.writing(second) as work:
        decisions.agree(work, case.number, acts.look(office, case.number).version)
    assert _closed(office, second, case.number)


def test_reading_without_commit_is_no_way_around_the_audit(office: Office, reviewer: Actor) -> None:
    """A view that is not committed would not be audited, so the photographs are only given inside a writing unit."""
    number = acts.take_in(office)
    acts.claim(office, reviewer, number)
    for look in (open_case, chip_photo, registry_photo):
        with office.reading(reviewer) as work, pytest.raises(RuntimeError):
            look(work, number)


def test_a_service_without_a_desk_does_not_come_in(office: Office) -> None:
    offered = dict(office.terms)
    del offered[ServiceSlug.TRUCK_PASS]
    other = application().model_copy(update={"service": ServiceSlug.TRUCK_PASS})
    with pytest.raises(Refused) as caught:
        acts.take_in(replace(office, terms=offered), other)
    assert caught.value.reason is Reason.SERVICE_NOT_OFFERED


def test_only_who_reviews_or_audits_reads_a_case(office: Office, producer: Actor) -> None:
    number = acts.take_in(office)
    for look in (open_case, chip_photo, registry_photo):
        with office.writing(producer) as work, pytest.raises(Refused) as caught:
            look(work, number)
        assert caught.value.reason is Reason.ROLE_MISSING


def test_after_its_end_the_evidence_is_gone_and_says_so(office: Office, partners: Partners, reviewer: Actor) -> None:
    number = acts.take_in(office)
    evidence.destroy(office, SYSTEM, number)
    evidence.destroy(office, SYSTEM, number)
    with office.writing(reviewer) as work, pytest.raises(Refused) as caught:
        open_case(work, number)
    assert caught.value.reason is Reason.EVIDENCE_GONE
    assert [path for path in office.settings.evidence_dir.rglob("*") if path.is_file()] == []


def test_no_row_or_event_shows_a_person(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = acts.ready_to_decide(office, partners, reviewer)
    with office.writing(reviewer) as work:
        file = open_case(work, case.number)
        entries = list_entries(work, AuditFilter())
    shown = repr(file) + repr([vars(event) for event in file.events]) + repr([vars(entry) for entry in entries])
    assert not any(secret in shown for secret in SECRETS)
