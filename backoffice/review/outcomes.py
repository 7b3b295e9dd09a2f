"""What an effective decision does to the case, and what the citizen is told."""

from backoffice import errands
from backoffice.errands import ErrandKind
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import Work
from backoffice.payments import services as payments
from backoffice.review import cases
from backoffice.review.models import Case, Decision, DecisionKind, EventKind
from domain.application import CLOCK_PAUSED, ApplicationStatus
from domain.services import End

EFFECTS: dict[DecisionKind, tuple[ApplicationStatus, EventKind, NoticeKind | None]] = {
    DecisionKind.APPROVE: (ApplicationStatus.APPROVED, EventKind.APPROVED, None),
    DecisionKind.CORRECTION: (
        ApplicationStatus.CORRECTION_REQUESTED,
        EventKind.CORRECTION_REQUESTED,
        NoticeKind.CORRECTION,
    ),
    DecisionKind.REJECT: (ApplicationStatus.REJECTED, EventKind.REJECTED, NoticeKind.REJECTED),
    DecisionKind.REFER: (ApplicationStatus.REFER_TO_WINDOW, EventKind.REFERRED, NoticeKind.REFERRED),
}
"""Decision -> status, event, text message."""


def take_effect(work: Work, case: Case, decision: Decision, note: str) -> None:
    """Move the case and queue the citizen's text message, in the transaction of the decision."""
    status, event, notice = EFFECTS[decision.kind]
    cases.advance(work, case, status, event, (*decision.codes, *decision.items))
    if status is ApplicationStatus.APPROVED and work.office.terms[case.service].ends is End.COMPLETED:
        errands.owe(work.session, ErrandKind.AT_ONCE, case.number, work.now)  # nothing is made: the service's desk completes it
    if status in CLOCK_PAUSED:
        case.paused_since = work.now
        case.corrections += 1
    owed = payments.owe_refund(work, case) if status is ApplicationStatus.REJECTED else 0
    if notice is not None:
        body = cases.get_body(work, case.number)
        told = notices.Told(tuple(decision.codes), tuple(decision.items), note, refund_fen=owed)
        notices.queue(work, case, body, notice, told)
