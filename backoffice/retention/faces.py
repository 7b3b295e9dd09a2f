"""Live pictures: kept apart from the other evidence, in a folder of their own, under a master key and a data key of their own.

Biometric information is kept only as long as it is needed (个人信息保护法 §28, §47): it goes long before the rest of a case,
and its going leaves the rest readable.
"""

import hashlib
from dataclasses import dataclass, field

from backoffice.audit import services as audit
from backoffice.database import insert_rows
from backoffice.office import Actor, Office, Work
from backoffice.retention.hold_models import is_held
from backoffice.retention.models import FaceEvidence
from backoffice.retention.services import fetch, forget
from backoffice.retention.vault import object_name
from domain.wire.v1_faces import FaceBody


@dataclass(frozen=True)
class StoredFaces:
    """Live pictures that lie in the store, their row not written yet."""

    name: str
    sha256: str
    pictures: int
    wrapped: bytes = field(repr=False)


def store(office: Office, case_number: str, body: FaceBody) -> StoredFaces:
    """Seal the live pictures of one case and put them into the store, outside of any transaction."""
    vault = office.faces
    name, wrapped = object_name(), vault.make_wrapped_key(case_number)
    sealed = vault.seal(wrapped, _purpose(case_number, name), body.model_dump_json().encode())
    vault.store.put(name, sealed)
    return StoredFaces(name, hashlib.sha256(sealed).hexdigest(), len(body.pictures), wrapped)


def add(work: Work, case_number: str, stored: StoredFaces) -> None:
    """Write the row of live pictures that lie in the store. An object whose transaction never commits is noise without one."""
    row = {
        "case_number": case_number,
        "object_name": stored.name,
        "sha256": stored.sha256,
        "pictures": stored.pictures,
        "wrapped": stored.wrapped,
        "created_at": work.now,
    }
    insert_rows(work.session, FaceEvidence, row)


def keep(work: Work, case_number: str, body: FaceBody) -> None:
    """Seal and keep the live pictures of one case."""
    add(work, case_number, store(work.office, case_number, body))


def find(work: Work, case_number: str) -> FaceBody | None:
    """Open the live pictures; None when there are none, or none any more. Whoever shows them must audit the view."""
    kept = work.session.get(FaceEvidence, case_number)
    if kept is None or kept.wrapped is None:
        return None
    sealed = fetch(work.office.faces.store, kept.object_name)
    plain = work.office.faces.open(kept.wrapped, _purpose(case_number, kept.object_name), sealed)
    return FaceBody.model_validate_json(plain)


def find_row(work: Work, case_number: str) -> FaceEvidence | None:
    """Return what is known of the live pictures without opening them."""
    return work.session.get(FaceEvidence, case_number)


def destroy(office: Office, actor: Actor, case_number: str) -> None:
    """End the retention of the live pictures of a case that is not held: first their key, for good, then the object.

    The rest of the case stays readable.
    """
    with office.writing(actor) as work:
        kept = work.session.get(FaceEvidence, case_number, with_for_update=True)
        if kept is None or is_held(work.session, case_number):
            return
        if kept.wrapped is not None:
            kept.wrapped, kept.destroyed_at = None, work.now
            audit.record(work, "faces.destroyed", case_number)
    forget(office.faces.store, kept.object_name)


def _purpose(case_number: str, name: str) -> str:
    return f"{case_number}:faces:{name}"
