"""The letters of the dispatch desk, list by list; masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from backoffice.dispatch.models import ReturnedLetter, TrackingEvent, TrackingState, Waybill
from backoffice.office import Work
from backoffice.production.services import in_scope
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import Makes
from backoffice.review.models import Case, CaseEvent, EventKind
from domain.application import ApplicationStatus

_S = ApplicationStatus

MOST = 500
DELIVERED_DAYS = 30
RECOVERED_DAYS = 7


class Letters(StrEnum):
    """The lists under the keys 1 … 5."""

    TO_POST = "to_post"
    ON_THE_WAY = "on_the_way"
    RETURNED = "returned"
    RECOVERY = "recovery"  # 旧证回收
    DELIVERED = "delivered"


STATUSES = {
    Letters.TO_POST: (_S.PRODUCED,),
    Letters.ON_THE_WAY: (_S.POSTED, _S.RESENT),
    Letters.RETURNED: (_S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP),
    Letters.RECOVERY: (_S.POSTED, _S.RESENT, _S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP, _S.DELIVERED),
    Letters.DELIVERED: (_S.DELIVERED,),
}
COLUMNS = (
    *(Case.id, Case.number, Case.status, Case.service, Case.masked_name, Case.region_code, Case.due_date),
    *(Case.version, Case.recovery_required, Case.recovered_at),
)
"""What a line is made of: hundreds of whole cases would take several times as long."""

MAY_COME_BACK = (_S.POSTED, _S.RESENT, _S.DELIVERED)
"""Statuses in which an old document may come back."""


class OldDocument(StrEnum):
    """Where the old document is that the courier takes back."""

    REQUIRED = "required"  # 须收回: the citizen still has it
    COLLECTED = "collected"  # 已交投递员: the letter is given out against it only
    OVERDUE = "overdue"  # collected, but not here in time
    RECEIVED = "received"  # here, and void


@dataclass(frozen=True)
class DispatchEntry:
    """One line of the dispatch desk; masked."""

    number: str
    status: ApplicationStatus  # produced, posted, delivered, returned_undelivered, resent, held_for_pickup
    makes: Makes
    masked_name: str
    region_code: str
    due_date: date | None
    waybill_number: str | None  # of a letter still to be sent: None until it has one
    attempt: int
    tracking: TrackingState | None
    tracking_at: datetime | None
    tracking_text: str  # the post's own sentence
    posted_at: datetime | None
    version: int
    stalled_hours: int = 0  # without news for so long; 0: there is news
    place: str | None = None  # where a letter that came back lies
    recovery_required: bool = False  # the courier takes the old document back ...
    recovered_at: datetime | None = None  # ... and this is when it was here
    recovery_due: date | None = None  # last day for that; None: not delivered yet
    old_document: OldDocument | None = None

    @property
    def needs_care(self) -> bool:
        """Tell whether somebody has to look into it."""
        return self.tracking in {TrackingState.NOT_DELIVERED, TrackingState.RETURNED} or self.stalled_hours > 0

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be handed over: it has its waybill and was never posted."""
        return self.status is _S.PRODUCED and self.waybill_number is not None


def list_letters(work: Work, which: Letters, limit: int = MOST) -> list[DispatchEntry]:
    """Return one list: what needs care first, else the oldest first (what is delivered: the newest)."""
    newest_first = which is Letters.DELIVERED
    chosen = select(*COLUMNS).where(*_belongs(work, which)).limit(limit)
    chosen = chosen.order_by(Case.id.desc()) if newest_first else chosen.order_by(Case.due_date, Case.number)
    entries = _entries_of(work, work.session.execute(chosen).all())
    if which is Letters.ON_THE_WAY:
        entries.sort(key=lambda entry: not entry.needs_care)
    return entries


def count_letters(work: Work) -> dict[Letters, int]:
    """Count every list."""
    counted = {which: select(func.count()).select_from(Case).where(*_belongs(work, which)) for which in Letters}
    return {which: work.session.scalar(count) or 0 for which, count in counted.items()}


def count_ready(work: Work) -> int:
    """Count what can be handed over: made, with its waybill, and never posted."""
    with_waybill = select(Waybill.id).where(Waybill.case_id == Case.id).exists()
    ready = select(func.count()).select_from(Case).where(*_belongs(work, Letters.TO_POST), with_waybill)
    return work.session.scalar(ready) or 0


def list_of(work: Work, number: str) -> Letters:
    """Return the list a case of one's districts stands in; what is to be posted where it stands in none."""
    status = work.session.scalar(select(Case.status).where(Case.number == number, in_scope(work)))
    own = [which for which in Letters if which is not Letters.RECOVERY]  # what stands there stands in another list, too
    return next((which for which in own if status in STATUSES[which]), Letters.TO_POST)


def list_showing(work: Work, number: str) -> Letters | None:
    """Return the list in which somebody who looks finds a case; None where none shows it (any more)."""
    which = list_of(work, number)
    stands = work.session.scalar(select(Case.id).where(Case.number == number, *_belongs(work, which)))
    return which if stands else None


def next_after(work: Work, which: Letters, number: str) -> str:
    """Return the number of the line that follows `number` in a list, or stands before it at the end; empty: it is alone."""
    numbers = [entry.number for entry in list_letters(work, which)]
    if number not in numbers:
        return numbers[0] if numbers else ""
    at = numbers.index(number)
    return next(iter(numbers[at + 1 :] or numbers[:at][-1:]), "")


