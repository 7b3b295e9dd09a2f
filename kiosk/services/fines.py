"""What paying fines asks and holds: which decisions may be paid, and that nobody pays them elsewhere meanwhile."""

from collections.abc import Callable, Sequence
from typing import Literal

from domain.failures import FailureCode
from domain.people import mask_name
from domain.reasons import ReasonCode
from domain.violations import is_decision_number
from domain.wire.v1_handling import FineAnswer, FineHold, FineHoldQuestion, FineQuestion
from domain.wire.v1_violations import UnpaidDecision
from kiosk.flow.contents import CHOICE, Chip, Entry, Matter
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Advice, Advise, Outcome
from kiosk.flow.visit import Visit
from kiosk.services.eligibility import document_of

WAY = "fine_way"  # the stop where the way in is chosen
MINE, BY_NUMBER = "mine", "by_number"
NUMBER = "decision"  # the stop where a decision's number is typed or scanned, and its field
LIST = "fines"  # the stop where decisions are chosen
ASK = "fines_wait"
MOST_DECISIONS = 9  # of one payment, as the wire has it


def by_number(visit: Visit) -> bool:
    """Tell whether a decision is asked for by its number: it was chosen so, or the face is not known."""
    return visit.person.answers.option(WAY, CHOICE) == BY_NUMBER or not visit.person.face.verified


def by_face(visit: Visit) -> bool:
    """Tell whether the own list is wanted."""
    return visit.person.answers.option(WAY, CHOICE) != BY_NUMBER


def fine_question(matter: Matter) -> FineQuestion:
    """Return what is asked; raises :class:`LookupError` when no card was read."""
    document, visit = document_of(matter.visit), matter.visit
    return FineQuestion(
        kind=document.kind,
        number=document.number,
        name=document.name,
        face=visit.person.face.check if visit.person.face.verified else None,
        decision_number=matter.answers.text(NUMBER, NUMBER) if by_number(visit) else None,
    )


def number_in(code: str) -> str | None:
    """Return the decision's number that a bar code or a QR code of ours carries; None when it carries none."""
    number = code.strip().rpartition(":")[2]
    return number if is_decision_number(number) else None


class UnpaidFines:
    """The inquiry: which fines may be paid now."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the office has answered; a list that somebody asked for by a number is of that number."""
        answer, wanted = matter.person.fines, fine_question(matter).decision_number
        if answer is None or wanted is None:
            return answer is not None and answer.verified
        return [one.decision_number for one in answer.decisions] == [wanted]

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask."""
        return workers.ask_fines(fine_question(matter), on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep what may be paid; a number that is paid, unknown or being clarified says so."""
        if not isinstance(result, FineAnswer):
            return None
        workers.note("fines_answered", verified=result.verified)
        wanted = fine_question(matter).decision_number
        if wanted is not None and [one.decision_number for one in result.decisions] != [wanted]:
            return Advise(Advice("refused", reasons=(why_not(wanted, result),), retry=NUMBER))
        if wanted is None and not result.verified:
            return Advise(Advice("window", reasons=(ReasonCode.FACE,), retry=WAY))
        matter.person.fines = result
        return STAY

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that nothing was shown."""
        workers.note("fines_answered", verified=False, failure=failure.value)


def why_not(wanted: str, answer: FineAnswer) -> ReasonCode:
    """Return why the decision of this number cannot be paid."""
    if wanted in answer.paid:
        return ReasonCode.PAID
    return ReasonCode.CLARIFYING if wanted in answer.clarifying else ReasonCode.NO_DECISION


def entries(matter: Matter) -> Sequence[Entry]:
    """Return the unpaid decisions: those that are late first, each with what has to be paid today."""
    answer = matter.person.fines
    decisions = sorted(answer.decisions, key=lambda one: (-one.days_late, one.pay_until)) if answer else []
    return tuple(_entry(one, one.decision_number in (answer.clarifying if answer else ())) for one in decisions)


def _entry(decision: UnpaidDecision, clarifying: bool) -> Entry:
    late = (Chip("attention", "fines.late"),) if decision.days_late else ()
    return Entry(
        decision.decision_number,
        decision.text,
        f"{decision.plate}　{decision.decided_on.isoformat()}",
        amount_fen=amount_fen(decision),
        chips=late,
        why="fines.clarifying" if clarifying else None,
    )


def amount_fen(decision: UnpaidDecision) -> int:
    """Return what has to be paid for it today, in fen."""
    return decision.fine_fen + decision.surcharge_fen


def chosen_decisions(visit: Visit) -> list[UnpaidDecision]:
    """Return the decisions that are to be paid."""
    taken, answer = visit.person.answers.options(LIST, CHOICE), visit.person.fines
    return [one for one in answer.decisions if one.decision_number in taken] if answer else []


class FineReservation:
    """The inquiry: the decisions are held for this visit's order, at this amount. Another order needs another hold."""

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether exactly these are held for the order that would be paid now."""
        held = matter.person.held
        return held is not None and held == (matter.person.key, self._numbers(matter)) and self._holds(matter)

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask."""
        number = document_of(matter.visit).number
        question = FineHoldQuestion(key=matter.person.key, payer=number, decision_numbers=list(self._numbers(matter)))
        return workers.hold_fines(question, on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep the amount; where one is not free any more the list is asked for again."""
        if not isinstance(result, FineHold):
            return None
        workers.note("fines_held", held=result.held)
        if not result.held:
            matter.person.fines = matter.person.hold = None
            return Advise(Advice("refused", reasons=(ReasonCode.TAKEN,), retry=ASK))
        matter.person.hold, matter.person.held = result, (matter.person.key, self._numbers(matter))
        return STAY

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that nothing is held, so nothing is charged."""
        workers.note("fines_held", held=False, failure=failure.value)

    def _numbers(self, matter: Matter) -> tuple[str, ...]:
        return tuple(one.decision_number for one in chosen_decisions(matter.visit))

    def _holds(self, matter: Matter) -> bool:
        hold = matter.person.hold
        return hold is not None and (hold.valid_until is None or hold.valid_until > matter.now)


Purpose = Literal["clarify", "release"]


def end_hold(visit: Visit, workers: Workers, *, unclear: bool) -> None:
    """Tell the office that this order is not paid, or that nobody knows yet; nobody waits for its answer."""
    held = visit.person.held
    if held is None:
        return
    purpose: Purpose = "clarify" if unclear else "release"
    workers.hold_fines(FineHoldQuestion(key=held[0], decision_numbers=list(held[1]), purpose=purpose), lambda _: None)


def payer(visit: Visit) -> str:
    """Return who pays, masked: anybody may pay anybody's fine."""
    return mask_name(document_of(visit).name)
