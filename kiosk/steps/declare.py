"""申报: what the register says of the matter, what is asked of it, and the declaration (docs/screens.md).

Where the office is asked, it is asked while the citizen reads and chooses already. When it cannot be asked the citizen goes on:
the office checks later and nothing is lost.
"""

from domain.failures import FailureCode
from kiosk.flow.contents import DeclareContent, Inquiry, Question
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Forward, Outcome
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Bench, Step, View, is_on, text_in


class Declare(Step):
    """What is so, in the citizen's own choice."""

    kind = "declare"
    filled_by = DeclareContent

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(DeclareContent)

    def enter(self) -> Outcome:
        inquiry = self._content.inquiry
        if inquiry is not None and self._is_asking():
            matter, workers = self.matter, self.bench.workers
            self.bench.jobs.start("ask", lambda on_result: inquiry.send(matter, workers, on_result))
        return STAY

    def view(self) -> View:
        content, matter = self._content, self.matter
        facts = content.facts(matter)
        return {
            "words": content.words,
            "phase": self._phase(),
            "card": content.card,
            "facts": None if facts is None else [fact.shown() for fact in facts],
            "questions": [self._shown(question) for question in content.questions(matter)],
            "declaration": content.declaration,
            "declared": self.name in matter.answers.declared,
            "complete": content.is_complete(self.name, matter),
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "choose":
                self._choose(text_in(touch, "question"), text_in(touch, "option"))
            case "declare" if self._content.declaration:
                self._declare(on=is_on(touch))
            case "next" if self._content.is_complete(self.name, self.matter):
                return Forward()
        return STAY

    def done(self, done: Done) -> Outcome:
        inquiry = self._content.inquiry
        outcome = inquiry.take(self.matter, self.bench.workers, done.result) if inquiry else STAY
        if inquiry is not None and outcome is None:
            self._go_on_without(inquiry, done.failure or FailureCode.OFFICE_UNAVAILABLE)
        return outcome or STAY

    def tick(self) -> Outcome:
        inquiry = self._content.inquiry
        if inquiry is not None and self._is_asking() and self.seconds_here() >= self.bench.times.eligibility:
            self.bench.jobs.cancel("ask")
            self._go_on_without(inquiry, FailureCode.NETWORK_DOWN)
        return STAY

    def _choose(self, name: str, option: str) -> None:
        matter = self.matter
        question = next((question for question in self._content.questions(matter) if question.name == name), None)
        if question is None or option not in question.options:
            return
        taken = self._content.chosen(self.name, question, matter)
        if not question.many:
            taken = (option,)
        elif option in taken:
            taken = tuple(other for other in taken if other != option)
        else:
            taken = (*taken, option)
        if taken != self._content.chosen(self.name, question, matter):
            self._declare(on=False)  # what was declared was something else
        matter.answers.chosen[self.name, name] = taken

    def _declare(self, *, on: bool) -> None:
        declared = self.matter.answers.declared
        declared.add(self.name) if on else declared.discard(self.name)

    def _go_on_without(self, inquiry: Inquiry, failure: FailureCode) -> None:
        inquiry.miss(self.bench.workers, failure)
        self.matter.answers.without_office.add(self.name)

    def _is_asking(self) -> bool:
        return self._content.is_asking(self.name, self.matter)

    def _phase(self) -> str:
        if self._is_asking():
            return "asking"
        inquiry = self._content.inquiry
        return "shown" if inquiry is None or inquiry.is_settled(self.matter) else "offline"

    def _shown(self, question: Question) -> dict[str, Json]:
        return {
            "name": question.name,
            "options": [*question.options],
            "chosen": [*self._content.chosen(self.name, question, self.matter)],
            "many": question.many,
            "values": dict(question.values),
        }
