"""Batches 批次: cases of one kind of product that are made together. The state of a batch follows from its cases.

A batch is opened over chosen cases, printed in portions, checked piece by piece, and closed when everything in it is made; what
cannot be made now is put back, and waits again with what is in no batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select, true

from backoffice.audit import services as audit
from backoffice.office import Actor, Office, Work
from backoffice.production import lists, services
from backoffice.production.blanks import kind_of
from backoffice.production.lists import TO_MAKE, ProductionEntry
from backoffice.production.models import Batch, BatchItem, Blank, BlankKind, BlankState, Certificate
from backoffice.production.services import in_scope
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI

_S = ApplicationStatus

OPENING = 2_401_0018  # a turn of its own: two batches must not get one number
Piece = tuple[str, int]
"""A case in, or for, a batch, and its version as a page showed it."""

PRINT_AT_ONCE = 12
"""Pieces that one press prints: as many as lie on a tray."""


class BatchState(StrEnum):
    """Where a batch stands."""

    OPEN = "open"  # 待开: nothing printed yet
    PRINTING = "printing"
    CHECKED = "checked"  # every piece had its second look
    CLOSED = "closed"  # 已移交


@dataclass(frozen=True)
class BatchEntry:
    """One batch in the list."""

    number: str
    kind: BlankKind
    state: BatchState
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None
    pieces: int
    printed: int  # has its number, not checked yet
    checked: int
    spoiled: int  # blanks

    @property
    def waiting(self) -> int:
        """Return how many are still to be printed."""
        return self.pieces - self.printed - self.checked


def list_batches(work: Work, limit: int = 30) -> list[BatchEntry]:
    """Return what is open and what was closed today, newest first; staff of a district see batches with cases of theirs."""
    today = datetime.combine(work.now.date(), time(), SHANGHAI)
    wanted = select(Batch).where(or_(Batch.closed_at.is_(None), Batch.closed_at >= today))
    wanted = wanted.where(_seen(work)).order_by(Batch.id.desc()).limit(limit)
    return [entry_of(work, batch) for batch in work.session.scalars(wanted)]


def _seen(work: Work) -> ColumnElement[bool]:
    """Return the condition that leaves what is any business of whoever looks: batches with cases of his, and his own."""
    with_cases = select(BatchItem.batch_id).join(Case, Case.id == BatchItem.case_id).where(in_scope(work))
    mine: ColumnElement[bool] = Batch.opened_by == work.actor.staff_id if work.actor.staff_id else true()
    return or_(Batch.id.in_(with_cases), mine)


def entry_of(work: Work, batch: Batch) -> BatchEntry:
    """Count a batch's pieces, and say where it stands; what was withdrawn before it was made is no piece of it."""
    items = (
        select(Case.status, Certificate.certificate_number)
        .join(BatchItem, BatchItem.case_id == Case.id)
        .outerjoin(Certificate, Certificate.case_id == Case.id)
        .where(BatchItem.batch_id == batch.id, Case.status != _S.WITHDRAWN)
    )
    found = [(status, number) for status, number in work.session.execute(items)]
    checked = sum(status not in TO_MAKE for status, _ in found)
    printed = sum(status is _S.IN_PRODUCTION and number is not None for status, number in found)
    begun = checked + sum(status is _S.IN_PRODUCTION for status, _ in found)
    return BatchEntry(
        number=batch.number,
        kind=batch.kind,
        state=_state(batch, len(found), begun, checked),
        opened_by=batch.opener.display_name,
        opened_at=batch.opened_at,
        closed_at=batch.closed_at,
        pieces=len(found),
        printed=printed,
        checked=checked,
        spoiled=_spoiled(work, batch),
    )


def _state(batch: Batch, pieces: int, begun: int, checked: int) -> BatchState:
    if batch.closed_at is not None:
        return BatchState.CLOSED
    if pieces == checked:
        return BatchState.CHECKED
    return BatchState.PRINTING if begun else BatchState.OPEN


def _spoiled(work: Work, batch: Batch) -> int:
    of_batch = select(BatchItem.case_id).where(BatchItem.batch_id == batch.id)
    spoiled = select(func.count()).where(Blank.state == BlankState.SPOILED, Blank.case_id.in_(of_batch))
    return work.session.scalar(spoiled) or 0


def find_batch(work: Work, number: str) -> Batch:
    """Return a batch, if it is any business of whoever looks; raises Refused(not_found)."""
    batch = work.session.scalar(select(Batch).where(Batch.number == number, _seen(work)))
    if batch is None:
        raise Refused(Reason.NOT_FOUND)
    return batch


def list_items(work: Work, number: str) -> list[ProductionEntry]:
    """Return the cases of a batch in their order."""
    return lists.list_pieces(work, find_batch(work, number).id)


