"""Dispatch: waybills, labels, posting. Lists: `letters.py`; what comes back: `returns.py`; tracking: `tracking.py`.

A returned letter goes out again by the same two acts: a new waybill, and posting it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.dispatch.label import code128_svg, mask_house, postcodes, whole_address
from backoffice.dispatch.models import TrackingEvent, Waybill
from backoffice.dispatch.open_orders import FETCHED, cancel_needless
from backoffice.dispatch.post import LetterOrder, PostedLetter
from backoffice.errands import ErrandKind
from backoffice.jobs.steps import once
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import SYSTEM, Actor, Office, Work
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.production.services import same_digits
from backoffice.refusals import CaseChanged, Reason, Refused
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

DESK_FIRST_SECONDS = 15
"""How long the desk itself asks the post before the worker does: the longest that one call may take."""

LETTER = TypeAdapter(PostedLetter)

WHO_PRINTS = (Role.DISPATCHER, Role.PRODUCER)
"""A batch's labels come from the same table as its documents."""


@dataclass(frozen=True)
class Label:
    """What a label carries; `code128_svg` is the waybill number as a bar code."""

    waybill_number: str
    sorting_code: str
    number: str
    recipient: str = field(repr=False)
    phone: str = field(repr=False)
    address_lines: tuple[str, ...] = field(repr=False)
    postcode: str  # of the district; empty where the table has none
    district: str
    code128_svg: str = field(repr=False)
    recovery_required: bool = False  # handed over only against the old document
    makes: Makes = "driver_licence"  # what lies in it
    parts_back: tuple[str, ...] = ()  # of the old one, where not all of it comes back or it has parts

    @property
    def address(self) -> str:
        """The address in one line."""
        return "".join(self.address_lines)


def find_waybill(session: Session, case: Case) -> Waybill | None:
    """Return the newest waybill of a case."""
    return session.scalar(select(Waybill).where(Waybill.case_id == case.id).order_by(Waybill.attempt.desc()).limit(1))


def find_used_waybill(session: Session, case: Case) -> Waybill | None:
    """Return the newest waybill under which a letter was handed over: the one that comes back carries it."""
    used = select(Waybill).where(Waybill.case_id == case.id, Waybill.posted_at.is_not(None))
    return session.scalar(used.order_by(Waybill.attempt.desc()).limit(1))


def newest_event(session: Session, waybill: Waybill) -> TrackingEvent | None:
    """Return where the letter was seen last."""
    seen = select(TrackingEvent).where(TrackingEvent.waybill_id == waybill.id)
    return session.scalar(seen.order_by(TrackingEvent.at.desc(), TrackingEvent.id.desc()).limit(1))


def request_waybill(work: Work, number: str, version: int | None = None, *, first_at: datetime | None = None) -> None:
    """Owe a letter its waybill, in the transaction of `work`: the worker orders it at the post, whatever happens here.

    Raises Refused(not_found, wrong_status, address_missing), and CaseChanged where the case is at another `version` (None: it
    may be at any). What has its waybill, or is owed one, stays as it is.
    """
    work.actor.require(Role.DISPATCHER)
    case = cases.require_in_scope(work, cases.get_case_alone(work.session, number))
    if version not in (None, case.version):
        raise CaseChanged
    cases.require_status(case, _S.PRODUCED, _S.RETURNED_UNDELIVERED)
    waybill = find_waybill(work.session, case)
    if (waybill is not None and waybill.posted_at is None) or errands.is_waiting(work.session, ErrandKind.WAYBILL, number):
        return
    find_destination(work, number)
    errands.owe(work.session, ErrandKind.WAYBILL, number, work.now, first_at=first_at)


def create_waybill(office: Office, actor: Actor, number: str, version: int | None = None) -> Waybill:
    """Get a waybill from the post now (idempotent by application number and attempt). `version`: as :func:`request_waybill`.

    Raises Refused(wrong_status, address_missing, partner_down, partner_refused), CaseChanged; after partner_down, or should
    this process die, the worker goes on. Opens its own transactions. Asking again returns the same waybill; a returned letter
    gets another.
    """
    with office.writing(actor) as work:
        request_waybill(work, number, version, first_at=work.now + timedelta(seconds=DESK_FIRST_SECONDS))
    return order_owed(office, actor, number)


def order_owed(office: Office, actor: Actor, number: str) -> Waybill:
    """Order a waybill that is owed already, at the desk instead of the worker. Raises as :func:`create_waybill`."""
    try:
        return _order(office, actor, number)
    except Refused as refused:
        if refused.reason is Reason.PARTNER_REFUSED:
            _leave_stuck(office, actor, number)
        raise


