"""交通违法处理 as an errand: what was accepted is checked once more and decided; a statement becomes a case of the desk.

Killed anywhere, it comes again and nothing doubles: first it is written down what will be decided, then the registry is asked
(each record under the application's number: asked again it answers the same), then everything is written in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from pydantic import TypeAdapter

from backoffice.documents.decisions import Decided, make_decisions
from backoffice.documents.store import Document, keep_document
from backoffice.jobs.steps import once
from backoffice.notices import services as sms
from backoffice.notices.models import NoticeKind
from backoffice.office import SYSTEM, Actor, Office, Work
from backoffice.partners import PartnerRefused
from backoffice.refusals import Reason, Refused
from backoffice.registry.orders import DecisionOrder, Issued
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.violations import decided, statements
from backoffice.violations.answer import Standing
from backoffice.violations.assessment import Assessment, assess, same_penalties
from backoffice.violations.endings import end, refuse
from backoffice.violations.models import DecisionStep, HandlingNotice, IssuedPenalty
from backoffice.violations.notices import ask_standing, told_penalties
from backoffice.violations.services import CLOCKS_DIFFER, is_match
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.licences import DrivingLicence
from domain.people import names_agree
from domain.reasons import ReasonCode
from domain.rules import grounds
from domain.rules.facts import Facts
from domain.rules.violation_handling import Declaration
from domain.wire import declarations
from domain.wire.v1 import ApplicationBody

_S = ApplicationStatus
ISSUED = TypeAdapter(Issued)


@dataclass(frozen=True)
class Handling:
    """One application opened. Its repr shows nothing."""

    number: str
    body: ApplicationBody = field(repr=False)
    declaration: Declaration = field(repr=False)


@dataclass(frozen=True)
class Answered:
    """What the registry said of one record: a decision, or a no."""

    row_id: int
    content: decided.PenaltyContent = field(repr=False)
    fine_fen: int
    points: int
    issued: Issued | None = field(repr=False)


def decide(office: Office, number: str) -> None:
    """Decide one application; idempotent. Raises what the registry raises: then it comes again."""
    with office.reading() as work:
        case = cases.get_case(work.session, number)
        if case.status is not _S.ACCEPTED:
            return
        handling, rows = open_handling(work, case), decided.list_rows(work, number)
        notice = find_notice(work, handling)
        told = told_penalties(work, notice) if notice else []
        against = reasons_of_person(work, handling, notice)
    if handling.declaration.way != "accept" and not rows:
        statements.take(office, statements.Said(number, handling.body, handling.declaration, told), against)
        return
    if not rows and not _order_or_refuse(office, handling):
        return
    settle(office, SYSTEM, handling)


def open_handling(work: Work, case: Case) -> Handling:
    """Open body and declaration; raises Refused(evidence_gone)."""
    body = cases.get_body(work, case.number)
    return Handling(case.number, body, declarations.read(Declaration, body.declaration))


def _order_or_refuse(office: Office, handling: Handling) -> bool:
    """Check everything as it stands now and write down what will be decided; False: refused, and said so."""
    standing = ask_standing(office, handling.body.applicant.number)
    assessment = assess(standing, office.violations, handling.declaration.records)
    with office.writing(SYSTEM) as work:
        case = cases.get_case_alone(work.session, handling.number)
        if case.status is not _S.ACCEPTED or decided.list_rows(work, handling.number):
            return True  # somebody was first
        notice = find_notice(work, handling)
        reasons = (*reasons_of_document(work, handling, standing), *reasons_against(work, handling, notice, assessment))
        if reasons or notice is None:
            refuse(work, case, handling.body, reasons)
            return False
        order_all(work, case, handling, notice, assessment, standing.licence)
    return True


def find_notice(work: Work, handling: Handling) -> HandlingNotice | None:
    """Return the notice that the declaration names."""
    try:
        return work.session.get(HandlingNotice, UUID(handling.declaration.notice_id))
    except ValueError:
        return None


def reasons_against(
    work: Work, handling: Handling, notice: HandlingNotice | None, assessment: Assessment
) -> tuple[ReasonCode, ...]:
    """Return what stands against deciding: nothing that the notice did not say, nobody but who read it."""
    person = reasons_of_person(work, handling, notice)
    other = notice is not None and not says(work, notice, assessment) and not assessment.reasons
    changed = (ReasonCode.HANDLING,) if other else ()
    return tuple(dict.fromkeys((*person, *changed, *assessment.reasons)))


def reasons_of_person(work: Work, handling: Handling, notice: HandlingNotice | None) -> tuple[ReasonCode, ...]:
    """Return what stands against hearing this person on these records: another face, another's notice, no signature."""
    body = handling.body
    face = body.face is not None and is_match(body.face)
    read = notice is not None and _was_read(work, handling, notice) and _about(work, handling, notice)
    signed = any(body.signature.strokes)
    found = [(ReasonCode.FACE, not face), (ReasonCode.DATA, not (read and signed))]
    return tuple(code for code, stands in found if stands)


