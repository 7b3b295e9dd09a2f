"""The relay: hands what is owed to the job engine, and wakes what rests when its time has come on the office's clock."""

import logging
import threading
from collections.abc import Callable, Collection

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.errands import Request
from backoffice.jobs import engine
from backoffice.jobs.engine import Seen, Stage
from backoffice.office import SYSTEM, Office

log = logging.getLogger(__name__)

DIED = "executors_died"  # in the audit log: why nobody tries any more


class Relay:
    """Knows which jobs it has handed over and are still under way."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._under_way: set[Request] = set()

    @property
    def is_waiting(self) -> bool:
        """Tell whether something may still be under way."""
        return bool(self._under_way)

    def hand_over(self) -> int:
        """Hand over what is due; returns how many."""
        self._forget_rested()
        room = self._office.settings.worker.batch - len(self._under_way)
        busy = {request.subject for request in self._under_way}
        if room <= 0:
            return 0
        with self._office.writing(SYSTEM) as work:
            taken = errands.take_due(work.session, work.now, room, busy)
        if taken:
            self._hand_over(taken)
        return len(taken)

    def _hand_over(self, taken: Collection[Request]) -> None:
        active = []
        for request, seen in engine.look(taken).items():
            if seen.stage is Stage.ACTIVE:
                active.append(request)
                self._under_way.add(request)
                continue
            try:
                self._go(request, seen)
            except Exception as failure:  # noqa: BLE001 - the others go on; this one comes again by itself
                log.error("job %s not handed over: %s", request.kind, type(failure).__name__)  # noqa: TRY400 - by type only
        if active:
            with self._office.writing(SYSTEM) as work:
                errands.leave(work.session, active, work.now)

    def _go(self, request: Request, seen: Seen) -> None:
        """Begin a job or go on with it; one that ended although it is still owed (a database was restored) begins anew."""
        if seen.stage is Stage.DEADLY:
            self._give_up(request)
            return
        if seen.stage is Stage.RESTS:
            engine.go_on(request, seen.step)
            self._under_way.add(request)
            return
        wanted: Request | None = request
        if seen.stage is Stage.ENDED:
            with self._office.writing(SYSTEM) as work:
                wanted = errands.renew(work.session, request)
        if wanted is not None:
            engine.begin(wanted)
            self._under_way.add(wanted)

    def _give_up(self, request: Request) -> None:
        with self._office.writing(SYSTEM) as work:
            errands.finish(work.session, request.kind, request.subject, stuck=True)
            audit.record(work, f"errand.stuck.{request.kind}", request.subject, (DIED,))

    def rest(self, most_seconds: float, stop: threading.Event, alive: Callable[[], None]) -> None:
        """Wait until everything handed over has come to rest, for so long at most."""
        pause = self._office.settings.worker.poll_seconds
        for _ in range(max(1, int(most_seconds / pause))):
            self._forget_rested()
            alive()
            if not self._under_way or stop.wait(pause):
                return

    def _forget_rested(self) -> None:
        if self._under_way:
            seen = engine.look(self._under_way)
            self._under_way = {request for request, one in seen.items() if one.stage is Stage.ACTIVE}
