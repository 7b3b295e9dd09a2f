"""手机号验证: four stops that prove a phone number by a code: type it, have the code sent, type the code, have it compared.

`Plan(stops=(…, *phone_stops(), …))`; what was proven is `proven_phone(person)`, and its ticket goes into the declaration.
"""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from domain.failures import FailureCode
from domain.people import IdDocument
from domain.services import ServiceSlug
from domain.texts import Language
from domain.wire.v1_phone_codes import PhoneCodeAnswer, PhoneCodeQuestion, PhoneProofAnswer, PhoneProofQuestion
from kiosk.flow.contents import Again, FormContent, FormField, Inquiry, Matter, WaitContent
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Outcome, Retry
from kiosk.flow.plan import Stop
from kiosk.flow.visit import Person, PhoneEntry
from kiosk.services.eligibility import document_of

NEW_PHONE = "new_phone"
PHONE = "phone"
SEND = "send_code"
PHONE_CODE = "phone_code"
CODE = "code"
COMPARE = "compare_code"
FOR_THIS_VISIT = timedelta(hours=1)  # longer than any visit
EXPIRED = "phone_code.expired"


def typed_phone(matter: Matter) -> str:
    """Return the number as it stands in its field."""
    return matter.answers.text(NEW_PHONE, PHONE)


def proven_phone(person: Person) -> tuple[str, str]:
    """Return number and ticket; raises :class:`LookupError` when what stands in the field was not proven: a bug."""
    proven = person.phone_code.proven
    if proven is None or proven[0] != person.answers.text(NEW_PHONE, PHONE):
        raise LookupError("the phone was not proven")
    return proven


class SendCode:
    """The inquiry that has a code sent to the number that stands in the field."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether this very number is proven, or has a code that may still be typed."""
        entry, phone = matter.person.phone_code, typed_phone(matter)
        return _is_proven(matter) or (entry.phone == phone and entry.ticket is not None)

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask."""
        visit = matter.visit
        document: IdDocument = document_of(visit)
        if not isinstance(visit.service, ServiceSlug):
            raise LookupError("no service is chosen")  # noqa: TRY004 - the plan is wrong, not a type
        question = PhoneCodeQuestion(
            service=visit.service,
            kind=document.kind,
            number=document.number,
            phone=typed_phone(matter),
            language=Language(visit.display.language),
        )
        return workers.ask_phone_code(question, on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep the ticket; where no code is sent, say so at the number."""
        if not isinstance(result, PhoneCodeAnswer):
            return None
        workers.note("phone_code_asked", result=result.result)
        entry = matter.person.phone_code
        if result.result == "sent":
            _sent(matter, entry, result)
            return STAY
        length = timedelta(seconds=result.resend_seconds) if result.result == "too_soon" else FOR_THIS_VISIT
        entry.barred[typed_phone(matter)] = (f"phone_code.{result.result}", matter.now + length)
        return Retry(NEW_PHONE)

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that nothing was sent."""
        workers.note("phone_code_asked", result="failed", failure=failure.value)


class CompareCode:
    """The inquiry that has the typed code compared."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the number is proven."""
        return _is_proven(matter)

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask; raises :class:`LookupError` without a ticket: :class:`SendCode` comes before."""
        ticket = matter.person.phone_code.ticket
        if ticket is None:
            raise LookupError("no code was sent")
        question = PhoneProofQuestion(ticket=ticket, code=matter.answers.text(PHONE_CODE, CODE))
        return workers.prove_phone_code(question, on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep what is proven; a wrong code is said at its field, and how many tries are left."""
        if not isinstance(result, PhoneProofAnswer):
            return None
        workers.note("phone_code_compared", result=result.result)
        entry = matter.person.phone_code
        if result.result == "proven" and entry.ticket is not None:
            entry.proven = (entry.phone, entry.ticket)
            matter.person.address.phone = entry.phone
            return STAY
        few = result.result == "wrong" and 1 <= result.tries_left <= 4
        why = f"phone_code.wrong.{result.tries_left}" if few else EXPIRED
        entry.wrong = (matter.answers.text(PHONE_CODE, CODE), why)
        return Retry(PHONE_CODE)

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that it was not compared."""
        workers.note("phone_code_compared", result="failed", failure=failure.value)


def _sent(matter: Matter, entry: PhoneEntry, answer: PhoneCodeAnswer) -> None:
    entry.phone, entry.ticket = typed_phone(matter), answer.ticket
    entry.sent_at, entry.resend_seconds, entry.wrong = matter.now, answer.resend_seconds, None
    matter.answers.typed.pop((PHONE_CODE, CODE), None)


def _is_proven(matter: Matter) -> bool:
    proven = matter.person.phone_code.proven
    return proven is not None and proven[0] == typed_phone(matter)


def _against_phone(matter: Matter, value: str) -> str | None:
    why, until = matter.person.phone_code.barred.get(value, ("", matter.now))
    return why if matter.now < until else None


def _against_code(matter: Matter, value: str) -> str | None:
    wrong = matter.person.phone_code.wrong
    if _is_proven(matter) or wrong is None:
        return None
    return wrong[1] if wrong[1] == EXPIRED or wrong[0] == value else None


def _seconds_left(matter: Matter) -> int:
    entry = matter.person.phone_code
    if entry.sent_at is None or _is_proven(matter):
        return 0
    until: datetime = entry.sent_at + timedelta(seconds=entry.resend_seconds)
    return max(0, min(math.ceil((until - matter.now).total_seconds()), entry.resend_seconds))


def _forget(matter: Matter) -> None:
    entry = matter.person.phone_code
    entry.ticket = entry.wrong = entry.proven = None
    matter.answers.typed.pop((PHONE_CODE, CODE), None)


def phone_stops(station: str = "station.phone", words: str = NEW_PHONE) -> tuple[Stop, ...]:
    """Return the four stops; `words` of the number's field."""
    number = FormContent(words, lambda _: (FormField(PHONE, "mobile", check=_against_phone),))
    code = FormContent(
        PHONE_CODE, lambda _: (FormField(CODE, "sms_code", check=_against_code),), again=Again(SEND, _seconds_left, _forget)
    )
    sends: Inquiry = SendCode()
    compares: Inquiry = CompareCode()
    return (
        Stop("form", station, NEW_PHONE, number),
        Stop("wait", station, SEND, WaitContent(SEND, (sends,))),
        Stop("form", station, PHONE_CODE, code),
        Stop("wait", station, COMPARE, WaitContent(COMPARE, (compares,))),
    )
