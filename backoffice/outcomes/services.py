"""What became of an application, told only to the terminal that lodged it: number and key together say which."""

import base64
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backoffice.audit import services as audit
from backoffice.documents import store
from backoffice.intake.models import Lodgement
from backoffice.office import Actor, Office, Work
from backoffice.refusals import Refused
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case
from backoffice.violations import decided
from domain.reasons import ReasonCode
from domain.wire.v1_outcomes import DocumentAnswer, DocumentQuestion, MadeDocument, OutcomeAnswer, OutcomeQuestion

CODES = {code.value for code in ReasonCode}


class UnknownApplication(LookupError):
    """No application of this number was lodged under this key by this terminal."""


class NotReady(LookupError):
    """There is no such document, not yet or not any more."""


def outcome(office: Office, terminal_id: str, question: OutcomeQuestion) -> OutcomeAnswer:
    """Return where the application stands; raises :class:`UnknownApplication`."""
    with office.reading() as work:
        case = _find(work, terminal_id, question.number, question.key)
        return OutcomeAnswer(
            status=case.status,
            reasons=reasons_of(case),
            due_date=case.due_date,
            documents=list_documents(work, case.number),
            **_opened(work, case),
        )


def document(office: Office, terminal_id: str, question: DocumentQuestion) -> DocumentAnswer:
    """Return one document; audited. Raises :class:`UnknownApplication`, :class:`NotReady`."""
    with office.writing(Actor(f"terminal:{terminal_id}")) as work:
        case = _find(work, terminal_id, question.number, question.key)
        kept = store.find_document(work, case.number, question.document)
        if kept is None:
            raise NotReady
        try:
            pdf = store.open_document(work, kept)
        except Refused:
            raise NotReady from None
        audit.record(work, "document.given", case.number, (kept.name,))
        return DocumentAnswer(pdf=base64.b64encode(pdf).decode(), sheets=kept.sheets, sha256=kept.sha256)


def reasons_of(case: Case) -> list[ReasonCode]:
    """Return the reasons of the newest event that names some: a refusal, a correction, a part that was not done."""
    for event in reversed(case.events):
        found = [ReasonCode(code) for code in event.codes if code in CODES]
        if found:
            return found if event.status is case.status else []
    return []


def list_documents(work: Work, case_number: str) -> list[MadeDocument]:
    """Return what may be fetched of a case."""
    kept = store.list_documents(work, case_number)
    return [MadeDocument(id=one.name, kind=one.kind, sheets=one.sheets, sha256=one.sha256) for one in kept]


def codes_of(work: Work, case: Case) -> Mapping[str, str]:
    """Return what goes into a QR or stands large, as the service's desk makes it."""
    desk = DESKS.get(case.service)
    return desk.codes(work, case.number) if desk is not None and desk.codes is not None else {}


def _opened(work: Work, case: Case) -> dict[str, Any]:
    """Return what lies sealed; nothing once the retention of the case has ended."""
    try:
        return {"decisions": decided.list_issued(work, case.number), "codes": dict(codes_of(work, case))}
    except Refused:
        return {}


def _find(work: Work, terminal_id: str, number: str, key: UUID) -> Case:
    lodgement = work.session.get(Lodgement, key)
    if lodgement is None or (lodgement.number, lodgement.terminal_id) != (number, terminal_id):
        raise UnknownApplication
    return cases.get_case(work.session, number)
