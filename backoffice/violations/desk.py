"""The violations desk: defences and objections are read, adopted, passed on, or answered by a decision.

Everything that the registry is told comes before the transaction that writes it down, and can be told again.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from backoffice import errands
from backoffice.audit import services as audit
from backoffice.errands import ErrandKind
from backoffice.notices import services as sms
from backoffice.notices.models import NoticeKind
from backoffice.office import Actor, Office, Work
from backoffice.partners import PartnerDown, PartnerFailure, PartnerRefused
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.registry.port import OpenViolations
from backoffice.retention import services as evidence
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.staff.models import Role
from backoffice.staff.scope import within
from backoffice.violations import decided, handling, statements
from backoffice.violations.assessment import Assessment, assess
from backoffice.violations.endings import end
from backoffice.violations.handling import Handling
from backoffice.violations.models import HandlingNotice, Statement, StatementStep, StatementWay
from backoffice.violations.notices import ask_standing, told_penalties
from domain.licences import DrivingLicence
from domain.violations import HandlingBar
from domain.wire.v1_handling import IntendedPenalty

READERS = (Role.PENALTIES, Role.SUPERVISOR)
IN_THE_WAY = frozenset({HandlingBar.DISPUTED})  # the statement's own mark
LONGEST = 200


@dataclass(frozen=True)
class StatementEntry:
    """One line of the desk; masked."""

    number: str
    way: StatementWay
    step: StatementStep
    masked_name: str
    records: int
    made_at: datetime
    due_date: date | None
    version: int


@dataclass(frozen=True)
class StatementFile:
    """One case opened. `known` is None while the registry does not answer. Its repr shows nothing."""

    statement: Statement
    case: Case
    handling: Handling = field(repr=False)
    penalties: Sequence[IntendedPenalty] = field(repr=False)
    pictures: dict[str, int] = field(repr=False)  # record number -> how many
    known: OpenViolations | None = field(repr=False)
    answer: str = field(repr=False)


def list_statements(work: Work, *steps: StatementStep) -> list[StatementEntry]:
    """Return the statements that stand so within the districts of who asks, the most urgent first."""
    chosen = select(Statement).where(Statement.step.in_(steps)).order_by(Statement.due_date, Statement.case_number)
    if work.actor.staff is not None:
        chosen = chosen.join(Statement.case).where(within(work.actor.staff, Case.district))
    return [_entry(one) for one in work.session.scalars(chosen.limit(LONGEST))]


def _entry(one: Statement) -> StatementEntry:
    name = one.case.masked_name
    return StatementEntry(one.case_number, one.way, one.step, name, one.records, one.made_at, one.due_date, one.version)


def open_statement(office: Office, actor: Actor, number: str) -> StatementFile:
    """Open one case with what the registry says now; audited. Raises Refused(role_missing, not_found, evidence_gone)."""
    with office.writing(actor) as work:
        actor.require(*READERS)
        statement = get_statement(work, number)
        audit.record(work, "statement.viewed", number)
        opened = handling.open_handling(work, statement.case)
        notice = handling.find_notice(work, opened)
        penalties = told_penalties(work, notice) if notice else []
        answer = statements.find_answer(work, number)
        _ = statement.case.events  # read while the transaction is open
    known = _ask(office, opened.body.applicant.number)
    records = {one.record_number: one.pictures for one in known.records} if known else {}
    pictures = {number: records.get(number, 0) for number in opened.declaration.records}
    return StatementFile(statement, statement.case, opened, penalties, pictures, known, answer.text if answer else "")


def _ask(office: Office, id_number: str) -> OpenViolations | None:
    try:
        return office.registry.query_violations(id_number)
    except PartnerFailure:
        return None


def get_statement(work: Work, number: str) -> Statement:
    """Return the statement; raises Refused(not_found), also where it is of another district."""
    statement = work.session.get(Statement, number)
    if statement is None:
        raise Refused(Reason.NOT_FOUND)
    cases.require_in_scope(work, statement.case)
    return statement


def picture(office: Office, actor: Actor, number: str, place: int, index: int) -> bytes | None:
    """Return one picture of one record of the case (JPEG); audited. Raises Refused(role_missing, not_found, partner_…)."""
    with office.writing(actor) as work:
        actor.require(*READERS)
        records = handling.open_handling(work, get_statement(work, number).case).declaration.records
        if place >= len(records):
            return None
        audit.record(work, "statement.picture_viewed", number, (str(place), str(index)))
    with _said_by_registry():
        return office.registry.violation_picture(records[place], index)


def adopt(office: Office, actor: Actor, number: str, version: int, answer: str) -> None:
    """采纳: the records are withdrawn, nobody is punished.

    Raises Refused(wrong_status, note_missing, partner_…), CaseChanged.
    """
    records = _begin(office, actor, number, version, answer).declaration.records
    _answer_disputes(office, number, records, upheld=True)
    with office.writing(actor) as work:
        statement = _take_alone(work, number, version)
        _answered(work, statement, StatementStep.ADOPTED, answer)
        _close(work, statement, EventKind.STATEMENT_ADOPTED, NoticeKind.STATEMENT_ADOPTED, answer)


def forward(work: Work, number: str, version: int) -> None:
    """转交: the agency that captured the record examines an objection within five working days (157 §5)."""
    work.actor.require(Role.PENALTIES)
    statement = _take_alone(work, number, version)
    if statement.way is not StatementWay.OBJECT or statement.step is not StatementStep.OPEN:
        raise Refused(Reason.WRONG_STATUS)
    statement.step, statement.forwarded_at = StatementStep.FORWARDED, work.now
    due = work.office.hours.after(work.now.date(), work.office.remedies.objection_working_days)
    statement.due_date = statement.case.due_date = due
    cases.note_event(work, statement.case, EventKind.STATEMENT_FORWARDED)
    sms.queue(work, statement.case, cases.get_body(work, number), NoticeKind.OBJECTION_FORWARDED)


def decline(office: Office, actor: Actor, number: str, version: int, answer: str) -> None:
    """不采纳. A defence is answered by the decision; after an objection the record may be handled again.

    Raises as :func:`adopt`, and Refused(handling_barred) when the decision may not be made like this any more.
    """
    opened = _begin(office, actor, number, version, answer)
    if opened.declaration.way == "object":
        _answer_disputes(office, number, opened.declaration.records, upheld=False)
        with office.writing(actor) as work:
            statement = _take_alone(work, number, version)
            _answered(work, statement, StatementStep.DECLINED, answer)
            _close(work, statement, EventKind.STATEMENT_DECLINED, NoticeKind.OBJECTION_DECLINED, answer)
        return
    _decide(office, actor, opened, version, answer)


def _decide(office: Office, actor: Actor, opened: Handling, version: int, answer: str) -> None:
    """Write down what is decided, then have it issued; should the line fail, the worker goes on with it."""
    with _said_by_registry():
        standing = ask_standing(office, opened.body.applicant.number)
    assessment = assess(standing, office.violations, opened.declaration.records, ignoring=IN_THE_WAY)
    with office.reading() as work:
        _require_as_told(work, opened, assessment)
    _answer_disputes(office, opened.number, opened.declaration.records, upheld=False)
    with office.writing(actor) as work:
        statement = _take_alone(work, opened.number, version)
        notice = _require_as_told(work, opened, assessment)
        _order(work, statement, opened, notice, assessment, standing.licence, answer)
    with _said_by_registry():
        handling.settle(office, actor, opened)
    with office.writing(actor) as work:
        errands.finish(work.session, ErrandKind.AT_ONCE, opened.number)


def _order(
    work: Work,
    statement: Statement,
    opened: Handling,
    notice: HandlingNotice,
    assessment: Assessment,
    licence: DrivingLicence | None,
    answer: str,
) -> None:
    if not decided.list_rows(work, opened.number):
        handling.order_all(work, statement.case, opened, notice, assessment, licence)
    _answered(work, statement, StatementStep.DECLINED, answer)
    cases.note_event(work, statement.case, EventKind.STATEMENT_DECLINED)
    errands.owe(work.session, ErrandKind.AT_ONCE, opened.number, work.now)


def _require_as_told(work: Work, opened: Handling, assessment: Assessment) -> HandlingNotice:
    """Nobody is punished otherwise, or more heavily, than the notice said (行政处罚法 §45)."""
    notice = handling.find_notice(work, opened)
    if notice is None or assessment.reasons or not handling.says(work, notice, assessment):
        raise Refused(Reason.HANDLING_BARRED)
    return notice


def _begin(office: Office, actor: Actor, number: str, version: int, answer: str) -> Handling:
    actor.require(Role.PENALTIES)
    if not answer.strip():
        raise Refused(Reason.NOTE_MISSING)
    with office.reading(actor) as work:
        return handling.open_handling(work, _take_alone(work, number, version).case)


def _take_alone(work: Work, number: str, version: int) -> Statement:
    """Return the statement if it still is as the page showed it and waits for an answer."""
    statement = get_statement(work, number)
    if statement.version != version:
        raise CaseChanged
    if statement.step not in (StatementStep.OPEN, StatementStep.FORWARDED):
        raise Refused(Reason.WRONG_STATUS)
    return statement


def _answered(work: Work, statement: Statement, step: StatementStep, answer: str) -> None:
    statement.step, statement.answered_at, statement.answered_by = step, work.now, work.actor.staff_id
    statement.sealed_answer = evidence.seal_text(work, statement.case_number, statements.ANSWER, answer.strip())


def _close(work: Work, statement: Statement, event: EventKind, notice: NoticeKind, answer: str) -> None:
    case = cases.get_case_alone(work.session, statement.case_number)
    cases.note_event(work, case, event)
    end(work, case)
    sms.queue(work, case, cases.get_body(work, case.number), notice, sms.Told(note=_sentence(answer)))


def _sentence(answer: str) -> str:
    """A text message is short: the whole answer stands in the papers."""
    return answer.strip()[:80]


def _answer_disputes(office: Office, number: str, records: Sequence[str], *, upheld: bool) -> None:
    for record in records:
        with _said_by_registry():
            office.registry.answer_dispute(record, number, upheld=upheld)


@contextmanager
def _said_by_registry() -> Iterator[None]:
    """Turn what the registry raises into what the desk says."""
    try:
        yield
    except PartnerDown:
        raise Refused(Reason.PARTNER_DOWN) from None
    except PartnerRefused:
        raise Refused(Reason.PARTNER_REFUSED) from None
