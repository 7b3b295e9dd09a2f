"""A contact change is filed by itself where nothing stands against it; both phones are told, once."""

import threading

import pytest
from sqlalchemy import select

from backoffice.fleet.models import Terminal
from backoffice.notices import phone_codes
from backoffice.notices.models import Notice
from backoffice.office import SYSTEM, Actor, Office
from backoffice.partners import PartnerDown
from backoffice.refusals import Refused
from backoffice.review.catalogue import DESKS
from backoffice.worker import Worker
from domain.application import ApplicationStatus
from domain.faces import FaceDecision
from domain.people import DocumentKind
from domain.services import ServiceSlug
from domain.wire import v1
from domain.wire.v1_phone_codes import PhoneCodeQuestion, PhoneProofQuestion
from tests.backoffice.acts import look, ready_to_decide, take_in
from tests.backoffice.notices.test_phone_codes import code_of
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, PHONE, application, face_check, registry_answer, with_face

NEW = "13800000777"
HERE = "terminal-7"
SLUG = ServiceSlug.CONTACT_CHANGE_DRIVER


@pytest.fixture(autouse=True)
def _world(office: Office, partners: Partners) -> None:
    with office.writing(SYSTEM) as work:
        work.session.add(
            Terminal(
                terminal_id=HERE,
                terminal_number=7,
                public_key="A" * 43 + "=",
                place_zh="样本",
                place_en="sample",
                enrolled_at=work.now,
            )
        )
    partners.people[NUMBER] = registry_answer()


def change(
    office: Office, partners: Partners, *, decision: FaceDecision = FaceDecision.MATCH, proves: bool = True
) -> v1.ApplicationBody:
    """One application for a new phone, with a code that was typed unless it is not to prove anything."""
    ticket = "A" * 43
    if proves:
        asked = PhoneCodeQuestion(service=SLUG, kind=DocumentKind.RESIDENT_ID_CARD, number=NUMBER, phone=NEW)
        ticket = phone_codes.ask(office, HERE, asked).ticket or ""
        phone_codes.prove(office, HERE, PhoneProofQuestion(ticket=ticket, code=code_of(partners, NEW)))
    body = with_face(application(delivery={"phone": NEW, "service_method": "sms"}), face_check(decision))
    return body.model_copy(update={"service": SLUG, "declaration": {"ticket": ticket, "postcode": "400010"}})


def lodge(office: Office, body: v1.ApplicationBody) -> str:
    number = take_in(office, body)
    with office.writing(SYSTEM) as work:
        phone_codes.bind(work, body, str(body.declaration["ticket"]))
    return number


def file(office: Office, number: str) -> None:
    at_once = DESKS[SLUG].at_once
    assert at_once is not None
    at_once(office, number)


def told(office: Office, kind: str) -> int:
    with office.reading() as work:
        return len(list(work.session.scalars(select(Notice).where(Notice.kind == kind))))


def test_nothing_against_it_is_filed_by_itself_and_both_phones_are_told_once(office: Office, partners: Partners) -> None:
    number = lodge(office, change(office, partners))
    file(office, number)
    file(office, number)
    assert look(office, number).status is ApplicationStatus.COMPLETED
    assert (told(office, "contact_changed"), told(office, "contact_left")) == (1, 1)
    Worker(office, threading.Event()).tick()
    left = [message for message in partners.messages.values() if message["phone"] == PHONE]
    assert len(left) == 1
    assert NEW not in left[0]["text"]


@pytest.mark.parametrize("decision", [FaceDecision.REVIEW, FaceDecision.NO_MATCH])
def test_a_face_that_is_not_known_goes_to_a_clerk(office: Office, partners: Partners, decision: FaceDecision) -> None:
    number = lodge(office, change(office, partners, decision=decision))
    file(office, number)
    assert look(office, number).status is ApplicationStatus.ACCEPTED
    assert not [path for path, _ in partners.requests if path == "/v1/contacts/file"]


def test_a_phone_that_was_not_proven_goes_to_a_clerk(office: Office, partners: Partners) -> None:
    number = lodge(office, change(office, partners, proves=False))
    file(office, number)
    assert look(office, number).status is ApplicationStatus.ACCEPTED
    assert look(office, number).mismatches == 1


def test_what_a_clerk_approves_is_filed(office: Office, partners: Partners, reviewer: Actor) -> None:
    case = ready_to_decide(office, partners, reviewer, change(office, partners, decision=FaceDecision.REVIEW))
    assert case.status is ApplicationStatus.UNDER_REVIEW
    file(office, case.number)
    assert look(office, case.number).status is ApplicationStatus.UNDER_REVIEW


def test_a_registry_that_is_down_is_asked_again_and_nothing_is_completed(office: Office, partners: Partners) -> None:
    number = lodge(office, change(office, partners))
    partners.down.add("contacts")
    with pytest.raises((PartnerDown, Refused)):
        file(office, number)
    assert look(office, number).status is ApplicationStatus.ACCEPTED
    partners.down.clear()
    file(office, number)
    assert look(office, number).status is ApplicationStatus.COMPLETED


def test_filing_carries_the_number_of_the_application(office: Office, partners: Partners) -> None:
    number = lodge(office, change(office, partners))
    file(office, number)
    assert ("/v1/contacts/file", number) in partners.requests
