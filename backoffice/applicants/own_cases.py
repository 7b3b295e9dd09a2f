"""The own applications of a verified person, as an applicant may see them."""

from datetime import timedelta

from sqlalchemy import select

from backoffice.applicants import papers
from backoffice.dispatch.services import find_waybill
from backoffice.office import Office, Work
from backoffice.outcomes.services import codes_of, reasons_of
from backoffice.payments.models import PaymentState
from backoffice.payments.services import find_payment
from backoffice.refusals import Refused
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.decisions import open_note
from backoffice.review.destination import fill_in
from backoffice.review.matching import find_record
from backoffice.review.models import Case, Decision, DecisionKind, DecisionState
from backoffice.violations.services import has_matched
from domain.addresses import mask_written
from domain.application import ApplicationStatus
from domain.wire.v1 import ApplicationBody
from domain.wire.v1_my_applications import AskedItem, MyApplication, Myself

_S = ApplicationStatus
SHOWN = timedelta(days=365)
MOST = 50
"""Applications that one asking shows, the newest: so many numbers of 16 characters at most stand in its audit entry."""
WITHDRAWABLE = frozenset({_S.RECEIVED, _S.ACCEPTED, _S.UNDER_REVIEW, _S.CORRECTION_REQUESTED, _S.APPROVED})  # until production
ENDED_WITHOUT = frozenset({_S.REJECTED, _S.REFER_TO_WINDOW})


class NotVerified(Exception):
    """No face of this person matched lately."""


class NotOwn(LookupError):
    """No application of this number is this person's."""


def require_verified(office: Office, person: Myself) -> None:
    """Raise :class:`NotVerified` unless a face matched lately."""
    lately = timedelta(minutes=office.settings.violations.face_fresh_minutes)
    if not has_matched(person.face, office.clock.now(), lately):
        raise NotVerified


def list_own(work: Work, person: Myself) -> list[MyApplication]:
    """Return the applications of the last year, newest first."""
    hashed = work.office.vault.person_hash(person.number)
    own = select(Case).where(Case.person_hash == hashed, Case.received_at >= work.now - SHOWN)
    return [shown(work, case) for case in work.session.scalars(own.order_by(Case.id.desc()).limit(MOST))]


def get_own(work: Work, person: Myself, number: str) -> Case:
    """Return the case; raises :class:`NotOwn`."""
    case = cases.find_case(work.session, number)
    if case is None or case.person_hash != work.office.vault.person_hash(person.number):
        raise NotOwn
    return case


def shown(work: Work, case: Case) -> MyApplication:
    """Return one case as its applicant may see it."""
    body = _body(work, case)
    payment = find_payment(work.session, case.number)
    waybill = find_waybill(work.session, case)
    asked = _asked(case)
    owed = payment is not None and payment.state is not PaymentState.POSTED
    return MyApplication(
        number=case.number,
        service=case.service,
        status=case.status,
        received_at=case.received_at,
        status_since=max((event.at for event in case.events), default=case.received_at),
        due_date=case.due_date,
        version=case.version,
        reasons=reasons_of(case) if case.status in ENDED_WITHOUT else [],
        asked=asked,
        note=_note(work, case) if asked or case.status in ENDED_WITHOUT else "",
        address=_address(work, case, body),
        waybill=waybill.waybill_number if waybill and waybill.posted_at else "",
        paid_fen=payment.amount_fen if payment else 0,
        refund_fen=payment.owed_fen if payment and owed else 0,
        may_withdraw=may_withdraw(case),
        may_readdress=may_readdress(work, case),
        documents=papers.list_papers(work, case, body),
        codes=_codes(work, case),
    )


def may_withdraw(case: Case) -> bool:
    """Tell whether it may be withdrawn: until production, and not what is decided at once."""
    return case.status in WITHDRAWABLE and DESKS[case.service].withdrawable


def may_readdress(work: Work, case: Case) -> bool:
    """Tell whether the letter came back and has not been sent again."""
    waybill = find_waybill(work.session, case)
    return case.status is _S.RETURNED_UNDELIVERED and waybill is not None and waybill.posted_at is not None


def _asked(case: Case) -> list[AskedItem]:
    if case.status is not _S.CORRECTION_REQUESTED:
        return []
    decision = _newest(case, DecisionKind.CORRECTION)
    correctable = DESKS[case.service].correctable
    return [AskedItem(item=item, code=correctable[item]) for item in decision.items] if decision else []


def _note(work: Work, case: Case) -> str:
    decision = _newest(case, None)
    try:
        return (open_note(work, case, decision) or "") if decision else ""
    except Refused:  # the retention has ended
        return ""


def _newest(case: Case, kind: DecisionKind | None) -> Decision | None:
    effective = [one for one in case.decisions if one.state is DecisionState.EFFECTIVE and kind in {None, one.kind}]
    return effective[-1] if effective else None


def _codes(work: Work, case: Case) -> dict[str, str]:
    try:
        return dict(codes_of(work, case))
    except Refused:
        return {}


def _body(work: Work, case: Case) -> ApplicationBody | None:
    try:
        return cases.get_body(work, case.number)
    except Refused:  # the retention has ended
        return None


def _address(work: Work, case: Case, body: ApplicationBody | None) -> str:
    if body is None or body.delivery.service_method != "sms_and_post":
        return ""
    destination = fill_in(body.delivery, find_record(work, case.number), work.office.regions)
    return mask_written(work.office.regions, destination.address)
