"""等待: the office is asked and its answer decides where it goes on; the citizen does nothing (docs/screens.md)."""

from domain.failures import FailureCode
from kiosk.flow.contents import Inquiry, WaitContent
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Forward, Home, Outcome, Stay
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import Bench, Step, View

SLOW_S = 8.0  # afterwards the sentence changes


class Wait(Step):
    """One question to the office after the other."""

    kind = "wait"
    filled_by = WaitContent
    passes_by_itself = True

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._content = self.content(WaitContent)
        self._asking: Inquiry | None = None
        self._asked_at = self._waiting_since = self.entered_at
        self._failure: FailureCode | None = None

    def enter(self) -> Outcome:
        return self._ask_next()

    def view(self) -> View:
        waited = self.bench.clock.monotonic() - self._waiting_since
        return {
            "words": self._content.words,
            "phase": "failed" if self._failure else "waiting",
            "slow": self._failure is None and waited >= SLOW_S,
            "failure": self._failure.value if self._failure else None,
            "can_retry": self._content.can_retry,
            "picture": self._content.picture,
        }

    def touched(self, touch: Touch) -> Outcome:
        match touch.action:
            case "retry" if self._failure and self._content.can_retry:
                self._failure, self._waiting_since = None, self.bench.clock.monotonic()
                return self._ask_next()
            case "home" if self._failure:
                return Home()
        return STAY

    def done(self, done: Done) -> Outcome:
        if self._asking is None:
            return STAY
        outcome = self._asking.take(self.matter, self.bench.workers, done.result)
        if outcome is None:
            return self._miss(self._asking, done.failure or FailureCode.OFFICE_UNAVAILABLE)
        return self._ask_next() if isinstance(outcome, Stay) else outcome

    def tick(self) -> Outcome:
        waited = self.bench.clock.monotonic() - self._asked_at
        if self._asking is None or waited < self._content.limit(self.bench.times):
            return STAY
        self.bench.jobs.cancel("ask")
        return self._miss(self._asking, FailureCode.NETWORK_DOWN)

    def _ask_next(self) -> Outcome:
        matter, workers = self.matter, self.bench.workers
        if self._content.is_complete(self.name, matter):
            return Forward()
        inquiry = self._asking = self._content.open_inquiry(matter)
        self._asked_at = self.bench.clock.monotonic()
        if inquiry is not None:
            self.bench.jobs.start("ask", lambda on_result: inquiry.send(matter, workers, on_result))
        return STAY

    def _miss(self, inquiry: Inquiry, failure: FailureCode) -> Outcome:
        inquiry.miss(self.bench.workers, failure)
        self._asking = None
        if self._content.optional:
            self.matter.answers.without_office.add(self.name)
            return Forward()
        self._failure = failure
        return STAY
