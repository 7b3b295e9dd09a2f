"""What happens to a payment: posted with its application, due back when that is refused, given back by two people.

No money is moved by any of this: a refund is made with the bank or the treasury, and only recorded here.
"""

import re
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session
from stdnum import luhn

from backoffice.audit import services as audit
from backoffice.database import insert_rows
from backoffice.office import Work
from backoffice.payments.models import Payment, PaymentState
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role
from backoffice.staff.scope import may_see
from domain.wire.v1 import ApplicationBody, PaidFee

REFERENCE = re.compile(r"[0-9A-Za-z-]{4,40}")
CARD_DIGITS = range(13, 20)
REFUNDERS = (Role.ACCEPTOR, Role.SUPERVISOR)
"""Who may say that money was given back; a second person, always a supervisor, confirms. No setting turns that off."""

MISSING, DIFFERS, ORDER_TAKEN = "payment_missing", "payment_differs", "order_taken"
"""Why an application is put aside for what was, or was not, paid."""


def reason_against(line: Connection, body: ApplicationBody, paid: PaidFee | None) -> str | None:
    """Return why an application cannot be taken with this payment, None when it can."""
    if paid is None:
        return MISSING if body.fee_fen > 0 else None
    if (paid.order_id, paid.amount_fen) != (body.order_id, body.fee_fen):
        return DIFFERS
    known = line.scalar(_PAID_BY, {"order_id": paid.order_id})
    return ORDER_TAKEN if known not in {None, body.number} else None


_PAID_BY = select(Payment.case_number).where(Payment.order_id == bindparam("order_id"))


def post(work: Work, number: str, terminal_id: str, paid: PaidFee) -> None:
    """Enter the payment of an application just taken in; the database refuses an order that is known already."""
    row = {
        "order_id": paid.order_id,
        "case_number": number,
        "terminal_id": terminal_id,
        "amount_fen": paid.amount_fen,
        "card": paid.card,
        "reference": paid.reference,
        "authorisation": paid.authorisation,
        "trace": paid.trace,
        "batch": paid.batch,
        "paid_at": paid.paid_at,
        "received_at": work.now,
        "state": PaymentState.POSTED,
        "version": 1,
    }
    insert_rows(work.session, Payment, row)
    audit.record(work, "payment.posted", number, (str(paid.amount_fen),))


def find_payment(session: Session, number: str) -> Payment | None:
    """Return what was paid for an application."""
    return session.scalar(select(Payment).where(Payment.case_number == number))


def told_of(payment: Payment) -> PaidFee:
    """Return what the terminal had said of a payment."""
    return PaidFee(
        order_id=payment.order_id,
        amount_fen=payment.amount_fen,
        card=payment.card,
        reference=payment.reference,
        authorisation=payment.authorisation,
        trace=payment.trace,
        batch=payment.batch,
        paid_at=payment.paid_at,
    )


def owe_refund(work: Work, case: Case, part_fen: int | None = None) -> int:
    """The application was refused after paying, or a part of it: that is to be given back.

    Returns how much (fen; 0: nothing paid); `part_fen` None: everything.
    """
    payment = find_payment(work.session, case.number)
    if payment is not None and payment.state is PaymentState.POSTED:
        payment.state, payment.refund_due_at, payment.refund_fen = PaymentState.REFUND_DUE, work.now, part_fen
        cases.note_event(work, case, EventKind.REFUND_DUE)
        return payment.owed_fen
    return 0


def propose_refund(work: Work, order_id: UUID, version: int, reference: str) -> Payment:
    """Say that the money was given back, under the reference of whoever paid it; a second person confirms. Moves no money.

    Raises Refused(role_missing, not_found, wrong_status, reference_invalid), CaseChanged.
    """
    staff = work.actor.require(*REFUNDERS)
    wanted = checked_reference(reference)
    payment = _get_due(work, order_id, version)
    if payment.refund_proposed_by is not None:
        raise Refused(Reason.WRONG_STATUS)
    payment.refund_proposed_at, payment.refund_proposed_by, payment.refund_reference = work.now, staff.id, wanted
    audit.record(work, "payments.refund_proposed", payment.case_number, (wanted,))
    return payment


def confirm_refund(work: Work, order_id: UUID, version: int) -> Payment:
    """Confirm as the second person that the money was given back; audited, and in the case's history.

    Raises Refused(role_missing, not_found, wrong_status, second_person_is_proposer), CaseChanged.
    """
    staff = work.actor.require(Role.SUPERVISOR)
    payment = _get_proposed(work, order_id, version)
    if payment.refund_proposed_by == staff.id:
        raise Refused(Reason.SECOND_PERSON_IS_PROPOSER)
    payment.state, payment.refunded_at, payment.refunded_by = PaymentState.REFUNDED, work.now, staff.id
    cases.note_event(work, payment.case, EventKind.REFUND_RECORDED, (payment.refund_reference or "",))
    return payment


def decline_refund(work: Work, order_id: UUID, version: int) -> Payment:
    """Do not confirm: the refund is due as before. Who proposed may take that back so, too.

    Raises Refused(role_missing, not_found, wrong_status), CaseChanged.
    """
    staff = work.actor.require(*REFUNDERS)
    payment = _get_proposed(work, order_id, version)
    if not staff.has_role(Role.SUPERVISOR) and payment.refund_proposed_by != staff.id:
        raise Refused(Reason.ROLE_MISSING)
    audit.record(work, "payments.refund_declined", payment.case_number, (payment.refund_reference or "",))
    payment.refund_proposed_at = payment.refund_proposed_by = payment.refund_reference = None
    return payment


def _get_due(work: Work, order_id: UUID, version: int) -> Payment:
    payment = work.session.scalar(select(Payment).where(Payment.order_id == order_id).with_for_update(of=Payment))
    if payment is None or (work.actor.staff is not None and not may_see(work.actor.staff, payment.case.district)):
        raise Refused(Reason.NOT_FOUND)
    if payment.version != version:
        raise CaseChanged
    if payment.state is not PaymentState.REFUND_DUE:
        raise Refused(Reason.WRONG_STATUS)
    return payment


def _get_proposed(work: Work, order_id: UUID, version: int) -> Payment:
    payment = _get_due(work, order_id, version)
    if payment.refund_proposed_by is None:
        raise Refused(Reason.WRONG_STATUS)
    return payment


def checked_reference(reference: str) -> str:
    """Return the reference of a refund as it may be kept; raises Refused(reference_invalid)."""
    wanted = reference.strip()
    if not REFERENCE.fullmatch(wanted) or _looks_like_card(wanted):
        raise Refused(Reason.REFERENCE_INVALID)
    return wanted


def _looks_like_card(reference: str) -> bool:
    """Tell whether somebody typed a whole card number where a reference belongs."""
    return reference.isdigit() and len(reference) in CARD_DIGITS and luhn.is_valid(reference)
