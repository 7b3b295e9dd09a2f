"""What was paid, read: by day and terminal, with totals to hold against an acquirer's statement. Days are Asia/Shanghai's."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import defaultload

from backoffice.cells import BYTE_ORDER_MARK, cell
from backoffice.fleet.models import Terminal
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.office import Work
from backoffice.payments.models import Payment, PaymentState
from backoffice.review.models import Case
from backoffice.staff.scope import within
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.services import ServiceSlug
from domain.wire.v1 import PaidFee

LONGEST = 200  # lines of a page; its numbers and the file know all
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

    def and_(self, other: "Total") -> "Total":
        """Return both together."""
        return Total(self.count + other.count, self.amount_fen + other.amount_fen)


@dataclass(frozen=True)
class Day:
    """The totals of one day. An acquirer's statement must show `posted` and `put_aside` together."""

    day: date
    posted: Total  # whatever became of them later
    refund_due: Total
    refunded: Total
    put_aside: Total  # paid, but the application could not be taken
    terminals: tuple[tuple[int | None, Total], ...]  # of `posted`


def districts_of(work: Work) -> Sequence[str]:
    """Return the districts to which the actor is held; none: the whole city."""
    return work.actor.staff.districts if work.actor.staff else ()


def mine(work: Work) -> list[ColumnElement[bool]]:
    """Return the condition that a payment is any business of the actor: made at a terminal of his districts."""
    if not districts_of(work) or work.actor.staff is None:
        return []
    return [Payment.case.has(within(work.actor.staff, Case.district))]


def list_payments(work: Work, wanted: PaymentFilter, *, limit: int | None = LONGEST) -> list[PaymentEntry]:
    """Return the actor's payments, newest first. Does not ask what he may: routes and commands do."""
    chosen = _with_terminals().where(*_conditions(wanted), *mine(work))
    chosen = chosen.order_by(Payment.paid_at.desc(), Payment.order_id).limit(limit)
    return [_entry(payment, terminal) for payment, terminal in work.session.execute(chosen)]


def find_entry(work: Work, order_id: UUID) -> PaymentEntry | None:
    """Return the payment of one order, if it is any business of the actor."""
    return entries_of(work, [order_id]).get(order_id)


def entries_of(work: Work, order_ids: Sequence[UUID]) -> dict[UUID, PaymentEntry]:
    """Return the payments of these orders, as far as they are any business of the actor."""
    chosen = _with_terminals().where(Payment.order_id.in_(order_ids), *mine(work))
    return {payment.order_id: _entry(payment, terminal) for payment, terminal in work.session.execute(chosen)}


def _with_terminals() -> Select[Payment, int]:
    found = select(Payment, Terminal.terminal_number).outerjoin(Terminal, Terminal.terminal_id == Payment.terminal_id)
    return found.options(defaultload(Payment.case).load_only(Case.service, Case.status).lazyload(Case.holder))


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
    """Return the totals of a day, of what is any business of the actor; complete however many payments there were."""
    counted = select(Payment.state, Terminal.terminal_number, func.count(), func.sum(Payment.amount_fen), func.sum(OWED))
    counted = counted.outerjoin(Terminal, Terminal.terminal_id == Payment.terminal_id).where(on_day(day), *mine(work))
    rows = work.session.execute(counted.group_by(Payment.state, Terminal.terminal_number)).all()
    terminals: dict[int | None, Total] = {}
    for _, number, count, fen, _ in sorted(rows, key=lambda row: row[1] or 0):
        terminals[number] = terminals.get(number, Total()).and_(Total(count, fen))
    return Day(
        day=day,
        posted=_together(terminals.values()),
        refund_due=_together(Total(row[2], row[4]) for row in rows if row[0] is PaymentState.REFUND_DUE),
        refunded=_together(Total(row[2], row[4]) for row in rows if row[0] is PaymentState.REFUNDED),
        put_aside=total_of(paid.amount_fen for paid in put_aside_on(work, day, districts=districts_of(work))),
        terminals=tuple(terminals.items()),
    )


def _together(totals: Iterable[Total]) -> Total:
    whole = Total()
    for total in totals:
        whole = whole.and_(total)
    return whole


def total_of(amounts: Iterable[int]) -> Total:
    """Return how many and how much, in fen."""
    return _together(Total(1, amount) for amount in amounts)


def state_total(work: Work, state: PaymentState) -> Total:
    """Return how much is to be given back of everything that stands so, whatever its day."""
    count, fen = work.session.execute(select(func.count(), func.sum(OWED)).where(Payment.state == state, *mine(work))).one()
    return Total(count, fen or 0)


def last_days(work: Work, until: date, days: int) -> tuple[tuple[date, Total], ...]:
    """Return what was posted on each of the last `days` days up to `until`, oldest first."""
    every = [until - timedelta(days=back) for back in reversed(range(days))]
    on = sql_case(*((Payment.paid_at < begin_of(day + timedelta(days=1)), place) for place, day in enumerate(every)))
    whole = (Payment.paid_at >= begin_of(every[0]), Payment.paid_at < begin_of(until + timedelta(days=1)))
    each = select(on.label("place"), Payment.amount_fen).where(*whole, *mine(work)).subquery()
    rows = work.session.execute(select(each.c.place, func.count(), func.sum(each.c.amount_fen)).group_by(each.c.place))
    totals = {place: Total(count, fen) for place, count, fen in rows}
    return tuple((day, totals.get(place, Total())) for place, day in enumerate(every))


def put_aside_on(work: Work, day: date, *, districts: Sequence[str] = ()) -> list[PaidFee]:
    """Return what was paid on `day` for applications that could not be taken; at terminals of `districts`, none named: all."""
    return [paid for paid in _put_aside(work, districts) if paid.paid_at.astimezone(SHANGHAI).date() == day]


def _put_aside(work: Work, districts: Sequence[str]) -> list[PaidFee]:
    """Return what was paid for applications put aside at intake and not taken later; of an order known here, nothing."""
    taken = select(Lodgement.number).where(Lodgement.idempotency_key == Quarantined.idempotency_key)
    aside = select(Quarantined.payment).where(Quarantined.payment.is_not(None), ~taken.exists())
    if districts:
        there = select(Terminal.terminal_id).where(Terminal.district.in_(districts))
        aside = aside.where(Quarantined.terminal_id.in_(there))
    rows = work.session.scalars(aside)
    told = {paid.order_id: paid for paid in (PaidFee.model_validate_json(row) for row in rows if row)}
    known = set(work.session.scalars(select(Payment.order_id).where(Payment.order_id.in_(told)))) if told else set()
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
