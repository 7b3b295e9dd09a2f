"""The acquirer's settlement statement of one day as a file: CSV, UTF-8 or GB 18030, read strictly.

Columns, in this order, with this head; `docs/backoffice-payments.md` says what each means:

    day,kind,order_id,terminal,batch,trace,reference,amount_fen,at

The last row has the kind `total`, the number of rows above it in `trace` and their sum in `amount_fen`: a file that was cut off
is not taken. Whatever is not exactly so is refused with the row and the column, and nothing of the file is kept.
"""

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backoffice.payments.matching import Line, LineKind
from backoffice.refusals import Reason, Refused
from domain.clock import SHANGHAI

COLUMNS = ("day", "kind", "order_id", "terminal", "batch", "trace", "reference", "amount_fen", "at")
TOTAL = "total"
LONGEST = 2 * 1024 * 1024  # bytes
MOST_LINES = 20_000
ENCODINGS = ("utf-8-sig", "gb18030")
FORMS = {
    "terminal": re.compile(r"[0-9A-Za-z]{0,15}"),  # field 41
    "batch": re.compile(r"[0-9A-Za-z]{0,12}"),
    "trace": re.compile(r"[0-9A-Za-z]{0,12}"),  # field 11
    "reference": re.compile(r"[0-9A-Za-z]{0,20}"),  # field 37
}
AMOUNT = re.compile(r"[1-9][0-9]{0,8}")
SUM = re.compile(r"-?[0-9]{1,12}")


@dataclass(frozen=True)
class StatementRow:
    """One line of the statement with what is only shown."""

    line: Line
    terminal: str
    batch: str
    at: datetime


@dataclass(frozen=True)
class StatementFile:
    """A statement that was read wholly."""

    day: date
    sha256: str  # of the file's bytes, hex
    rows: tuple[StatementRow, ...]

    @property
    def amount_fen(self) -> int:
        """Return the statement's sum, reversals taken off."""
        return sum(row.line.signed_fen for row in self.rows)


class _Wrong(Exception):
    """A cell is not what it must be."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def read_statement(content: bytes) -> StatementFile:
    """Read a statement; raises Refused(statement_unreadable), items: the row from 1, and the column or `file`."""
    table = _table(_text(content))
    if not table or tuple(table[0]) != COLUMNS:
        raise _unreadable(1, "head")
    if len(table) - 2 > MOST_LINES:
        raise _unreadable(MOST_LINES, "file")
    cells = [_named(row, place) for place, row in enumerate(table[1:], start=2)]
    if not cells or cells[-1]["kind"] != TOTAL:
        raise _unreadable(len(table), "total")
    day, rows = _day_of(cells), []
    for place, row in enumerate(cells[:-1], start=2):
        try:
            rows.append(_row(row, day, place - 1))
        except _Wrong as wrong:
            raise _unreadable(place, wrong.column) from None
    read = StatementFile(day, hashlib.sha256(content).hexdigest(), tuple(rows))
    _require_total(cells[-1], read, len(table))
    return read


def _text(content: bytes) -> str:
    if len(content) > LONGEST:
        raise _unreadable(0, "file")
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable(0, "file")


def _table(text: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error:
        raise _unreadable(0, "file") from None


def _named(row: Sequence[str], place: int) -> dict[str, str]:
    if len(row) != len(COLUMNS):
        raise _unreadable(place, "file")
    return {column: cell.strip() for column, cell in zip(COLUMNS, row, strict=True)}


def _day_of(cells: Sequence[Mapping[str, str]]) -> date:
    days = {row["day"] for row in cells}
    try:
        (day,) = days
        return date.fromisoformat(day)
    except ValueError:  # several days, or none that is one
        raise _unreadable(2, "day") from None


def _row(row: Mapping[str, str], day: date, place: int) -> StatementRow:
    for column, form in FORMS.items():
        if not form.fullmatch(row[column]):
            raise _Wrong(column)
    if not AMOUNT.fullmatch(row["amount_fen"]):
        raise _Wrong("amount_fen")
    line = Line(
        place=place,
        kind=_kind(row["kind"]),
        order_id=_order(row["order_id"]),
        trace=row["trace"] or None,
        reference=row["reference"] or None,
        amount_fen=int(row["amount_fen"]),
    )
    return StatementRow(line, row["terminal"], row["batch"], _moment(row["at"], day))


def _kind(text: str) -> LineKind:
    try:
        return LineKind(text)
    except ValueError:
        raise _Wrong("kind") from None


def _order(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise _Wrong("order_id") from None


def _moment(text: str, day: date) -> datetime:
    """Read a moment with its offset, at most a day beside the statement's day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _Wrong("at") from None
    if moment.tzinfo is None or abs((moment.astimezone(SHANGHAI).date() - day).days) > 1:
        raise _Wrong("at")
    return moment


def _require_total(last: Mapping[str, str], read: StatementFile, place: int) -> None:
    told = last["amount_fen"], last["trace"]
    if not SUM.fullmatch(told[0]) or (int(told[0]), told[1]) != (read.amount_fen, str(len(read.rows))):
        raise _unreadable(place, "total")


def _unreadable(row: int, column: str) -> Refused:
    return Refused(Reason.STATEMENT_UNREADABLE, items=(str(row), column))
