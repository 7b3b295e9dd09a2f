"""What changed since a page was drawn."""

from sqlalchemy import func, select

from backoffice.office import Work
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.review.queue import QueueFilter, list_queue

ARRIVING = (
    EventKind.ACCEPTED,
    EventKind.RELEASED,
    EventKind.LEASE_EXPIRED,
    EventKind.CORRECTION_SUPPLIED,
    EventKind.PROPOSED,
    EventKind.DECLINED,
)
"""What brings a case into a list."""


def newest_event(work: Work) -> int:
    """Return the id of the newest thing that happened to any case; 0 when nothing has."""
    return work.session.scalar(select(func.max(CaseEvent.id))) or 0


def arrivals(work: Work, wanted: QueueFilter, since: int) -> int:
    """Count the cases of a list that came into it after the event `since`."""
    came = select(Case.number).join(CaseEvent).where(CaseEvent.id > since, CaseEvent.kind.in_(ARRIVING))
    numbers = set(work.session.scalars(came))
    return sum(entry.number in numbers for entry in list_queue(work, wanted)) if numbers else 0
