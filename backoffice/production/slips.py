"""The work slip 制证单: what is made in one case, on paper at the maker's table; and what of the old one comes back.

It names the whole plate, so opening it is audited.
"""

from dataclasses import dataclass, field
from datetime import date

from backoffice.audit import services as audit
from backoffice.dispatch.label import code128_svg
from backoffice.office import Work
from backoffice.production.models import Certificate
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import WorkOrder
from backoffice.review.matching import given_for
from backoffice.staff.models import Role
from domain.services import ServiceSlug

WITH_SLIP = frozenset(slug for slug, desk in DESKS.items() if desk.work_order)
"""Services whose documents are of different kinds, so that a maker has to be told."""


@dataclass(frozen=True)
class WorkSlip:
    """What stands on it. Its repr shows no plate."""

    number: str
    service: ServiceSlug
    order: WorkOrder
    certificate_number: str | None
    code128_svg: str | None  # of the number, to be scanned at the check
    issued_on: date | None
    temporary_plate: str | None = field(repr=False)
    temporary_until: date | None


def open_slip(work: Work, number: str) -> WorkSlip:
    """Open the slip of a case that is approved or being made, and audit it (needs `office.writing`).

    Raises Refused(role_missing, not_found, wrong_status, registry_missing, evidence_gone).
    """
    work.actor.require(Role.PRODUCER)
    case = cases.require_in_scope(work, cases.get_case(work.session, number))
    to_make = DESKS[case.service].work_order
    if to_make is None:
        raise Refused(Reason.NOT_FOUND)
    try:
        order = to_make(given_for(work, case))
    except LookupError:
        raise Refused(Reason.REGISTRY_MISSING) from None
    audit.record(work, "production.slip_opened", number)
    made = work.session.get(Certificate, case.id)
    serial = made.certificate_number if made else None
    return WorkSlip(
        number=number,
        service=case.service,
        order=order,
        certificate_number=serial,
        code128_svg=code128_svg(serial) if serial else None,
        issued_on=made.issued_on if made else None,
        temporary_plate=made.temporary_plate if made else None,
        temporary_until=made.temporary_until if made else None,
    )
