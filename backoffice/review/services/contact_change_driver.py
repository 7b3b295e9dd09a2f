"""变更驾驶人联系方式: old beside new; filed with the registry (公安部令第162号 §81)."""

from backoffice.office import Work
from backoffice.registry.orders import ContactOrder
from backoffice.registry.port import RegistryRecord
from backoffice.review.comparison import Comparison, ComparisonRow, ServiceDesk, Verdict, agree_or
from backoffice.review.contact_filing import (
    CORRECTABLE,
    Filing,
    contact_rows,
    document_row,
    file_at_once,
    known_row,
    pending_row,
)
from backoffice.review.destination import fill_in
from backoffice.review.facts import facts_of
from domain.licences import LicenceState
from domain.reasons import ReasonCode
from domain.rules.contact_change_driver import RULES, Declaration, files_employer
from domain.rules.rule import refusals
from domain.wire import v1

OF_THE_LICENCE = (ReasonCode.REGISTRY, ReasonCode.NO_LICENCE, ReasonCode.STATE, ReasonCode.LOCKED)


def compare(given: Comparison) -> tuple[ComparisonRow, ...]:
    """Return the rows in the order in which a clerk reads them."""
    applicant = given.body.applicant
    facts = facts_of(given.record, given.today, applicant.valid_to, applicant.birth, pending=given.same_business_pending)
    refused = [refusal.code for refusal in refusals(RULES, facts, given.terms)]
    employer = getattr(given.declaration, "employer", "") if files_employer(facts, given.terms) else None
    return (
        *_licence(given, refused),
        document_row(given, refused),
        pending_row(given, refused),
        *contact_rows(given, given.record.contact, employer),
    )


def _licence(given: Comparison, refused: list[ReasonCode]) -> tuple[ComparisonRow, ...]:
    applicant, licence = given.body.applicant, given.record.licence
    if licence is None:
        return (ComparisonRow("name", applicant.name, None, Verdict.MISMATCH, ReasonCode.NO_LICENCE),)
    state = next((code for code in OF_THE_LICENCE if code in refused), None)
    elsewhere = ReasonCode.OUT_OF_AREA if ReasonCode.OUT_OF_AREA in refused else None
    letters = "".join(one.value for one in LicenceState if one in licence.states)
    differs = Verdict.CHANGED if applicant.doubtful else Verdict.MISMATCH
    return (
        agree_or(differs, "name", applicant.name, licence.holder, ReasonCode.DATA),
        agree_or(Verdict.MISMATCH, "licence_number", applicant.number, licence.number, ReasonCode.DATA),
        known_row("archive_number", licence.archive_number, elsewhere),
        known_row("classes", licence.classes),
        known_row("states", letters, state),
    )


def order(work: Work, body: v1.ApplicationBody, declaration: object, record: RegistryRecord) -> ContactOrder:
    """Return what is filed; raises :class:`TypeError` for another service's declaration: a bug."""
    if not isinstance(declaration, Declaration):
        raise TypeError(body.service)
    return ContactOrder(
        application_number=body.number,
        id_number=body.applicant.number,
        phone=body.delivery.phone,
        address=fill_in(body.delivery, record, work.office.regions).address,
        postcode=declaration.postcode,
        email=declaration.email,
        employer=declaration.employer,
    )


DESK = ServiceDesk(
    compare=compare,
    correctable=CORRECTABLE,
    at_once=file_at_once(Filing(order, lambda record: record.contact)),
    makes="contact",
)
