"""The four ways out of review, and the second person.

Each returns the Decision: `effective`, or `proposed` when the service's `second_person_reasons` (or an override) ask for a
second clerk. All need the actor's own lease; `version` as in :mod:`backoffice.review.desk`.
"""

from dataclasses import dataclass

from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.retention import services as evidence
from backoffice.review import cases, outcomes
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import ComparisonRow, Verdict
from backoffice.review.fitting import in_review
from backoffice.review.matching import compare_now, require_fresh
from backoffice.review.models import Case, Decision, DecisionKind, DecisionState, EventKind, PersonJudgement
from backoffice.staff.models import Role
from domain.application import ApplicationStatus
from domain.faces import FaceDecision
from domain.reasons import ReasonCode
from domain.wire.v1_faces import FaceCheck

OVERRIDABLE = frozenset({ReasonCode.REISSUE_LIMIT, ReasonCode.DUPLICATE})
"""Mismatches that two clerks together may set aside; what a regulation forbids is not among them."""

OVERRIDE = "override"
ALWAYS = "always"
NOTE = "decision-note"


@dataclass(frozen=True)
class _Draft:
    kind: DecisionKind
    codes: tuple[ReasonCode, ...] = ()
    items: tuple[str, ...] = ()
    note: str = ""
    override: bool = False


def approve(work: Work, number: str, version: int, *, override: bool = False, note: str = "") -> Decision:
    """通过.

    Raises Refused(registry_missing, registry_stale, person_not_judged, person_doubtful, mismatch_stands, change_not_accepted,
    same_person).

    Where the machine found another face, or the turns were not done (:func:`face_stands_against`), an approval carries R-FACE:
    it needs a note and, by the service's `second_person_reasons`, a second clerk.

    With `override` the mismatches of :data:`OVERRIDABLE` are set aside; that always needs the second person and a note.
    """
    case = _own_case(work, number, version)
    _require_other_than_acceptor(work, case)
    require_fresh(work, case)
    rows = compare_now(work, case)
    problem = against_approval(case, rows, override=override)
    if problem is not None:
        raise problem
    standing = _standing(rows)
    codes = (*standing, *_against_the_face(work, case))
    if codes and not note.strip():
        raise Refused(Reason.NOTE_MISSING)
    return _decide(work, case, _Draft(DecisionKind.APPROVE, codes, note=note, override=bool(standing)))


def request_correction(
    work: Work, number: str, version: int, codes: tuple[ReasonCode, ...], items: tuple[str, ...], note: str = ""
) -> Decision:
    """补正: every item at once (162 §3); the promise pauses. Raises Refused(codes_missing, code_not_allowed, items_unknown)."""
    case = _own_case(work, number, version)
    correctable = DESKS[case.service].correctable
    if not codes or not items:
        raise Refused(Reason.CODES_MISSING)
    if unknown := tuple(item for item in items if item not in correctable):
        raise Refused(Reason.ITEMS_UNKNOWN, items=unknown)
    if odd := tuple(sorted(set(codes) ^ {correctable[item] for item in items})):
        raise Refused(Reason.CODE_NOT_ALLOWED, codes=odd)
    return _decide(work, case, _Draft(DecisionKind.CORRECTION, codes, items, note))


def reject(work: Work, number: str, version: int, codes: tuple[ReasonCode, ...], note: str = "") -> Decision:
    """不予办理, with reasons and remedies; R-LAW needs a note.

    Raises Refused(codes_missing, code_not_allowed, note_missing).
    """
    return _decide(work, _reasoned(work, number, version, codes, note), _Draft(DecisionKind.REJECT, codes, note=note))


def refer_to_window(work: Work, number: str, version: int, codes: tuple[ReasonCode, ...], note: str = "") -> Decision:
    """转现场办理 (162 §83). Raises as :func:`reject`."""
    return _decide(work, _reasoned(work, number, version, codes, note), _Draft(DecisionKind.REFER, codes, note=note))


def agree(work: Work, number: str, version: int) -> Decision:
    """The second person agrees; raises Refused(second_person_is_proposer, no_decision_waits).

    An approval is checked once more: what did not stand against it when it was proposed may do so now.
    """
    case, decision = _second_look(work, number, version)
    if decision.kind is DecisionKind.APPROVE:
        _require_other_than_acceptor(work, case)
        require_fresh(work, case)
        problem = against_approval(case, compare_now(work, case), override=decision.override)
        if problem is not None:
            raise problem
    decision.state = DecisionState.EFFECTIVE
    note = open_note(work, case, decision)
    outcomes.take_effect(work, case, decision, note or "")
    return decision


def decline(work: Work, number: str, version: int) -> Decision:
    """The second person does not agree; the case goes back to the queue. Raises as :func:`agree`."""
    case, decision = _second_look(work, number, version)
    decision.state = DecisionState.DECLINED
    cases.advance(work, case, ApplicationStatus.ACCEPTED, EventKind.DECLINED, tuple(decision.codes))
    return decision


def reason_against(work: Work, case: Case, kind: DecisionKind, rows: tuple[ComparisonRow, ...]) -> Refused | None:
    """Return why this way out is not open now to who reads the case; None when it is."""
    if case.decision_waits:
        return Refused(Reason.DECISION_WAITS)
    if not held_by(work, case):
        return Refused(Reason.NOT_CLAIMED)
    if kind is not DecisionKind.APPROVE:
        return None
    if accepted_by(work, case):
        return Refused(Reason.SAME_PERSON)
    if not rows:
        return Refused(Reason.REGISTRY_MISSING)
    return _against_age(work, case) or against_approval(case, rows, override=False)


