"""The dated table of violation codes 违法代码 (`config/violation_codes.csv`), and the penalty that a record leads to.

Points never follow from a code's digits: on 2022-04-01 codes were renumbered (1344 and 1345, 3 points, became 1116 and 1117,
1 point), and old codes remain on old records. Points: 道路交通安全违法行为记分管理办法 (公安部令第163号, in force 2022-04-01).
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from domain.clock import SHANGHAI
from domain.violations import ViolationCode, ViolationRecord

FILE = "config/violation_codes.csv"
COLUMNS = ("code", "text", "points", "fine_fen", "provision", "basis", "valid_from", "valid_to", "mark")
MARKS = frozenset("VWCU")
FOREVER = date.max


class ViolationCodesError(ValueError):
    """The table cannot be used. Names file, row and reason."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{FILE}: {where}: {reason}")


@dataclass(frozen=True)
class Penalty:
    """What a record leads to: points and fine as recorded, else the table's. Its repr shows nothing."""

    text: str = field(repr=False)  # of the table, or "代码 NNNN"
    points: int | None = field(repr=False)  # None: not known here
    fine_fen: int | None = field(repr=False)  # None: not known here; 0: a warning
    provision: str = field(repr=False)
    basis: str = field(repr=False)
    in_table: bool = field(repr=False)

    @property
    def is_known(self) -> bool:
        """Tell whether everything that a decision must name is there."""
        return self.in_table and self.points is not None and self.fine_fen is not None


class ViolationCodes:
    """Answers what a code meant on a day."""

    def __init__(self, rows: Iterable[ViolationCode]) -> None:
        self._rows: dict[str, list[ViolationCode]] = {}
        for row in rows:
            self._rows.setdefault(row.code, []).append(row)
        for periods in self._rows.values():
            periods.sort(key=lambda row: row.valid_from)
            _require_seamless(periods)

    def code_on(self, code: str, day: date) -> ViolationCode | None:
        """Return the row in force on `day`, None when the code is unknown or was not in force."""
        rows = self._rows.get(code, ())
        return next((row for row in rows if row.valid_from <= day <= (row.valid_to or FOREVER)), None)

    def text_on(self, code: str, day: date) -> str:
        """Return what a code says for something decided on `day`: decisions of old violations still carry old codes."""
        began = [row for row in self._rows.get(code, ()) if row.valid_from <= day]
        return began[-1].text if began else unknown_text(code)

    def penalty_of(self, record: ViolationRecord) -> Penalty:
        """Return the penalty of `record`: what was recorded wins over the table of the day of the capture."""
        row = self.code_on(record.code, record.captured_at.astimezone(SHANGHAI).date())
        if row is None:
            return Penalty(unknown_text(record.code), record.points, record.fine_fen, "", "", in_table=False)
        return Penalty(
            text=row.text,
            points=row.points if record.points is None else record.points,
            fine_fen=row.fine_fen if record.fine_fen is None else record.fine_fen,
            provision=row.provision,
            basis=row.basis,
            in_table=True,
        )


def unknown_text(code: str) -> str:
    """Return what stands for the text of a code that the table does not have."""
    return f"代码 {code}"


def parse_violation_codes(text: str) -> ViolationCodes:
    """Parse `config/violation_codes.csv` (lines beginning with ``#`` are comments); raises :class:`ViolationCodesError`."""
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    reader = csv.DictReader(io.StringIO("\n".join(lines)), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ViolationCodesError("first line", f"columns must be {','.join(COLUMNS)}")
    return ViolationCodes([_row(number, row) for number, row in enumerate(reader, start=1)])


def _row(number: int, row: Mapping[str, str]) -> ViolationCode:
    if None in row or None in row.values():
        raise ViolationCodesError(f"row {number}", f"must have {len(COLUMNS)} fields")
    try:
        return _code(row)
    except ValueError as wrong:
        raise ViolationCodesError(f"row {number} (code {row['code']})", str(wrong)) from wrong


def _code(row: Mapping[str, str]) -> ViolationCode:
    made = ViolationCode(
        code=_word(row, "code"),
        text=_word(row, "text"),
        points=_number(row, "points"),
        fine_fen=_number(row, "fine_fen"),
        provision=_word(row, "provision"),
        basis=_word(row, "basis"),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        mark=row["mark"],
    )
    if made.valid_to is not None and made.valid_to < made.valid_from:
        raise ValueError("valid_to is before valid_from")
    if not made.mark or set(made.mark) - MARKS:
        raise ValueError(f"mark must be of {''.join(sorted(MARKS))}")
    return made


def _word(row: Mapping[str, str], column: str) -> str:
    if not row[column].strip():
        raise ValueError(f"{column} is empty")
    return row[column]


def _number(row: Mapping[str, str], column: str) -> int | None:
    """Return points or fen; an empty cell is not known, and nothing is negative."""
    if not row[column]:
        return None
    if not (row[column].isascii() and row[column].isdigit()):
        raise ValueError(f"{column} must be a whole number, not negative, or empty")
    return int(row[column])


def _require_seamless(periods: list[ViolationCode]) -> None:
    """A code that is known twice must be known without a gap and without a day that counts twice."""
    for before, after in pairwise(periods):
        if before.valid_to is None or after.valid_from <= before.valid_to:
            raise ViolationCodesError(f"code {after.code}", f"two rows hold on {after.valid_from}")
        missing = before.valid_to + timedelta(days=1)
        if after.valid_from != missing:
            raise ViolationCodesError(f"code {after.code}", f"no row holds on {missing}")
