"""Cases: how they come in, how they are found, and the one way their status moves."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.errands import ErrandKind
from backoffice.fleet.models import Terminal
from backoffice.notices import services as notices
from backoffice.notices.models import NoticeKind
from backoffice.office import Office, Work
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKind
from backoffice.review.acceptance import doubts_of
from backoffice.review.attachments import contents_of, keep_attachments, without_pictures
from backoffice.review.history import require_leads_to
from backoffice.review.models import Case, CaseEvent, EventKind
from backoffice.staff.scope import may_see
from backoffice.statistics import pace
from domain.application import PENDING, ApplicationStatus
from domain.clock import SHANGHAI
from domain.faces import IdentityCheck
from domain.people import mask_name
from domain.services import ServiceSlug
from domain.wire import v1

_S = ApplicationStatus

PAID_BY_ANYBODY = frozenset({ServiceSlug.FINE_PAYMENT})
STAGES = {
    _S.ACCEPTED: "review",
    _S.UNDER_REVIEW: "review",
    _S.APPROVED: "production",
    _S.IN_PRODUCTION: "production",
    _S.PRODUCED: "dispatch",
}
"""Which desk's time runs in a status; elsewhere the stage has no limit."""


def create_from_application(
    work: Work,
    terminal_id: str,
    body: v1.ApplicationBody,
    received_at: datetime,
    stored: evidence.NewEvidence | None = None,
) -> Case:
    """Make the case of one application just unsealed: evidence sealed at rest, received, accepted, text message queued.

    `stored`: its evidence, where it was put into the store before the transaction began.

    What the checks of intake find wrong (:mod:`backoffice.review.acceptance`) stays received until a person accepts it.

    Idempotence (same key twice) is intake's own table; a number that another application has raises Refused(number_taken),
    a service without a desk Refused(service_not_offered).
    The registry is asked later, by the worker or on demand. The case's `due_date` is None when the working-day table of a
    year is missing (an alarm on the board, never an error).
    """
    if body.service not in work.office.terms:
        raise Refused(Reason.SERVICE_NOT_OFFERED)
    if work.session.connection().scalar(select(Case.id).where(Case.number == body.number)) is not None:
        raise Refused(Reason.NUMBER_TAKEN)
    case = _new_case(work, terminal_id, body, received_at)
    work.session.add(case)
    note_event(work, case, EventKind.RECEIVED)
    doubts = doubts_of(work, body)
    if doubts:
        note_event(work, case, EventKind.HELD_AT_INTAKE, doubts)
    else:
        _mark_accepted(work, case)
    work.session.flush()  # what follows names the case; written once, as it stands now
    evidence.add_new(work, case.number, stored or store_evidence(work.office, body))
    if not doubts:
        _owe_what_follows(work, case, body)
    return case


def store_evidence(office: Office, body: v1.ApplicationBody) -> evidence.NewEvidence:
    """Seal what is to be kept of an application and put it into the store, before its case is made."""
    return evidence.store_new(office, body.number, contents_of(body))


def _new_case(work: Work, terminal_id: str, body: v1.ApplicationBody, received_at: datetime) -> Case:
    terms = work.office.terms[body.service]
    return Case(
        number=body.number,
        service=body.service,
        status=_S.RECEIVED,
        terminal_id=terminal_id,
        region_code=body.delivery.region_code,
        district=_district_of(work, terminal_id),
        confirmed_at=body.confirmed_at,
        received_at=received_at,
        due_date=work.office.hours.due_date(received_at, terms.promised_working_days),
        stage_started_at=received_at,
        masked_name=mask_name(body.applicant.name),
        id_last_four=body.applicant.number[-4:],
        identity_check=_identity_check(body),
        face_decision=body.face.decision if body.face else None,
        person_hash=work.office.vault.person_hash(body.applicant.number),
        accepted_changes=[],
        terminal_rulebook=body.rulebook,
        rulebook=terms.sha256 or None,
    )


def _district_of(work: Work, terminal_id: str) -> str:
    """Return whose desk the case comes to: that of the district where the terminal stands."""
    found = select(Terminal.district).where(Terminal.terminal_id == terminal_id)
    return work.session.connection().scalar(found) or ""


def _identity_check(body: v1.ApplicationBody) -> IdentityCheck:
    """Return how the person is made sure of; that nobody need be is the office's to say, and it says so of fines only."""
    if body.identity_check is IdentityCheck.FACE:
        return IdentityCheck.FACE
    return IdentityCheck.NOT_NEEDED if body.service in PAID_BY_ANYBODY else IdentityCheck.OFFICE_COMPARISON


def accept(work: Work, case: Case, body: v1.ApplicationBody) -> None:
    """Accept: by the system, or by the member of staff who acts; what only the registry can tell is the reviewer's to compare.

    What is decided at once (no days are promised) says so itself.
    """
    _mark_accepted(work, case)
    _owe_what_follows(work, case, body)


def _mark_accepted(work: Work, case: Case) -> None:
    case.accepted_at, case.accepted_by = work.now, work.actor.staff_id
    advance(work, case, _S.ACCEPTED, EventKind.ACCEPTED)


def _owe_what_follows(work: Work, case: Case, body: v1.ApplicationBody) -> None:
    """A case is accepted once, so that nothing of this is owed yet."""
    with work.session.no_autoflush:  # what is asked for here was not written a moment ago
        if work.office.terms[case.service].promised_working_days:
            notices.queue(work, case, body, NoticeKind.ACCEPTED)
        first = (ErrandKind.REGISTRY_SNAPSHOT, case.number), (ErrandKind.AT_ONCE, case.number)
        errands.owe_first(work.session, work.now, *first)


