"""How a case of violations ends."""

from backoffice import errands
from backoffice.errands import ErrandKind
from backoffice.notices import services as sms
from backoffice.notices.models import NoticeKind
from backoffice.office import Work
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from domain.application import ApplicationStatus
from domain.reasons import ReasonCode
from domain.wire.v1 import ApplicationBody


def refuse(work: Work, case: Case, body: ApplicationBody, reasons: tuple[ReasonCode, ...]) -> None:
    """Nothing is decided: the citizen is told why."""
    codes = tuple(reasons or (ReasonCode.DATA,))
    cases.advance(work, case, ApplicationStatus.REJECTED, EventKind.REJECTED, codes)
    sms.queue(work, case, body, NoticeKind.NOT_HANDLED, sms.Told(codes))
    nothing_to_compare(work, case.number)


def end(work: Work, case: Case, codes: tuple[str, ...] = ()) -> None:
    """Close a case that is decided."""
    cases.advance(work, case, ApplicationStatus.COMPLETED, EventKind.COMPLETED, codes)
    nothing_to_compare(work, case.number)


def nothing_to_compare(work: Work, number: str) -> None:
    """Nobody compares anything in such a case: the registry need not be asked for it."""
    errands.finish(work.session, ErrandKind.REGISTRY_SNAPSHOT, number)
