"""Statements written by hand after `docs/backoffice-payments.md`."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from backoffice.payments.models import Payment

HEAD = "day,kind,order_id,terminal,batch,trace,reference,amount_fen,at"
FRIDAY = date(2026, 11, 20)


def line(
    order: UUID | str = "",
    fen: int = 1000,
    *,
    kind: str = "sale",
    trace: str = "000042",
    reference: str = "261120000042",
    day: date = FRIDAY,
) -> str:
    """Return one row."""
    return f"{day},{kind},{order},50000001,000001,{trace},{reference},{fen},{day}T12:00:00+08:00"


def of(payment: Payment, fen: int | None = None, *, kind: str = "sale") -> str:
    """Return the row that tells of a posting."""
    fen = payment.amount_fen if fen is None else fen
    return line(payment.order_id, fen, kind=kind, trace=payment.trace or "", reference=payment.reference or "")


def statement(rows: Iterable[str], day: date = FRIDAY, total: int | None = None) -> bytes:
    """Return the whole file."""
    told = list(rows)
    net = sum(_signed(row.split(",")) for row in told) if total is None else total
    return "\n".join([HEAD, *told, f"{day},total,,,,{len(told)},,{net},"]).encode() + b"\n"


def _signed(cells: Sequence[str]) -> int:
    return int(cells[7]) * (1 if cells[1] == "sale" else -1)
