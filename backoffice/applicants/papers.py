"""The papers of an own application: those made of it, and the copy of what was signed 签署副本, made when asked for."""

from sqlalchemy import func, select

from backoffice.applicants.models import ApplicantChange
from backoffice.documents import signed_copy, store
from backoffice.office import Work
from backoffice.review.models import Case
from domain.wire.v1 import ApplicationBody
from domain.wire.v1_my_applications import OwnDocument
from domain.wire.v1_recovery import ChangeKind


def list_papers(work: Work, case: Case, body: ApplicationBody | None) -> list[OwnDocument]:
    """Return what may be fetched; `body` is None once the retention has ended."""
    made = [OwnDocument(id=one.name, kind=one.kind, sheets=one.sheets) for one in store.list_documents(work, case.number)]
    name = copy_name(work, case)
    if body is None or not body.signature.strokes or any(one.id == name for one in made):
        return made
    return [*made, OwnDocument(id=name, kind=signed_copy.NAME, sheets=None)]


def copy_name(work: Work, case: Case) -> str:
    """Return what the copy of the newest signature is called: each correction is signed anew."""
    supplied = select(func.count()).where(
        ApplicantChange.case_number == case.number, ApplicantChange.kind == ChangeKind.CORRECTION
    )
    corrections = work.session.scalar(supplied) or 0
    return f"{signed_copy.NAME}_{corrections + 1}" if corrections else signed_copy.NAME
