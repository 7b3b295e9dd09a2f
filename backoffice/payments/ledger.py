"""What was paid, read: by day and terminal, with totals to hold against an acquirer's statement. Days are Asia/Shanghai's."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from backoffice.cells import BYTE_ORDER_MARK, cell
from backoffice.fleet.models import Terminal
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.office import Work
from backoffice.payments.models import Payment, PaymentState
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.services import ServiceSlug
from domain.wire.v1 import PaidFee

LONGEST = 1000  # lines
OWED = func.coalesce(Payment.refund_fen, Payment.amount_fen)  # what is to be given back, where something is
COLUMNS = ("order_id", "number", "terminal", "batch", "trace", "reference", "authorisation", "amount_fen", "paid_at", "state")


@dataclass(frozen=True)
class PaymentFilter:
    """Which payments to list; None and 0 stand for all."""

    day: date | None = None
    terminal: int = 0  # its number
    state: PaymentState | None = None


@dataclass(frozen=True)
class PaymentEntry:
    """One line of the payments desk; masked."""

    order_id: UUID
    number: str
    service: ServiceSlug
    case_status: ApplicationStatus
    terminal: int | None  # None: a terminal this office does not know
    amount_fen: int
    card: str | None = field(repr=False)
    reference: str | None
    authorisation: str | None
    trace: str | None
    batch: str | None
    paid_at: datetime
    received_at: datetime
    state: PaymentState
    owed_fen: int  # how much is, or was, to be given back
    refund_due_at: datetime | None
    refund_proposed_at: datetime | None
    refund_proposer: str | None  # display name
    refund_proposed_by: int | None
    refunded_at: datetime | None
    refunder: str | None  # display name
    refund_reference: str | None
    version: int


@dataclass(frozen=True)
class Total:
    """So many payments of so much."""

    count: int = 0
    amount_fen: int = 0

    def plus(self, amount_fen: int) -> "Total":
        """Return this total with one payment more."""
        return Total(self.count + 1, self.amount_fen + amount_fen)


@dataclass(frozen=True)
class Day:
    """The totals of one day. An acquirer's statement must show `posted` and `put_aside` together."""

    day: date
    posted: Total  # whatever became of them later
    refund_due: Total
    refunded: Total
    put_aside: Total  # paid, but the application could not be taken
    terminals: tuple[tuple[int | None, Total], ...]  # of `posted`


def list_payments(work: Work, wanted: PaymentFilter, *, limit: int | None = LONGEST) -> list[PaymentEntry]:
    """Return payments, newest first. Does not ask who reads: routes and commands do."""
    chosen = _with_terminals().where(*_conditions(wanted)).order_by(Payment.paid_at.desc(), Payment.order_id).limit(limit)
    return [_entry(payment, terminal) for payment, terminal in work.session.execute(chosen)]


def find_entry(work: Work, order_id: UUID) -> PaymentEntry | None:
    """Return the payment of one order."""
    row = work.session.execute(_with_terminals().where(Payment.order_id == order_id)).one_or_none()
    return _entry(row[0], row[1]) if row else None


def _with_terminals() -> Select[Payment, int]:
    return select(Payment, Terminal.terminal_number).outerjoin(Terminal, Terminal.terminal_id == Payment.terminal_id)


