"""Objects that nobody needs: without a row, because their transaction never committed, or with a key that was destroyed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from sqlalchemy import select

from backoffice.audit import services as audit
from backoffice.office import SYSTEM, Office, Work
from backoffice.retention.models import EvidenceKey, EvidenceObject, FaceEvidence
from backoffice.retention.stores import ObjectStore, StoreDown
from backoffice.retention.vault import object_name

YOUNGEST = timedelta(hours=1)
"""A younger object may belong to a transaction that is still open."""


AT_ONCE = 500
"""Names in one question to the database."""


@dataclass(frozen=True)
class Swept:
    """What lay in one store."""

    objects: int
    orphans: int


def sweep(office: Office, age: timedelta, *, delete: bool) -> dict[str, Swept]:
    """Count what nobody needs and is older than `age`, and remove it if asked. Raises :class:`..stores.StoreDown`."""
    found = {name: _sweep_one(office, name, store, age, delete=delete) for name, store in _stores(office)}
    if delete:
        with office.writing(SYSTEM) as work:
            audit.record(work, "evidence.swept", codes=tuple(f"{name}:{one.orphans}" for name, one in found.items()))
    return found


def check(office: Office) -> None:
    """Write, read and remove an object in each store; raises :class:`..stores.StoreDown`."""
    for _, store in _stores(office):
        name = object_name()
        store.put(name, name.encode())
        try:
            same = store.get(name) == name.encode()
        except LookupError:
            same = False
        if not same:
            raise StoreDown("NotKept")
        store.delete(name)


def _stores(office: Office) -> Iterator[tuple[str, ObjectStore]]:
    yield "evidence", office.vault.store
    yield "faces", office.faces.store


def _sweep_one(office: Office, which: str, store: ObjectStore, age: timedelta, *, delete: bool) -> Swept:
    before = office.clock.now() - max(age, YOUNGEST)
    objects = orphans = 0
    listed = store.list_kept()
    while page := list(islice(listed, AT_ONCE)):
        objects += len(page)
        old = {one.name for one in page if one.since < before}
        with office.reading() as work:  # after the listing: whatever lies there this long has its row by now, or never
            unneeded = old - _needed(work, which, old)
        orphans += len(unneeded)
        for name in unneeded if delete else ():
            store.delete(name)
    return Swept(objects, orphans)


def _needed(work: Work, which: str, names: set[str]) -> set[str]:
    """Return those of `names` that somebody can still open."""
    if which == "faces":
        faces = select(FaceEvidence.object_name).where(FaceEvidence.wrapped.is_not(None), FaceEvidence.object_name.in_(names))
        return set(work.session.scalars(faces))
    keyed = select(EvidenceObject.object_name).join(EvidenceKey, EvidenceKey.case_number == EvidenceObject.case_number)
    wanted = keyed.where(EvidenceKey.wrapped.is_not(None), EvidenceObject.object_name.in_(names))
    return set(work.session.scalars(wanted))
