"""驾驶证与遗失: ask the office whether this may be done here, show the licence masked, take the declaration of loss.

When the office cannot be asked the citizen goes on; the office checks later and nothing is lost.
"""

from typing import get_args

from domain.failures import FailureCode
from domain.people import IdDocument
from domain.wire.v1 import EligibilityAnswer, EligibilityQuestion, MaskedLicence
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Advice, Advise, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Step, View, is_on, text_in
from kiosk.flow.visit import LossReason

REASONS: tuple[LossReason, ...] = get_args(LossReason)


class LicenceLoss(Step):
    """Which licence, and what happened to it."""

    kind = "licence_loss"

    def enter(self) -> Outcome:
        if not self._is_answered():
            question = self._question()
            self.bench.jobs.start("ask", lambda on_result: self.bench.workers.ask_eligibility(question, on_result))
        return STAY

    def view(self) -> View:
        person = self.visit.person
        return {
            "phase": self._phase(),
            "licence": _shown(person.answer.licence) if person.answer else None,
            "reasons": list(REASONS),
            "chosen": person.reason,
            "declared": person.declared,
        }

    def touched(self, touch: Touch) -> Outcome:
        person = self.visit.person
        match touch.action:
            case "choose_reason":
                person.reason = next((r for r in REASONS if r == text_in(touch, "reason")), person.reason)
            case "declare":
                person.declared = is_on(touch)
            case "next" if person.reason and person.declared and self._phase() != "asking":
                return Forward()
        return STAY

    def done(self, done: Done) -> Outcome:
        if isinstance(done.result, EligibilityAnswer):
            return self._heed(done.result)
        self._go_on_without(done.failure or FailureCode.OFFICE_UNAVAILABLE)
        return STAY

    def tick(self) -> Outcome:
        if self._phase() == "asking" and self.seconds_here() >= self.bench.times.eligibility:
            self.bench.jobs.cancel("ask")
            self._go_on_without(FailureCode.NETWORK_DOWN)
        return STAY

    def _heed(self, answer: EligibilityAnswer) -> Outcome:
        self.bench.workers.note("eligibility_answered", decision=answer.decision)
        if answer.decision == "eligible":
            self.visit.person.answer = answer
            return STAY
        return Advise(Advice(answer.decision, reasons=tuple(answer.reasons), instead=answer.instead))

    def _go_on_without(self, failure: FailureCode) -> None:
        self.bench.workers.note("eligibility_not_asked", failure=failure.value)
        self.visit.person.office_asked = True

    def _phase(self) -> str:
        if self.visit.person.answer is not None:
            return "shown"
        return "offline" if self.visit.person.office_asked else "asking"

    def _is_answered(self) -> bool:
        return self._phase() != "asking"

    def _question(self) -> EligibilityQuestion:
        document = self._document()
        return EligibilityQuestion(
            service=self.plan.slug,
            kind=document.kind,
            number=document.number,
            name=document.name,
            valid_to=document.valid_to,
        )

    def _document(self) -> IdDocument:
        if self.visit.person.document is None:
            raise LookupError("no identity document was read")
        return self.visit.person.document


def _shown(licence: MaskedLicence | None) -> dict[str, Json] | None:
    """The office masks; nothing of a licence is ever unmasked here."""
    if licence is None:
        return None
    return {
        "number": licence.number,
        "holder": licence.holder,
        "classes": licence.classes,
        "valid_to": licence.valid_to.isoformat() if licence.valid_to else None,
        "issuer": licence.issuer,
        "address": licence.address,
    }
