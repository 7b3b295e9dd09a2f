"""Reconciling 对账: a day's statement is taken in, held against the postings, and the day closed when nothing is open.

Nothing here moves money, and no amount is ever typed: differences carry what statement and terminals say.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from backoffice.audit import services as audit
from backoffice.office import SYSTEM, Work
from backoffice.payments import ledger
from backoffice.payments.matching import Found, Line, Matching, Posting, match
from backoffice.payments.models import Payment
from backoffice.payments.services import REFUNDERS
from backoffice.payments.statement_file import StatementFile, read_statement
from backoffice.payments.statement_models import AcquirerStatement, Difference, DifferenceState, StatementLine
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.staff.models import Role

WORKERS = REFUNDERS

REOPENING = ("late_posting", "corrected_statement", "wrong_explanation")
"""Why a closed day may be opened again."""

TURN = 72_020_001  # of the advisory lock: one reconciling at a time
ONE_DAY = timedelta(days=1)


def import_statement(work: Work, content: bytes) -> AcquirerStatement:
    """Take in the statement of a day and hold it against the postings; audited.

    Raises Refused(role_missing, whole_city_only, statement_unreadable, statement_known). A day's statement is taken once.
    """
    _require_worker(work)
    read = read_statement(content)
    if read.day > work.now.date():
        raise Refused(Reason.STATEMENT_UNREADABLE, items=("2", "day"))
    work.office.database.take_turns(work.session, TURN)
    if work.session.get(AcquirerStatement, read.day) is not None:
        raise Refused(Reason.STATEMENT_KNOWN, items=(read.day.isoformat(),))
    statement = _keep(work, read)
    audit.record(work, "payments.statement_imported", read.day.isoformat(), (str(len(read.rows)), str(read.amount_fen)))
    _check(work, statement)
    for day in (read.day - ONE_DAY, read.day + ONE_DAY):
        beside = work.session.get(AcquirerStatement, day)
        if beside is not None and beside.closed_at is None:
            _check(work, beside)  # what was missing there may stand here
    return statement


def check_again(work: Work, day: date) -> AcquirerStatement:
    """Hold the statement against what is posted by now; differences that somebody worked on stay as they are.

    Raises Refused(role_missing, whole_city_only, statement_missing, day_closed).
    """
    _require_worker(work)
    work.office.database.take_turns(work.session, TURN)
    statement = _open_statement(work, day)
    _check(work, statement)
    audit.record(work, "payments.statement_checked", day.isoformat())
    return statement


def close_day(work: Work, day: date, version: int) -> AcquirerStatement:
    """Close the day with its totals.

    Raises Refused(role_missing, whole_city_only, statement_missing, day_closed, differences_open), CaseChanged.
    """
    supervisor = work.actor.require_whole_city(Role.SUPERVISOR)
    work.office.database.take_turns(work.session, TURN)
    statement = _open_statement(work, day)
    if statement.version != version:
        raise CaseChanged
    _check(work, statement)
    if _count_open(work, day):
        raise Refused(Reason.DIFFERENCES_OPEN)
    statement.closed_at, statement.closed_by = work.now, supervisor.id
    totals = (statement.lines, statement.amount_fen, statement.ours, statement.ours_fen, statement.matched_fen)
    audit.record(work, "payments.day_closed", day.isoformat(), tuple(str(total) for total in totals))
    return statement


def reopen_day(work: Work, day: date, version: int, why: str) -> AcquirerStatement:
    """Open a closed day again; audited with the reason. Raises Refused(role_missing, statement_missing, wrong_status, …)."""
    work.actor.require_whole_city(Role.SUPERVISOR)
    if why not in REOPENING:
        raise Refused(Reason.CODES_MISSING)
    statement = _get_statement(work, day)
    if statement.version != version:
        raise CaseChanged
    if statement.closed_at is None:
        raise Refused(Reason.WRONG_STATUS)
    statement.closed_at = statement.closed_by = None
    audit.record(work, "payments.day_reopened", day.isoformat(), (why,))
    return statement


def _require_worker(work: Work) -> None:
    """The command line is the office's own; at the desk somebody with the role, for the whole city.

    A statement touches every district: who has districts works on the differences of his own.
    """
    if work.actor != SYSTEM:
        work.actor.require_whole_city(*WORKERS)


def _get_statement(work: Work, day: date) -> AcquirerStatement:
    chosen = select(AcquirerStatement).where(AcquirerStatement.day == day).with_for_update(of=AcquirerStatement)
    statement = work.session.scalar(chosen)
    if statement is None:
        raise Refused(Reason.STATEMENT_MISSING)
    return statement


def _open_statement(work: Work, day: date) -> AcquirerStatement:
    statement = _get_statement(work, day)
    if statement.closed_at is not None:
        raise Refused(Reason.DAY_CLOSED)
    return statement


def _count_open(work: Work, day: date) -> int:
    undone = select(func.count()).where(Difference.day == day, Difference.state != DifferenceState.CLOSED)
    return work.session.scalar(undone) or 0


def _keep(work: Work, read: StatementFile) -> AcquirerStatement:
    statement = AcquirerStatement(
        day=read.day,
        sha256=read.sha256,
        imported_at=work.now,
        imported_by=work.actor.staff_id,
        lines=len(read.rows),
        amount_fen=read.amount_fen,
        matched=0,
        matched_fen=0,
        ours=0,
        ours_fen=0,
        checked_at=work.now,
    )
    work.session.add(statement)
    work.session.flush()
    for row in read.rows:
        told = {"terminal": row.terminal, "batch": row.batch, "at": row.at, **vars(row.line)}
        work.session.add(StatementLine(day=read.day, **told))
    work.session.flush()
    return statement


def _check(work: Work, statement: AcquirerStatement) -> None:
    """Match anew all that nobody has worked on, and write the totals down."""
    day, session = statement.day, work.session
    session.flush()
    untouched = select(Difference).where(Difference.day == day, Difference.state == DifferenceState.OPEN)
    for difference in session.scalars(untouched).all():
        session.delete(difference)  # its lines stay, and are free again
    session.flush()
    kept = session.scalars(select(Difference).where(Difference.day == day)).all()
    lines = {line.place: line for line in session.scalars(select(StatementLine).where(StatementLine.day == day))}
    expected = postings_of(work, day)
    result = match(
        expected,
        [*postings_of(work, day - ONE_DAY), *postings_of(work, day + ONE_DAY)],
        (_line_of(line) for line in lines.values()),
    )
    _write(work, day, result, lines, {one.order_id for one in kept if one.order_id})
    matched = [line for line in lines.values() if line.matched_order]
    statement.matched, statement.matched_fen = len(matched), sum(line.amount_fen for line in matched)
    statement.ours, statement.ours_fen = len(expected), sum(posting.amount_fen for posting in expected)
    statement.checked_at = work.now


def _write(work: Work, day: date, result: Matching, lines: dict[int, StatementLine], worked_on: set[UUID]) -> None:
    """Write down what agrees and what does not; lines and orders that somebody has worked on are left alone."""
    held = {place for place, line in lines.items() if line.difference_id is not None}
    agreed = {line.place: posting.order_id for posting, line in result.matched if line.place not in held}
    for place, line in lines.items():
        line.matched_order = agreed.get(place)
    for found in result.differences:
        order_id = _order_of(found)
        if order_id in worked_on or any(line.place in held for line in found.lines):
            continue
        difference = Difference(
            day=day,
            kind=found.kind,
            state=DifferenceState.OPEN,
            order_id=order_id,
            ours_fen=found.ours_fen,
            theirs_fen=found.theirs_fen,
            found_at=work.now,
        )
        work.session.add(difference)
        work.session.flush()
        for told in found.lines:
            lines[told.place].difference_id = difference.id


def _order_of(found: Found) -> UUID | None:
    if found.posting is not None:
        return found.posting.order_id
    return next((line.order_id for line in found.lines if line.order_id), None)


def _line_of(line: StatementLine) -> Line:
    return Line(line.place, line.kind, line.order_id, line.trace, line.reference, line.amount_fen)


def postings_of(work: Work, day: date) -> list[Posting]:
    """Return what a statement of `day` must show: what was posted or put aside, but does not stand in another day's."""
    elsewhere = select(StatementLine.matched_order).where(StatementLine.day != day, StatementLine.matched_order.is_not(None))
    known = set(work.session.scalars(elsewhere.where(StatementLine.day.between(day - 2 * ONE_DAY, day + 2 * ONE_DAY))))
    told = select(Payment.order_id, Payment.trace, Payment.reference, Payment.amount_fen).where(ledger.on_day(day))
    rows: Iterable[tuple[UUID, str | None, str | None, int]] = work.session.execute(told)
    posted = [Posting(order_id, trace, reference, fen) for order_id, trace, reference, fen in rows]
    aside = [Posting(one.order_id, one.trace, one.reference, one.amount_fen) for one in ledger.put_aside_on(work, day)]
    return [posting for posting in (*posted, *aside) if posting.order_id not in known]


