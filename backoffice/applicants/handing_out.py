"""Papers of own applications are handed out, audited; the copy of what was signed 签署副本 is made when first asked for."""

from dataclasses import replace

from backoffice.applicants.own_cases import get_own, require_verified
from backoffice.applicants.papers import copy_name
from backoffice.audit import services as audit
from backoffice.documents import signed_copy, store
from backoffice.documents.models import KeptDocument
from backoffice.documents.press import DocumentNotMade
from backoffice.documents.store import Document
from backoffice.office import Actor, Office
from backoffice.refusals import Refused
from backoffice.review import cases
from domain.wire.v1_my_applications import MyDocumentQuestion


class NoSuchPaper(LookupError):
    """There is no such paper, not yet or not any more."""


def give_paper(office: Office, terminal_id: str, question: MyDocumentQuestion) -> tuple[KeptDocument, bytes]:
    """Return one paper, made now where it is the copy of what was signed; audited.

    Raises :class:`backoffice.applicants.own_cases.NotVerified`, :class:`backoffice.applicants.own_cases.NotOwn`,
    :class:`NoSuchPaper`.
    """
    require_verified(office, question.person)
    fresh = _make_copy(office, question)
    with office.writing(Actor(f"terminal:{terminal_id}")) as work:
        case = get_own(work, question.person, question.number)
        if fresh is not None:
            store.keep_document(work, case.number, fresh)
        kept = store.find_document(work, case.number, question.document)
        if kept is None:
            raise NoSuchPaper
        try:
            pdf = store.open_document(work, kept)
        except Refused:
            raise NoSuchPaper from None
        audit.record(work, "document.given", case.number, (kept.name,))
        return kept, pdf


def _make_copy(office: Office, question: MyDocumentQuestion) -> Document | None:
    """Return the copy of what was signed if it is asked for and not there yet; nothing is locked while it is typeset."""
    with office.reading() as work:
        case = get_own(work, question.person, question.number)
        if question.document != copy_name(work, case) or store.find_document(work, case.number, question.document):
            return None
        try:
            body = cases.get_body(work, case.number)
        except Refused:
            raise NoSuchPaper from None
    try:
        return replace(signed_copy.make_signed_copy(office, body), name=question.document)
    except DocumentNotMade:
        raise NoSuchPaper from None
