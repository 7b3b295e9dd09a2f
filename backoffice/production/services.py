"""Production: the order to the registry, the check of the certificate. What waits: `lists.py`."""

import hmac
from functools import partial

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, select, true

from backoffice import errands
from backoffice.documents.store import Document, keep_document
from backoffice.errands import ErrandKind
from backoffice.jobs.steps import once
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import Actor, Office, Work
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.production import blanks
from backoffice.production.models import Certificate
from backoffice.production.temporary_plates import make_temporary_plate
from backoffice.refusals import Reason, Refused
from backoffice.registry.orders import Reissue
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.matching import given_for
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role
from backoffice.staff.scope import within
from domain.application import ApplicationStatus
from domain.wire.v1 import ApplicationBody

_S = ApplicationStatus

REISSUE = TypeAdapter(Reissue)

MADE_HERE = frozenset(slug for slug, desk in DESKS.items() if desk.order)
"""Services of which something is made; what else is approved ends by itself a moment later."""


def in_scope(work: Work) -> ColumnElement[bool]:
    """Return the condition that leaves the cases of whoever looks: those of his districts."""
    return within(work.actor.staff, Case.district) if work.actor.staff else true()


def produce(office: Office, actor: Actor, number: str, version: int) -> Certificate:
    """Start production (approved → in production), ask the registry to re-issue, take a blank; idempotent.

    Raises Refused(wrong_status, registry_missing, blank_missing, partner_down, partner_refused); after partner_down the case
    stays in production and the worker (or pressing again) asks anew. Opens its own transactions.
    """
    actor.require(Role.PRODUCER)
    with office.writing(actor) as work:
        case = cases.require_in_scope(work, cases.get_case(work.session, number))
        if case.status is not _S.IN_PRODUCTION:  # pressing again while the registry was down is no mistake
            _start(work, cases.get_case_at(work, number, version))
    certificate = issue(office, actor, number)
    with office.writing(actor) as work:
        blanks.take(work, cases.get_case_alone(work.session, number))
    return certificate


def _start(work: Work, case: Case) -> None:
    cases.require_status(case, _S.APPROVED)
    if case.service not in MADE_HERE:
        raise Refused(Reason.WRONG_STATUS)
    blanks.require_stock(work, case)
    case.recovery_required = _takes_back(work, case)
    cases.advance(work, case, _S.IN_PRODUCTION, EventKind.PRODUCTION_STARTED)
    work.session.add(Certificate(case_id=case.id, started_at=work.now, produced_by=work.actor.staff_id))
    errands.owe(work.session, ErrandKind.REISSUE, case.number, work.now)


def _takes_back(work: Work, case: Case) -> bool:
    """Tell whether the courier takes something back: decided as production begins, when it is known what is made."""
    try:
        return DESKS[case.service].takes_back(given_for(work, case))
    except LookupError:
        raise Refused(Reason.REGISTRY_MISSING) from None


def issue(office: Office, actor: Actor, number: str) -> Certificate:
    """Ask the registry for the certificate of a case in production; the worker calls it too. Raises as :func:`produce`."""
    with office.reading(actor) as work:
        case = cases.get_case(work.session, number)
        cases.require_status(case, _S.IN_PRODUCTION)
        order, given = DESKS[case.service].order, given_for(work, case)
    if order is None:
        raise Refused(Reason.WRONG_STATUS)
    try:
        reissue = once(office, number, "reissue", partial(order, office.registry, given), REISSUE)
    except LookupError:
        raise Refused(Reason.REGISTRY_MISSING) from None
    except PartnerDown:
        raise Refused(Reason.PARTNER_DOWN) from None
    except PartnerRefused:
        _leave_stuck(office, actor, number)
        raise Refused(Reason.PARTNER_REFUSED) from None
    if _is_given_to_another(office, actor, number, reissue.certificate_number):
        _leave_stuck(office, actor, number)
        raise Refused(Reason.PARTNER_REFUSED)
    paper = make_temporary_plate(office, given, reissue)
    with office.writing(actor) as work:
        return _take_certificate(work, number, reissue, paper, given.body)


def _leave_stuck(office: Office, actor: Actor, number: str) -> None:
    """Ask no more: somebody has to find out."""
    with office.writing(actor) as work:
        errands.finish(work.session, ErrandKind.REISSUE, number, stuck=True)


def _is_given_to_another(office: Office, actor: Actor, number: str, certificate_number: str) -> bool:
    """A registry that gives one number twice is wrong about one of them."""
    with office.reading(actor) as work:
        other = select(Case.number).join(Certificate, Certificate.case_id == Case.id)
        found = work.session.scalar(other.where(Certificate.certificate_number == certificate_number))
    return found is not None and found != number


def _take_certificate(work: Work, number: str, reissue: Reissue, paper: Document | None, body: ApplicationBody) -> Certificate:
    """Write the number down once: the clerk and the worker may have asked at the same time."""
    case = cases.get_case_alone(work.session, number)
    certificate = work.session.get_one(Certificate, case.id)
    if certificate.certificate_number is None:
        certificate.certificate_number, certificate.issued_on = reissue.certificate_number, reissue.issued_on
        certificate.temporary_plate, certificate.temporary_until = reissue.temporary_plate, reissue.temporary_until
        cases.note_event(work, case, EventKind.CERTIFICATE_ISSUED)
        if paper and reissue.temporary_until:
            keep_document(work, number, paper)
            told = notices.Told(valid=reissue.temporary_until.isoformat())
            notices.queue(work, case, body, NoticeKind.TEMPORARY_PLATE, told)
    errands.finish(work.session, ErrandKind.REISSUE, number)
    return certificate


def check_certificate(work: Work, number: str, version: int, scanned: str) -> Case:
    """The second look: the number on the made certificate is scanned or typed (in production → produced).

    Raises Refused(certificate_missing, certificate_mismatch, blank_missing, checker_is_maker).
    """
    producer = work.actor.require(Role.PRODUCER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.IN_PRODUCTION)
    certificate = work.session.get_one(Certificate, case.id)
    if certificate.certificate_number is None:
        raise Refused(Reason.CERTIFICATE_MISSING)
    if not same_digits(scanned, certificate.certificate_number):
        raise Refused(Reason.CERTIFICATE_MISMATCH)
    if blanks.is_numbered(work.office, blanks.kind_of(case)) and blanks.blank_of(work.session, case) is None:
        raise Refused(Reason.BLANK_MISSING)
    if work.office.settings.production.checker_differs and certificate.produced_by == producer.id:
        raise Refused(Reason.CHECKER_IS_MAKER)
    certificate.checked_by, certificate.checked_at = producer.id, work.now
    cases.advance(work, case, _S.PRODUCED, EventKind.PRODUCED)
    work.session.flush()
    return case


def same_digits(scanned: str, number: str) -> bool:
    """Compare what was scanned or typed, spaces and hyphens aside."""
    return hmac.compare_digest("".join(scanned.split()).replace("-", "").encode(), number.encode())
