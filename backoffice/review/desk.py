"""What a reviewer does with a case before deciding: claim, renew, release, ask the registry again, judge, accept a change.

`version` is the version the page showed; when the case has moved since, CaseChanged is raised (409) and nothing is done.
"""

from datetime import timedelta

from sqlalchemy import select

from backoffice import errands
from backoffice.errands import ErrandKind
from backoffice.office import Actor, Office, Work
from backoffice.partners import PartnerDown, PartnerRefused
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.registry.port import SNAPSHOT, RegistryRecord
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKind
from backoffice.review import cases
from backoffice.review.comparison import Verdict, count
from backoffice.review.decisions import held_by
from backoffice.review.destination import fill_in
from backoffice.review.facts import query_for
from backoffice.review.matching import compare, compare_now, find_record
from backoffice.review.models import Case, EventKind, PersonJudgement
from backoffice.review.queue import ELSEWHERE
from backoffice.staff.models import Role
from domain.application import ApplicationStatus

_S = ApplicationStatus


def claim(work: Work, number: str, version: int) -> Case:
    """Take the case for fifteen minutes (accepted → under review).

    Raises Refused(claimed_by_other, wrong_status, decision_waits). Claiming one's own case again prolongs
    the lease; a lease that has run out is no obstacle.
    """
    clerk = work.actor.require(Role.REVIEWER)
    case = cases.require_in_scope(work, cases.get_case_alone(work.session, number))
    if held_by(work, case):
        return _lease(work, case)
    _require_free(work, case)
    if case.version != version:
        raise CaseChanged
    if case.status is _S.UNDER_REVIEW:
        _give_back(work, case, EventKind.LEASE_EXPIRED)
    case.claimed_by = clerk.id
    cases.advance(work, case, _S.UNDER_REVIEW, EventKind.CLAIMED)
    return _lease(work, case)


def _require_free(work: Work, case: Case) -> None:
    if case.decision_waits:
        raise Refused(Reason.DECISION_WAITS)
    if case.service in ELSEWHERE:
        raise Refused(Reason.WRONG_STATUS)  # the worker's, or another desk's: whoever took it would stop its money halfway
    cases.require_status(case, _S.ACCEPTED, _S.UNDER_REVIEW)
    if case.lease_until is not None and case.lease_until > work.now:
        raise Refused(Reason.CLAIMED_BY_OTHER)


def _lease(work: Work, case: Case) -> Case:
    case.lease_until = work.now + timedelta(minutes=work.office.settings.review.lease_minutes)
    work.session.flush()  # so that the caller sees the new version
    return case


def renew(work: Work, number: str) -> Case:
    """Prolong one's own lease; raises Refused(not_claimed)."""
    return _lease(work, _held(work, number))


def release(work: Work, number: str) -> Case:
    """Give one's own case back to the queue (under review → accepted)."""
    case = _held(work, number)
    _give_back(work, case, EventKind.RELEASED)
    work.session.flush()
    return case


def take_over(work: Work, number: str, version: int) -> Case:
    """End somebody's lease, for a supervisor; one who is a reviewer, too, holds the case then.

    Raises Refused(not_found, wrong_status, not_held), CaseChanged.
    """
    supervisor = work.actor.require(Role.SUPERVISOR)
    case = cases.get_case_at(work, number, version)
    cases.require_status(case, _S.UNDER_REVIEW)
    if case.claimed_by is None or case.claimed_by == supervisor.id or case.decision_waits:
        raise Refused(Reason.NOT_HELD)
    _give_back(work, case, EventKind.TAKEN_OVER)
    if supervisor.has_role(Role.REVIEWER):
        case.claimed_by = supervisor.id
        cases.advance(work, case, _S.UNDER_REVIEW, EventKind.CLAIMED)
        return _lease(work, case)
    work.session.flush()
    return case


def ask_release(work: Work, number: str) -> None:
    """Ask the colleague who holds the case to give it back; his page says so. Raises Refused(not_found, not_held)."""
    work.actor.require(Role.REVIEWER)
    case = cases.require_in_scope(work, cases.get_case_alone(work.session, number))
    running = case.lease_until is not None and case.lease_until > work.now
    if case.status is not _S.UNDER_REVIEW or not running or held_by(work, case):
        raise Refused(Reason.NOT_HELD)
    cases.note_event(work, case, EventKind.RELEASE_ASKED)