def order_waybill(office: Office, number: str) -> Waybill:
    """Order the waybill that a case is owed; the worker calls it. Raises as :func:`create_waybill`."""
    return _order(office, SYSTEM, number)


def _order(office: Office, actor: Actor, number: str) -> Waybill:
    with office.reading(actor) as work:
        case = cases.get_case(work.session, number)
        # fetched meanwhile: the post may have made the order, its number must be known to be cancelled
        asked = FETCHED if errands.is_waiting(work.session, ErrandKind.WAYBILL, number) else ()
        cases.require_status(case, _S.PRODUCED, _S.RETURNED_UNDELIVERED, *asked)
        waybill = find_waybill(work.session, case)
        if waybill is not None and waybill.posted_at is None:
            return waybill
        attempt = waybill.attempt + 1 if waybill else 1
        to = find_destination(work, number)
    order = LetterOrder(number, to.recipient, to.phone, to.address)
    key = number if attempt == 1 else f"{number}-{attempt}"
    try:
        letter = once(office, number, f"waybill-{attempt}", partial(office.post.create_waybill, order, key), LETTER)
    except PartnerDown:
        raise Refused(Reason.PARTNER_DOWN) from None
    except PartnerRefused:
        raise Refused(Reason.PARTNER_REFUSED) from None
    with office.writing(actor) as work:
        return _take_waybill(work, number, attempt, letter)


def _leave_stuck(office: Office, actor: Actor, number: str) -> None:
    """Ask no more: somebody has to find out."""
    with office.writing(actor) as work:
        errands.finish(work.session, ErrandKind.WAYBILL, number, stuck=True)
        audit.record(work, f"errand.stuck.{ErrandKind.WAYBILL}", number, (Reason.PARTNER_REFUSED,))


def _take_waybill(work: Work, number: str, attempt: int, letter: PostedLetter) -> Waybill:
    """Write the waybill down once, even when two clerks asked at the same time; nothing is owed any more."""
    case = cases.get_case_alone(work.session, number)
    errands.finish(work.session, ErrandKind.WAYBILL, number)
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
    work.session.flush()
    cancel_needless(work, case)
    return waybill


def label(work: Work, number: str, *, masked: bool) -> Label:
    """Return the label; the full one (for paper) is audited, once more for every time it is opened again.

    Raises Refused(role_missing, not_found, waybill_missing, address_missing).
    """
    work.actor.require(*((*WHO_PRINTS, Role.SUPERVISOR) if masked else WHO_PRINTS))
    case = cases.require_in_scope(work, cases.get_case(work.session, number))
    waybill = find_waybill(work.session, case)
    if waybill is None:
        raise Refused(Reason.WAYBILL_MISSING)
    if not masked:
        audit.record(work, "case.label_reprinted" if waybill.label_prints else "case.label_printed", number)
        waybill.label_prints += 1
    to = find_destination(work, number)
    lines = label_lines(whole_address(to.address, work.office.regions))
    return Label(
        waybill_number=waybill.waybill_number,
        sorting_code=waybill.sorting_code,
        number=number,
        recipient=mask_name(to.recipient) if masked else to.recipient,
        phone=mask_phone(to.phone) if masked else to.phone,
        address_lines=tuple(mask_house(line) for line in lines) if masked else lines,
        postcode=postcodes(work.office.settings.config_dir).get(to.region_code[:6], ""),
        district=next((region.name for region in work.office.regions if region.code == to.region_code), ""),
        code128_svg=code128_svg(waybill.waybill_number),
        recovery_required=case.recovery_required and case.recovered_at is None,
        makes=DESKS[case.service].makes,
        parts_back=_parts_back(work, case) if case.recovery_required else (),
    )


def list_labels(work: Work, numbers: Sequence[str], *, masked: bool) -> list[Label]:
    """Return the labels of these letters, without those that have no waybill or no address yet. Audited as :func:`label`."""
    made = []
    for number in numbers:
        try:
            made.append(label(work, number, masked=masked))
        except Refused as problem:
            if problem.reason not in {Reason.WAYBILL_MISSING, Reason.ADDRESS_MISSING}:
                raise
    return made


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


def recover_old(work: Work, number: str, version: int) -> Case:
    """The courier brought the old document back: it is void from here on, written down once. Raises Refused(wrong_status)."""
    work.actor.require(Role.DISPATCHER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.POSTED, _S.RESENT, _S.DELIVERED)
    if not case.recovery_required or case.recovered_at is not None:
        raise Refused(Reason.WRONG_STATUS)
    case.recovered_at = work.now
    cases.note_event(work, case, EventKind.OLD_RECOVERED)
    audit.record(work, "dispatch.old_voided", number)
    work.session.flush()
    return case
