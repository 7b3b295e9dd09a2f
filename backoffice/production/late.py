"""What the production desk says of a press that came too late: of one case, or of a batch and its pieces."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fastapi.responses import Response

from backoffice.desk.conflict import Conflict, ConflictRow, Press, Ways, last_deed
from backoffice.desk.pages import Words
from backoffice.office import Work, clerk
from backoffice.production import blanks
from backoffice.production.batches import Piece
from backoffice.production.models import Batch, BatchItem
from backoffice.review import cases
from backoffice.review.conflict import Late, answer_late, later_than, moved_since
from backoffice.review.models import Case
from backoffice.staff.models import StaffSession
from backoffice.staff.scope import may_see
from domain.numbers import grouped

HERE = "/desk/production"


@dataclass(frozen=True)
class Shown:
    """One case as the form's page had it."""

    number: str
    version: int
    batch: str = ""  # empty: in none
    blank: str = ""  # empty: the form is not about it


def case_late(press: Press, session: StaffSession, deed: str, shown: Shown) -> Response:
    """Tell of a case that it is not as the page showed it; raises Refused(not_found)."""

    def ways(_work: Work) -> Ways:
        there = _list_of(shown.batch)
        return Ways("production", f"{there}{'&' if '?' in there else '?'}at={shown.number}&found=yes", there, there)

    def rows(work: Work) -> tuple[ConflictRow, ...]:
        case = cases.get_case(work.session, shown.number)
        found = [_batch_row(work, case, shown.batch, press.words, press.words("desk.batch.number"))] if shown.batch else []
        return tuple(row for row in (*found, _blank_row(work, case, shown, press.words)) if row is not None)

    return answer_late(press, session, shown.number, shown.version, Late(deed, ways, rows=rows))


def batch_late(press: Press, session: StaffSession, deed: str, batch: str, pieces: Sequence[Piece]) -> Response | None:
    """Tell of a batch (empty: one that was to be opened) which of its pieces are not as the page showed them.

    None where all of it still is.
    """
    with press.pages.office.reading(clerk(session.staff)) as work:
        rows = tuple(_changed(work, pieces, batch, press.words)) or _closed_row(work, batch, press.words)
    if not rows:
        return None
    ways = Ways("production", _list_of(batch) if batch else f"{HERE}/new-batch", HERE)
    who = next((row.who for row in rows if row.who), "")
    return press.answer(session, Conflict(deed=deed, kind="batch", name=batch, ways=ways, rows=rows, who=who))


def _list_of(batch: str) -> str:
    return f"{HERE}?batch={batch}" if batch else HERE


def _changed(work: Work, pieces: Iterable[Piece], batch: str, words: Words) -> Iterator[ConflictRow]:
    for number, version in pieces:
        case = cases.find_case(work.session, number)
        if case is None or (work.actor.staff is not None and not may_see(work.actor.staff, case.district)):
            continue
        label = grouped(number)
        moved = moved_since(case, later_than(case, version), ("status",), words)
        if case.version != version:
            yield ConflictRow(label, moved.rows[0].then, moved.rows[0].now, moved.rows[0].who or moved.who, moved.rows[0].when)
        elif (row := _batch_row(work, case, batch, words, label)) is not None:
            yield row


def _batch_row(work: Work, case: Case, batch: str, words: Words, label: str) -> ConflictRow | None:
    """Return in which batch a case is now, where it is not the one that the page showed."""
    item = work.session.get(BatchItem, case.id)
    now = work.session.get_one(Batch, item.batch_id) if item else None
    if (now.number if now else "") == batch:
        return None
    if now is not None:
        return ConflictRow(label, _in_words(batch, words), _in_words(now.number, words), now.opener.display_name, now.opened_at)
    last = last_deed(work, case.number, "batch.put_back")
    return ConflictRow(label, _in_words(batch, words), _in_words("", words), last.who, last.at)


def _in_words(batch: str, words: Words) -> str:
    return words("desk.conflict.in_batch", number=batch) if batch else words("desk.conflict.no_batch")


def _blank_row(work: Work, case: Case, shown: Shown, words: Words) -> ConflictRow | None:
    blank = blanks.blank_of(work.session, case)
    now = blank.serial if blank else "—"
    if shown.blank in ("", now):
        return None
    last = last_deed(work, case.number, "blank.spoiled")
    return ConflictRow(words("desk.stock.blank"), shown.blank, now, last.who, last.at)


def _closed_row(work: Work, batch: str, words: Words) -> tuple[ConflictRow, ...]:
    last = last_deed(work, batch, "batch.closed")
    if last.at is None:
        return ()
    then, now = words("desk.batch.state.checked"), words("desk.batch.state.closed")
    return (ConflictRow(batch, then, now, last.who, last.at),)
