"""Evidence: kept sealed under the key of its case, opened when a clerk works on it, destroyed by destroying the key."""

import hashlib

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.office import Work
from backoffice.refusals import Reason, Refused
from backoffice.retention.models import EvidenceKey, EvidenceKind, EvidenceObject
from backoffice.retention.vault import object_name


def make_key(work: Work, case_number: str) -> None:
    """Make the data key of a new case."""
    wrapped = work.office.vault.make_wrapped_key(case_number)
    work.session.add(EvidenceKey(case_number=case_number, wrapped=wrapped, created_at=work.now))
    work.session.flush()


def keep(work: Work, case_number: str, kind: EvidenceKind, plain: bytes) -> EvidenceObject:
    """Seal and keep one object. It is on disk before the transaction commits; one that never commits is noise without a row."""
    name = object_name()
    sealed = work.office.vault.seal(_wrapped(work, case_number), f"{case_number}:{kind}:{name}", plain)
    work.office.vault.store.put(name, sealed)
    kept = EvidenceObject(
        case_number=case_number,
        kind=kind,
        object_name=name,
        sha256=hashlib.sha256(sealed).hexdigest(),
        created_at=work.now,
    )
    work.session.add(kept)
    return kept


def find(work: Work, case_number: str, kind: EvidenceKind) -> bytes | None:
    """Open the newest object of a kind; None when there is none; raises Refused(evidence_gone) after its end."""
    newest = work.session.scalar(
        select(EvidenceObject)
        .where(EvidenceObject.case_number == case_number, EvidenceObject.kind == kind)
        .order_by(EvidenceObject.id.desc())
        .limit(1)
    )
    if newest is None:
        return None
    sealed = work.office.vault.store.get(newest.object_name)
    return work.office.vault.open(_wrapped(work, case_number), f"{case_number}:{kind}:{newest.object_name}", sealed)


def seal_text(work: Work, case_number: str, use: str, text: str) -> bytes:
    """Seal a short text for a column."""
    return work.office.vault.seal(_wrapped(work, case_number), f"{case_number}:{use}", text.encode())


def open_text(work: Work, case_number: str, use: str, sealed: bytes) -> str:
    """Open what :func:`seal_text` made."""
    return work.office.vault.open(_wrapped(work, case_number), f"{case_number}:{use}", sealed).decode()


def destroy(work: Work, case_number: str) -> None:
    """End the retention of a case: its key and its objects are gone for good."""
    key = work.session.get(EvidenceKey, case_number)
    if key is None or key.wrapped is None:
        return
    key.wrapped, key.destroyed_at = None, work.now
    for kept in work.session.scalars(select(EvidenceObject).where(EvidenceObject.case_number == case_number)):
        work.office.vault.store.delete(kept.object_name)
    audit.record(work, "evidence.destroyed", case_number)


def _wrapped(work: Work, case_number: str) -> bytes:
    key = work.session.get(EvidenceKey, case_number)
    if key is None or key.wrapped is None:
        raise Refused(Reason.EVIDENCE_GONE)
    return key.wrapped
