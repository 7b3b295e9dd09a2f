"""Orders at the post that nobody needs any more: the citizen fetches a letter for which another waybill was ordered.

What is owed to the post stands in the transaction that made the order needless; the worker cancels it. What the post does not
cancel stays among the troubles until somebody has settled it with the post.
"""

from sqlalchemy import select

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.dispatch.models import Waybill
from backoffice.errands import ErrandKind
from backoffice.office import SYSTEM, Office, Work
from backoffice.review import cases
from backoffice.review.models import Case
from domain.application import ApplicationStatus

_S = ApplicationStatus

FETCHED = (_S.HELD_FOR_PICKUP, _S.DELIVERED)


def cancel_needless(work: Work, case: Case) -> None:
    """Owe the post that the order of a letter which is fetched now is cancelled, where there is one."""
    if find_needless(work, case) is not None:
        errands.owe(work.session, ErrandKind.WAYBILL_CANCEL, case.number, work.now)


def find_needless(work: Work, case: Case) -> Waybill | None:
    """Return the waybill under which nothing was handed over and never will be."""
    if case.status not in FETCHED:
        return None
    unused = select(Waybill).where(Waybill.case_id == case.id, Waybill.posted_at.is_(None))
    return work.session.scalar(unused.order_by(Waybill.attempt.desc()).limit(1))


def cancel_order(office: Office, number: str) -> None:
    """Cancel it at the post; told twice it is the same. Raises what the post raises."""
    with office.reading() as work:
        waybill = find_needless(work, cases.get_case(work.session, number))
    if waybill is None:
        return
    office.post.cancel_waybill(waybill.waybill_number)
    with office.writing(SYSTEM) as work:
        errands.finish(work.session, ErrandKind.WAYBILL_CANCEL, number)
        audit.record(work, "dispatch.order_cancelled", number)
