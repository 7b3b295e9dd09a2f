"""What is said at the end of violation handling: decided, heard, not possible any more, or on its way."""

from domain import numbers
from domain.application import ApplicationStatus
from domain.people import mask_name
from domain.services import ServiceSlug
from domain.wire.v1_outcomes import IssuedDecision, OutcomeAnswer
from drivers.receipt_printer.contract import Receipt
from kiosk.documents.handling_slip import HandlingSlip, compose_handling_slip
from kiosk.flow.contents import Fact, Finding, Matter
from kiosk.services.eligibility import document_of
from kiosk.services.handling import chosen_way

REFUSED = frozenset({ApplicationStatus.REJECTED, ApplicationStatus.REFER_TO_WINDOW})


def finding(matter: Matter) -> Finding:
    """Return what came of it. Without an answer of the office this terminal has it, and says how the decision is got."""
    answer = matter.person.outcome
    if answer is not None and answer.decisions:
        return _decided(answer.decisions)
    if answer is not None and answer.status in REFUSED:
        return _refused(answer)
    if answer is not None and chosen_way(matter.visit) in {"defend", "object"}:
        return _heard(answer, matter)
    return Finding("attention", "handling_lodged", big=_number(matter))


def _decided(decisions: list[IssuedDecision]) -> Finding:
    fine, points = sum(one.fine_fen for one in decisions), sum(one.points for one in decisions)
    numbers_of = tuple(Fact("handling_done.number", value=numbers.grouped(one.decision_number)) for one in decisions)
    due = min(one.pay_until for one in decisions)
    rows = (
        *numbers_of,
        Fact("handling_done.points", value=str(points)),
        *((Fact("handling_done.pay_until", value=due.isoformat()),) if fine else ()),
    )
    return Finding(
        "done",
        None if fine else "handling_warned",
        values={"count": len(decisions), "points": points},
        big=f"¥{fine / 100:.2f}" if fine else None,
        facts=rows,
        instead=ServiceSlug.FINE_PAYMENT if fine else None,
    )


def _refused(answer: OutcomeAnswer) -> Finding:
    reasons = tuple(Fact("handling_refused.reason", value_key=f"reason.{reason.value}.citizen") for reason in answer.reasons)
    return Finding("stopped", "handling_refused", facts=reasons)


def _heard(answer: OutcomeAnswer, matter: Matter) -> Finding:
    words = "handling_defended" if chosen_way(matter.visit) == "defend" else "handling_objected"
    due = (Fact("handling_heard.due", value=answer.due_date.isoformat()),) if answer.due_date else ()
    return Finding("done", words, big=_number(matter), facts=due)


def slip_of(matter: Matter) -> Receipt:
    """Return the slip that is printed where there is no document for A4."""
    person = matter.person
    issued = person.outcome.decisions if person.outcome else []
    fine = sum(one.fine_fen for one in issued)
    slip = HandlingSlip(
        name=mask_name(document_of(matter.visit).name),
        number=person.saved.number if person.saved else "",
        decisions=tuple(one.decision_number for one in issued),
        points=sum(one.points for one in issued),
        fine_fen=fine,
        pay_until=min(one.pay_until for one in issued) if fine else None,
    )
    return compose_handling_slip(slip, matter.rulebook, matter.now, matter.sandbox)


def _number(matter: Matter) -> str | None:
    saved = matter.person.saved
    return numbers.grouped(saved.number) if saved else None
