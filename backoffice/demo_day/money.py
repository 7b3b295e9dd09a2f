"""The demo's money: the acquirer's statement of each day with its usual mistakes, and the people who clear them."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import select

from backoffice.demo_day.working import Clerks, do
from backoffice.office import Office
from backoffice.payments import differences, ledger, reconciling, services
from backoffice.payments.differences import Proposal
from backoffice.payments.ledger import PaymentEntry, PaymentFilter
from backoffice.payments.matching import DifferenceKind, Explanation
from backoffice.payments.models import Payment, PaymentState
from backoffice.payments.statement_file import COLUMNS
from backoffice.payments.statement_models import AcquirerStatement, Difference
from domain.clock import SHANGHAI

SAID = {
    DifferenceKind.MISSING_HERE: Proposal(Explanation.APPLICATION_LATE, "终端离线，申请次日到达"),
    DifferenceKind.MISSING_THERE: Proposal(Explanation.ACQUIRER_CORRECTS, "已函告收单机构补清算"),
    DifferenceKind.AMOUNT_DIFFERS: Proposal(Explanation.ACQUIRER_CORRECTS, "收单机构确认少清算，次日补"),
    DifferenceKind.DOUBLE: Proposal(Explanation.REFUND, "重复扣款，已在收单机构退一笔", "RF-2026-0117"),
    DifferenceKind.REVERSED: Proposal(Explanation.WINDOW, "已电话约公民到窗口补缴"),
}


MISTAKES = (
    ("double", "less"),
    ("double", "missing", "less", "undone", "unknown"),
    ("unknown",),
    ("missing", "undone"),
    ("double", "undone", "unknown"),
    (),
)
"""What is wrong with the statement of a day, by the day of the month."""


def reconcile(office: Office, clerks: Clerks, today: date, *, newest: bool) -> None:
    """In the morning: take in yesterday's statement; clear it, unless it is one of the `newest`."""
    day = _day_before(office, today)
    with office.reading() as work:
        entries = [one for one in ledger.list_payments(work, PaymentFilter(day=day), limit=None) if one.reference]
        known = work.session.get(AcquirerStatement, day) is not None
    if known or len(entries) < 8:
        return
    first, second = clerks.acceptor, clerks.supervisors[0]
    do(office, first, reconciling.import_statement, statement_of(day, entries[::-1]))
    with office.reading() as work:
        found = [(one.id, one.kind) for one in work.session.scalars(select(Difference).where(Difference.day == day))]
    left = found[2:] if newest else []
    for difference, kind in found:
        if (difference, kind) in left[1:]:
            continue
        do(office, first, differences.explain, difference, _version(office, difference), SAID[kind])
        if (difference, kind) not in left:
            do(office, second, differences.agree, difference, _version(office, difference))
    if not newest:
        with office.writing(second) as work:
            reconciling.close_day(work, day, work.session.get_one(AcquirerStatement, day).version)
    _refund(office, clerks)


def _day_before(office: Office, today: date) -> date:
    day = today - timedelta(days=1)
    while office.hours.days_between(day - timedelta(days=1), day) != 1:
        day -= timedelta(days=1)
    return day


def _version(office: Office, difference: int) -> int:
    with office.reading() as work:
        return work.session.get_one(Difference, difference).version


def _refund(office: Office, clerks: Clerks) -> None:
    """Give back what is due: the oldest is confirmed, the next waits for its second person, the rest is still due."""
    with office.reading() as work:
        due = work.session.scalars(
            select(Payment).where(Payment.state == PaymentState.REFUND_DUE, Payment.refund_proposed_by.is_(None))
        ).all()[:2]
    for place, payment in enumerate(due):
        reference = f"RF-{payment.paid_at:%m%d}-{payment.trace}"
        do(office, clerks.acceptor, services.propose_refund, payment.order_id, payment.version, reference)
        if place == 0:
            do(office, clerks.supervisors[1], services.confirm_refund, payment.order_id, payment.version + 1)


def statement_of(day: date, entries: Sequence[PaymentEntry]) -> bytes:
    """Return the statement of a day as the acquirer would write it, with the mistakes of that day in it."""
    rows = [_row(day, "sale", entry, entry.amount_fen) for entry in entries]
    twice, less, undone = entries[1], entries[3], entries[5]
    kinds = MISTAKES[day.day % len(MISTAKES)]
    if "double" in kinds:
        rows.append(_row(day, "sale", twice, twice.amount_fen))
    if "less" in kinds:
        rows[3] = _row(day, "sale", less, less.amount_fen - less.amount_fen // 10)
    if "undone" in kinds:
        rows.append(_row(day, "reversal", undone, undone.amount_fen))
    if "unknown" in kinds:
        order = str(uuid5(NAMESPACE_OID, f"unknown-{day}"))
        at = f"{day.isoformat()}T12:07:33+08:00"
        rows.append((day.isoformat(), "sale", order, "50000007", "1119", "004418", f"{day:%y%m%d}004418", 2000, at))
    if "missing" in kinds:
        del rows[2]
    total = sum(int(row[7]) * (1 if row[1] == "sale" else -1) for row in rows)
    rows.append((day.isoformat(), "total", "", "", "", str(len(rows)), "", total, ""))
    return "\n".join([",".join(COLUMNS), *(",".join(str(cell) for cell in row) for row in rows)]).encode() + b"\n"


def _row(day: date, kind: str, entry: PaymentEntry, fen: int) -> tuple[str | int, ...]:
    at = entry.paid_at.astimezone(SHANGHAI).isoformat(timespec="seconds")
    terminal = f"5000{entry.terminal or 0:04d}"
    return (
        day.isoformat(),
        kind,
        str(entry.order_id),
        terminal,
        entry.batch or "",
        entry.trace or "",
        entry.reference or "",
        fen,
        at,
    )
