"""Changes that a terminal sends again after a restore: the office had taken them, and came out of a backup from before.

They are done as they were, in the state in which the case is now: the version that the applicant saw is forgotten. What the
case has not come to again yet waits at its terminal (a correction until it is asked for, a new address until the letter is
back). What has moved on is refused, and the case says so: somebody has to tell the applicant.
"""

import binascii
import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import pybase64
from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.applicants import changes
from backoffice.applicants.changes import Incomplete, NotPossibleNow
from backoffice.applicants.models import ApplicantChange
from backoffice.audit import services as audit
from backoffice.intake.keys import SealingKeys
from backoffice.intake.unsealing import BodyUnreadable, open_sealed
from backoffice.office import Actor, Office, Work
from backoffice.recovery import epochs
from backoffice.refusals import Refused
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.violations.services import has_matched
from domain.application import ApplicationStatus
from domain.wire.v1_my_applications import Correction, NewAddress, Withdrawal
from domain.wire.v1_recovery import (
    Change,
    ChangeKind,
    ChangeTakenAgain,
    KeptChange,
    MissingChangesAnswer,
    SealedChange,
    associated_change_info,
)

_S = ApplicationStatus

FORMS: Mapping[ChangeKind, type[Correction] | type[Withdrawal] | type[NewAddress]] = {
    ChangeKind.CORRECTION: Correction,
    ChangeKind.WITHDRAWAL: Withdrawal,
    ChangeKind.NEW_ADDRESS: NewAddress,
}
IN_REVIEW = frozenset({_S.RECEIVED, _S.ACCEPTED, _S.UNDER_REVIEW})
BEFORE_THE_RETURN = IN_REVIEW | {
    _S.CORRECTION_REQUESTED,
    _S.APPROVED,
    _S.IN_PRODUCTION,
    _S.PRODUCED,
    _S.POSTED,
    _S.RESENT,
}
NOT_YET: Mapping[ChangeKind, frozenset[ApplicationStatus]] = {
    ChangeKind.CORRECTION: IN_REVIEW,
    ChangeKind.WITHDRAWAL: frozenset(),
    ChangeKind.NEW_ADDRESS: BEFORE_THE_RETURN,
}
"""Where a case may still come to what a change is about."""


class Why(StrEnum):
    """Why a change was not taken again."""

    MOVED_ON = "moved_on"  # the case has gone another way since
    NOT_COME_SO_FAR = "not_come_so_far"  # the terminal has waited long enough
    UNKNOWN_APPLICATION = "unknown_application"  # it did not come again, or is somebody else's
    INCOMPLETE = "incomplete"  # not what the case asks for now
    OUTSIDE_GAP = "outside_gap"  # at that moment this office lost nothing
    NOT_VERIFIED = "not_verified"  # no face had matched then
    UNREADABLE = "unreadable"  # seal, form or envelope


class _NotTaken(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class _Waits(Exception):
    """It cannot be done yet."""


def missing_of(session: Session, asked: Sequence[KeptChange]) -> MissingChangesAnswer:
    """Tell which of these changes are to be sent: those that can be done now, and those that can never be."""
    done = set(session.scalars(select(ApplicantChange.key).where(ApplicantChange.key.in_([one.key for one in asked]))))
    known = select(Case.number, Case.status).where(Case.number.in_({one.number for one in asked}))
    stands = {row.number: row.status for row in session.execute(known)}
    missing: list[UUID] = []
    waiting: list[UUID] = []
    for one in asked:
        if one.key not in done:
            status = stands.get(one.number)
            (waiting if status is None or status in NOT_YET[one.kind] else missing).append(one.key)
    return MissingChangesAnswer(missing=missing, waiting=waiting)


def take(office: Office, keys: SealingKeys, terminal_id: str, sealed: SealedChange) -> ChangeTakenAgain:
    """Do one change again, once. What is refused is written into the case, where there is one, and into the audit log."""
    actor = Actor(f"terminal:{terminal_id}")
    try:
        message = _opened(keys, terminal_id, sealed)
        with office.writing(actor) as work:
            return ChangeTakenAgain(outcome=_take(work, terminal_id, sealed, message))
    except _Waits:
        if not sealed.last:
            return ChangeTakenAgain(outcome="waiting")
        why = Why.NOT_COME_SO_FAR
    except _NotTaken as refused:
        why = refused.why
    with office.writing(actor) as work:
        _note_refused(work, sealed, why)
    return ChangeTakenAgain(outcome="refused", reason=why.value)


def _opened(keys: SealingKeys, terminal_id: str, sealed: SealedChange) -> Change:
    try:
        raw = pybase64.b64decode(sealed.sealed, validate=True)
        if hashlib.sha256(raw).hexdigest() != sealed.sealed_sha256:
            raise _NotTaken(Why.UNREADABLE)
        kept = KeptChange(key=sealed.key, number=sealed.number, kind=sealed.kind)
        info = associated_change_info(kept, terminal_id, sealed.key_id)
        message = open_sealed(FORMS[sealed.kind], keys, sealed.key_id, info, raw)
    except (binascii.Error, ValueError, BodyUnreadable):
        raise _NotTaken(Why.UNREADABLE) from None
    if (message.key, message.number) != (sealed.key, sealed.number):
        raise _NotTaken(Why.UNREADABLE)
    return message


def _take(work: Work, terminal_id: str, sealed: SealedChange, message: Change) -> str:
    """Do it in this transaction; returns the outcome. Raises :class:`_NotTaken`, :class:`_Waits`."""
    if cases.find_case(work.session, message.number) is None:
        if sealed.last:
            raise _NotTaken(Why.UNKNOWN_APPLICATION)
        raise _Waits
    case = cases.get_case_alone(work.session, message.number)
    if work.session.get(ApplicantChange, message.key) is not None:
        return "known"
    _require_believable(work, case, sealed, message)
    if case.status in NOT_YET[sealed.kind]:
        raise _Waits
    try:
        changes.do(work, terminal_id, case, message, sealed.taken_at)
    except Incomplete:
        raise _NotTaken(Why.INCOMPLETE) from None
    except (NotPossibleNow, Refused):
        raise _NotTaken(Why.MOVED_ON) from None
    audit.record(work, "applicant.change_sent_again", case.number, (sealed.kind.value,))
    return "taken"


def _require_believable(work: Work, case: Case, sealed: SealedChange, message: Change) -> None:
    """A change of the own application, by a face that had matched at a moment that this office has forgotten."""
    if case.person_hash != work.office.vault.person_hash(message.person.number):
        raise _NotTaken(Why.UNKNOWN_APPLICATION)
    if not epochs.is_forgotten(work.session, work.now, sealed.taken_at):
        raise _NotTaken(Why.OUTSIDE_GAP)
    lately = timedelta(minutes=work.office.settings.violations.face_fresh_minutes)
    if not has_matched(message.person.face, sealed.taken_at, lately):
        raise _NotTaken(Why.NOT_VERIFIED)


def _note_refused(work: Work, sealed: SealedChange, why: Why) -> None:
    codes = (sealed.kind.value, why.value)
    case = cases.find_case(work.session, sealed.number)
    if case is None or why is Why.UNKNOWN_APPLICATION:
        audit.record(work, "applicant.change_not_taken", sealed.number, codes)
    else:
        cases.note_event(work, case, EventKind.CHANGE_NOT_TAKEN, codes)
