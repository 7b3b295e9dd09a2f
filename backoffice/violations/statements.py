"""Defences 陈述申辩 and objections 异议: cases of the violations desk; the records are disputed meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from backoffice.documents.decisions import make_statement_receipt
from backoffice.documents.store import Document, keep_document
from backoffice.jobs.steps import NOTHING, once
from backoffice.notices import services as sms
from backoffice.notices.models import NoticeKind
from backoffice.office import SYSTEM, Office, Work
from backoffice.partners import PartnerRefused
from backoffice.retention import services as evidence
from backoffice.review import cases
from backoffice.review.models import Case, EventKind
from backoffice.violations.endings import nothing_to_compare, refuse
from backoffice.violations.models import Statement, StatementStep, StatementWay
from domain.application import ApplicationStatus
from domain.clock import SHANGHAI
from domain.reasons import ReasonCode
from domain.rules.violation_handling import Declaration
from domain.wire.v1 import ApplicationBody
from domain.wire.v1_handling import IntendedPenalty

ANSWER = "statement-answer"
TAKEN = {StatementWay.DEFEND: NoticeKind.DEFENCE_TAKEN, StatementWay.OBJECT: NoticeKind.OBJECTION_TAKEN}


@dataclass(frozen=True)
class Said:
    """What a citizen has to say, and what about. Its repr shows nothing."""

    number: str
    body: ApplicationBody = field(repr=False)
    declaration: Declaration = field(repr=False)
    told: Sequence[IntendedPenalty] = field(repr=False)  # what the notice had said

    @property
    def way(self) -> StatementWay:
        """Return what it is."""
        return StatementWay(self.declaration.way)


@dataclass(frozen=True)
class Answer:
    """What a clerk answered. Its repr shows nothing."""

    text: str = field(repr=False)
    officer: str  # display name


def find_answer(work: Work, number: str) -> Answer | None:
    """Return the answer to a statement; None for what nobody had anything to say against, or while it waits."""
    statement = work.session.get(Statement, number)
    if statement is None or statement.sealed_answer is None:
        return None
    text = evidence.open_text(work, number, ANSWER, statement.sealed_answer)
    return Answer(text, statement.answerer.display_name if statement.answerer else "")


def take(office: Office, said: Said, against: tuple[ReasonCode, ...]) -> None:
    """Make a statement of an application, or refuse it for `against`; idempotent. Raises PartnerDown: then it comes again."""
    with office.reading() as work:
        if work.session.get(Statement, said.number) is not None:
            return
        due = _due(work, cases.get_case(work.session, said.number), said.way)
    if not against:
        _dispute(office, said)
    receipt = make_statement_receipt(office, said.body, said.way, said.declaration.statement, said.told, due)
    with office.writing(SYSTEM) as work:
        case = cases.get_case_alone(work.session, said.number)
        if work.session.get(Statement, said.number) is not None or case.status is not ApplicationStatus.ACCEPTED:
            return
        if against:
            refuse(work, case, said.body, against)
        else:
            _keep(work, case, said, due, receipt)


def _dispute(office: Office, said: Said) -> None:
    """Nobody handles the records before this is answered."""
    for place, record in enumerate(said.declaration.records):
        dispute = partial(office.registry.dispute, record, said.number)
        try:
            once(office, said.number, f"dispute-{place}", dispute, NOTHING)
        except PartnerRefused:
            continue  # decided or disputed before: what was said is examined all the same


def _keep(work: Work, case: Case, said: Said, due: date | None, receipt: Document) -> None:
    case.due_date = due
    work.session.add(
        Statement(
            case_number=case.number,
            way=said.way,
            step=StatementStep.OPEN,
            records=len(said.declaration.records),
            made_at=said.body.confirmed_at,
            due_date=due,
        )
    )
    keep_document(work, case.number, receipt)
    cases.note_event(work, case, EventKind.STATEMENT_TAKEN, (said.way.value,))
    sms.queue(work, case, said.body, TAKEN[said.way])
    nothing_to_compare(work, case.number)


def _due(work: Work, case: Case, way: StatementWay) -> date | None:
    remedies = work.office.remedies
    days = remedies.defence_working_days if way is StatementWay.DEFEND else remedies.objection_working_days
    return work.office.hours.after(case.received_at.astimezone(SHANGHAI).date(), days)