def keep_body(work: Work, case: Case, body: v1.ApplicationBody) -> None:
    """Seal the application as it stands now; what it was before stays beside it."""
    evidence.keep(work, case.number, EvidenceKind.APPLICATION, without_pictures(body).model_dump_json().encode())
    keep_attachments(work, case.number, body.attachments)


def get_body(work: Work, number: str) -> v1.ApplicationBody:
    """Open the application as lodged; raises Refused(evidence_gone). Whoever shows it must audit the view."""
    plain = evidence.find(work, number, EvidenceKind.APPLICATION)
    if plain is None:
        raise Refused(Reason.EVIDENCE_GONE)
    return v1.ApplicationBody.model_validate_json(plain)


def same_business_pending(work: Work, service: ServiceSlug, id_number: str, *, before: Case | None = None) -> bool:
    """Tell whether this person already has the same business pending (R-DUP), by keyed hash of the ID number.

    Of two, only the later one is the duplicate: with `before`, only what came in before that case counts.
    """
    same = select(Case.id).where(
        Case.person_hash == work.office.vault.person_hash(id_number),
        Case.service == service,
        Case.status.in_(PENDING),
    )
    if before is not None:
        same = same.where(Case.id < before.id)
    return work.session.scalar(same.limit(1)) is not None


def find_case(session: Session, number: str) -> Case | None:
    """Return the case, or None."""
    return session.scalar(select(Case).where(Case.number == number))


def get_case(session: Session, number: str) -> Case:
    """Return the case; raises Refused(not_found)."""
    case = find_case(session, number)
    if case is None:
        raise Refused(Reason.NOT_FOUND)
    return case


def get_case_alone(session: Session, number: str) -> Case:
    """Return the case so that no other transaction works on it before this one ends (SQLite has one writer anyway)."""
    case = session.scalar(select(Case).where(Case.number == number).with_for_update(of=Case))
    if case is None:
        raise Refused(Reason.NOT_FOUND)
    return case


def require_in_scope(work: Work, case: Case) -> Case:
    """Return the case; raises Refused(not_found) when its district is none of the business of the member of staff who acts."""
    if work.actor.staff is not None and not may_see(work.actor.staff, case.district):
        raise Refused(Reason.NOT_FOUND)
    return case


def get_case_at(work: Work, number: str, version: int) -> Case:
    """Return the case if it still is as the page showed it; raises CaseChanged (409) otherwise, and Refused(not_found)."""
    case = require_in_scope(work, get_case_alone(work.session, number))
    if case.version != version:
        raise CaseChanged
    return case


def require_status(case: Case, *statuses: ApplicationStatus) -> None:
    """Raise Refused(wrong_status) unless the case stands in one of `statuses`."""
    if case.status not in statuses:
        raise Refused(Reason.WRONG_STATUS)


def advance(work: Work, case: Case, status: ApplicationStatus, kind: EventKind, codes: tuple[str, ...] = ()) -> None:
    """Move the case one step of the status table, with its event; the only place where a status is set.

    The column holds no more than what follows from the events (:func:`backoffice.review.history.status_of`).
    """
    require_leads_to(kind, status)
    stage = STAGES.get(case.status)
    case.status = status
    if STAGES.get(status) != stage:
        _begin_stage(work, case)
    note_event(work, case, kind, codes)


def _begin_stage(work: Work, case: Case) -> None:
    stage = STAGES.get(case.status)
    case.stage_started_at = work.now
    minutes = getattr(work.office.settings.review.stage_minutes, stage) if stage else None
    case.stage_due_at = work.office.hours.add_minutes(work.now, minutes) if minutes else None


def note_event(work: Work, case: Case, kind: EventKind, codes: tuple[str, ...] = ()) -> None:
    """Add to the case's history and to the audit log."""
    event = CaseEvent(
        case=case,
        at=work.now,
        staff_id=work.actor.staff_id,
        kind=kind,
        status=case.status,
        codes=list(codes),
        based_on=case.version or 0,
    )
    work.session.add(event)
    pace.note(work, case, event)
    audit.record(work, f"case.{kind}", case.number, codes)


def supply_correction(work: Work, number: str, body: v1.ApplicationBody, given_at: datetime | None = None) -> Case:
    """Take the corrected application: the clock runs again, the case is back in the queue, judgements start anew.

    `given_at`: since when the promise runs again; None: now.
    Raises Refused(wrong_status), and Refused(not_found) for a body of another application or person.
    """
    case = get_case(work.session, number)
    require_status(case, _S.CORRECTION_REQUESTED)
    if body.number != number or work.office.vault.person_hash(body.applicant.number) != case.person_hash:
        raise Refused(Reason.NOT_FOUND)
    keep_body(work, case, body)
    case.region_code = body.delivery.region_code
    case.person, case.accepted_changes, case.mismatches, case.changes = None, [], None, None
    before = case.due_date
    _resume_promise(work, case, given_at or work.now)
    advance(work, case, _S.ACCEPTED, EventKind.CORRECTION_SUPPLIED)
    notices.tell_moved(work, case, before)
    errands.owe(work.session, ErrandKind.REGISTRY_SNAPSHOT, case.number, work.now)
    return case


def _resume_promise(work: Work, case: Case, given_at: datetime) -> None:
    """Move the due date by the working days that the promise stood still."""
    if case.due_date and case.paused_since:
        until = max(given_at, case.paused_since)  # asked once more after a restore: it had come before
        days = work.office.hours.days_between(*(at.astimezone(SHANGHAI).date() for at in (case.paused_since, until)))
        case.due_date = None if days is None else work.office.hours.after(case.due_date, days)
    case.paused_since = None
