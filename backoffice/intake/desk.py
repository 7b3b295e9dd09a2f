"""The intake desk 受理: what the checks did not accept by themselves, accepted or refused by a person."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.retention import services as evidence
from backoffice.review import cases, fitting, outcomes
from backoffice.review.decisions import NOTE
from backoffice.review.models import Case, CaseEvent, Decision, DecisionKind, DecisionState, EventKind
from backoffice.staff.models import Role
from backoffice.staff.scope import within
from domain.application import ApplicationStatus
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.wire import v1

ACCEPTORS = (Role.ACCEPTOR, Role.SUPERVISOR)
LONGEST = 200


@dataclass(frozen=True)
class HeldEntry:
    """One masked line: received, not accepted."""

    number: str
    service: ServiceSlug
    masked_name: str
    id_last_four: str
    district: str
    terminal_id: str
    confirmed_at: datetime
    received_at: datetime
    due_date: date | None
    doubts: tuple[str, ...]
    version: int


@dataclass(frozen=True)
class HeldFile:
    """One application opened to be accepted or not."""

    case: Case
    body: v1.ApplicationBody = field(repr=False)
    doubts: tuple[str, ...]
    events: tuple[CaseEvent, ...]


def list_held(work: Work) -> list[HeldEntry]:
    """Return what waits for a person at intake, oldest first. Raises Refused(role_missing)."""
    staff = work.actor.require(*ACCEPTORS)
    waiting = select(Case).where(Case.status == ApplicationStatus.RECEIVED, within(staff, Case.district))
    found = list(work.session.scalars(waiting.order_by(Case.received_at, Case.id).limit(LONGEST)))
    doubts = _doubts(work, [case.id for case in found])
    return [_entry(case, doubts.get(case.id, ())) for case in found]


def _doubts(work: Work, case_ids: list[int]) -> dict[int, tuple[str, ...]]:
    held = select(CaseEvent.case_id, CaseEvent.codes).where(
        CaseEvent.case_id.in_(case_ids), CaseEvent.kind == EventKind.HELD_AT_INTAKE
    )
    return {case_id: tuple(codes) for case_id, codes in work.session.execute(held)}


def _entry(case: Case, doubts: tuple[str, ...]) -> HeldEntry:
    return HeldEntry(
        number=case.number,
        service=case.service,
        masked_name=case.masked_name,
        id_last_four=case.id_last_four,
        district=case.district,
        terminal_id=case.terminal_id,
        confirmed_at=case.confirmed_at,
        received_at=case.received_at,
        due_date=case.due_date,
        doubts=doubts,
        version=case.version,
    )


def open_held(work: Work, number: str) -> HeldFile:
    """Open one application; audited. Raises Refused(role_missing, not_found, evidence_gone)."""
    work.actor.require(*ACCEPTORS)
    case = cases.require_in_scope(work, cases.get_case(work.session, number))
    if not any(event.kind is EventKind.HELD_AT_INTAKE for event in case.events):
        raise Refused(Reason.NOT_FOUND)  # it never was this desk's
    audit.record(work, "case.viewed", number)
    doubts = _doubts(work, [case.id]).get(case.id, ())
    return HeldFile(case, cases.get_body(work, number), doubts, tuple(case.events))


def accept(work: Work, number: str, version: int) -> Case:
    """受理, by hand: whoever does it does not approve the application.

    Raises Refused(role_missing, not_found, wrong_status), CaseChanged.
    """
    case = _waiting(work, number, version)
    cases.accept(work, case, cases.get_body(work, number))
    return case


def refuse(work: Work, number: str, version: int, codes: tuple[ReasonCode, ...], note: str) -> Case:
    """不予受理, with every reason and a sentence; the citizen is told, what was paid is owed back.

    Raises as :func:`accept`, and Refused(codes_missing, code_not_allowed, note_missing).
    """
    case = _waiting(work, number, version)
    if not codes:
        raise Refused(Reason.CODES_MISSING)
    if odd := tuple(code for code in codes if code not in fitting.AT_INTAKE):
        raise Refused(Reason.CODE_NOT_ALLOWED, codes=odd)
    if not note.strip():
        raise Refused(Reason.NOTE_MISSING)
    decision = Decision(
        case=case,
        kind=DecisionKind.REJECT,
        state=DecisionState.EFFECTIVE,
        codes=list(codes),
        items=[],
        sealed_note=evidence.seal_text(work, case.number, NOTE, note),
        decided_by=work.actor.require(*ACCEPTORS).id,
        decided_at=work.now,
        rulebook=work.office.terms[case.service].sha256 or None,
    )
    work.session.add(decision)
    outcomes.take_effect(work, case, decision, note)
    return case


def _waiting(work: Work, number: str, version: int) -> Case:
    work.actor.require(*ACCEPTORS)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, ApplicationStatus.RECEIVED)
    return case
