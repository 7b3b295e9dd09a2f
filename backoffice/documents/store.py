"""Documents kept sealed with their case: one of each name, found again byte for byte."""

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import select

from backoffice.documents.models import KeptDocument
from backoffice.office import Work
from backoffice.retention import services as evidence
from backoffice.retention.models import EvidenceKind, EvidenceObject


@dataclass(frozen=True)
class Document:
    """One finished PDF, not kept yet."""

    name: str  # decision_1, payment_voucher, …
    kind: str
    sheets: int
    pdf: bytes = field(repr=False)


def keep_document(work: Work, case_number: str, document: Document) -> KeptDocument:
    """Keep it; one of the same name that is there already counts, and the new one is dropped."""
    known = find_document(work, case_number, document.name)
    if known is not None:
        return known
    kept = evidence.keep(work, case_number, EvidenceKind.DOCUMENT, document.pdf)
    work.session.flush()
    row = KeptDocument(
        case_number=case_number,
        name=document.name,
        kind=document.kind,
        sheets=document.sheets,
        sha256=hashlib.sha256(document.pdf).hexdigest(),
        object_id=kept.id,
        made_at=work.now,
    )
    work.session.add(row)
    return row


def list_documents(work: Work, case_number: str) -> list[KeptDocument]:
    """Return the documents of a case, in the order in which they were made."""
    return list(
        work.session.scalars(select(KeptDocument).where(KeptDocument.case_number == case_number).order_by(KeptDocument.id))
    )


def find_document(work: Work, case_number: str, name: str) -> KeptDocument | None:
    """Return the document of this name, None when there is none."""
    wanted = select(KeptDocument).where(KeptDocument.case_number == case_number, KeptDocument.name == name)
    return work.session.scalar(wanted)


def open_document(work: Work, kept: KeptDocument) -> bytes:
    """Return the PDF; raises Refused(evidence_gone). Whoever hands it out must audit that."""
    return evidence.open_object(work, work.session.get_one(EvidenceObject, kept.object_id))
