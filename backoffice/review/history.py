"""A case is a list of actions: what each does to the status, and the status that follows from all of them."""

from collections.abc import Iterable, Mapping

from backoffice.review.models import CaseEvent, EventKind
from domain.application import ApplicationStatus, require_step

_S = ApplicationStatus

STATUS_AFTER: Mapping[EventKind, ApplicationStatus] = {
    EventKind.RECEIVED: _S.RECEIVED,
    EventKind.ACCEPTED: _S.ACCEPTED,
    EventKind.CLAIMED: _S.UNDER_REVIEW,
    EventKind.RELEASED: _S.ACCEPTED,
    EventKind.LEASE_EXPIRED: _S.ACCEPTED,
    EventKind.TAKEN_OVER: _S.ACCEPTED,
    EventKind.REASSIGNED: _S.UNDER_REVIEW,
    EventKind.DECLINED: _S.ACCEPTED,
    EventKind.APPROVED: _S.APPROVED,
    EventKind.CORRECTION_REQUESTED: _S.CORRECTION_REQUESTED,
    EventKind.CORRECTION_SUPPLIED: _S.ACCEPTED,
    EventKind.REJECTED: _S.REJECTED,
    EventKind.REFERRED: _S.REFER_TO_WINDOW,
    EventKind.PRODUCTION_STARTED: _S.IN_PRODUCTION,
    EventKind.PRODUCED: _S.PRODUCED,
    EventKind.POSTED: _S.POSTED,
    EventKind.DELIVERED: _S.DELIVERED,
    EventKind.RETURNED: _S.RETURNED_UNDELIVERED,
    EventKind.RESENT: _S.RESENT,
    EventKind.HELD_FOR_PICKUP: _S.HELD_FOR_PICKUP,
    EventKind.WITHDRAWN: _S.WITHDRAWN,
    EventKind.COMPLETED: _S.COMPLETED,
}
"""What an action makes of the status; every other leaves it as it is."""


class HistoryBroken(ValueError):
    """An action was to be written down with a status that it does not lead to."""


def require_leads_to(kind: EventKind, status: ApplicationStatus) -> None:
    """Raise :class:`HistoryBroken` unless `kind` is the action that leads to `status`."""
    if STATUS_AFTER.get(kind) is not status:
        raise HistoryBroken(f"{kind} does not lead to {status}")


def status_of(events: Iterable[CaseEvent]) -> ApplicationStatus:
    """Return the status that follows from the actions alone; raises :class:`domain.application.StatusError`."""
    status = _S.LODGED
    for event in events:
        after = STATUS_AFTER.get(event.kind)
        if after is not None:
            require_step(status, after)
            status = after
    return status
