"""Whether somebody may do this here: asked of the office before anything is typed, for any service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.failures import FailureCode
from domain.people import IdDocument
from domain.reasons import ReasonCode, Refusal
from domain.rules.catalogue import find_rules
from domain.rules.facts import Facts
from domain.rules.rule import refusals
from domain.services import HomeEntry, Offered, ServiceSlug
from domain.wire.v1 import EligibilityAnswer, EligibilityQuestion
from kiosk.flow.contents import Matter
from kiosk.flow.devices import Handle, Rulebook, Workers
from kiosk.flow.outcome import STAY, Advice, Advise, Outcome
from kiosk.flow.visit import Visit


def document_of(visit: Visit) -> IdDocument:
    """Return the document that was read; raises :class:`LookupError` when none was: that is a bug."""
    if visit.person.document is None:
        raise LookupError("no identity document was read")
    return visit.person.document


def eligibility_question(visit: Visit, vehicle: str | None = None) -> EligibilityQuestion:
    """Return what is asked, of one own vehicle by its handle; raises :class:`LookupError` without a card or a service."""
    document = document_of(visit)
    if not isinstance(visit.service, ServiceSlug):
        raise LookupError("no service is chosen")  # noqa: TRY004 - the plan is wrong, not a type
    return EligibilityQuestion(
        service=visit.service,
        kind=document.kind,
        number=document.number,
        name=document.name,
        valid_to=document.valid_to,
        birth=document.birth,
        vehicle=vehicle,
        face=visit.person.face.check,
    )


def early_refusals(slug: Offered, document: IdDocument, rulebook: Rulebook, today: date) -> list[Refusal]:
    """Return what stands against it already by the document and the day: said before anybody is asked or anything typed.

    An entry of home has no rules of its own; an expired document proves nothing there either (居民身份证法 §5).
    """
    if isinstance(slug, HomeEntry):
        expired = document.valid_to is not None and document.valid_to < today
        return [Refusal(ReasonCode.ID_EXPIRED)] if expired else []
    rules = find_rules(slug)
    if rules is None:
        return []
    facts = Facts(today=today, document_valid_to=document.valid_to, birth=document.birth)
    return refusals([rule for rule in rules.rules if rule.early], facts, rulebook.terms[slug])


def refused(found: Sequence[Refusal]) -> Advice:
    """Return the advice for what was found, all reasons at once."""
    instead = next((ServiceSlug(refusal.instead) for refusal in found if refusal.instead), None)
    return Advice("refused", reasons=tuple(dict.fromkeys(refusal.code for refusal in found)), instead=instead)


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
        if result.decision == "verify_first" and matter.person.face.check is not None:
            return Advise(Advice("window"))  # it was looked at and opened nothing: only a person can say more
        return Advise(Advice(result.decision, reasons=tuple(result.reasons), instead=result.instead))

    def miss(self, workers: Workers, failure: FailureCode) -> None:
        """Say that the office checks later."""
        workers.note("eligibility_not_asked", failure=failure.value)
