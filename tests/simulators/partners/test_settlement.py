"""The simulated acquirer's statement is one that the office reads, and its sums are those of the books."""

from datetime import date
from typing import Any
from uuid import UUID

from backoffice.payments.matching import LineKind
from backoffice.payments.statement_file import read_statement
from simulators.partners.settlement import statement_of

FRIDAY = date(2026, 11, 20)


def told(order: str, fen: int, state: str = "held", at: str = "2026-11-20T12:00:00+08:00") -> dict[str, Any]:
    return {
        "order": order,
        "amount_fen": fen,
        "state": state,
        "at": at,
        "trace": "000042",
        "batch": "000001",
        "reference": "R42",
    }


def test_the_office_reads_what_the_acquirer_writes() -> None:
    order = UUID(int=7)
    books = [
        told(str(order), 1000),
        told("", 500, "reversed"),
        told(str(UUID(int=8)), 900, "declined"),
        told(str(UUID(int=9)), 700, at="2026-11-19T23:59:59+08:00"),
    ]
    read = read_statement(statement_of(FRIDAY, books))
    assert (read.day, read.amount_fen) == (FRIDAY, 1000)
    assert [(row.line.kind, row.line.order_id) for row in read.rows] == [
        (LineKind.SALE, order),
        (LineKind.SALE, None),
        (LineKind.REVERSAL, None),
    ]


def test_a_day_without_business_is_a_statement_too() -> None:
    assert read_statement(statement_of(FRIDAY, [])).rows == ()
