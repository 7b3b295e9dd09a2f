"""等结果: the durable act (unless it came with the payment), then a wait for what the office makes of it.

Nothing depends on the wait: what is stored here reaches the office whatever happens, and without an answer in time the next
screen says honestly that this terminal has it. A signed PDF that belongs to the answer is fetched before it goes on.
"""

from typing import Literal

from domain.wire.v1_outcomes import DocumentAnswer, DocumentQuestion, OutcomeAnswer, OutcomeQuestion
from kiosk.flow.contents import OutcomeContent
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Forward, Outcome
from kiosk.flow.step import Bench, Step, View
from kiosk.flow.visit import Saved
from kiosk.services import lodging
from kiosk.services.lodging import Lodging

ASK_EVERY_S = 1.0
SLOW_S = 8.0
FETCH_LIMIT_S = 15.0  # of each document

Phase = Literal["saving", "deciding", "fetching"]


class OutcomeStep(Step):
    """From the signature, or the payment, to what came of it."""

    kind = "outcome"
    filled_by = OutcomeContent
    can_go_back = False
    passes_by_itself = True

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.can_end = False
        self._content = self.content(OutcomeContent)
        self._lodging = Lodging(bench)
        self._phase: Phase = "saving"
        self._since = self._asked_at = self.entered_at
        self._latest: OutcomeAnswer | None = None

    @property
    def sees_citizen(self) -> bool:
        """Nothing can be touched here; the wait has a limit of its own."""
        return True

    def enter(self) -> Outcome:
        if self._lodging.is_done:
            self._wait_for_office()
        else:
            self._lodging.begin()
        return STAY

    def view(self) -> View:
        return {
            "words": self._content.words,
            "phase": "waiting",
            "stage": self._phase,
            "slow": self._waited() >= SLOW_S,
            "failure": None,
            "can_retry": False,
            "picture": None,
        }

    def done(self, done: Done) -> Outcome:
        match done.job:
            case lodging.JOB:
                return self._saved(done)
            case "outcome":
                return self._heard(done)
            case "document":
                return self._fetched(done)
        return STAY

    def tick(self) -> Outcome:
        if self._phase == "fetching":
            if self._waited() >= FETCH_LIMIT_S:
                self.bench.jobs.cancel("document")
                return Forward()
        elif self._phase == "deciding":
            return self._ask_again()
        return STAY

    def _saved(self, done: Done) -> Outcome:
        failed = self._lodging.settle(done, self.name)
        if failed is None:
            self._wait_for_office()
        return failed or STAY

    def _wait_for_office(self) -> None:
        self._turn_to("deciding")
        self._ask()

    def _ask_again(self) -> Outcome:
        """Ask until the limit: then what came last counts, even if it is nothing."""
        now = self.bench.clock.monotonic()
        if self._waited() >= self.bench.times.outcome:
            self.bench.jobs.cancel("outcome")
            return self._go_on(self._latest)
        if now - self._asked_at >= ASK_EVERY_S and not self.bench.jobs.is_running("outcome"):
            self._ask()
        return STAY

    def _ask(self) -> None:
        saved, self._asked_at = self._saved_one(), self.bench.clock.monotonic()
        question = OutcomeQuestion(number=saved.number, key=saved.key)
        self.bench.jobs.start("outcome", lambda on_result: self.bench.workers.ask_outcome(question, on_result))

    def _heard(self, done: Done) -> Outcome:
        if not isinstance(done.result, OutcomeAnswer):
            return STAY  # the courier has not brought it yet, or the line is down: the tick asks again
        self._latest = done.result
        return self._go_on(done.result) if self._content.is_settled(done.result, self.matter) else STAY

    def _go_on(self, answer: OutcomeAnswer | None) -> Outcome:
        self.visit.person.outcome = answer
        self.bench.workers.note("outcome_told", status=answer.status.value if answer else "unknown")
        return self._fetch_next()

    # -- documents --------------------------------------------------------------------------------------------------------

    def _fetch_next(self) -> Outcome:
        """Fetch what may be printed, one after the other; without it the result is the same, only not on paper."""
        wanted = self._wanted()
        if wanted is None:
            return Forward()
        self._turn_to("fetching")
        saved = self._saved_one()
        question = DocumentQuestion(number=saved.number, key=saved.key, document=wanted)
        self.bench.jobs.start("document", lambda on_result: self.bench.workers.ask_document(question, on_result))
        return STAY

    def _wanted(self) -> str | None:
        person = self.visit.person
        made = person.outcome.documents if person.outcome else []
        open_ones = (one.id for one in made if one.kind in self._content.documents and one.id not in person.documents)
        return next(open_ones, None)

    def _fetched(self, done: Done) -> Outcome:
        wanted = self._wanted()
        if wanted is None or not isinstance(done.result, DocumentAnswer):
            return Forward()
        self.visit.person.documents[wanted] = done.result
        return self._fetch_next()

    def _turn_to(self, phase: Phase) -> None:
        self._phase, self._since, self.can_end = phase, self.bench.clock.monotonic(), True

    def _waited(self) -> float:
        return self.bench.clock.monotonic() - self._since

    def _saved_one(self) -> Saved:
        if self.visit.person.saved is None:
            raise LookupError("nothing was saved")
        return self.visit.person.saved
