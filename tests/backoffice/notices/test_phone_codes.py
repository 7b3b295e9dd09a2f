"""A code by SMS proves a phone once, for one person, service, terminal and application, within minutes and a few tries."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from backoffice.audit.models import AuditEntry
from backoffice.fleet.models import Terminal
from backoffice.notices import phone_codes
from backoffice.notices.code_models import PhoneCode
from backoffice.notices.phone_codes import TooManyCodes
from backoffice.office import SYSTEM, Office
from backoffice.partners import PartnerDown
from domain.clock import FrozenClock
from domain.people import DocumentKind
from domain.services import ServiceSlug
from domain.wire.v1_phone_codes import PhoneCodeAnswer, PhoneCodeQuestion, PhoneProofAnswer, PhoneProofQuestion
from tests.backoffice.acts import take_in
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, PHONE, application

HERE, THERE = "terminal-7", "terminal-8"
DRIVER = ServiceSlug.CONTACT_CHANGE_DRIVER


@pytest.fixture(autouse=True)
def _terminal(office: Office) -> None:
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


def question(phone: str = PHONE, number: str = NUMBER) -> PhoneCodeQuestion:
    return PhoneCodeQuestion(service=DRIVER, kind=DocumentKind.RESIDENT_ID_CARD, number=number, phone=phone)


def ask(office: Office, phone: str = PHONE, number: str = NUMBER) -> PhoneCodeAnswer:
    return phone_codes.ask(office, HERE, question(phone, number))


def code_of(partners: Partners, phone: str = PHONE) -> str:
    texts = [message["text"] for message in partners.messages.values() if message["phone"] == phone]
    found = re.search(r"验证码([0-9]{6})", texts[-1])
    assert found
    return found.group(1)


def prove(office: Office, ticket: str | None, code: str, terminal: str = HERE) -> PhoneProofAnswer:
    return phone_codes.prove(office, terminal, PhoneProofQuestion(ticket=ticket or "", code=code))


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_right_code_proves_and_says_so_again(office: Office, partners: Partners) -> None:
    answer = ask(office)
    assert (answer.result, answer.valid_seconds, answer.resend_seconds) == ("sent", 300, 60)
    code = code_of(partners)
    assert prove(office, answer.ticket, code).result == "proven"
    assert prove(office, answer.ticket, code).result == "proven"


def test_the_message_is_signed_names_the_service_and_has_no_link(office: Office, partners: Partners) -> None:
    ask(office)
    text = next(iter(partners.messages.values()))["text"]
    assert text.startswith("【重庆交管】（样本）")
    assert "变更驾驶人联系方式" in text
    assert "http" not in text
    assert NUMBER not in text


def test_five_wrong_codes_end_it_and_the_right_one_comes_too_late(office: Office, partners: Partners) -> None:
    ticket, code = ask(office).ticket, code_of(partners)
    answers = [prove(office, ticket, other(code)) for _ in range(5)]
    assert [answer.result for answer in answers] == ["wrong"] * 4 + ["expired"]
    assert [answer.tries_left for answer in answers] == [4, 3, 2, 1, 0]
    assert prove(office, ticket, code).result == "expired"


def test_it_is_good_to_the_last_second_and_no_longer(office: Office, partners: Partners, clock: FrozenClock) -> None:
    ticket, code = ask(office).ticket, code_of(partners)
    clock.advance(299.9)
    assert prove(office, ticket, other(code)).result == "wrong"
    clock.advance(0.1)
    assert prove(office, ticket, code).result == "expired"


def test_another_terminals_ticket_and_an_invented_one_are_expired(office: Office, partners: Partners) -> None:
    ticket, code = ask(office).ticket, code_of(partners)
    assert prove(office, ticket, code, THERE).result == "expired"
    assert prove(office, "A" * 43, code).result == "expired"


def test_the_next_code_waits_a_minute(office: Office, clock: FrozenClock) -> None:
    assert ask(office).result == "sent"
    assert ask(office).result == "too_soon"
    assert ask(office, "13800000002").result == "sent"
    clock.advance(60.0)
    assert ask(office).result == "sent"


def test_a_phone_gets_ten_a_day_whoever_asks(office: Office, clock: FrozenClock) -> None:
    for turn in range(10):
        assert ask(office, number=f"5001031990010100{turn:02d}").result == "sent"
        clock.advance(60.0)
    assert ask(office, number="500103199001019999").result == "limit"
    clock.advance(timedelta(days=1).total_seconds())
    assert ask(office).result == "sent"


def test_a_person_gets_ten_a_day_whatever_the_phone(office: Office) -> None:
    for turn in range(10):
        assert ask(office, f"138000001{turn:02d}").result == "sent"
    assert ask(office, "13800000999").result == "limit"


def test_a_terminal_that_asks_without_end_is_refused(office: Office) -> None:
    for turn in range(60):
        ask(office, f"138000002{turn:02d}", f"5001031990010200{turn:02d}")
    with pytest.raises(TooManyCodes):
        ask(office, "13800000399", "500103199001020399")


def test_a_gateway_that_is_down_is_said_and_the_code_counts(office: Office, partners: Partners) -> None:
    partners.down.add("messages")
    with pytest.raises(PartnerDown):
        ask(office)
    partners.down.clear()
    assert ask(office).result == "too_soon"


def test_a_number_that_the_gateway_refuses_is_said(office: Office, partners: Partners) -> None:
    partners.refusing.add("messages")
    assert ask(office).result == "refused"


def test_nothing_in_the_database_or_the_audit_log_names_phone_or_code(office: Office, partners: Partners) -> None:
    ticket, code = ask(office).ticket, code_of(partners)
    prove(office, ticket, code)
    with office.reading() as work:
        row = work.session.scalars(select(PhoneCode)).one()
        kept = [str(value) for value in vars(row).values()]
        events = [f"{event.action} {event.subject} {event.codes}" for event in work.session.scalars(select(AuditEntry))]
    assert not any(secret in text for secret in (PHONE, code, ticket or "", NUMBER) for text in [*kept, *events])


def bound(office: Office, ticket: str, running: int = 1, phone: str = PHONE, minutes: float = 0.0) -> bool:
    body = application(running, delivery={"phone": phone})
    body = body.model_copy(update={"service": DRIVER, "confirmed_at": body.confirmed_at + timedelta(minutes=minutes)})
    with office.writing(SYSTEM) as work:
        return phone_codes.bind(work, body, ticket)


def proven(office: Office, partners: Partners) -> str:
    ticket = ask(office).ticket
    assert ticket is not None
    assert prove(office, ticket, code_of(partners)).result == "proven"
    return ticket


def test_a_ticket_proves_one_application(office: Office, partners: Partners) -> None:
    ticket = proven(office, partners)
    first = take_in(office, application(1))
    take_in(office, application(2))
    assert bound(office, ticket)
    assert bound(office, ticket)  # the same once more: the courier brought it twice
    assert not bound(office, ticket, running=2)
    with office.reading() as work:
        assert phone_codes.is_proven(work, first, PHONE)
        assert not phone_codes.is_proven(work, first, "13800000002")


def test_a_ticket_proves_no_other_phone_and_nothing_much_later(office: Office, partners: Partners) -> None:
    ticket = proven(office, partners)
    take_in(office, application(1))
    assert not bound(office, ticket, phone="13800000002")
    assert not bound(office, ticket, minutes=31)
    assert not bound(office, "A" * 43)
    assert bound(office, ticket, minutes=30)


def test_a_code_that_was_not_typed_proves_nothing(office: Office) -> None:
    ticket = ask(office).ticket
    assert ticket is not None
    assert not bound(office, ticket)


def test_what_proved_nothing_is_forgotten_and_what_did_stays(office: Office, partners: Partners, clock: FrozenClock) -> None:
    ticket = proven(office, partners)
    take_in(office, application(1))
    assert bound(office, ticket)
    ask(office, "13800000002")
    clock.advance(timedelta(days=31).total_seconds())
    with office.writing(SYSTEM) as work:
        phone_codes.forget_old(work)
    with office.reading() as work:
        assert [row.case_number is not None for row in work.session.scalars(select(PhoneCode))] == [True]
