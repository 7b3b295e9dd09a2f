"""Notes that clerks leave on a case for each other: sealed under its key, never sent to the citizen, gone with its evidence."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.retention import services as evidence
from backoffice.review import cases
from backoffice.review.models import CaseNote
from backoffice.staff.models import Role

USE = "case-note"
LONGEST = 500  # characters
MOST = 20  # notes that are shown, the newest first
WRITERS = (Role.REVIEWER, Role.SUPERVISOR)


@dataclass(frozen=True)
class NoteView:
    """One note as it is read."""

    at: datetime
    who: str
    text: str = field(repr=False)


def leave_note(work: Work, number: str, text: str) -> None:
    """Leave a note; the case itself stays as it is. Raises Refused(role_missing, not_found, note_missing, evidence_gone)."""
    author = work.actor.require(*WRITERS)
    case = cases.require_in_scope(work, cases.get_case(work.session, number))
    plain = text.strip()[:LONGEST]
    if not plain:
        raise Refused(Reason.NOTE_MISSING)
    sealed = evidence.seal_text(work, number, USE, plain)
    work.session.add(CaseNote(case_id=case.id, at=work.now, staff_id=author.id, sealed=sealed))
    audit.record(work, "case.note_left", number)


def list_notes(work: Work, number: str) -> tuple[NoteView, ...]:
    """Open the notes of a case, newest first; whoever shows them has audited the view.

    Raises Refused(not_found, evidence_gone).
    """
    case = cases.require_in_scope(work, cases.get_case(work.session, number))
    rows = select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.id.desc()).limit(MOST)
    return tuple(
        NoteView(one.at, one.staff.display_name, evidence.open_text(work, number, USE, one.sealed))
        for one in work.session.scalars(rows)
    )