def open_batch(work: Work, numbers: list[str], versions: Mapping[str, int] | None = None) -> Batch:
    """Put these cases into a new batch, in this order. `versions`: those that the page showed; None: as they are now.

    Raises Refused(role_missing, not_found, batch_unfit), CaseChanged.
    """
    producer = work.actor.require(Role.PRODUCER)
    wanted = list(dict.fromkeys(numbers))
    if not 0 < len(wanted) <= work.office.settings.production.largest_batch:
        raise Refused(Reason.BATCH_UNFIT)
    work.office.database.take_turns(work.session, OPENING)
    found = [_to_make(work, number, versions.get(number) if versions is not None else None) for number in wanted]
    kinds = {kind_of(case) for case in found}
    kind = kinds.pop()
    if kinds or kind is None:
        raise Refused(Reason.BATCH_UNFIT)
    batch = Batch(number=_next_number(work), kind=kind, opened_at=work.now, opened_by=producer.id)
    work.session.add(batch)
    work.session.flush()
    for place, case in enumerate(found, start=1):
        work.session.add(BatchItem(case_id=case.id, batch_id=batch.id, place=place))
    work.session.flush()
    audit.record(work, "batch.opened", batch.number, tuple(wanted))
    return batch


def _to_make(work: Work, number: str, version: int | None) -> Case:
    case = cases.require_in_scope(work, cases.get_case_alone(work.session, number))
    if version is not None and case.version != version:
        raise CaseChanged
    if case.status not in TO_MAKE or work.session.get(BatchItem, case.id) is not None:
        raise Refused(Reason.BATCH_UNFIT)
    return case


def _next_number(work: Work) -> str:
    day = f"P{work.now.astimezone(SHANGHAI):%y%m%d}-"
    before = work.session.scalar(select(func.count()).where(Batch.number.startswith(day))) or 0
    return f"{day}{before + 1:02d}"


def put_back(work: Work, number: str, version: int, batch_number: str) -> Batch:
    """Take a case that is not made yet out of the batch in which the page showed it; the last one closes it.

    Raises Refused(wrong_status, not_found), CaseChanged: also when it is in that batch no more.
    """
    producer = work.actor.require(Role.PRODUCER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, *TO_MAKE)
    item = work.session.get(BatchItem, case.id)
    batch = work.session.get(Batch, item.batch_id, with_for_update={"of": Batch}) if item else None
    if item is None or batch is None or batch.number != batch_number:
        raise CaseChanged
    work.session.delete(item)
    work.session.flush()
    audit.record(work, "batch.put_back", number, (batch.number,))
    if not work.session.scalar(select(func.count()).where(BatchItem.batch_id == batch.id)):
        batch.closed_at, batch.closed_by = work.now, producer.id
        audit.record(work, "batch.closed", batch.number)
    return batch


def close(work: Work, number: str) -> Batch:
    """Hand a batch over to dispatch 移交邮寄, for who may see every case in it.

    Raises Refused(not_found, batch_closed, batch_not_done).
    """
    producer = work.actor.require(Role.PRODUCER)
    batch = find_batch(work, number)
    foreign = select(BatchItem.case_id).join(Case, Case.id == BatchItem.case_id)
    if work.session.scalar(foreign.where(BatchItem.batch_id == batch.id, ~in_scope(work)).limit(1)) is not None:
        raise Refused(Reason.NOT_FOUND)
    work.session.refresh(batch, with_for_update={"of": Batch})
    if batch.closed_at is not None:
        raise Refused(Reason.BATCH_CLOSED)
    if entry_of(work, batch).state is not BatchState.CHECKED:
        raise Refused(Reason.BATCH_NOT_DONE)
    batch.closed_at, batch.closed_by = work.now, producer.id
    audit.record(work, "batch.closed", number)
    return batch


def print_next(office: Office, actor: Actor, number: str, pieces: Sequence[Piece] | None = None) -> int:
    """Order the next pieces of a batch at the registry and take their blanks; return how many. Opens its own transactions.

    `pieces`: those that the page showed, so that no others are printed; None: whichever are next. Raises Refused as
    :func:`backoffice.production.services.produce` at the first piece that cannot be made, CaseChanged before any is ordered.
    """
    actor.require(Role.PRODUCER)
    with office.reading(actor) as work:
        there = {entry.number: entry for entry in list_items(work, number)}
    if pieces is None:
        waiting = [entry for entry in there.values() if entry.waits_for_print]
    else:
        if not pieces or any(piece not in there or there[piece].version != version for piece, version in pieces):
            raise CaseChanged
        waiting = [there[piece] for piece, _ in pieces if there[piece].waits_for_print]
    for entry in waiting[:PRINT_AT_ONCE]:
        services.produce(office, actor, entry.number, entry.version)
    return len(waiting[:PRINT_AT_ONCE])


def find_scanned(work: Work, number: str, scanned: str) -> ProductionEntry:
    """Return the piece of a batch whose certificate was scanned; raises Refused(not_found, nothing_there)."""
    for entry in list_items(work, number):
        if entry.certificate_number and services.same_digits(scanned, entry.certificate_number):
            return entry
    raise Refused(Reason.NOTHING_THERE)
