"""Whether somebody may do this here: asked of the office before anything is typed, for any service."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.failures import FailureCode
from domain.people import IdDocument
from domain.wire.v1 import EligibilityAnswer, EligibilityQuestion
from kiosk.flow.contents import Matter
from kiosk.flow.devices import Handle, Workers
from kiosk.flow.outcome import STAY, Advice, Advise, Outcome
from kiosk.flow.visit import Visit


def document_of(visit: Visit) -> IdDocument:
    """Return the document that was read; raises :class:`LookupError` when none was: that is a bug."""
    if visit.person.document is None:
        raise LookupError("no identity document was read")
    return visit.person.document


def eligibility_question(visit: Visit) -> EligibilityQuestion:
    """Return what is asked; raises :class:`LookupError` when no card was read or no service chosen."""
    document = document_of(visit)
    if visit.service is None:
        raise LookupError("no service is chosen")
    return EligibilityQuestion(
        service=visit.service,
        kind=document.kind,
        number=document.number,
        name=document.name,
        valid_to=document.valid_to,
    )


@dataclass(frozen=True)
class Eligibility:
    """The inquiry. `is_verified`: the face came before it, so nobody is told to be verified first."""

    is_verified: bool = False

    def is_settled(self, matter: Matter) -> bool:
        """Tell whether the office has answered."""
        return matter.person.answer is not None

    def send(self, matter: Matter, workers: Workers, on_result: Callable[[object], None]) -> Handle:
        """Ask."""
        return workers.ask_eligibility(eligibility_question(matter.visit), on_result)

    def take(self, matter: Matter, workers: Workers, result: object) -> Outcome | None:
        """Keep a yes; whom the office refuses is told why and what to do instead."""
        if not isinstance(result, EligibilityAnswer):
            return None
        workers.note("eligibility_answered", decision=result.decision)
        if result.decision == "eligible" or (self.is_verified and result.decision == "verify_first"):
            matter.person.answer = result
            return STAY
        return Advise(Advice(result.decision, reasons=tuple(result.reasons), instead=result.instead))

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that the office checks later."""
        workers.note("eligibility_not_asked", failure=failure.value)