def _against_age(work: Work, case: Case) -> Refused | None:
    try:
        require_fresh(work, case)
    except Refused as refused:
        return refused
    return None


def against_approval(case: Case, rows: tuple[ComparisonRow, ...], *, override: bool) -> Refused | None:
    """Return what stands against an approval, the mismatches first; None when nothing does."""
    set_aside = OVERRIDABLE if override else frozenset()
    mismatches = [row for row in rows if row.verdict is Verdict.MISMATCH and row.reason not in set_aside]
    if mismatches:
        return Refused(Reason.MISMATCH_STANDS, items=tuple(row.key for row in mismatches), codes=_standing(rows))
    open_changes = tuple(row.key for row in rows if row.verdict is Verdict.CHANGED and row.key not in case.accepted_changes)
    if open_changes:
        return Refused(Reason.CHANGE_NOT_ACCEPTED, items=open_changes)
    if case.person is None:
        return Refused(Reason.PERSON_NOT_JUDGED)
    return None if case.person is PersonJudgement.SAME else Refused(Reason.PERSON_DOUBTFUL)


def face_stands_against(check: FaceCheck | None) -> bool:
    """Tell whether the machine found another face, or the turns of the head were not done.

    Whoever holds up a photograph fails the turns: then whatever was compared is no more than a picture of somebody. A face that
    could only not be compared (no reference, turns done) is left to the clerk alone.
    """
    return check is not None and (check.decision is FaceDecision.NO_MATCH or not check.challenge_passed)


def accepted_by(work: Work, case: Case) -> bool:
    """Tell whether the actor accepted the application by hand, or took it in; what the system did by itself is nobody's."""
    return work.actor.staff_id in case.acceptors


def _require_other_than_acceptor(work: Work, case: Case) -> None:
    if accepted_by(work, case):
        raise Refused(Reason.SAME_PERSON)


def held_by(work: Work, case: Case) -> bool:
    """Tell whether the actor holds a lease on the case that still runs."""
    return (
        case.claimed_by is not None
        and case.claimed_by == work.actor.staff_id
        and case.lease_until is not None
        and case.lease_until > work.now
    )


def waiting_decision(case: Case) -> Decision | None:
    """Return the decision that waits for its second person."""
    return next((one for one in reversed(case.decisions) if one.state is DecisionState.PROPOSED), None)


def open_note(work: Work, case: Case, decision: Decision) -> str | None:
    """Return the clerk's sentence of a decision."""
    return evidence.open_text(work, case.number, NOTE, decision.sealed_note) if decision.sealed_note else None


def _own_case(work: Work, number: str, version: int) -> Case:
    work.actor.require(Role.REVIEWER)
    case = cases.get_case_at(work, number, version)
    if case.decision_waits:
        raise Refused(Reason.DECISION_WAITS)
    cases.require_status(case, ApplicationStatus.UNDER_REVIEW)
    if not held_by(work, case):
        raise Refused(Reason.NOT_CLAIMED)
    return case


def _reasoned(work: Work, number: str, version: int, codes: tuple[ReasonCode, ...], note: str) -> Case:
    case = _own_case(work, number, version)
    if not codes:
        raise Refused(Reason.CODES_MISSING)
    if odd := tuple(code for code in codes if code not in in_review(case.service)):
        raise Refused(Reason.CODE_NOT_ALLOWED, codes=odd)
    if ReasonCode.LAW in codes and not note.strip():
        raise Refused(Reason.NOTE_MISSING)
    return case


def _standing(rows: tuple[ComparisonRow, ...]) -> tuple[ReasonCode, ...]:
    return tuple(sorted({row.reason for row in rows if row.verdict is Verdict.MISMATCH and row.reason}))


def _against_the_face(work: Work, case: Case) -> tuple[ReasonCode, ...]:
    """A clerk who holds two faces for the same person against the machine does not decide alone."""
    return (ReasonCode.FACE,) if face_stands_against(cases.get_body(work, case.number).face) else ()


def _decide(work: Work, case: Case, draft: _Draft) -> Decision:
    decision = Decision(
        case=case,
        kind=draft.kind,
        state=DecisionState.EFFECTIVE,
        codes=list(draft.codes),
        items=list(draft.items),
        sealed_note=evidence.seal_text(work, case.number, NOTE, draft.note) if draft.note.strip() else None,
        override=draft.override,
        decided_by=work.actor.require(Role.REVIEWER).id,
        decided_at=work.now,
        rulebook=work.office.terms[case.service].sha256 or None,
    )
    work.session.add(decision)
    case.claimed_by, case.lease_until = None, None
    if _needs_second(work, case, draft):
        decision.state, case.decision_waits = DecisionState.PROPOSED, True
        cases.note_event(work, case, EventKind.PROPOSED, tuple(draft.codes))
    else:
        outcomes.take_effect(work, case, decision, draft.note)
    return decision


def _needs_second(work: Work, case: Case, draft: _Draft) -> bool:
    reasons = set(work.office.terms[case.service].second_person_reasons)
    return ALWAYS in reasons or bool(reasons & set(draft.codes)) or (draft.override and OVERRIDE in reasons)


def _second_look(work: Work, number: str, version: int) -> tuple[Case, Decision]:
    second = work.actor.require(Role.REVIEWER)
    case = cases.get_case_at(work, number, version)
    decision = waiting_decision(case)
    if not case.decision_waits or decision is None:
        raise Refused(Reason.NO_DECISION_WAITS)
    if decision.decided_by == second.id:
        raise Refused(Reason.SECOND_PERSON_IS_PROPOSER)
    decision.second_by, decision.second_at = second.id, work.now
    case.decision_waits = False
    return case, decision
