"""The worker: hands owed jobs to the engine and does them, seals the audit log, gives leases back, forgets what is old.

Every job is isolated: one that fails is put off (already written when it was taken) and never blocks the others.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from backoffice.audit import services as audit
from backoffice.board import escalations
from backoffice.fleet.alarms import AlarmWatch
from backoffice.jobs import engine, executors, work
from backoffice.jobs.relay import Relay
from backoffice.notices import phone_codes
from backoffice.office import SYSTEM, Office
from backoffice.payments import hold_limit
from backoffice.retention import schedule
from backoffice.review import desk
from backoffice.statistics import pace
from backoffice.violations import harvest, tickets
from backoffice.violations import notices as handling_notices

log = logging.getLogger(__name__)

IN_A_ROW = 10  # turns of jobs that bring about others, before the rest of the work has its turn again
LAST_SECONDS = 20  # what is under way at the end may take so long: two calls of a partner that does not answer


class Worker:
    """The loop; ends soon after `stop` is set, never in the middle of a step. `alive` is called after every piece of work."""

    def __init__(self, office: Office, stop: threading.Event, alive: Callable[[], None] = lambda: None) -> None:
        self._office = office
        self._stop = stop
        self._alive = alive
        self._name = executors.executor_id(office.settings)
        self._relay = Relay(office)
        self._alarms = AlarmWatch(office)
        self._sealed_at: float | None = None

    def run(self) -> None:
        """Work until stopped."""
        with executors.alone(self._office.settings, self._name), executors.living(self._office, self._name):
            try:
                while not self._stop.is_set():
                    self.tick()
                    self._stop.wait(self._office.settings.worker.tick_seconds)
            finally:
                engine.close(LAST_SECONDS if self._relay.is_waiting else 0)

    def tick(self) -> None:
        """Do what is due now."""
        self._isolated("engine", self._launch)
        self._seal_when_due()
        self._isolated("leases", self._expire_leases)
        self._isolated("jobs", self._do_jobs)

    def _do_jobs(self) -> None:
        """Hand over what is due and wait a moment until it rests, for what it has brought about may be due, too."""
        executors.take_over_from_the_dead(self._office, self._name)
        for _ in range(IN_A_ROW):
            if not self._relay.hand_over() or self._stop.is_set():
                return
            self._relay.rest(self._office.settings.worker.tick_seconds, self._stop, self._alive)

    def _launch(self) -> None:
        engine.launch(self._office.settings, self._name, partial(work.run, self._office))

    def _forget_jobs(self) -> None:
        engine.forget_ended(self._office.clock.now() - timedelta(days=self._office.settings.worker.keep_jobs_days))

    def _seal_when_due(self) -> None:
        now = self._office.clock.monotonic()
        if self._sealed_at is None or now - self._sealed_at >= self._office.settings.worker.seal_seconds:
            self._sealed_at = now
            self._isolated("seal", self._seal)
            self._isolated("violations", self._forget_violations)
            self._isolated("retention", partial(schedule.run, self._office))
            self._isolated("ended jobs", self._forget_jobs)
            self._isolated("escalations", partial(escalations.run, self._office))
            self._isolated("alarms", self._alarms.scan)
            self._isolated("pace", partial(pace.fill_missing, self._office))

    def _seal(self) -> None:
        with self._office.writing(SYSTEM) as unit:
            audit.seal(unit.session)

    def _forget_violations(self) -> None:
        with self._office.writing(SYSTEM) as unit:
            tickets.forget_old(unit)
            harvest.forget_old(unit)
            hold_limit.forget_old(unit)
            phone_codes.forget_old(unit)
            handling_notices.forget_old(unit)

    def _expire_leases(self) -> None:
        with self._office.writing(SYSTEM) as unit:
            desk.expire_leases(unit)

    def _isolated(self, what: str, job: Callable[[], object]) -> None:
        """Run one job; a bug in it is loud in the log (by type only: its message may quote a person) and stops nothing else."""
        try:
            job()
        except Exception as bug:  # noqa: BLE001 - the edge of the worker's thread
            log.error("worker job %s failed: %s", what, type(bug).__name__)  # noqa: TRY400 - a traceback may quote a person
        self._alive()
