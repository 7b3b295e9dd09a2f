"""Keeps the pace of every case: what each of its events says about days and working minutes.

Noted in the transaction of the event. A case whose row is missing (older than the table, or loaded in bulk) gets it from its
whole history: when it moves next, or from the worker (:func:`fill_missing`).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import select

from backoffice.office import SYSTEM, Office, Work
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.statistics.models import CasePace, Way
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI

_K, _S = EventKind, ApplicationStatus

ENDS = frozenset({_S.DELIVERED, _S.REJECTED, _S.REFER_TO_WINDOW, _S.WITHDRAWN, _S.COMPLETED})
"""Statuses in which the office has nothing left to decide; what is kept of a case is kept so long from its newest event on."""

MOST = 1000  # cases of one run of the worker


def note(work: Work, case: Case, event: CaseEvent) -> None:
    """Note what an event just added to `case` says; call it once for each."""
    if event.kind not in _NOTED and event.status not in ENDS:
        return
    with work.session.no_autoflush:  # a flush would count the case's version up once more
        pace = work.session.get(CasePace, case.id) if case.id is not None else None
    if pace is None and event.kind is not _K.RECEIVED:
        work.session.flush()
        _from_history(work, case)
        return
    if pace is None:
        pace = _begun(case)
        work.session.add(pace)
    _apply(work.office, pace, case, event)


def fill_missing(office: Office) -> int:
    """Give a batch of cases the row they miss; returns how many (the worker calls it)."""
    with office.writing(SYSTEM) as work:
        without = select(Case).where(~select(CasePace.case_id).where(CasePace.case_id == Case.id).exists())
        cases = work.session.scalars(without.order_by(Case.id).limit(MOST)).all()
        for case in cases:
            _from_history(work, case)
    return len(cases)


def _from_history(work: Work, case: Case) -> None:
    pace = _begun(case)
    history = select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    for event in work.session.scalars(history):
        _apply(work.office, pace, case, event)
    work.session.add(pace)


def _begun(case: Case) -> CasePace:
    return CasePace(
        case=case,
        service=case.service,
        district=case.district or "",
        terminal_id=case.terminal_id,
        received_on=case.received_at.astimezone(SHANGHAI).date(),
        corrections=0,
        paused_minutes=0,
        returned=0,
    )


def _apply(office: Office, pace: CasePace, case: Case, event: CaseEvent) -> None:
    act = _NOTED.get(event.kind)
    if act is not None:
        act(office, pace, case, event)
    if event.status in ENDS:
        pace.ended_at = event.at


def _claimed(_office: Office, pace: CasePace, _case: Case, event: CaseEvent) -> None:
    pace.claimed_at = event.at


def _paused(_office: Office, pace: CasePace, _case: Case, event: CaseEvent) -> None:
    pace.corrections += 1
    pace.paused_at = event.at


def _resumed(office: Office, pace: CasePace, _case: Case, event: CaseEvent) -> None:
    if pace.paused_at is not None:
        pace.paused_minutes += office.hours.minutes_between(pace.paused_at, event.at) or 0
    pace.paused_at = None


def _decided(way: Way) -> Callable[[Office, CasePace, Case, CaseEvent], None]:
    def act(office: Office, pace: CasePace, case: Case, event: CaseEvent) -> None:
        _resumed(office, pace, case, event)
        pace.way = way
        pace.decided_on = _day(event.at)
        pace.decided_by = event.staff_id
        pace.decide_minutes = _worked(office, pace, case, event.at)
        pace.handle_seconds = int((event.at - pace.claimed_at).total_seconds()) if pace.claimed_at else None
        if way in (Way.REJECTED, Way.REFERRED):
            _finished(office, pace, case, event)

    return act


def _completed(office: Office, pace: CasePace, case: Case, event: CaseEvent) -> None:
    if pace.way is None:
        _decided(Way.COMPLETED)(office, pace, case, event)
    _finished(office, pace, case, event)


def _withdrawn(office: Office, pace: CasePace, case: Case, event: CaseEvent) -> None:
    _resumed(office, pace, case, event)
    pace.way = pace.way or Way.WITHDRAWN


def _finished(office: Office, pace: CasePace, case: Case, event: CaseEvent) -> None:
    if pace.finished_on is not None:
        return
    pace.finished_on = _day(event.at)
    pace.finish_minutes = _worked(office, pace, case, event.at)
    pace.in_time = pace.finished_on <= case.due_date if case.due_date else None


def _returned(_office: Office, pace: CasePace, _case: Case, _event: CaseEvent) -> None:
    pace.returned += 1


def _worked(office: Office, pace: CasePace, case: Case, until: datetime) -> int | None:
    minutes = office.hours.minutes_between(case.received_at, until)
    return None if minutes is None else max(minutes - pace.paused_minutes, 0)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _begins(_office: Office, _pace: CasePace, _case: Case, _event: CaseEvent) -> None:
    """The row itself is all that a receipt says."""


_NOTED: Mapping[EventKind, Callable[[Office, CasePace, Case, CaseEvent], None]] = {
    _K.RECEIVED: _begins,
    _K.CLAIMED: _claimed,
    _K.CORRECTION_REQUESTED: _paused,
    _K.CORRECTION_SUPPLIED: _resumed,
    _K.APPROVED: _decided(Way.APPROVED),
    _K.REJECTED: _decided(Way.REJECTED),
    _K.REFERRED: _decided(Way.REFERRED),
    _K.COMPLETED: _completed,
    _K.WITHDRAWN: _withdrawn,
    _K.POSTED: _finished,
    _K.RETURNED: _returned,
}
