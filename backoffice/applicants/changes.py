"""What an applicant changes: supplies what was asked for, withdraws, names a new address. Each key does it once."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from backoffice.applicants.models import ApplicantChange
from backoffice.applicants.own_cases import get_own, may_readdress, may_withdraw, require_verified, shown
from backoffice.intake.attachments import require_pictures
from backoffice.intake.unsealing import BodyUnreadable
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import Actor, Office, Work
from backoffice.payments import services as payments
from backoffice.refusals import CaseChanged
from backoffice.review import cases
from backoffice.review.acceptance import goes_nowhere, is_signed
from backoffice.review.models import Case, EventKind
from domain.application import ApplicationStatus
from domain.corrections import ADDRESS_ITEMS, LODGED_ANEW, PERSON_ITEMS, PHONE_ITEM, attachment_of
from domain.faces import IdentityCheck
from domain.wire import v1
from domain.wire.v1_my_applications import ChangeAnswer, Correction, NewAddress, Withdrawal
from domain.wire.v1_recovery import Change, kind_of

_S = ApplicationStatus
Part = TypeVar("Part")


class NotPossibleNow(Exception):
    """The case has moved on, or was never in a state for this."""


class Incomplete(ValueError):
    """Not everything that was asked for is there."""


def correct(office: Office, terminal_id: str, message: Correction) -> ChangeAnswer:
    """Take everything that was asked for; the clock runs again.

    Raises as :func:`withdraw`, and :class:`Incomplete`.
    """
    return _once(office, terminal_id, message)


def withdraw(office: Office, terminal_id: str, message: Withdrawal) -> ChangeAnswer:
    """Withdraw; what was paid is owed back.

    Raises :class:`backoffice.applicants.own_cases.NotVerified`, :class:`backoffice.applicants.own_cases.NotOwn`,
    :class:`NotPossibleNow`.
    """
    return _once(office, terminal_id, message)


def readdress(office: Office, terminal_id: str, message: NewAddress) -> ChangeAnswer:
    """The letter that came back goes to another address, not to somebody else: no clerk looks at it again.

    Raises as :func:`correct`.
    """
    return _once(office, terminal_id, message)


def do(work: Work, terminal_id: str, case: Case, message: Change, given_at: datetime) -> int:
    """Do it, and write down that its key did it; returns what is owed back in fen. `given_at`: when the applicant gave it.

    Raises :class:`NotPossibleNow`, :class:`Incomplete`, :class:`Refused`.
    """
    if isinstance(message, Correction):
        owed = _supply(work, case, message, given_at)
    else:
        owed = _withdraw(work, case) if isinstance(message, Withdrawal) else _readdress(work, case, message)
    kind = kind_of(message)
    work.session.add(ApplicantChange(key=message.key, case_number=case.number, kind=kind, terminal_id=terminal_id, at=work.now))
    return owed


def _supply(work: Work, case: Case, message: Correction, given_at: datetime) -> int:
    if case.status is not _S.CORRECTION_REQUESTED:
        raise NotPossibleNow
    asked = {one.item for one in shown(work, case).asked}
    before = cases.get_body(work, case.number)
    body = corrected(before, message, asked)
    moved = body.delivery.region_code != before.delivery.region_code
    if not is_signed(work, body, message.consents) or (moved and goes_nowhere(work, body)):
        raise Incomplete  # what intake would have held
    cases.supply_correction(work, case.number, body, given_at)
    return 0


def _withdraw(work: Work, case: Case) -> int:
    if not may_withdraw(case):
        raise NotPossibleNow
    case.claimed_by, case.lease_until, case.decision_waits, case.paused_since = None, None, False, None
    cases.advance(work, case, _S.WITHDRAWN, EventKind.WITHDRAWN)
    owed = payments.owe_refund(work, case)
    told = notices.Told(refund_fen=owed)
    notices.queue(work, case, cases.get_body(work, case.number), NoticeKind.WITHDRAWN, told)
    return owed


def _readdress(work: Work, case: Case, message: NewAddress) -> int:
    if not may_readdress(work, case):
        raise NotPossibleNow
    before = cases.get_body(work, case.number)
    body = before.model_copy(update={"delivery": message.delivery})
    if message.delivery.recipient not in {before.delivery.recipient, before.applicant.name} or goes_nowhere(work, body):
        raise Incomplete
    cases.keep_body(work, case, body)
    case.region_code = message.delivery.region_code
    flag_modified(case, "region_code")  # another version, also within the district: a clerk's page knew the old address
    cases.note_event(work, case, EventKind.READDRESSED)
    return 0


def corrected(body: v1.ApplicationBody, message: Correction, asked: set[str]) -> v1.ApplicationBody:
    """Return the application with what was supplied in place of what it had; raises :class:`Incomplete`."""
    if asked & LODGED_ANEW:
        raise Incomplete
    supplied: dict[str, object] = {"signature": message.signature, "consents": [*body.consents, *message.consents]}
    if asked & ADDRESS_ITEMS:
        supplied["delivery"] = _there(message.delivery)
    elif PHONE_ITEM in asked:  # the letter goes where it always went
        supplied["delivery"] = body.delivery.model_copy(update={"phone": _there(message.delivery).phone})
    if asked & PERSON_ITEMS:
        supplied["applicant"] = _there(message.applicant)
    if message.person.face is not None:
        supplied["face"], supplied["identity_check"] = message.person.face, IdentityCheck.FACE
    kinds = {attachment_of(item) for item in asked} - {None}
    given = {one.kind for one in message.attachments}
    if kinds - given:
        raise Incomplete
    try:
        require_pictures(message.attachments)
    except BodyUnreadable:  # no picture at all: not what was asked for
        raise Incomplete from None
    kept = [one for one in body.attachments if one.kind not in given]
    supplied["attachments"] = [*message.attachments, *kept]
    return body.model_copy(update=supplied)


def _there(value: Part | None) -> Part:
    if value is None:
        raise Incomplete
    return value


def _once(office: Office, terminal_id: str, message: Change) -> ChangeAnswer:
    """Do it unless this key did it before; answer how the case stands now."""
    require_verified(office, message.person)
    try:
        with office.writing(Actor(f"terminal:{terminal_id}")) as work:
            owed = _act(work, terminal_id, message)
    except CaseChanged:
        raise NotPossibleNow from None
    with office.reading() as work:
        return ChangeAnswer(application=shown(work, get_own(work, message.person, message.number)), refund_fen=owed)


def _act(work: Work, terminal_id: str, message: Change) -> int:
    case = get_own(work, message.person, message.number)
    if _is_done(work, message.key, message.number):
        payment = payments.find_payment(work.session, case.number)
        return payment.owed_fen if payment and isinstance(message, Withdrawal) else 0
    case = cases.get_case_at(work, message.number, message.version)
    return do(work, terminal_id, case, message, work.now)


def _is_done(work: Work, key: UUID, number: str) -> bool:
    done = work.session.get(ApplicantChange, key)
    if done is not None and done.case_number != number:
        raise NotPossibleNow
    return done is not None
