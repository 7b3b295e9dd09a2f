"""Cases: what comes in is complete, sealed and promised; nothing comes in twice."""

import base64

import pytest

from backoffice.audit import services as audit
from backoffice.office import SYSTEM, Actor, Office
from backoffice.refusals import Reason, Refused
from backoffice.retention import services as evidence
from backoffice.review import cases, desk
from backoffice.review.casefile import chip_photo, open_case, registry_photo
from backoffice.review.models import EventKind
from domain.application import ApplicationStatus
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
    with office.writing(reviewer) as work:
        open_case(work, number)
        assert chip_photo(work, number) == base64.b64decode("V0xm")
        assert registry_photo(work, number) == b"\xff\xd8\xff\xd9"
    with office.reading() as work:
        entries = audit.list_entries(work.session, actor="lijing")
    assert [(entry.action, entry.subject, entry.codes) for entry in reversed(entries)] == [
        ("case.viewed", number, []),
        ("case.photo_viewed", number, ["chip"]),
        ("case.photo_viewed", number, ["registry"]),
    ]


def test_reading_without_commit_is_no_way_around_the_audit(office: Office, reviewer: Actor) -> None:
    """A view that is not committed would not be audited, so the photographs are only given inside a writing unit."""
    number = acts.take_in(office)
    for look in (open_case, chip_photo, registry_photo):
        with office.reading(reviewer) as work, pytest.raises(RuntimeError):
            look(work, number)


def test_a_service_without_a_desk_does_not_come_in(office: Office) -> None:
    other = application().model_copy(update={"service": ServiceSlug.TRUCK_PASS})
    with pytest.raises(Refused) as caught:
        acts.take_in(office, other)
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
        entries = audit.list_entries(work.session)
    shown = repr(file) + repr([vars(event) for event in file.events]) + repr([vars(entry) for entry in entries])
    assert not any(secret in shown for secret in SECRETS)
