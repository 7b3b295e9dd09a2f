"""Evidence: kept sealed under the key of its case, opened when a clerk works on it, destroyed by destroying the key."""

import hashlib
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.database import insert_rows
from backoffice.office import Actor, Office, Work
from backoffice.refusals import Reason, Refused
from backoffice.retention.hold_models import is_held
from backoffice.retention.models import EvidenceKey, EvidenceKind, EvidenceObject
from backoffice.retention.stores import ObjectStore, StoreDown
from backoffice.retention.vault import object_name

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredObject:
    """An object that lies in the store, its row not written yet."""

    kind: EvidenceKind
    name: str
    sha256: str


@dataclass(frozen=True)
class NewEvidence:
    """The evidence of a case that is about to be made: its wrapped key, and what lies in the store already."""

    wrapped: bytes = field(repr=False)
    objects: tuple[StoredObject, ...]


def store_new(office: Office, case_number: str, contents: Mapping[EvidenceKind, bytes]) -> NewEvidence:
    """Make the data key of a new case and put its first objects into the store, outside of any transaction.

    Where the case is never made, they are noise without a row.
    """
    wrapped = office.vault.make_wrapped_key(case_number)
    stored = tuple(_stored(office, wrapped, case_number, kind, plain) for kind, plain in contents.items())
    return NewEvidence(wrapped, stored)


def add_new(work: Work, case_number: str, new: NewEvidence) -> None:
    """Write the rows of what :func:`store_new` has put into the store."""
    key = {"case_number": case_number, "wrapped": new.wrapped, "created_at": work.now}
    insert_rows(work.session, EvidenceKey, key)
    insert_rows(work.session, EvidenceObject, *(_row(work, case_number, stored) for stored in new.objects))
    work.session.info[_cached(case_number)] = new.wrapped


def keep(work: Work, case_number: str, kind: EvidenceKind, plain: bytes) -> EvidenceObject:
    """Seal and keep one object. It is on disk before the transaction commits; one that never commits is noise without a row."""
    stored = _stored(work.office, _wrapped(work, case_number), case_number, kind, plain)
    kept = EvidenceObject(**_row(work, case_number, stored))
    work.session.add(kept)
    return kept


def _stored(office: Office, wrapped: bytes, case_number: str, kind: EvidenceKind, plain: bytes) -> StoredObject:
    name = object_name()
    sealed = office.vault.seal(wrapped, f"{case_number}:{kind}:{name}", plain)
    office.vault.store.put(name, sealed)
    return StoredObject(kind, name, hashlib.sha256(sealed).hexdigest())


def _row(work: Work, case_number: str, stored: StoredObject) -> dict[str, Any]:
    return {
        "case_number": case_number,
        "kind": stored.kind,
        "object_name": stored.name,
        "sha256": stored.sha256,
        "created_at": work.now,
    }


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
    """Return the wrapped key; the session is made to remember it, which by itself asks the database for every text."""
    wrapped: bytes | None = work.session.info.get(_cached(case_number))
    if wrapped is None:
        key = work.session.get(EvidenceKey, case_number)
        wrapped = key.wrapped if key else None
    if wrapped is None:
        raise Refused(Reason.EVIDENCE_GONE)
    work.session.info[_cached(case_number)] = wrapped
    return wrapped


def _cached(case_number: str) -> tuple[str, str]:
    return ("evidence key", case_number)
