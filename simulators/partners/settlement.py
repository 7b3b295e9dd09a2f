"""The acquirer's settlement statement of a day, from its own books, as `docs/backoffice-payments.md` describes it."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from simulators.partners.acquirer import TERMINAL

COLUMNS = ("day", "kind", "order_id", "terminal", "batch", "trace", "reference", "amount_fen", "at")


def statement_of(day: date, transactions: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the statement of `day` from what :meth:`AcquirerHost.transactions` tells: sales, and reversals beside theirs."""
    rows: list[tuple[str | int, ...]] = []
    for told in transactions:
        if told["state"] == "declined" or datetime.fromisoformat(told["at"]).date() != day:
            continue
        rows.append(_row(day, "sale", told))
        if told["state"] == "reversed":
            rows.append(_row(day, "reversal", told))
    total = sum(int(row[7]) * (1 if row[1] == "sale" else -1) for row in rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    writer.writerow((day.isoformat(), "total", "", "", "", len(rows), "", total, ""))
    return out.getvalue().encode()


def _row(day: date, kind: str, told: Mapping[str, Any]) -> tuple[str | int, ...]:
    return (
        day.isoformat(),
        kind,
        _order(str(told["order"])),
        TERMINAL,
        str(told["batch"]),
        str(told["trace"]),
        str(told["reference"]),
        int(told["amount_fen"]),
        str(told["at"]),
    )


def _order(text: str) -> str:
    """Return the order as a UUID; empty where a terminal told none."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
