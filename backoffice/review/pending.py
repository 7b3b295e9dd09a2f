"""Which own vehicles have the same business pending already: one of a kind at a time and vehicle, not at a time and person.

A case does not tell its vehicle; its declaration does, sealed. So the few pending cases of this person and service are opened.
"""

from sqlalchemy import select

from backoffice.office import Work
from backoffice.refusals import Refused
from backoffice.review import cases
from backoffice.review.models import Case
from domain.application import PENDING
from domain.services import ServiceSlug

MOST = 50  # cases that are opened; nobody has so many of one kind pending


def pending_handles(work: Work, service: ServiceSlug, id_number: str, *, before: Case | None = None) -> frozenset[str]:
    """Return the handles of the vehicles; with `before`, only what came in before that case counts."""
    same = select(Case).where(
        Case.person_hash == work.office.vault.person_hash(id_number),
        Case.service == service,
        Case.status.in_(PENDING),
    )
    if before is not None:
        same = same.where(Case.id < before.id)
    found = (_handle(work, case.number) for case in work.session.scalars(same.order_by(Case.id.desc()).limit(MOST)))
    return frozenset(handle for handle in found if handle)


def _handle(work: Work, number: str) -> str | None:
    try:
        handle = cases.get_body(work, number).declaration.get("vehicle")
    except Refused:  # its evidence is gone: nobody can tell any more
        return None
    return handle if isinstance(handle, str) else None
