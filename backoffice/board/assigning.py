"""What a supervisor does with somebody else's case: gives it back to the queue, or to another clerk; both are events of it."""

from datetime import timedelta

from sqlalchemy import select

from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.review.queue import ELSEWHERE
from backoffice.staff.models import Role, Staff
from backoffice.staff.scope import may_see
from domain.application import ApplicationStatus

_S = ApplicationStatus


def release(work: Work, number: str, version: int) -> Case:
    """Give a case that somebody holds back to the queue; raises CaseChanged, Refused(role_missing, not_found, wrong_status)."""
    case = _case(work, number, version)
    cases.require_status(case, _S.UNDER_REVIEW)
    case.claimed_by, case.lease_until = None, None
    cases.advance(work, case, _S.ACCEPTED, EventKind.TAKEN_OVER)
    return case


def reassign(work: Work, number: str, version: int, username: str) -> Case:
    """Give a case to a reviewer, for `[board] assigned_minutes`; raises as :func:`release`, and Refused(clerk_unknown).

    Whoever accepted a case by hand does not review it, so it is not given to them either.
    """
    case = _case(work, number, version)
    cases.require_status(case, _S.ACCEPTED, _S.UNDER_REVIEW)
    if username not in {one.username for one in candidates(work, case)}:
        raise Refused(Reason.CLERK_UNKNOWN)
    clerk = work.session.scalars(select(Staff).where(Staff.username == username)).one()
    if case.status is _S.UNDER_REVIEW:
        cases.advance(work, case, _S.ACCEPTED, EventKind.TAKEN_OVER)
    case.claimed_by = clerk.id
    case.lease_until = work.now + timedelta(minutes=work.office.settings.board.assigned_minutes)
    cases.advance(work, case, _S.UNDER_REVIEW, EventKind.REASSIGNED, (username,))
    return case


def candidates(work: Work, case: Case) -> list[Staff]:
    """Return who may be given a case, by name: active reviewers of its district who neither hold nor accepted it."""
    staff = work.session.scalars(select(Staff).where(Staff.active).order_by(Staff.display_name))
    barred = {*case.acceptors, case.claimed_by if case.status is _S.UNDER_REVIEW else None}
    return [one for one in staff if one.has_role(Role.REVIEWER) and may_see(one, case.district) and one.id not in barred]


def _case(work: Work, number: str, version: int) -> Case:
    chief = work.actor.require(Role.SUPERVISOR)
    case = cases.get_case_at(work, number, version)
    if not may_see(chief, case.district):
        raise Refused(Reason.NOT_FOUND)
    if case.service in ELSEWHERE:
        raise Refused(Reason.WRONG_STATUS)
    if case.decision_waits:
        raise Refused(Reason.DECISION_WAITS)
    return case
