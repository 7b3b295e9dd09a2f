"""读身份证: wait for the card, read it, and say at once what no office need be asked: an expired card proves nothing."""

from domain.failures import FailureCode
from domain.people import IdDocument
from domain.reasons import ReasonCode, Refusal
from kiosk.flow.devices import Done
from kiosk.flow.outcome import STAY, Advice, Advise, Forward, Outcome
from kiosk.flow.screen_state import Touch
from kiosk.flow.step import Bench, Step, View
from kiosk.services.eligibility import early_refusals, refused

LAY_AGAIN = frozenset(
    {
        FailureCode.ID_CARD_MOVED,
        FailureCode.ID_CARD_UNREADABLE,
        FailureCode.ID_READER_BAD_CHECKSUM,
        FailureCode.ID_READER_FRAME_TRUNCATED,
        FailureCode.ID_READER_FRAME_OVERSIZED,
        FailureCode.ID_READER_REFUSED_COMMAND,
    }
)
"""What laying the same card down again may mend."""

KEEP_WAITING = frozenset({FailureCode.ID_CARD_ABSENT})
MOST_TRIES = 3


class ReadIdCard(Step):
    """Whose visit it is."""

    kind = "read_id_card"
    passes_by_itself = True

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._phase = "waiting"
        self._failure: FailureCode | None = None
        self._tries = 0
        self._waiting_since = self.entered_at

    def enter(self) -> Outcome:
        person = self.visit.person
        if person.joined and person.document is not None:
            return self._take(person.document)  # it was read within this visit, in the service before
        if self.visit.card_was_read:
            self._phase = "again"  # a reader finds a card that it has read only after it was lifted
        self._start()
        return STAY

    def view(self) -> View:
        return {
            "phase": self._phase,
            "failure": self._failure.value if self._failure else None,
            "tries": self._tries,
            "slow": self._phase in {"waiting", "again"} and self._waited() >= self.bench.times.card_slow,
        }

    def touched(self, touch: Touch) -> Outcome:
        if touch.action == "without_card":
            return Advise(Advice("no_card"))
        if touch.action == "retry" and self._phase == "failed":
            self._tries, self._phase, self._failure = 0, "waiting", None
            self._start()
        return STAY

    def done(self, done: Done) -> Outcome:
        if done.job == "read.progress":
            self._phase = "reading"
            return STAY
        if isinstance(done.result, IdDocument):
            return self._accept(done.result)
        return self._explain(done.failure or FailureCode.TERMINAL_FAULT)

    def _accept(self, document: IdDocument) -> Outcome:
        self.visit.card_was_read = True
        found = self._against(document)
        self.bench.workers.note("id_card_read", expired=any(refusal.code is ReasonCode.ID_EXPIRED for refusal in found))
        return self._take(document)

    def _take(self, document: IdDocument) -> Outcome:
        found = self._against(document)
        if found:
            return Advise(refused(found))
        self.visit.person.document = document
        return Forward()

    def _against(self, document: IdDocument) -> list[Refusal]:
        return early_refusals(self.plan.slug, document, self.bench.rulebook, self.bench.clock.now().date())

    def _explain(self, failure: FailureCode) -> Outcome:
        if failure in KEEP_WAITING:
            if self._phase == "reading":
                self._phase = "waiting"
            self._start()
            return STAY
        self.bench.workers.note("id_card_not_read", failure=failure.value)
        self._tries += 1
        self._failure = failure
        if failure in LAY_AGAIN and self._tries < MOST_TRIES:
            self._phase = "again"
            self._start()
        else:
            self._phase = "failed"
        return STAY

    def _start(self) -> None:
        self._waiting_since = self.bench.clock.monotonic()
        jobs = self.bench.jobs
        jobs.start("read", lambda on_result: self.bench.workers.read_card(jobs.tell("read"), on_result))

    def _waited(self) -> float:
        return self.bench.clock.monotonic() - self._waiting_since
