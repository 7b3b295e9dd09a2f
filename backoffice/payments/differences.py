"""Working on differences: a clerk explains one with code and note, a second person agrees; both stay on record."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from backoffice.audit import services as audit
from backoffice.office import Work
from backoffice.open_notes import checked_note
from backoffice.payments import ledger
from backoffice.payments.chart import DayCount
from backoffice.payments.ledger import Total
from backoffice.payments.matching import Explanation, explanations_of
from backoffice.payments.models import Payment
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
    chosen = select(Difference).where(Difference.state == state, *_mine(work)).order_by(day, Difference.id)
    return list(work.session.scalars(chosen.limit(LONGEST_LIST)))


def _mine(work: Work) -> list[ColumnElement[bool]]:
    """Return the condition that a difference is any business of the actor; without a posting it belongs to no district."""
    if not (ours := ledger.mine(work)):
        return []
    return [select(Payment.order_id).where(Payment.order_id == Difference.order_id, *ours).exists()]


def count_by_state(work: Work) -> dict[DifferenceState, int]:
    """Return how many differences stand where."""
    rows = work.session.execute(select(Difference.state, func.count()).where(*_mine(work)).group_by(Difference.state))
    return dict.fromkeys(DifferenceState, 0) | dict(rows.all())


def undone(work: Work) -> Undone:
    """Return what is not cleared yet, whatever its day."""
    wanted = select(func.count(), func.min(Difference.day)).where(Difference.state != DifferenceState.CLOSED, *_mine(work))
    count, oldest = work.session.execute(wanted).one()
    return Undone(count, oldest)


def total_of_day(work: Work, day: date) -> Total:
    """Return how many differences a day has, and by how much the acquirer settles more than was posted, fen."""
    over = func.sum(Difference.theirs_fen - Difference.ours_fen)
    count, fen = work.session.execute(select(func.count(), over).where(Difference.day == day, *_mine(work))).one()
    return Total(count, int(fen or 0))


def last_days(work: Work, until: date, days: int) -> tuple[DayCount, ...]:
    """Return how many differences each of the last `days` days had, oldest first, and how many are not cleared."""
    first = until - timedelta(days=days - 1)
    wanted = select(Difference.day, Difference.state, func.count()).where(Difference.day.between(first, until), *_mine(work))
    counted, undone_of = Counter[date](), Counter[date]()
    for day, state, count in work.session.execute(wanted.group_by(Difference.day, Difference.state)):
        counted[day] += count
        undone_of[day] += 0 if state is DifferenceState.CLOSED else count
    every = (first + timedelta(days=n) for n in range(days))
    return tuple(DayCount(day, counted[day], undone_of[day]) for day in every)


def find_difference(work: Work, difference_id: int) -> Difference | None:
    """Return one difference with its lines, if it is any business of the actor."""
    return work.session.scalar(select(Difference).where(Difference.id == difference_id, *_mine(work)))


def _get(work: Work, difference_id: int, version: int, state: DifferenceState) -> Difference:
    wanted = select(Difference).where(Difference.id == difference_id, *_mine(work)).with_for_update(of=Difference)
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
