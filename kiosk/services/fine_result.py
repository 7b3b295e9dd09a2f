"""What is said at the end of paying fines: posted with its voucher, taken here and posted later, or to be refunded."""

from domain.application import ApplicationStatus
from drivers.receipt_printer.contract import Receipt
from kiosk.documents.fine_slip import QR_PREFIX, FineSlip, Voucher, compose_fine_slip
from kiosk.flow.contents import Fact, Finding, Matter
from kiosk.services.fines import chosen_decisions, payer

REFUSED = frozenset({ApplicationStatus.REJECTED, ApplicationStatus.REFER_TO_WINDOW})
VOUCHER = "voucher_number"  # of what the office tells; of several decisions the others are numbered _2, _3, …
CHECK = "voucher_check"


def finding(matter: Matter) -> Finding:
    """Return what came of it: paid it is in every case, so that is never asked again."""
    person = matter.person
    paid = f"¥{person.payment.amount_fen / 100:.2f}" if person.payment else None
    if person.outcome is not None and person.outcome.status in REFUSED:
        return Finding("attention", "fine_refund", big=paid, facts=_facts(matter))
    vouchers = vouchers_of(matter)
    words = None if vouchers else "fine_lodged"
    return Finding("done" if vouchers else "attention", words, big=paid, qr=qr_of(matter), facts=_facts(matter))


def vouchers_of(matter: Matter) -> list[Voucher]:
    """Return the vouchers that the office told, in their order."""
    codes = matter.person.outcome.codes if matter.person.outcome else {}
    names = sorted(name for name in codes if name.startswith(VOUCHER) and codes[name])
    return [Voucher(codes[name], codes.get(name.replace(VOUCHER, CHECK), "")) for name in names]


def qr_of(matter: Matter) -> str | None:
    """Return what the code on screen and slip says: the vouchers, else the number by which this payment is asked for."""
    vouchers, saved = vouchers_of(matter), matter.person.saved
    if vouchers:
        return QR_PREFIX + ",".join(f"{one.number}-{one.check}" for one in vouchers)
    return QR_PREFIX + saved.number if saved else None


def slip_of(matter: Matter) -> Receipt:
    """Return the payment slip."""
    person = matter.person
    decisions = tuple(one.decision_number for one in chosen_decisions(matter.visit))
    number = person.saved.number if person.saved else ""
    slip = FineSlip(payer(matter.visit), decisions, number, person.payment, tuple(vouchers_of(matter)), qr_of(matter) or "")
    return compose_fine_slip(slip, matter.rulebook, matter.now, matter.sandbox)


def _facts(matter: Matter) -> tuple[Fact, ...]:
    person = matter.person
    decisions = [Fact("fine_paid.decision", value=one.decision_number) for one in chosen_decisions(matter.visit)]
    vouchers = [
        fact
        for one in vouchers_of(matter)
        for fact in (Fact("fine_paid.voucher", value=one.number), Fact("fine_paid.check", value=one.check))
    ]
    reference = person.payment.reference if person.payment else None
    bank = [Fact("fine_paid.reference", value=reference)] if reference else []
    return (*decisions, *vouchers, *bank)