def expire_leases(work: Work) -> int:
    """Give back every case whose lease has run out; returns how many (the worker calls it)."""
    late = select(Case).where(Case.status == _S.UNDER_REVIEW, Case.lease_until <= work.now)
    expired = list(work.session.scalars(late.with_for_update(of=Case, skip_locked=True)))
    for case in expired:
        _give_back(work, case, EventKind.LEASE_EXPIRED)
    return len(expired)


def _give_back(work: Work, case: Case, kind: EventKind) -> None:
    case.claimed_by, case.lease_until = None, None
    cases.advance(work, case, _S.ACCEPTED, kind)


def _held(work: Work, number: str) -> Case:
    work.actor.require(Role.REVIEWER)
    case = cases.require_in_scope(work, cases.get_case_alone(work.session, number))
    if not held_by(work, case):
        raise Refused(Reason.NOT_CLAIMED)
    return case


def _held_at(work: Work, number: str, version: int) -> Case:
    case = cases.get_case_at(work, number, version)
    return _held(work, case.number)


def judge_person(work: Work, number: str, version: int, judgement: PersonJudgement) -> Case:
    """Record what the comparison of the photographs gave; raises Refused(registry_missing)."""
    case = _held_at(work, number, version)
    if case.registry_taken_at is None:
        raise Refused(Reason.REGISTRY_MISSING)  # there is nothing to compare the chip's photograph with
    case.person = judgement
    cases.note_event(work, case, EventKind.PERSON_JUDGED, (judgement.value,))
    work.session.flush()
    return case


def accept_change(work: Work, number: str, version: int, item: str, *, accepted: bool = True) -> Case:
    """Accept a changed item, or take that back; raises Refused(not_a_change)."""
    case = _held_at(work, number, version)
    changed = {row.key for row in compare_now(work, case) if row.verdict is Verdict.CHANGED}
    if item not in changed:
        raise Refused(Reason.NOT_A_CHANGE)
    kept = set(case.accepted_changes) & changed
    case.accepted_changes = sorted(kept | {item} if accepted else kept - {item})
    cases.note_event(work, case, EventKind.CHANGE_ACCEPTED if accepted else EventKind.CHANGE_TAKEN_BACK, (item,))
    work.session.flush()
    return case


def refresh_registry(office: Office, actor: Actor, number: str) -> Case:
    """Ask the registry now and keep a sealed snapshot; raises Refused(partner_down, partner_refused).

    Opens its own transactions.
    """
    with office.reading(actor) as work:
        service = cases.require_in_scope(work, cases.get_case(work.session, number)).service
        id_number = cases.get_body(work, number).applicant.number
    try:
        record = query_for(office.registry, service, id_number)
    except PartnerDown:
        raise Refused(Reason.PARTNER_DOWN) from None
    except PartnerRefused:
        raise Refused(Reason.PARTNER_REFUSED) from None
    with office.writing(actor) as work:
        return _take_snapshot(work, number, record)


def _take_snapshot(work: Work, number: str, record: RegistryRecord) -> Case:
    """Keep the registry's answer; what a clerk had judged on another answer is judged anew."""
    case = cases.get_case_alone(work.session, number)
    if find_record(work, number) != record:
        evidence.keep(work, number, EvidenceKind.REGISTRY, SNAPSHOT.dump_json(record))
        case.person, case.accepted_changes = None, []
    body = cases.get_body(work, number)
    rows = compare(work, case, body, record)
    case.mismatches, case.changes = count(rows, Verdict.MISMATCH), count(rows, Verdict.CHANGED)
    case.region_code = fill_in(body.delivery, record, work.office.regions).region_code
    case.registry_taken_at = work.now
    cases.note_event(work, case, EventKind.REGISTRY_TAKEN)
    errands.finish(work.session, ErrandKind.REGISTRY_SNAPSHOT, number)
    work.session.flush()
    return case