def having_waybills(work: Work, numbers: Sequence[str]) -> list[str]:
    """Return those of these cases that have a waybill, in their order."""
    found = select(Case.number).join(Waybill, Waybill.case_id == Case.id).where(Case.number.in_(numbers))
    with_waybill = set(work.session.scalars(found))
    return [number for number in numbers if number in with_waybill]


def find_letter(work: Work, number: str) -> DispatchEntry | None:
    """Return the line of one case, if it is any business of whoever looks."""
    found = work.session.execute(select(*COLUMNS).where(Case.number == number, in_scope(work))).all()
    return next(iter(_entries_of(work, found)), None)


def _belongs(work: Work, which: Letters) -> tuple[ColumnElement[bool], ...]:
    conditions: list[ColumnElement[bool]] = [in_scope(work), Case.status.in_(STATUSES[which])]
    if which is Letters.RECOVERY:
        lately = work.now - timedelta(days=RECOVERED_DAYS)
        conditions += [Case.recovery_required == true(), or_(Case.recovered_at.is_(None), Case.recovered_at >= lately)]
    if which is Letters.DELIVERED:
        lately = work.now - timedelta(days=DELIVERED_DAYS)
        delivered = and_(CaseEvent.kind == EventKind.DELIVERED, CaseEvent.at >= lately)
        conditions.append(Case.id.in_(select(CaseEvent.case_id).where(delivered)))
    return tuple(conditions)


def _entries_of(work: Work, found: Sequence[Any]) -> list[DispatchEntry]:
    """Return the lines of these rows of cases, in their order."""
    waybills = _newest_waybills(work.session, [case.id for case in found])
    letters = [one.id for one in waybills.values()]
    seen = select(TrackingEvent.waybill_id, TrackingEvent.state, TrackingEvent.at, TrackingEvent.text)
    seen = seen.where(TrackingEvent.waybill_id.in_(letters)).order_by(TrackingEvent.at, TrackingEvent.id)
    events = {one.waybill_id: one for one in work.session.execute(seen)}
    lying = select(ReturnedLetter.waybill_id, ReturnedLetter.place).where(ReturnedLetter.waybill_id.in_(letters))
    places = {row.waybill_id: row.place for row in work.session.execute(lying)}
    delivered = _delivered(work.session, [case.id for case in found if case.recovery_required])
    lines = []
    for case in found:
        waybill = waybills.get(case.id)
        event = events.get(waybill.id) if waybill else None
        place = places.get(waybill.id) if waybill else None
        lines.append(_entry(work, case, waybill, event, place, delivered.get(case.id)))
    return lines


def _newest_waybills(session: Session, case_ids: list[int]) -> dict[int, Any]:
    of_cases = select(Waybill.id, Waybill.case_id, Waybill.waybill_number, Waybill.attempt, Waybill.posted_at)
    in_order = of_cases.where(Waybill.case_id.in_(case_ids)).order_by(Waybill.attempt)
    return {one.case_id: one for one in session.execute(in_order)}  # the newest of each comes last


def _delivered(session: Session, case_ids: list[int]) -> dict[int, datetime]:
    """Return when the letters of these cases were delivered."""
    of_cases = select(CaseEvent.case_id, CaseEvent.at)
    of_cases = of_cases.where(CaseEvent.kind == EventKind.DELIVERED, CaseEvent.case_id.in_(case_ids)).order_by(CaseEvent.id)
    return {case_id: at for case_id, at in session.execute(of_cases)}  # noqa: C416 - a row is no pair to dict()


def _entry(
    work: Work, case: Any, waybill: Any | None, event: Any | None, place: str | None, delivered: datetime | None
) -> DispatchEntry:
    due = (delivered + timedelta(days=work.office.settings.dispatch.recovery_days)).date() if delivered else None
    return DispatchEntry(
        number=case.number,
        status=case.status,
        makes=DESKS[case.service].makes,
        masked_name=case.masked_name,
        region_code=case.region_code,
        due_date=case.due_date,
        waybill_number=waybill.waybill_number if waybill else None,
        attempt=waybill.attempt if waybill else 0,
        tracking=event.state if event else None,
        tracking_at=event.at if event else None,
        tracking_text=event.text if event else "",
        posted_at=waybill.posted_at if waybill else None,
        version=case.version,
        stalled_hours=_stalled(work, case, waybill, event),
        place=place,
        recovery_required=case.recovery_required,
        recovered_at=case.recovered_at,
        recovery_due=due,
        old_document=_old_document(work, case, due) if case.recovery_required else None,
    )


def _stalled(work: Work, case: Any, waybill: Any | None, event: Any | None) -> int:
    """Return for how many hours nothing was heard of a letter on its way, where that is too long."""
    if case.status not in STATUSES[Letters.ON_THE_WAY] or waybill is None or waybill.posted_at is None:
        return 0
    hours = int((work.now - (event.at if event else waybill.posted_at)).total_seconds() // 3600)
    return hours if hours >= work.office.settings.dispatch.stalled_hours else 0


def _old_document(work: Work, case: Any, due: date | None) -> OldDocument:
    if case.recovered_at is not None:
        return OldDocument.RECEIVED
    if due is None:
        return OldDocument.REQUIRED
    return OldDocument.OVERDUE if work.now.date() > due else OldDocument.COLLECTED
