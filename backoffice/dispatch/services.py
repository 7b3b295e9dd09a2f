"""Dispatch: waybills, labels, posting, what comes back. Tracking is in `tracking.py`.

A returned letter goes out again by the same two acts: a new waybill, and posting it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.dispatch.label import code128_svg, mask_house
from backoffice.dispatch.models import TrackingEvent, TrackingState, Waybill
from backoffice.dispatch.post import LetterOrder, PostedLetter
from backoffice.errands import ErrandKind
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import Actor, Office, Work
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.production.services import same_digits
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import Makes
from backoffice.review.matching import find_destination, given_for
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role
from domain.addresses import label_lines
from domain.application import ApplicationStatus
from domain.people import mask_name, mask_phone

_S = ApplicationStatus

OPEN = (_S.PRODUCED, _S.POSTED, _S.RETURNED_UNDELIVERED, _S.RESENT, _S.HELD_FOR_PICKUP)

ON_THE_WAY = (_S.POSTED, _S.RESENT, _S.DELIVERED)
"""Statuses in which an old document may come back."""


@dataclass(frozen=True)
class DispatchEntry:
    """One line of the dispatch desk; masked."""

    number: str
    status: ApplicationStatus  # produced, posted, delivered, returned_undelivered, resent, held_for_pickup
    masked_name: str
    region_code: str
    due_date: date | None
    waybill_number: str | None  # of a letter still to be sent: None until it has one
    tracking: TrackingState | None
    tracking_at: datetime | None
    posted_at: datetime | None
    version: int
    recovery_required: bool = False  # the courier takes the old document back ...
    recovered_at: datetime | None = None  # ... and this is when it was here


@dataclass(frozen=True)
class Label:
    """What a label carries; `code128_svg` is the waybill number as a bar code."""

    waybill_number: str
    sorting_code: str
    number: str
    recipient: str = field(repr=False)
    phone: str = field(repr=False)
    address_lines: tuple[str, ...] = field(repr=False)
    code128_svg: str = field(repr=False)
    recovery_required: bool = False  # handed over only against the old document
    makes: Makes = "driver_licence"  # what lies in it
    parts_back: tuple[str, ...] = ()  # of the old one, where not all of it comes back or it has parts

    @property
    def address(self) -> str:
        """The address in one line."""
        return "".join(self.address_lines)


def list_dispatch(work: Work, *, finished: bool = False, limit: int = 500) -> list[DispatchEntry]:
    """Return what is to be posted, on its way and come back; with `finished` also the delivered ones (newest first)."""
    statuses = (*OPEN, _S.DELIVERED) if finished else OPEN
    chosen = select(Case).where(Case.status.in_(statuses)).order_by(Case.due_date.desc() if finished else Case.due_date)
    return [_entry(work, case) for case in work.session.scalars(chosen.order_by(Case.number).limit(limit))]


def _entry(work: Work, case: Case) -> DispatchEntry:
    waybill = find_waybill(work.session, case)
    last = newest_event(work.session, waybill) if waybill else None
    return DispatchEntry(
        number=case.number,
        status=case.status,
        masked_name=case.masked_name,
        region_code=case.region_code,
        due_date=case.due_date,
        waybill_number=waybill.waybill_number if waybill else None,
        tracking=last.state if last else None,
        tracking_at=last.at if last else None,
        posted_at=waybill.posted_at if waybill else None,
        version=case.version,
        recovery_required=case.recovery_required,
        recovered_at=case.recovered_at,
    )


def find_waybill(session: Session, case: Case) -> Waybill | None:
    """Return the newest waybill of a case."""
    return session.scalar(select(Waybill).where(Waybill.case_id == case.id).order_by(Waybill.attempt.desc()).limit(1))


def newest_event(session: Session, waybill: Waybill) -> TrackingEvent | None:
    """Return where the letter was seen last."""
    seen = select(TrackingEvent).where(TrackingEvent.waybill_id == waybill.id)
    return session.scalar(seen.order_by(TrackingEvent.at.desc(), TrackingEvent.id.desc()).limit(1))


def create_waybill(office: Office, actor: Actor, number: str) -> Waybill:
    """Get a waybill from the post (idempotent by application number and attempt).

    Raises Refused(wrong_status, address_missing, partner_down, partner_refused).
    Opens its own transactions. Asking again returns the same waybill; a returned letter gets a new one.
    """
    actor.require(Role.DISPATCHER)
    with office.reading(actor) as work:
        case = cases.get_case(work.session, number)
        cases.require_status(case, _S.PRODUCED, _S.RETURNED_UNDELIVERED)
        waybill = find_waybill(work.session, case)
        if waybill is not None and waybill.posted_at is None:
            return waybill
        attempt = waybill.attempt + 1 if waybill else 1
        to = find_destination(work, number)
    order = LetterOrder(number, to.recipient, to.phone, to.address)
    try:
        letter = office.post.create_waybill(order, number if attempt == 1 else f"{number}-{attempt}")
    except PartnerDown:
        raise Refused(Reason.PARTNER_DOWN) from None
    except PartnerRefused:
        raise Refused(Reason.PARTNER_REFUSED) from None
    with office.writing(actor) as work:
        return _take_waybill(work, number, attempt, letter)


def _take_waybill(work: Work, number: str, attempt: int, letter: PostedLetter) -> Waybill:
    """Write the waybill down once, even when two clerks asked at the same time."""
    case = cases.get_case_alone(work.session, number)
    there = find_waybill(work.session, case)
    if there is not None and there.attempt >= attempt:
        return there
    waybill = Waybill(
        case_id=case.id,
        attempt=attempt,
        waybill_number=letter.waybill_number,
        sorting_code=letter.sorting_code,
        created_at=work.now,
    )
    work.session.add(waybill)
    cases.note_event(work, case, EventKind.WAYBILL_CREATED)
    return waybill


def label(work: Work, number: str, *, masked: bool) -> Label:
    """Return the label; the full one (for paper) is audited. Raises Refused(waybill_missing, address_missing)."""
    work.actor.require(*((Role.DISPATCHER, Role.SUPERVISOR) if masked else (Role.DISPATCHER,)))
    case = cases.get_case(work.session, number)
    waybill = find_waybill(work.session, case)
    if waybill is None:
        raise Refused(Reason.WAYBILL_MISSING)
    if not masked:
        audit.record(work, "case.label_printed", number)
    to = find_destination(work, number)
    lines = label_lines(to.address)
    return Label(
        waybill_number=waybill.waybill_number,
        sorting_code=waybill.sorting_code,
        number=number,
        recipient=mask_name(to.recipient) if masked else to.recipient,
        phone=mask_phone(to.phone) if masked else to.phone,
        address_lines=tuple(mask_house(line) for line in lines) if masked else lines,
        code128_svg=code128_svg(waybill.waybill_number),
        recovery_required=case.recovery_required,
        makes=DESKS[case.service].makes,
        parts_back=_parts_back(work, case) if case.recovery_required else (),
    )


def _parts_back(work: Work, case: Case) -> tuple[str, ...]:
    """Return which parts the courier takes back; none where the register does not know the vehicle any more."""
    try:
        return DESKS[case.service].parts_back(given_for(work, case))
    except LookupError:
        return ()


def post_letter(work: Work, number: str, version: int, scanned: str) -> Case:
    """The letter is handed over: its waybill is scanned (produced → posted, returned → resent); the text message is queued.

    Raises Refused(waybill_missing, waybill_mismatch).
    """
    work.actor.require(Role.DISPATCHER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.PRODUCED, _S.RETURNED_UNDELIVERED)
    waybill = find_waybill(work.session, case)
    if waybill is None or waybill.posted_at is not None:
        raise Refused(Reason.WAYBILL_MISSING)
    if not same_digits(scanned, waybill.waybill_number):
        raise Refused(Reason.WAYBILL_MISMATCH)
    waybill.posted_at = work.now
    again = case.status is _S.RETURNED_UNDELIVERED
    cases.advance(work, case, _S.RESENT if again else _S.POSTED, EventKind.RESENT if again else EventKind.POSTED)
    told = notices.Told(waybill=waybill.waybill_number)
    notices.queue(work, case, cases.get_body(work, number), NoticeKind.POSTED, told)
    first_look = work.now + timedelta(minutes=work.office.settings.worker.tracking_minutes)
    errands.owe(work.session, ErrandKind.TRACKING, number, work.now, first_at=first_look)
    work.session.flush()
    return case


def hold_for_pickup(work: Work, number: str, version: int) -> Case:
    """Keep a returned letter at the window (returned → held for pick-up)."""
    return _step(work, number, version, _S.HELD_FOR_PICKUP, EventKind.HELD_FOR_PICKUP, _S.RETURNED_UNDELIVERED)


def hand_over(work: Work, number: str, version: int) -> Case:
    """The citizen fetched it at the window (held for pick-up → delivered)."""
    return _step(work, number, version, _S.DELIVERED, EventKind.DELIVERED, _S.HELD_FOR_PICKUP)


def recover_old(work: Work, number: str, version: int) -> Case:
    """The courier brought the old document back: written down once. Raises Refused(wrong_status)."""
    work.actor.require(Role.DISPATCHER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, *ON_THE_WAY)
    if not case.recovery_required or case.recovered_at is not None:
        raise Refused(Reason.WRONG_STATUS)
    case.recovered_at = work.now
    cases.note_event(work, case, EventKind.OLD_RECOVERED)
    work.session.flush()
    return case


def _step(work: Work, number: str, version: int, after: ApplicationStatus, kind: EventKind, before: ApplicationStatus) -> Case:
    work.actor.require(Role.DISPATCHER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, before)
    cases.advance(work, case, after, kind)
    work.session.flush()
    return case