def total_of_postings(work: Work, day: date) -> ledger.Total:
    """Return how much a statement of `day` must show, of what is any business of the actor."""
    told = StatementLine.day.between(day - 2 * ONE_DAY, day + 2 * ONE_DAY), StatementLine.day != day
    elsewhere = select(StatementLine.id).where(*told, StatementLine.matched_order == Payment.order_id).exists()
    summed = select(func.count(), func.sum(Payment.amount_fen)).where(ledger.on_day(day), ~elsewhere, *ledger.mine(work))
    count, fen = work.session.execute(summed).one()
    posted = ledger.Total(count, fen or 0)
    aside = ledger.put_aside_on(work, day, districts=ledger.districts_of(work))
    if not aside:
        return posted
    there = select(StatementLine.matched_order).where(*told, StatementLine.matched_order.in_([one.order_id for one in aside]))
    known = set(work.session.scalars(there))
    return posted.and_(ledger.total_of(one.amount_fen for one in aside if one.order_id not in known))


def newest_day(work: Work) -> date | None:
    """Return the newest day that is not closed, else the newest of all."""
    chosen = select(AcquirerStatement.day).order_by(AcquirerStatement.closed_at.is_not(None), AcquirerStatement.day.desc())
    return work.session.scalar(chosen.limit(1))
