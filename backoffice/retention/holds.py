"""Legal holds: what is held is not destroyed. One supervisor sets a hold; two end it: one asks, another one agrees."""

import re

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.retention.hold_models import HoldReason, LegalHold, is_held
from backoffice.retention.models import EvidenceKey, FaceEvidence
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.staff.models import Role
from backoffice.staff.scope import may_see

REFERENCE = re.compile(r"[\w〔〕（）()\[\]/.\- ]{4,60}")
"""Numbers of files as courts and agencies write them."""


def set_hold(work: Work, number: str, reason: HoldReason, reference: str) -> LegalHold:
    """Hold a case; raises Refused(role_missing, not_found, reference_invalid, already_held, evidence_gone)."""
    chief = work.actor.require(Role.SUPERVISOR)
    if not REFERENCE.fullmatch(reference.strip()):
        raise Refused(Reason.REFERENCE_INVALID)
    case = cases.get_case_alone(work.session, number)
    _require_seen(work, case)
    if is_held(work.session, number):
        raise Refused(Reason.ALREADY_HELD)
    if not _is_kept(work, number):
        raise Refused(Reason.EVIDENCE_GONE)
    hold = LegalHold(case_number=number, reason=reason, reference=reference.strip(), set_by=chief.id, set_at=work.now)
    work.session.add(hold)
    audit.record(work, "hold.set", number, (reason.value, hold.reference))
    return hold


def ask_to_lift(work: Work, hold_id: int) -> LegalHold:
    """Ask that a hold be lifted; raises Refused(role_missing, not_found, wrong_status)."""
    chief = work.actor.require(Role.SUPERVISOR)
    hold = _standing(work, hold_id)
    if hold.lift_asked_by is not None:
        raise Refused(Reason.WRONG_STATUS)
    hold.lift_asked_by, hold.lift_asked_at = chief.id, work.now
    audit.record(work, "hold.lift_asked", hold.case_number)
    return hold


def agree_to_lift(work: Work, hold_id: int) -> LegalHold:
    """Lift a hold as the second person; raises Refused(second_person_is_proposer) and as :func:`ask_to_lift`."""
    chief = work.actor.require(Role.SUPERVISOR)
    hold = _asked(work, hold_id)
    if hold.lift_asked_by == chief.id:
        raise Refused(Reason.SECOND_PERSON_IS_PROPOSER)
    hold.lifted_by, hold.lifted_at = chief.id, work.now
    audit.record(work, "hold.lifted", hold.case_number)
    return hold


def keep_on(work: Work, hold_id: int) -> LegalHold:
    """Decline that a hold be lifted, or take one's own asking back; raises as :func:`ask_to_lift`."""
    work.actor.require(Role.SUPERVISOR)
    hold = _asked(work, hold_id)
    hold.lift_asked_by, hold.lift_asked_at = None, None
    audit.record(work, "hold.kept", hold.case_number)
    return hold


def _asked(work: Work, hold_id: int) -> LegalHold:
    hold = _standing(work, hold_id)
    if hold.lift_asked_by is None:
        raise Refused(Reason.WRONG_STATUS)
    return hold


def _standing(work: Work, hold_id: int) -> LegalHold:
    hold = work.session.scalar(select(LegalHold).where(LegalHold.id == hold_id).with_for_update(of=LegalHold))
    if hold is None:
        raise Refused(Reason.NOT_FOUND)
    _require_seen(work, cases.get_case(work.session, hold.case_number))
    if hold.lifted_at is not None:
        raise Refused(Reason.WRONG_STATUS)
    return hold


def _require_seen(work: Work, case: Case) -> None:
    if work.actor.staff is not None and not may_see(work.actor.staff, case.district):
        raise Refused(Reason.NOT_FOUND)


def _is_kept(work: Work, number: str) -> bool:
    """Tell whether there is anything left to hold; what destroys waits for this transaction, and then sees the hold."""
    key = work.session.get(EvidenceKey, number, with_for_update=True)
    faces = work.session.get(FaceEvidence, number, with_for_update=True)
    return (key is not None and key.wrapped is not None) or (faces is not None and faces.wrapped is not None)
