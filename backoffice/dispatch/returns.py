"""Letters that came back: scanned in at the desk, the citizen told, fetched at the window or sent to a new address.

A new address is given at a terminal (我的申请); a letter sent again is a new waybill (`services.py`).
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.dispatch.models import CallOutcome, LetterCall, ReturnedLetter, ReturnReason, Waybill
from backoffice.dispatch.open_orders import cancel_needless
from backoffice.dispatch.services import find_used_waybill
from backoffice.errands import ErrandKind
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.review import cases
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.staff.models import Role
from domain.application import ApplicationStatus

_S = ApplicationStatus

LONGEST_PLACE = 20


@dataclass(frozen=True)
class Stay:
    """What is known of a letter that lies in the office again."""

    reason: ReturnReason | None  # None: the post said so, nobody scanned it in yet
    place: str
    registered_at: datetime | None
    registered_by: str
    kept_until: date | None
    readdressed_at: datetime | None  # the citizen gave a new address since
    calls: tuple[LetterCall, ...]


def mark_returned(work: Work, case: Case, waybill: Waybill) -> None:
    """A letter on its way is coming back: the citizen is told, and the post is asked no more."""
    cases.advance(work, case, _S.RETURNED_UNDELIVERED, EventKind.RETURNED)
    told = notices.Told(waybill=waybill.waybill_number)
    notices.queue(work, case, cases.get_body(work, case.number), NoticeKind.RETURNED, told)
    errands.finish(work.session, ErrandKind.TRACKING, case.number)


def register(work: Work, scanned: str, reason: ReturnReason, place: str) -> Case:
    """A letter lies on the desk again: its waybill is scanned, and where it is kept is written down; idempotent.

    It need not be known to the post's tracking yet. Raises Refused(nothing_there, wrong_status).
    """
    dispatcher = work.actor.require(Role.DISPATCHER)
    digits = "".join(scanned.split()).replace("-", "")
    waybill = work.session.scalar(select(Waybill).where(Waybill.waybill_number == digits))
    if waybill is None:
        raise Refused(Reason.NOTHING_THERE)
    case = cases.require_in_scope(work, cases.get_case_alone(work.session, waybill.case.number))
    cases.require_status(case, _S.POSTED, _S.RESENT, _S.RETURNED_UNDELIVERED)
    if find_used_waybill(work.session, case) is not waybill:
        raise Refused(Reason.NOTHING_THERE)
    if case.status is not _S.RETURNED_UNDELIVERED:
        mark_returned(work, case, waybill)
    if work.session.get(ReturnedLetter, waybill.id) is None:
        _put_down(work, waybill, dispatcher.id, reason, place)
        audit.record(work, "dispatch.return_registered", case.number, (reason,))
    work.session.flush()
    return case


def _put_down(work: Work, waybill: Waybill, staff_id: int, reason: ReturnReason, place: str) -> None:
    kept = work.now.date() + timedelta(days=work.office.settings.dispatch.kept_days)
    work.session.add(
        ReturnedLetter(
            waybill_id=waybill.id,
            reason=reason,
            place=place.strip()[:LONGEST_PLACE],
            registered_at=work.now,
            registered_by=staff_id,
            kept_until=kept,
        )
    )


def stay_of(work: Work, case: Case) -> Stay | None:
    """Return what is known of a letter that came back; None for any other."""
    waybill = find_used_waybill(work.session, case)
    if waybill is None or case.status not in (_S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP):
        return None
    letter = work.session.get(ReturnedLetter, waybill.id)
    calls = select(LetterCall).where(LetterCall.case_id == case.id).order_by(LetterCall.id.desc())
    return Stay(
        reason=letter.reason if letter else None,
        place=letter.place if letter else "",
        registered_at=letter.registered_at if letter else None,
        registered_by=letter.registrar.display_name if letter else "",
        kept_until=letter.kept_until if letter else None,
        readdressed_at=_readdressed(work, case),
        calls=tuple(work.session.scalars(calls)),
    )


def _readdressed(work: Work, case: Case) -> datetime | None:
    """Return when the citizen gave a new address after the letter came back the last time."""
    kinds = (EventKind.RETURNED, EventKind.READDRESSED)
    last = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds)).order_by(CaseEvent.id.desc())
    event = work.session.scalar(last.limit(1))
    return event.at if event and event.kind is EventKind.READDRESSED else None


def tell_again(work: Work, number: str, version: int) -> Case:
    """Send the citizen the message about his letter once more. Raises Refused(wrong_status)."""
    work.actor.require(Role.DISPATCHER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP)
    waybill = find_used_waybill(work.session, case)
    if waybill is None:
        raise Refused(Reason.WAYBILL_MISSING)
    if case.status is _S.HELD_FOR_PICKUP:
        tell_to_fetch(work, case)
    else:
        told = notices.Told(waybill=waybill.waybill_number)
        notices.queue(work, case, cases.get_body(work, number), NoticeKind.RETURNED, told)
    audit.record(work, "dispatch.told_again", number)
    return case


def record_call(work: Work, number: str, version: int, outcome: CallOutcome) -> LetterCall:
    """Write down that the citizen was telephoned, and what came of it. Raises Refused(wrong_status), CaseChanged."""
    dispatcher = work.actor.require(Role.DISPATCHER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.POSTED, _S.RESENT, _S.RETURNED_UNDELIVERED, _S.HELD_FOR_PICKUP)
    call = LetterCall(case_id=case.id, at=work.now, staff_id=dispatcher.id, outcome=outcome)
    work.session.add(call)
    audit.record(work, "dispatch.called", number, (outcome,))
    return call


def tell_to_fetch(work: Work, case: Case) -> None:
    """Tell the citizen until when the letter lies at the window."""
    stay = stay_of(work, case)
    until = stay.kept_until if stay and stay.kept_until else work.now.date()
    body = cases.get_body(work, case.number)
    notices.queue(work, case, body, NoticeKind.HELD_FOR_PICKUP, notices.Told(valid=until.isoformat()))


def hold_for_pickup(work: Work, number: str, version: int) -> Case:
    """Keep a returned letter at the window (returned → held for pick-up) and tell the citizen until when.

    Whoever does it has the letter in hand: one that nobody scanned in is registered with it. Where it was to be sent again, the
    post is owed that its order is cancelled. Raises Refused(wrong_status).
    """
    dispatcher = work.actor.require(Role.DISPATCHER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.RETURNED_UNDELIVERED)
    waybill = find_used_waybill(work.session, case)
    if waybill is not None and work.session.get(ReturnedLetter, waybill.id) is None:
        _put_down(work, waybill, dispatcher.id, ReturnReason.OTHER, "")
    cases.advance(work, case, _S.HELD_FOR_PICKUP, EventKind.HELD_FOR_PICKUP)
    work.session.flush()
    cancel_needless(work, case)
    tell_to_fetch(work, case)
    return case


def hand_over(work: Work, number: str, version: int, id_number: str) -> Case:
    """The citizen fetched it at the window with the ID card (held for pick-up → delivered); the number is not kept.

    Raises Refused(wrong_status, id_mismatch).
    """
    work.actor.require(Role.DISPATCHER)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.HELD_FOR_PICKUP)
    if not hmac.compare_digest(work.office.vault.person_hash("".join(id_number.split())), case.person_hash):
        raise Refused(Reason.ID_MISMATCH)
    cases.advance(work, case, _S.DELIVERED, EventKind.DELIVERED)
    audit.record(work, "dispatch.handed_over", number)
    work.session.flush()
    return case
