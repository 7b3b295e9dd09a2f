"""Blank stock 空白证件台账: numbers come in by ranges, each is used once, and every one is accounted for.

A blank is taken for a case when its document is printed; what is spoiled is written off with its reason and the next one taken.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, insert, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backoffice.audit import services as audit
from backoffice.office import Office, Work
from backoffice.production.models import Blank, BlankKind, BlankReceipt, BlankState, SpoilReason
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.models import Case
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI

RECEIVING = 2_401_0017  # a turn of its own: two ranges that overlap must not come in at the same moment
LONGEST = 20  # characters of a number


def kind_of(case: Case) -> BlankKind | None:
    """Return of which blanks the document of a case is made; None where nothing is made."""
    makes = DESKS[case.service].makes
    return BlankKind(makes) if makes in set(BlankKind) else None


def is_numbered(office: Office, kind: BlankKind | None) -> bool:
    """Tell whether this office keeps account of these blanks."""
    return kind in office.settings.production.numbered


def receive(work: Work, kind: BlankKind, prefix: str, first: str, last: str) -> BlankReceipt:
    """Take a range of numbers in, e.g. prefix 50011802, from 46300 to 46399.

    Raises Refused(role_missing, blank_range_invalid, blank_range_taken).
    """
    receiver = work.actor.require(Role.PRODUCER, Role.SUPERVISOR)
    serials = _serials(prefix.strip().upper(), first.strip(), last.strip(), work.office.settings.production.largest_receipt)
    work.office.database.take_turns(work.session, RECEIVING)
    taken = select(Blank.id).where(Blank.kind == kind, Blank.serial.in_(serials))
    if work.session.scalar(taken.limit(1)) is not None:
        raise Refused(Reason.BLANK_RANGE_TAKEN)
    receipt = BlankReceipt(
        kind=kind,
        first=serials[0],
        last=serials[-1],
        pieces=len(serials),
        received_at=work.now,
        received_by=receiver.id,
    )
    work.session.add(receipt)
    work.session.flush()
    rows = [{"receipt_id": receipt.id, "kind": kind, "serial": one, "state": BlankState.IN_STOCK} for one in serials]
    work.session.execute(insert(Blank), rows)
    audit.record(work, "blanks.received", f"{receipt.first}-{receipt.last}", (kind, str(len(serials))))
    return receipt


def _serials(prefix: str, first: str, last: str, most: int) -> list[str]:
    """Return every number of a range; leading zeros stay. Raises Refused(blank_range_invalid)."""
    plain = all(part.isascii() and part.isdigit() and len(part) <= LONGEST for part in (first, last))
    good_prefix = prefix == "" or (prefix.isascii() and prefix.isalnum())
    if not plain or not good_prefix or len(first) != len(last) or len(prefix) + len(first) > LONGEST:
        raise Refused(Reason.BLANK_RANGE_INVALID)
    if not 0 <= int(last) - int(first) < most:
        raise Refused(Reason.BLANK_RANGE_INVALID)
    return [f"{prefix}{number:0{len(first)}d}" for number in range(int(first), int(last) + 1)]


def blank_of(session: Session, case: Case) -> Blank | None:
    """Return the blank that the document of a case is printed on."""
    return session.scalar(select(Blank).where(Blank.case_id == case.id, Blank.state == BlankState.ISSUED))


def require_stock(work: Work, case: Case) -> None:
    """Raise Refused(blank_missing) when no blank is left for this case: then nothing is ordered either."""
    kind = kind_of(case)
    if kind is None or not is_numbered(work.office, kind):
        return
    if _next(work.session, kind) is None:
        raise Refused(Reason.BLANK_MISSING)


def take(work: Work, case: Case) -> Blank | None:
    """Take the next blank for a case that this transaction holds; the same again where it has one already.

    None where this office keeps no account of such blanks. Raises Refused(blank_missing).
    """
    kind = kind_of(case)
    if kind is None or not is_numbered(work.office, kind):
        return None
    there = blank_of(work.session, case)
    if there is not None:
        return there
    blank = _next(work.session, kind)
    if blank is None:
        raise Refused(Reason.BLANK_MISSING)
    blank.state, blank.case_id = BlankState.ISSUED, case.id
    blank.issued_at, blank.issued_by = work.now, work.actor.staff_id
    work.session.flush()
    audit.record(work, "blank.issued", case.number, (blank.serial,))
    return blank


def _next(session: Session, kind: BlankKind) -> Blank | None:
    """Return the lowest number in stock that nobody is just taking."""
    stock = select(Blank).where(Blank.kind == kind, Blank.state == BlankState.IN_STOCK).order_by(Blank.id).limit(1)
    return session.scalar(stock.with_for_update(skip_locked=True))


def spoil(work: Work, number: str, version: int, serial: str, reason: SpoilReason) -> Blank | None:
    """Write the blank of a case off and take the next one; None when none is left: then the case waits for a new receipt.

    `serial`: the blank that the page showed; CaseChanged where it is another one by now, or none. Raises Refused(wrong_status).
    """
    producer = work.actor.require(Role.PRODUCER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, ApplicationStatus.IN_PRODUCTION)
    blank = blank_of(work.session, case)
    if blank is None or blank.serial != serial:
        raise CaseChanged
    _write_off(work, blank, producer.id, reason)
    audit.record(work, "blank.spoiled", number, (blank.serial, reason))
    try:
        return take(work, case)
    except Refused:
        return None


def spoil_in_stock(work: Work, kind: BlankKind, serial: str, reason: SpoilReason) -> Blank:
    """Write off a blank that nobody has used: found damaged on the shelf. Raises Refused(blank_unknown, blank_used)."""
    producer = work.actor.require(Role.PRODUCER, Role.SUPERVISOR)
    wanted = select(Blank).where(Blank.kind == kind, Blank.serial == serial.strip().upper())
    blank = work.session.scalar(wanted.with_for_update())
    if blank is None:
        raise Refused(Reason.BLANK_UNKNOWN)
    if blank.state is not BlankState.IN_STOCK:
        raise Refused(Reason.BLANK_USED)
    _write_off(work, blank, producer.id, reason)
    audit.record(work, "blank.spoiled", blank.serial, (reason,))
    return blank


def _write_off(work: Work, blank: Blank, staff_id: int, reason: SpoilReason) -> None:
    blank.state, blank.spoiled_at, blank.spoiled_by, blank.reason = BlankState.SPOILED, work.now, staff_id, reason
    work.session.flush()


@dataclass(frozen=True)
class Stock:
    """The account of one kind of blanks: `received` is always `issued` + `spoiled` + `left`."""

    kind: BlankKind
    received: int
    issued: int
    spoiled: int
    left: int
    next_serial: str | None
    low: bool  # below the limit that the office has set: order more


def stock_of(work: Work, kind: BlankKind) -> Stock:
    """Count one kind as it stands now."""
    counted = select(Blank.state, func.count().label("pieces")).where(Blank.kind == kind).group_by(Blank.state)
    found = {row.state: row.pieces for row in work.session.execute(counted)}
    left = found.get(BlankState.IN_STOCK, 0)
    first = select(Blank.serial).where(Blank.kind == kind, Blank.state == BlankState.IN_STOCK).order_by(Blank.id).limit(1)
    return Stock(
        kind=kind,
        received=sum(found.values()),
        issued=found.get(BlankState.ISSUED, 0),
        spoiled=found.get(BlankState.SPOILED, 0),
        left=left,
        next_serial=work.session.scalar(first),
        low=left < work.office.settings.production.alarm_below.get(kind, 0),
    )


def list_stock(work: Work) -> list[Stock]:
    """Count every kind that this office keeps account of; also the alarm of the board (`low`)."""
    return [stock_of(work, kind) for kind in BlankKind if is_numbered(work.office, kind)]


@dataclass(frozen=True)
class DaySheet:
    """One kind on one day: `opening` + `received` is `issued` + `spoiled` − `spoiled_of_earlier` + `closing`."""

    kind: BlankKind
    opening: int
    received: int
    issued: int  # taken that day and good
    spoiled: int
    spoiled_of_earlier: int  # spoiled that day, but out of the stock since an earlier one
    closing: int
    receipts: tuple[BlankReceipt, ...]
    issued_ranges: tuple[tuple[str, str], ...]
    spoiled_blanks: tuple[Blank, ...]


def sheet_of(work: Work, kind: BlankKind, day: date) -> DaySheet:
    """Hold one day against the account: what was there, came, went and is left."""
    begin = datetime.combine(day, time(), SHANGHAI)
    end = begin + timedelta(days=1)
    receipts = tuple(
        work.session.scalars(
            select(BlankReceipt)
            .where(BlankReceipt.kind == kind, BlankReceipt.received_at >= begin, BlankReceipt.received_at < end)
            .order_by(BlankReceipt.id)
        )
    )
    mine = select(Blank).where(Blank.kind == kind)
    spoiled = tuple(work.session.scalars(mine.where(*_within(Blank.spoiled_at, begin, end)).order_by(Blank.serial)))
    good = or_(Blank.spoiled_at.is_(None), Blank.spoiled_at >= end)
    issued = tuple(work.session.scalars(mine.where(*_within(Blank.issued_at, begin, end), good).order_by(Blank.serial)))
    return DaySheet(
        kind=kind,
        opening=_left_at(work.session, kind, begin),
        received=sum(one.pieces for one in receipts),
        issued=len(issued),
        spoiled=len(spoiled),
        spoiled_of_earlier=sum(one.issued_at is not None and one.issued_at < begin for one in spoiled),
        closing=_left_at(work.session, kind, end),
        receipts=receipts,
        issued_ranges=ranges_of([one.serial for one in issued]),
        spoiled_blanks=spoiled,
    )


def _within(
    column: InstrumentedAttribute[datetime | None], begin: datetime, end: datetime
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= begin, column < end


def _left_at(session: Session, kind: BlankKind, moment: datetime) -> int:
    """Count what lay in stock at `moment`."""
    came = select(func.coalesce(func.sum(BlankReceipt.pieces), 0))
    came = came.where(BlankReceipt.kind == kind, BlankReceipt.received_at < moment)
    gone = select(func.count()).where(Blank.kind == kind, or_(Blank.issued_at < moment, Blank.spoiled_at < moment))
    return int(session.scalar(came) or 0) - int(session.scalar(gone) or 0)


def ranges_of(serials: list[str]) -> tuple[tuple[str, str], ...]:
    """Fold sorted numbers into ranges of neighbours: 6310, 6311, 6313 → (6310, 6311), (6313, 6313)."""
    folded: list[tuple[str, str]] = []
    for serial in serials:
        if folded and _follows(folded[-1][1], serial):
            folded[-1] = (folded[-1][0], serial)
        else:
            folded.append((serial, serial))
    return tuple(folded)


def _follows(before: str, after: str) -> bool:
    head = after.rstrip("0123456789")
    if len(before) != len(after) or len(head) == len(after) or before.rstrip("0123456789") != head:
        return False
    return int(after[len(head) :]) == int(before[len(head) :]) + 1
