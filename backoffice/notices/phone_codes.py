"""短信验证码: whose phone it is. Six random digits by SMS, good for minutes and a few tries; one case at most is proven by one.

Codes and phones are kept as keyed hashes; the audit log names services and results, never a number.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, func, select

from backoffice.audit import services as audit
from backoffice.notices.code_models import PhoneCode
from backoffice.office import Actor, Office, Work
from backoffice.partners import PartnerRefused
from domain.wire.v1 import ApplicationBody
from domain.wire.v1_phone_codes import PhoneCodeAnswer, PhoneCodeQuestion, PhoneProofAnswer, PhoneProofQuestion

TICKET_BYTES = 32
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

Hindrance = Literal["too_soon", "limit"]


class TooManyCodes(Exception):
    """This terminal asked for more codes than citizens can need. `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("too many codes")
        self.retry_after = retry_after


def ask(office: Office, terminal_id: str, question: PhoneCodeQuestion) -> PhoneCodeAnswer:
    """Send a code and return its ticket, or say why none is sent now.

    Raises :class:`TooManyCodes`, :class:`backoffice.partners.PartnerDown` (nothing is known to have been sent).
    """
    actor, ticket, code = Actor(f"terminal:{terminal_id}"), secrets.token_urlsafe(TICKET_BYTES), _new_code()
    with office.writing(actor) as work:
        hindrance = _hindrance(work, terminal_id, question)
        if hindrance is None:
            work.session.add(_row(work, terminal_id, question, ticket, code))
        audit.record(work, "phone_code.asked", codes=(question.service.value, hindrance or "sent"))
    if hindrance is not None:
        return PhoneCodeAnswer(result=hindrance, resend_seconds=_resend(office))
    return _send(office, question, ticket, code)


def _new_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def _row(work: Work, terminal_id: str, question: PhoneCodeQuestion, ticket: str, code: str) -> PhoneCode:
    vault = work.office.vault
    return PhoneCode(
        ticket_hash=_hash(ticket),
        terminal_id=terminal_id,
        service=question.service,
        person_hash=vault.person_hash(question.number),
        phone_hash=vault.person_hash(_phone(question.phone)),
        code_hash=vault.person_hash(_secret(ticket, code)),
        asked_at=work.now,
        expires_at=work.now + timedelta(seconds=work.office.settings.phone_codes.valid_seconds),
    )


def _send(office: Office, question: PhoneCodeQuestion, ticket: str, code: str) -> PhoneCodeAnswer:
    """Send it at once: who stands at a terminal does not wait for the worker. The row stays and counts, whatever comes."""
    try:
        office.sms.send(question.phone, _text(office, question, code), f"phone-code-{_hash(ticket)}")
    except PartnerRefused:
        return PhoneCodeAnswer(result="refused")
    settings = office.settings.phone_codes
    return PhoneCodeAnswer(
        result="sent", ticket=ticket, valid_seconds=settings.valid_seconds, resend_seconds=settings.resend_seconds
    )


def _text(office: Office, question: PhoneCodeQuestion, code: str) -> str:
    book, language = office.texts, question.language
    sample = book.get("sms.sample", language) if office.settings.is_sandbox else ""
    minutes = office.settings.phone_codes.valid_seconds // 60
    service = book.get(f"service.{question.service}.name", language).replace("\n", "")
    return (
        book.get("sms.signature", language)
        + sample
        + book.get("sms.phone_code", language, service=service, code=code, minutes=minutes)
    )


def _hindrance(work: Work, terminal_id: str, question: PhoneCodeQuestion) -> Hindrance | None:
    """Say what stands against another code: one was sent a moment ago, or phone or person had many today."""
    settings, vault = work.office.settings.phone_codes, work.office.vault
    _require_room(work, terminal_id)
    phone = PhoneCode.phone_hash == vault.person_hash(_phone(question.phone))
    person = PhoneCode.person_hash == vault.person_hash(question.number)
    if _asked(work, phone, since=work.now - timedelta(seconds=settings.resend_seconds)):
        return "too_soon"
    of_phone, of_person = (_asked(work, of_whom, since=work.now - DAY) for of_whom in (phone, person))
    return "limit" if of_phone >= settings.per_phone_and_day or of_person >= settings.per_person_and_day else None


def _require_room(work: Work, terminal_id: str) -> None:
    asked = _asked(work, PhoneCode.terminal_id == terminal_id, since=work.now - HOUR)
    if asked >= work.office.settings.phone_codes.per_terminal_and_hour:
        raise TooManyCodes(int(HOUR.total_seconds()) // 4)


def _asked(work: Work, of_whom: object, *, since: datetime) -> int:
    counted = select(func.count()).select_from(PhoneCode).where(of_whom, PhoneCode.asked_at > since)  # type: ignore[arg-type]
    return work.session.scalar(counted) or 0


def prove(office: Office, terminal_id: str, question: PhoneProofQuestion) -> PhoneProofAnswer:
    """Compare a typed code; a proven one stays proven, so that a lost answer may be asked for again."""
    with office.writing(Actor(f"terminal:{terminal_id}")) as work:
        answer = _compared(work, terminal_id, question)
        audit.record(work, "phone_code.compared", codes=(answer.result,))
        return answer


def _compared(work: Work, terminal_id: str, question: PhoneProofQuestion) -> PhoneProofAnswer:
    row = work.session.get(PhoneCode, _hash(question.ticket), with_for_update=True)
    tries = work.office.settings.phone_codes.tries
    if row is None or row.terminal_id != terminal_id or work.now >= row.expires_at or row.tries >= tries:
        return PhoneProofAnswer(result="expired")
    if not hmac.compare_digest(row.code_hash, work.office.vault.person_hash(_secret(question.ticket, question.code))):
        row.tries += 1
        return PhoneProofAnswer(result="wrong" if row.tries < tries else "expired", tries_left=tries - row.tries)
    row.proven_at = row.proven_at or work.now
    return PhoneProofAnswer(result="proven")


def bind(work: Work, body: ApplicationBody, ticket: str) -> bool:
    """Have the ticket prove the phone of this application, and of no other; tell whether it does.

    It does when it is of this terminal, person, service and phone and was proven shortly before the citizen confirmed: the
    application itself may come days later.
    """
    row = work.session.get(PhoneCode, _hash(ticket), with_for_update=True)
    if row is None or row.case_number not in (None, body.number) or not _fits(work, row, body):
        return False
    row.case_number = body.number
    return True


def _fits(work: Work, row: PhoneCode, body: ApplicationBody) -> bool:
    vault = work.office.vault
    lately = timedelta(minutes=work.office.settings.phone_codes.proven_minutes)
    person, phone = vault.person_hash(body.applicant.number), vault.person_hash(_phone(body.delivery.phone))
    ours = (body.terminal_id, body.service, person, phone)
    theirs = (row.terminal_id, row.service, row.person_hash, row.phone_hash)
    return theirs == ours and row.proven_at is not None and abs(body.confirmed_at - row.proven_at) <= lately


def is_proven(work: Work, case_number: str, phone: str) -> bool:
    """Tell whether the phone of this case was proven."""
    wanted = (PhoneCode.case_number == case_number, PhoneCode.phone_hash == work.office.vault.person_hash(_phone(phone)))
    return work.session.scalar(select(PhoneCode.ticket_hash).where(*wanted).limit(1)) is not None


def forget_old(work: Work) -> None:
    """Forget codes that proved nothing; an application may still be on its way for days."""
    before = work.now - timedelta(days=work.office.settings.phone_codes.keep_days)
    work.session.execute(delete(PhoneCode).where(PhoneCode.case_number.is_(None), PhoneCode.asked_at < before))


def _resend(office: Office) -> int:
    return office.settings.phone_codes.resend_seconds


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _phone(phone: str) -> str:
    return f"phone|{phone}"


def _secret(ticket: str, code: str) -> str:
    return f"phone-code|{ticket}|{code}"
