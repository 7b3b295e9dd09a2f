"""Working on differences: a clerk explains one with code and note, a second person agrees; both stay on record."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from backoffice.audit import services as audit
from backoffice.office import Work
from backoffice.open_notes import checked_note
from backoffice.payments.chart import DayCount
from backoffice.payments.ledger import Total, total_of
from backoffice.payments.matching import Explanation, explanations_of
from backoffice.payments.reconciling import WORKERS
from backoffice.payments.services import checked_reference
from backoffice.payments.statement_models import AcquirerStatement, Difference, DifferenceState
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.models import Role

LONGEST_NOTE = 200
LONGEST_LIST = 300


@dataclass(frozen=True)
class Proposal:
    """How a difference is explained. `reference`: of the refund, for a refund only."""

    explanation: Explanation
    note: str
    reference: str = ""


@dataclass(frozen=True)
class Undone:
    """How many differences are not cleared, and the day of the oldest."""

    count: int
    oldest: date | None


def explain(work: Work, difference_id: int, version: int, proposal: Proposal) -> Difference:
    """Explain a difference; it takes effect when a second person agrees.

    Raises Refused(role_missing, not_found, wrong_status, day_closed, code_not_allowed, note_missing, note_names_somebody,
    reference_invalid), CaseChanged.
    """
    staff = work.actor.require(*WORKERS)
    difference = _get(work, difference_id, version, DifferenceState.OPEN)
    if proposal.explanation not in explanations_of(difference.kind, difference.over_fen):
        raise Refused(Reason.CODE_NOT_ALLOWED)
    difference.note = checked_note(proposal.note, LONGEST_NOTE)
    is_refund = proposal.explanation is Explanation.REFUND
    difference.refund_reference = checked_reference(proposal.reference) if is_refund else None
    difference.explanation, difference.state = proposal.explanation, DifferenceState.PROPOSED
    difference.proposed_at, difference.proposed_by = work.now, staff.id
    _note(work, "payments.difference_explained", difference)
    return difference


def agree(work: Work, difference_id: int, version: int) -> Difference:
    """Agree as the second person: the difference is cleared.

    Raises Refused(role_missing, not_found, wrong_status, day_closed, second_person_is_proposer), CaseChanged.
    """
    supervisor = work.actor.require(Role.SUPERVISOR)
    difference = _get(work, difference_id, version, DifferenceState.PROPOSED)
    if difference.proposed_by == supervisor.id:
        raise Refused(Reason.SECOND_PERSON_IS_PROPOSER)
    difference.state = DifferenceState.CLOSED
    difference.closed_at, difference.closed_by = work.now, supervisor.id
    _note(work, "payments.difference_cleared", difference)
    return difference


def decline(work: Work, difference_id: int, version: int) -> Difference:
    """Do not agree: the difference is open again. Who proposed may take that back so, too.

    Raises Refused(role_missing, not_found, wrong_status, day_closed), CaseChanged.
    """
    staff = work.actor.require(*WORKERS)
    difference = _get(work, difference_id, version, DifferenceState.PROPOSED)
    if not staff.has_role(Role.SUPERVISOR) and difference.proposed_by != staff.id:
        raise Refused(Reason.ROLE_MISSING)
    _note(work, "payments.difference_declined", difference)
    difference.state, difference.explanation, difference.note = DifferenceState.OPEN, None, None
    difference.refund_reference = difference.proposed_at = difference.proposed_by = None
    return difference


def list_differences(work: Work, state: DifferenceState) -> list[Difference]:
    """Return differences of every day, oldest day first; cleared ones newest first."""
    day = Difference.day.desc() if state is DifferenceState.CLOSED else Difference.day
    return list(
        work.session.scalars(
            select(Difference).where(Difference.state == state).order_by(day, Difference.id).limit(LONGEST_LIST)
        )
    )


def count_by_state(work: Work) -> dict[DifferenceState, int]:
    """Return how many differences stand where."""
    rows = work.session.execute(select(Difference.state, func.count()).group_by(Difference.state))
    return dict.fromkeys(DifferenceState, 0) | dict(rows.all())


def undone(work: Work) -> Undone:
    """Return what is not cleared yet, whatever its day."""
    wanted = select(func.count(), func.min(Difference.day)).where(Difference.state != DifferenceState.CLOSED)
    count, oldest = work.session.execute(wanted).one()
    return Undone(count, oldest)


def total_of_day(work: Work, day: date) -> Total:
    """Return how many differences a day has, and by how much the acquirer settles more than was posted, fen."""
    rows = work.session.execute(select(Difference.theirs_fen, Difference.ours_fen).where(Difference.day == day))
    return total_of(theirs - ours for theirs, ours in rows)


def last_days(work: Work, until: date, days: int) -> tuple[DayCount, ...]:
    """Return how many differences each of the last `days` days had, oldest first, and how many are not cleared."""
    first = until - timedelta(days=days - 1)
    wanted = select(Difference.day, Difference.state).where(Difference.day.between(first, until))
    rows = work.session.execute(wanted).all()
    counted = Counter(day for day, _ in rows)
    undone_of = Counter(day for day, state in rows if state is not DifferenceState.CLOSED)
    every = (first + timedelta(days=n) for n in range(days))
    return tuple(DayCount(day, counted[day], undone_of[day]) for day in every)


def find_difference(work: Work, difference_id: int) -> Difference | None:
    """Return one difference with its lines."""
    return work.session.get(Difference, difference_id)


def _get(work: Work, difference_id: int, version: int, state: DifferenceState) -> Difference:
    wanted = select(Difference).where(Difference.id == difference_id).with_for_update(of=Difference)
    difference = work.session.scalar(wanted)
    if difference is None:
        raise Refused(Reason.NOT_FOUND)
    if difference.version != version:
        raise CaseChanged
    statement = work.session.get_one(AcquirerStatement, difference.day)
    if statement.closed_at is not None:
        raise Refused(Reason.DAY_CLOSED)
    if difference.state is not state:
        raise Refused(Reason.WRONG_STATUS)
    return difference


def _note(work: Work, action: str, difference: Difference) -> None:
    codes = (difference.day.isoformat(), difference.kind.value, (difference.explanation or difference.state).value)
    audit.record(work, action, f"difference-{difference.id}", codes)
