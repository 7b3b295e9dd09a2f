"""What each kind of job does, and what becomes of its errand."""

import logging
from collections.abc import Callable, Mapping

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.dispatch import open_orders, tracking
from backoffice.dispatch import services as dispatch
from backoffice.errands import ErrandKind, Request
from backoffice.jobs import engine, failures, steps
from backoffice.jobs.failures import Failed
from backoffice.notices import services as notices
from backoffice.office import SYSTEM, Office
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.production import services as production
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases, desk
from backoffice.review.catalogue import DESKS

log = logging.getLogger(__name__)

AGAIN = (PartnerDown, CaseChanged)
"""Failures that the passing of time heals."""

LATER = frozenset({Reason.PARTNER_DOWN, Reason.STORE_DOWN})
MOVED_ON = frozenset({Reason.WRONG_STATUS, Reason.EVIDENCE_GONE})
"""A case that does not need the errand any more."""


def _snapshot(office: Office, number: str) -> None:
    desk.refresh_registry(office, SYSTEM, number)


def _reissue(office: Office, number: str) -> None:
    production.issue(office, SYSTEM, number)


def _at_once(office: Office, number: str) -> None:
    with office.reading() as work:
        decide = DESKS[cases.get_case(work.session, number).service].at_once
    if decide is not None:
        decide(office, number)


HANDLERS: Mapping[ErrandKind, Callable[[Office, str], object]] = {
    ErrandKind.AT_ONCE: _at_once,
    ErrandKind.NOTICE: notices.send,
    ErrandKind.REGISTRY_SNAPSHOT: _snapshot,
    ErrandKind.REISSUE: _reissue,
    ErrandKind.TRACKING: tracking.refresh_tracking,
    ErrandKind.WAYBILL: dispatch.order_waybill,
    ErrandKind.WAYBILL_CANCEL: open_orders.cancel_order,
}


class _Steps:
    """Keeps the steps of one run; knows from which one a job that failed goes on."""

    def __init__(self) -> None:
        self._last = 0
        self._passing = False

    def record(self, name: str, act: Callable[[], str]) -> str:
        """Have the engine keep what `act` gave."""
        self._last += 1
        kept = engine.step(name, act)
        self._passing = failures.is_passing(kept)
        return kept

    @property
    def next(self) -> int:
        """Return the step to go on from: the last one, if time may heal it, or the one after it."""
        return self._last if self._passing else self._last + 1


def run(office: Office, request: Request) -> str:
    """Do one job as far as it goes, and say how it ended."""
    kept = _Steps()
    with errands.working_on(request), steps.recording(kept):
        with office.reading() as work:
            if not errands.is_open(work.session, request):
                return engine.ended("not owed")
        return _done(office, request, kept)


def _done(office: Office, request: Request, kept: _Steps) -> str:
    try:
        HANDLERS[request.kind](office, request.subject)
    except AGAIN:
        return engine.rest(kept.next)
    except Refused as refused:
        if refused.reason in LATER:
            return engine.rest(kept.next)
        give_up(office, request, refused.reason)
        return engine.ended(refused.reason)
    except PartnerRefused:
        give_up(office, request, Reason.PARTNER_REFUSED)
        return engine.ended(Reason.PARTNER_REFUSED)
    except Exception as bug:  # noqa: BLE001 - the edge of the job; loud by type only: its message may quote a person
        name = bug.args[0] if isinstance(bug, Failed) else type(bug).__name__
        log.error("job %s failed: %s", request.kind, name)  # noqa: TRY400 - a traceback may quote a person
        return engine.rest(kept.next)
    with office.writing(SYSTEM) as work:
        if errands.is_open(work.session, request):
            errands.finish(work.session, request.kind, request.subject)
    return engine.ended("done")


def give_up(office: Office, request: Request, reason: Reason) -> None:
    """Leave it to staff; a case that has moved on does not need the errand any more."""
    moved_on = reason in MOVED_ON
    with office.writing(SYSTEM) as work:
        errands.finish(work.session, request.kind, request.subject, stuck=not moved_on)
        if not moved_on:
            audit.record(work, f"errand.stuck.{request.kind}", request.subject, (reason.value,))
