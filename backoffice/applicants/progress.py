"""How far one application is, asked by its number and the card of its applicant: nothing that tells of the person.

A number that nobody has and a number that is somebody else's are answered alike. Numbers that lead to nothing count like
persons against the limit of the terminal, so whoever tries one after the other is stopped.
"""

from backoffice.applicants.own_cases import SHOWN, NotOwn, get_own
from backoffice.audit import services as audit
from backoffice.dispatch.services import find_waybill
from backoffice.office import Actor, Office, Work
from backoffice.review.history import STATUS_AFTER
from backoffice.review.models import Case
from backoffice.violations.harvest import admit
from domain.wire.v1_my_applications import Myself, Progress, ProgressQuestion, Reached


def tell_progress(office: Office, terminal_id: str, question: ProgressQuestion) -> Progress | None:
    """Return how far it is, None when it is not this person's; audited.

    Raises :class:`backoffice.violations.harvest.TooManyPersons`.
    """
    with office.writing(Actor(f"terminal:{terminal_id}")) as work:
        admit(work, terminal_id, office.vault.person_hash(question.person.number))
        case = _find(work, question.person, question.number)
        if case is not None:
            audit.record(work, "applicant.progress_told", case.number)
            return progress_of(work, case)
        admit(work, terminal_id, office.vault.person_hash(question.number))
        audit.record(work, "applicant.progress_unknown")
        return None


def progress_of(work: Work, case: Case) -> Progress:
    """Return how far a case is."""
    waybill = find_waybill(work.session, case)
    return Progress(
        number=case.number,
        service=case.service,
        status=case.status,
        received_at=case.received_at,
        reached=_reached(case),
        due_date=case.due_date,
        waybill=waybill.waybill_number if waybill and waybill.posted_at else "",
    )


def _find(work: Work, person: Myself, number: str) -> Case | None:
    try:
        case = get_own(work, person, number)
    except NotOwn:
        return None
    return case if case.received_at >= work.now - SHOWN else None


def _reached(case: Case) -> list[Reached]:
    first: dict[str, Reached] = {}
    for event in case.events:
        status = STATUS_AFTER.get(event.kind)
        if status is not None:
            first.setdefault(status, Reached(status=status, at=event.at))
    return list(first.values())
