"""Evidence: kept sealed under the key of its case, opened when a clerk works on it, destroyed by destroying the key."""

import hashlib
import logging
from contextlib import suppress

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.office import Actor, Office, Work
from backoffice.refusals import Reason, Refused
from backoffice.retention.hold_models import is_held
from backoffice.retention.models import EvidenceKey, EvidenceKind, EvidenceObject
from backoffice.retention.stores import ObjectStore, StoreDown
from backoffice.retention.vault import object_name

log = logging.getLogger(__name__)


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
    return None if newest is None else open_object(work, newest)


def open_object(work: Work, kept: EvidenceObject) -> bytes:
    """Open one object; raises Refused(evidence_gone) after its end, Refused(evidence_missing) where the store has lost it."""
    wrapped = _wrapped(work, kept.case_number)
    sealed = fetch(work.office.vault.store, kept.object_name)
    return work.office.vault.open(wrapped, f"{kept.case_number}:{kept.kind}:{kept.object_name}", sealed)


def seal_text(work: Work, case_number: str, use: str, text: str) -> bytes:
    """Seal a short text for a column."""
    return work.office.vault.seal(_wrapped(work, case_number), f"{case_number}:{use}", text.encode())


def open_text(work: Work, case_number: str, use: str, sealed: bytes) -> str:
    """Open what :func:`seal_text` made."""
    return work.office.vault.open(_wrapped(work, case_number), f"{case_number}:{use}", sealed).decode()


def destroy(office: Office, actor: Actor, case_number: str) -> None:
    """End the retention of a case that is not held: first its key, for good, then the objects that nobody can open any more."""
    with office.writing(actor) as work:
        names = work.session.scalars(select(EvidenceObject.object_name).where(EvidenceObject.case_number == case_number)).all()
        key = work.session.get(EvidenceKey, case_number, with_for_update=True)
        if is_held(work.session, case_number):
            return
        if key is not None and key.wrapped is not None:
            key.wrapped, key.destroyed_at = None, work.now
            audit.record(work, "evidence.destroyed", case_number)
    for name in names:
        forget(office.vault.store, name)


def fetch(store: ObjectStore, name: str) -> bytes:
    """Return an object that the database names; raises Refused(evidence_missing), Refused(store_down)."""
    try:
        return store.get(name)
    except LookupError:
        log.error("the evidence store does not have object %s", name)  # noqa: TRY400 - the refusal tells the rest
        raise Refused(Reason.EVIDENCE_MISSING) from None


def forget(store: ObjectStore, name: str) -> None:
    """Remove an object whose key was destroyed; where the store does not answer now, `backoffice evidence sweep` does it."""
    with suppress(StoreDown):
        store.delete(name)


def _wrapped(work: Work, case_number: str) -> bytes:
    key = work.session.get(EvidenceKey, case_number)
    if key is None or key.wrapped is None:
        raise Refused(Reason.EVIDENCE_GONE)
    return key.wrapped
