"""Production: what waits, the order to the registry, the check of the certificate."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from backoffice import errands
from backoffice.errands import ErrandKind
from backoffice.office import Actor, Office, Work
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.production.models import Certificate
from backoffice.refusals import Reason, Refused
from backoffice.registry.port import Reissue
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.staff.models import Role
from domain.application import ApplicationStatus

_S = ApplicationStatus


@dataclass(frozen=True)
class ProductionEntry:
    """One line of the production desk; masked."""

    number: str
    status: ApplicationStatus  # approved, in_production, produced
    masked_name: str
    region_code: str
    due_date: date | None
    approved_at: datetime | None
    certificate_number: str | None
    waits_for_registry: bool
    version: int


def list_production(work: Work) -> list[ProductionEntry]:
    """Return approved cases, those in production and those made, most urgent first."""
    approved = (
        select(CaseEvent.case_id, func.max(CaseEvent.at).label("at"))
        .where(CaseEvent.kind == EventKind.APPROVED)
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    chosen = (
        select(Case, Certificate.certificate_number, approved.c.at)
        .outerjoin(Certificate, Certificate.case_id == Case.id)
        .outerjoin(approved, approved.c.case_id == Case.id)
        .where(Case.status.in_((_S.APPROVED, _S.IN_PRODUCTION, _S.PRODUCED)))
        .order_by(Case.due_date, Case.number)
    )
    return [_entry(case, number, at) for case, number, at in work.session.execute(chosen)]


def _entry(case: Case, certificate_number: str | None, approved_at: datetime | None) -> ProductionEntry:
    return ProductionEntry(
        number=case.number,
        status=case.status,
        masked_name=case.masked_name,
        region_code=case.region_code,
        due_date=case.due_date,
        approved_at=approved_at,
        certificate_number=certificate_number,
        waits_for_registry=case.status is _S.IN_PRODUCTION and certificate_number is None,
        version=case.version,
    )


def produce(office: Office, actor: Actor, number: str, version: int) -> Certificate:
    """Start production (approved → in production) and ask the registry to re-issue; idempotent by application number.

    Raises Refused(wrong_status, partner_down, partner_refused); after partner_down the case stays in production and the
    worker (or pressing again) asks anew. Opens its own transactions.
    """
    actor.require(Role.PRODUCER)
    with office.writing(actor) as work:
        case = cases.get_case(work.session, number)
        if case.status is not _S.IN_PRODUCTION:  # pressing again while the registry was down is no mistake
            _start(work, cases.get_case_at(work, number, version))
    return issue(office, actor, number)


def _start(work: Work, case: Case) -> None:
    cases.require_status(case, _S.APPROVED)
    cases.advance(work, case, _S.IN_PRODUCTION, EventKind.PRODUCTION_STARTED)
    work.session.add(Certificate(case_id=case.id, started_at=work.now))
    errands.owe(work.session, ErrandKind.REISSUE, case.number, work.now)


def issue(office: Office, actor: Actor, number: str) -> Certificate:
    """Ask the registry for the certificate of a case in production; the worker calls it too. Raises as :func:`produce`."""
    with office.reading(actor) as work:
        case = cases.get_case(work.session, number)
        cases.require_status(case, _S.IN_PRODUCTION)
        body = cases.get_body(work, number)
    try:
        reissue = DESKS[case.service].order(office.registry, body)
    except PartnerDown:
        raise Refused(Reason.PARTNER_DOWN) from None
    except PartnerRefused:
        with office.writing(actor) as work:
            errands.finish(work.session, ErrandKind.REISSUE, number, stuck=True)
        raise Refused(Reason.PARTNER_REFUSED) from None
    with office.writing(actor) as work:
        return _take_certificate(work, number, reissue)


def _take_certificate(work: Work, number: str, reissue: Reissue) -> Certificate:
    """Write the number down once: the clerk and the worker may have asked at the same time."""
    case = cases.get_case_alone(work.session, number)
    certificate = work.session.get_one(Certificate, case.id)
    if certificate.certificate_number is None:
        certificate.certificate_number, certificate.issued_on = reissue.certificate_number, reissue.issued_on
        cases.note_event(work, case, EventKind.CERTIFICATE_ISSUED)
    errands.finish(work.session, ErrandKind.REISSUE, number)
    return certificate


def check_certificate(work: Work, number: str, version: int, scanned: str) -> Case:
    """The second look: the number on the made certificate is scanned or typed (in production → produced).

    Raises Refused(certificate_missing, certificate_mismatch).
    """
    producer = work.actor.require(Role.PRODUCER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.IN_PRODUCTION)
    certificate = work.session.get_one(Certificate, case.id)
    if certificate.certificate_number is None:
        raise Refused(Reason.CERTIFICATE_MISSING)
    if not same_digits(scanned, certificate.certificate_number):
        raise Refused(Reason.CERTIFICATE_MISMATCH)
    certificate.checked_by, certificate.checked_at = producer.id, work.now
    cases.advance(work, case, _S.PRODUCED, EventKind.PRODUCED)
    work.session.flush()
    return case


def same_digits(scanned: str, number: str) -> bool:
    """Compare what was scanned or typed, spaces and hyphens aside."""
    return hmac.compare_digest("".join(scanned.split()).replace("-", "").encode(), number.encode())
