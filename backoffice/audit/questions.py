"""The auditor asks a member of staff to explain a view that a rule points at; the answer is kept and audited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.audit.models import AuditEntry, AuditQuestion
from backoffice.audit.rules import Rule
from backoffice.office import Work
from backoffice.open_notes import checked_note
from backoffice.refusals import Reason, Refused
from backoffice.staff.models import Role, Staff

LONGEST_ANSWER = 300
LONGEST_LIST = 200


@dataclass(frozen=True)
class Question:
    """One question as both sides see it."""

    id: int
    rule: str
    entry_id: int
    entry_at: datetime
    action: str
    subject: str | None
    asked: str  # display name of who is asked
    asker: str  # display name
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


def ask(work: Work, rule: Rule, entry_id: int) -> AuditQuestion:
    """Ask whoever made an entry to explain it; asking twice is one question.

    Raises Refused(role_missing, not_found).
    """
    auditor = work.actor.require(Role.AUDITOR)
    entry = work.session.get(AuditEntry, entry_id)
    if entry is None or entry.staff_id is None:
        raise Refused(Reason.NOT_FOUND)
    known = work.session.scalar(select(AuditQuestion).where(AuditQuestion.entry_id == entry_id))
    if known is not None:
        return known
    question = AuditQuestion(
        rule=rule.value, entry_id=entry_id, staff_id=entry.staff_id, asked_by=auditor.id, asked_at=work.now
    )
    work.session.add(question)
    audit.record(work, "audit.asked", f"entry-{entry_id}", (rule.value, entry.actor))
    return question


def answer(work: Work, question_id: int, text: str) -> AuditQuestion:
    """Answer a question put to oneself, once; raises Refused(not_found, wrong_status, note_missing, note_names_somebody)."""
    question = work.session.get(AuditQuestion, question_id)
    if question is None or question.staff_id != work.actor.staff_id:
        raise Refused(Reason.NOT_FOUND)
    if question.answered_at is not None:
        raise Refused(Reason.WRONG_STATUS)
    question.answer, question.answered_at = checked_note(text, LONGEST_ANSWER), work.now
    audit.record(work, "audit.answered", f"entry-{question.entry_id}", (question.rule,))
    return question


def list_questions(work: Work, *, of: int | None = None) -> list[Question]:
    """Return questions, those without an answer first; `of`: only those put to this member of staff."""
    chosen = select(AuditQuestion, AuditEntry).join(AuditEntry, AuditEntry.id == AuditQuestion.entry_id)
    if of is not None:
        chosen = chosen.where(AuditQuestion.staff_id == of)
    order = chosen.order_by(AuditQuestion.answered_at.is_not(None), AuditQuestion.id.desc()).limit(LONGEST_LIST)
    names = {member.id: member.display_name for member in work.session.scalars(select(Staff))}
    return [_shown(question, entry, names) for question, entry in work.session.execute(order)]


def _shown(question: AuditQuestion, entry: AuditEntry, names: dict[int, str]) -> Question:
    return Question(
        id=question.id,
        rule=question.rule,
        entry_id=entry.id,
        entry_at=entry.at,
        action=entry.action,
        subject=entry.subject,
        asked=names[question.staff_id],
        asker=names[question.asked_by],
        asked_at=question.asked_at,
        answer=question.answer,
        answered_at=question.answered_at,
    )
