"""The durable act of one step: what leaves the terminal is stored and released before anybody sees a number."""

from domain.failures import FailureCode
from kiosk.flow.devices import Done
from kiosk.flow.outcome import Advice, Advise
from kiosk.flow.step import Bench
from kiosk.flow.visit import Saved
from kiosk.services.body import compose_body

JOB = "save"


class Lodging:
    """Lodges what the visit came to, once; where it was paid for that is done already."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @property
    def is_done(self) -> bool:
        """Tell whether it is stored."""
        return self._bench.visit.person.saved is not None

    def begin(self) -> None:
        """Store it. Raises :class:`LookupError` when a step was not done: a bug."""
        bench = self._bench
        if bench.plan is None:
            raise LookupError("no service is chosen")
        body = compose_body(bench.visit, bench.plan, bench.rulebook, bench.clock)
        key, pictures = bench.visit.person.key, bench.visit.person.face.pictures
        bench.jobs.start(JOB, lambda on_result: bench.workers.lodge(key, body, pictures, on_result))

    def settle(self, done: Done, step: str) -> Advise | None:
        """Take what the store said; where it failed return where that leads: `step` may try again with everything kept."""
        if isinstance(done.result, Saved):
            self._bench.visit.person.saved = done.result
            return None
        failure = done.failure or FailureCode.STORE_FAILED
        self._bench.workers.note("application_not_saved", failure=failure.value)
        return Advise(Advice("not_saved", failure=failure, retry=step))