def reasons_of_document(work: Work, handling: Handling, standing: Standing) -> tuple[ReasonCode, ...]:
    """Return what stands against the document: its last day was over, or it names somebody whom the registry does not."""
    applicant, licence = handling.body.applicant, standing.licence
    facts = Facts(today=handling.body.confirmed_at.astimezone(SHANGHAI).date(), document_valid_to=applicant.valid_to)
    expired = grounds.document_expired(facts, work.office.terms[handling.body.service]) is not None
    other = licence is not None and not names_agree(applicant.name, licence.holder)
    found = [(ReasonCode.ID_EXPIRED, expired), (ReasonCode.DATA, other)]
    return tuple(code for code, stands in found if stands)


def _was_read(work: Work, handling: Handling, notice: HandlingNotice) -> bool:
    """Tell whether this person agreed to this notice while it was good, as the hash of its text proves."""
    body = handling.body
    person = work.office.vault.person_hash(body.applicant.number)
    agreed = any(
        consent.notice_id == str(notice.id) and consent.sha256 in (notice.sha256_zh, notice.sha256_en)
        for consent in body.consents
    )
    in_time = notice.made_at - CLOCKS_DIFFER <= body.confirmed_at <= notice.valid_until + CLOCKS_DIFFER
    return agreed and in_time and person == notice.person_hash and body.terminal_id == notice.terminal_id


def _about(work: Work, handling: Handling, notice: HandlingNotice) -> bool:
    """Tell whether the records declared are those of the notice."""
    return {one.record_number for one in told_penalties(work, notice)} == set(handling.declaration.records)


def says(work: Work, notice: HandlingNotice, assessment: Assessment) -> bool:
    """Tell whether the notice had said exactly what is intended now."""
    return same_penalties(told_penalties(work, notice), (one.intended(work.office.texts) for one in assessment.assessed))


def order_all(
    work: Work,
    case: Case,
    handling: Handling,
    notice: HandlingNotice,
    assessment: Assessment,
    licence: DrivingLicence | None,
) -> None:
    """Write down every decision that will be asked of the registry."""
    known = (licence.archive_number, licence.classes) if licence else ("", "")
    for one in assessment.assessed:
        decided.order(work, case.number, one, known, handling.body, notice)
    cases.note_event(work, case, EventKind.DECISIONS_ORDERED)


def settle(office: Office, actor: Actor, handling: Handling) -> None:
    """Ask the registry for every decision that is written down, make the papers, and finish in one transaction.

    Raises what the registry raises, and Refused(partner_refused) for a no that nobody can explain.
    """
    with office.reading() as work:
        open_rows = [row for row in decided.list_rows(work, handling.number) if row.step is DecisionStep.ORDERED]
        wanted = [(row, decided.open_content(work, row)) for row in open_rows]
        answer = statements.find_answer(work, handling.number)
    answered = [_ask(office, handling, row, content) for row, content in wanted]
    made = [Decided(one.content, one.issued, one.points, one.fine_fen) for one in answered if one.issued]
    papers = make_decisions(office, handling.body, made, answer)
    with office.writing(actor) as work:
        case = cases.get_case_alone(work.session, handling.number)
        if case.status is not _S.ACCEPTED:
            return  # finished by somebody else meanwhile
        _finish(work, case, handling.body, answered, papers)


def _ask(office: Office, handling: Handling, row: IssuedPenalty, content: decided.PenaltyContent) -> Answered:
    id_number = handling.body.applicant.number
    order = DecisionOrder(handling.number, content.record_number, id_number, row.points, row.fine_fen)
    try:
        asking = partial(office.registry.issue_decision, order)
        issued = once(office, handling.number, f"decision-{row.id}", asking, ISSUED)
    except PartnerRefused:
        if _is_open(office, id_number, content.record_number):
            raise Refused(Reason.PARTNER_REFUSED) from None  # nothing explains the no: staff look
        return Answered(row.id, content, row.fine_fen, row.points, None)
    numbered = content.model_copy(update={"decision_number": issued.decision_number})
    return Answered(row.id, numbered, row.fine_fen, row.points, issued)


def _is_open(office: Office, id_number: str, record_number: str) -> bool:
    records = office.registry.query_violations(id_number).records
    return any(one.record_number == record_number and not one.disputed for one in records)


def _finish(work: Work, case: Case, body: ApplicationBody, answered: Sequence[Answered], papers: Sequence[Document]) -> None:
    for one in answered:
        row = work.session.get_one(IssuedPenalty, one.row_id)
        if one.issued is None:
            row.step = DecisionStep.REFUSED
        else:
            decided.take(work, row, one.issued)
    made = [one for one in answered if one.issued]
    if not made:
        refuse(work, case, body, (ReasonCode.HANDLING,))
        return
    for paper in papers:
        keep_document(work, case.number, paper)
    codes = (ReasonCode.HANDLING,) if len(made) < len(answered) else ()
    end(work, case, codes)
    fines, points = sum(one.fine_fen for one in made), sum(one.points for one in made)
    answer = statements.find_answer(work, case.number)
    kind = NoticeKind.DEFENCE_DECLINED if answer else NoticeKind.DECISION
    sms.queue(work, case, body, kind, sms.Told(count=len(made), amount_fen=fines, points=points))