def _conditions(wanted: PaymentFilter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.day is not None:
        conditions.append(on_day(wanted.day))
    if wanted.terminal:
        conditions.append(Terminal.terminal_number == wanted.terminal)
    if wanted.state is not None:
        conditions.append(Payment.state == wanted.state)
    return conditions


def on_day(day: date) -> ColumnElement[bool]:
    """Return the condition that a payment was made on `day`."""
    return and_(Payment.paid_at >= begin_of(day), Payment.paid_at < begin_of(day + timedelta(days=1)))


def begin_of(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time(), SHANGHAI)


def _entry(payment: Payment, terminal: int | None) -> PaymentEntry:
    return PaymentEntry(
        order_id=payment.order_id,
        number=payment.case_number,
        service=payment.case.service,
        case_status=payment.case.status,
        terminal=terminal,
        amount_fen=payment.amount_fen,
        card=payment.card,
        reference=payment.reference,
        authorisation=payment.authorisation,
        trace=payment.trace,
        batch=payment.batch,
        paid_at=payment.paid_at,
        received_at=payment.received_at,
        state=payment.state,
        owed_fen=payment.owed_fen,
        refund_due_at=payment.refund_due_at,
        refund_proposed_at=payment.refund_proposed_at,
        refund_proposer=payment.refund_proposer.display_name if payment.refund_proposer else None,
        refund_proposed_by=payment.refund_proposed_by,
        refunded_at=payment.refunded_at,
        refunder=payment.refunder.display_name if payment.refunder else None,
        refund_reference=payment.refund_reference,
        version=payment.version,
    )


def day_of(work: Work, day: date) -> Day:
    """Return the totals of a day; complete however many payments there were."""
    chosen = select(Payment.amount_fen, OWED, Payment.state, Terminal.terminal_number).where(on_day(day))
    rows = work.session.execute(chosen.outerjoin(Terminal, Terminal.terminal_id == Payment.terminal_id)).all()
    terminals = sorted({number for _, _, _, number in rows}, key=lambda number: number or 0)
    return Day(
        day=day,
        posted=total_of(amount for amount, _, _, _ in rows),
        refund_due=total_of(owed for _, owed, state, _ in rows if state is PaymentState.REFUND_DUE),
        refunded=total_of(owed for _, owed, state, _ in rows if state is PaymentState.REFUNDED),
        put_aside=total_of(paid.amount_fen for paid in put_aside_on(work, day)),
        terminals=tuple((number, total_of(amount for amount, _, _, one in rows if one == number)) for number in terminals),
    )


def total_of(amounts: Iterable[int]) -> Total:
    """Return how many and how much, in fen."""
    total = Total()
    for amount in amounts:
        total = total.plus(amount)
    return total


def state_total(work: Work, state: PaymentState) -> Total:
    """Return how much is to be given back of everything that stands so, whatever its day."""
    return total_of(work.session.scalars(select(OWED).where(Payment.state == state)))


def last_days(work: Work, until: date, days: int) -> tuple[tuple[date, Total], ...]:
    """Return what was posted on each of the last `days` days up to `until`, oldest first."""
    first = until - timedelta(days=days - 1)
    wanted = (Payment.paid_at >= begin_of(first), Payment.paid_at < begin_of(until + timedelta(days=1)))
    totals = {first + timedelta(days=n): Total() for n in range(days)}
    for amount, paid_at in work.session.execute(select(Payment.amount_fen, Payment.paid_at).where(*wanted)):
        totals[paid_at.date()] = totals[paid_at.date()].plus(amount)
    return tuple(totals.items())


def put_aside_on(work: Work, day: date) -> list[PaidFee]:
    """Return what was paid on `day` for applications that could not be taken."""
    return [paid for paid in _put_aside(work) if paid.paid_at.astimezone(SHANGHAI).date() == day]


def _put_aside(work: Work) -> list[PaidFee]:
    """Return what was paid for applications put aside at intake and not taken later; of an order known here, nothing."""
    taken = select(Lodgement.number).where(Lodgement.idempotency_key == Quarantined.idempotency_key)
    rows = work.session.scalars(select(Quarantined.payment).where(Quarantined.payment.is_not(None), ~taken.exists()))
    told = {paid.order_id: paid for paid in (PaidFee.model_validate_json(row) for row in rows if row)}
    known = set(work.session.scalars(select(Payment.order_id).where(Payment.order_id.in_(told))))
    return [paid for order_id, paid in told.items() if order_id not in known]


def as_csv(entries: Sequence[PaymentEntry]) -> str:
    """Return the entries as CSV for a spreadsheet or a reconciliation: amounts in fen, no card numbers."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in reversed(entries):
        told = {**vars(entry), "paid_at": entry.paid_at.isoformat(), "terminal": entry.terminal or ""}
        writer.writerow([cell(told[column]) for column in COLUMNS])
    return out.getvalue()
