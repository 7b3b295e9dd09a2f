"""Where the letters are: what the post says moves the case to delivered or returned."""

from datetime import timedelta

from sqlalchemy import select

from backoffice import errands
from backoffice.dispatch.models import TrackingEvent, TrackingState, Waybill
from backoffice.dispatch.post import TrackedEvent
from backoffice.dispatch.returns import mark_returned
from backoffice.dispatch.services import find_waybill, newest_event
from backoffice.errands import ErrandKind
from backoffice.office import SYSTEM, Office, Work
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from domain.application import ApplicationStatus

_S = ApplicationStatus

ON_ITS_WAY = frozenset({_S.POSTED, _S.RESENT})


def refresh_tracking(office: Office, number: str) -> Waybill:
    """Ask the post where the letter is; moves the case to delivered or returned. Opens its own transactions.

    Raises Refused(waybill_missing, partner_down, partner_refused).
    """
    with office.reading() as work:
        waybill = _posted_waybill(work, number)
    try:
        events = office.post.track(waybill.waybill_number)
    except PartnerDown:
        raise Refused(Reason.PARTNER_DOWN) from None
    except PartnerRefused:
        raise Refused(Reason.PARTNER_REFUSED) from None
    with office.writing(SYSTEM) as work:
        return _take_events(work, number, events)


def _posted_waybill(work: Work, number: str) -> Waybill:
    waybill = find_waybill(work.session, cases.get_case(work.session, number))
    if waybill is None or waybill.posted_at is None:
        raise Refused(Reason.WAYBILL_MISSING)
    return waybill


def _take_events(work: Work, number: str, events: tuple[TrackedEvent, ...]) -> Waybill:
    case = cases.get_case_alone(work.session, number)
    waybill = _posted_waybill(work, number)
    known = {(one.at, one.state) for one in work.session.scalars(select(TrackingEvent).filter_by(waybill_id=waybill.id))}
    for one in events:
        if (one.at, one.state) not in known:
            work.session.add(TrackingEvent(waybill_id=waybill.id, at=one.at, state=one.state, text=one.text))
    work.session.flush()
    last = newest_event(work.session, waybill)
    waybill.state = last.state if last else None
    if case.status in ON_ITS_WAY:
        _move(work, case, waybill)
    return waybill


def _move(work: Work, case: Case, waybill: Waybill) -> None:
    if waybill.state is TrackingState.DELIVERED:
        cases.advance(work, case, _S.DELIVERED, EventKind.DELIVERED)
    elif waybill.state is TrackingState.RETURNED:
        mark_returned(work, case, waybill)
    else:
        again = work.now + timedelta(minutes=work.office.settings.worker.tracking_minutes)
        errands.owe(work.session, ErrandKind.TRACKING, case.number, work.now, first_at=again)
        return
    errands.finish(work.session, ErrandKind.TRACKING, case.number)
