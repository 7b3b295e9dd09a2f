"""Cases: how they come in, how they are found, and the one way their status moves."""

from datetime import datetime

from sqlalchemy.orm import Session

from backoffice.office import Work
from backoffice.review.models import Case, EventKind
from domain.application import ApplicationStatus
from domain.services import ServiceSlug
from domain.wire import v1


def create_from_application(work: Work, terminal_id: str, body: v1.ApplicationBody, received_at: datetime) -> Case:
    """Make the case of one application just unsealed: evidence sealed at rest, received, accepted, text message queued.

    Idempotence (same key twice) is intake's own table. The registry is asked later, by the worker or at the claim.
    The case's `due_date` is None when the working-day table of a year is missing (an alarm on the board, never an error).
    """
    raise NotImplementedError


def same_business_pending(work: Work, service: ServiceSlug, id_number: str) -> bool:
    """Tell whether this person already has the same business pending (R-DUP), by keyed hash of the ID number."""
    raise NotImplementedError


def get_case(session: Session, number: str) -> Case:
    """Return the case; raises Refused(not_found)."""
    raise NotImplementedError


def advance(work: Work, case: Case, status: ApplicationStatus, kind: EventKind, codes: tuple[str, ...] = ()) -> None:
    """Move the case one step of the status table, with its event; the only place where a status is set."""
    raise NotImplementedError


def supply_correction(work: Work, number: str, body: v1.ApplicationBody) -> Case:
    """Take the corrected application: the clock runs again, the case is back in the queue, judgements start anew."""
    raise NotImplementedError
