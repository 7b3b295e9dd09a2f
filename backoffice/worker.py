"""The worker: seals the audit log, sends text messages, asks registry and post for what is owed, gives leases back.

Every errand is isolated: one that fails is put off (already written when it was taken) and never blocks the others.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.board import escalations
from backoffice.dispatch import tracking
from backoffice.errands import ErrandKind
from backoffice.notices import phone_codes
from backoffice.notices import services as notices
from backoffice.office import SYSTEM, Office
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.payments import hold_limit
from backoffice.production import services as production
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.retention import schedule
from backoffice.retention.stores import StoreDown
from backoffice.review import cases, desk
from backoffice.review.catalogue import DESKS
from backoffice.statistics import pace
from backoffice.violations import harvest, tickets
from backoffice.violations import notices as handling_notices

log = logging.getLogger(__name__)

AGAIN = (PartnerDown, CaseChanged, StoreDown)
"""Failures that the passing of time heals."""


def _snapshot(office: Office, number: str) -> None:
    desk.refresh_registry(office, SYSTEM, number)


def _reissue(office: Office, number: str) -> None:
    production.issue(office, SYSTEM, number)


def _track(office: Office, number: str) -> None:
    tracking.refresh_tracking(office, number)


def _at_once(office: Office, number: str) -> None:
    with office.reading() as work:
        decide = DESKS[cases.get_case(work.session, number).service].at_once
    if decide is not None:
        decide(office, number)
    with office.writing(SYSTEM) as work:
        errands.finish(work.session, ErrandKind.AT_ONCE, number)


HANDLERS: Mapping[ErrandKind, Callable[[Office, str], object]] = {
    ErrandKind.AT_ONCE: _at_once,
    ErrandKind.NOTICE: notices.send,
    ErrandKind.REGISTRY_SNAPSHOT: _snapshot,
    ErrandKind.REISSUE: _reissue,
    ErrandKind.TRACKING: _track,
}


class Worker:
    """The loop; ends soon after `stop` is set, never in the middle of an errand. `alive` is called after every job."""

    def __init__(self, office: Office, stop: threading.Event, alive: Callable[[], None] = lambda: None) -> None:
        self._office = office
        self._stop = stop
        self._alive = alive
        self._sealed_at: float | None = None

    def run(self) -> None:
        """Work until stopped."""
        while not self._stop.is_set():
            self.tick()
            self._stop.wait(self._office.settings.worker.tick_seconds)

    def tick(self) -> None:
        """Do what is due now."""
        self._seal_when_due()
        self._isolated("leases", self._expire_leases)
        for kind in HANDLERS:
            self._isolated(kind, partial(self._run_errands, kind))

    def _seal_when_due(self) -> None:
        now = self._office.clock.monotonic()
        if self._sealed_at is None or now - self._sealed_at >= self._office.settings.worker.seal_seconds:
            self._sealed_at = now
            self._isolated("seal", self._seal)
            self._isolated("violations", self._forget_violations)
            self._isolated("retention", partial(schedule.run, self._office))
            self._isolated("escalations", partial(escalations.run, self._office))
            self._isolated("pace", partial(pace.fill_missing, self._office))

    def _seal(self) -> None:
        with self._office.writing(SYSTEM) as work:
            audit.seal(work.session)

    def _forget_violations(self) -> None:
        with self._office.writing(SYSTEM) as work:
            tickets.forget_old(work)
            harvest.forget_old(work)
            hold_limit.forget_old(work)
            phone_codes.forget_old(work)
            handling_notices.forget_old(work)

    def _expire_leases(self) -> None:
        with self._office.writing(SYSTEM) as work:
            desk.expire_leases(work)

    def _run_errands(self, kind: ErrandKind) -> None:
        with self._office.writing(SYSTEM) as work:
            subjects = errands.take_due(work.session, kind, work.now, self._office.settings.worker.batch)
        for subject in subjects:
            if self._stop.is_set():
                return
            self._isolated(kind, partial(self._run_errand, kind, subject))

    def _run_errand(self, kind: ErrandKind, subject: str) -> None:
        try:
            HANDLERS[kind](self._office, subject)
        except AGAIN:
            return
        except Refused as refused:
            if refused.reason is not Reason.PARTNER_DOWN:
                self._give_up(kind, subject, refused.reason)
        except PartnerRefused:
            self._give_up(kind, subject, Reason.PARTNER_REFUSED)

    def _give_up(self, kind: ErrandKind, subject: str, reason: Reason) -> None:
        """Leave it to staff; a case that has moved on does not need the errand any more."""
        moved_on = reason in (Reason.WRONG_STATUS, Reason.EVIDENCE_GONE)
        with self._office.writing(SYSTEM) as work:
            errands.finish(work.session, kind, subject, stuck=not moved_on)
            if not moved_on:
                audit.record(work, f"errand.stuck.{kind}", subject, (reason.value,))

    def _isolated(self, what: str, job: Callable[[], object]) -> None:
        """Run one job; a bug in it is loud in the log (by type only: its message may quote a person) and stops nothing else."""
        try:
            job()
        except Exception as bug:  # noqa: BLE001 - the edge of the worker's thread
            log.error("worker job %s failed: %s", what, type(bug).__name__)  # noqa: TRY400 - a traceback may quote a person
        self._alive()
