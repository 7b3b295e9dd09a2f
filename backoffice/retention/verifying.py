"""Looks at every object that somebody may still open: is it there, and is it what was put there? Nothing is unsealed."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from backoffice.office import Office, Work
from backoffice.retention.models import EvidenceKey, EvidenceObject, FaceEvidence
from backoffice.retention.stores import ObjectStore

AT_ONCE = 500
"""Rows in one question to the database."""


@dataclass(frozen=True)
class Row:
    """What the database says of one object."""

    place: str | int  # in the order of its table
    case_number: str
    name: str
    sha256: str


@dataclass(frozen=True)
class Wrong:
    """One object that is not as it was kept: `missing` or `damaged`."""

    store: str
    fault: str
    case_number: str
    name: str


@dataclass(frozen=True)
class Verified:
    """How many objects were read, and which of them are wrong."""

    objects: int
    wrong: tuple[Wrong, ...]


Page = Callable[[Work, str | int | None], list[Row]]
Keys = type[EvidenceKey] | type[FaceEvidence]


def verify(office: Office) -> Verified:
    """Read every object of both stores; raises :class:`..stores.StoreDown`. What retention ends meanwhile is no fault."""
    objects, wrong = 0, list[Wrong]()
    sides: tuple[tuple[str, ObjectStore, Page, Keys], ...] = (
        ("evidence", office.vault.store, _evidence, EvidenceKey),
        ("faces", office.faces.store, _faces, FaceEvidence),
    )
    for which, store, page, keys in sides:
        for row in _rows(office, page):
            objects += 1
            fault = _fault(store, row)
            if fault and _is_kept(office, keys, row.case_number):
                wrong.append(Wrong(which, fault, row.case_number, row.name))
    return Verified(objects, tuple(wrong))


def _fault(store: ObjectStore, row: Row) -> str | None:
    try:
        sealed = store.get(row.name)
    except LookupError:
        return "missing"
    return None if hashlib.sha256(sealed).hexdigest() == row.sha256 else "damaged"


def _rows(office: Office, page: Page) -> Iterator[Row]:
    after: str | int | None = None
    while True:
        with office.reading() as work:  # no transaction is held while the store is read
            rows = page(work, after)
        yield from rows
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].place


def _is_kept(office: Office, keys: Keys, case_number: str) -> bool:
    with office.reading() as work:
        return work.session.scalar(select(keys.wrapped).where(keys.case_number == case_number)) is not None


def _evidence(work: Work, after: str | int | None) -> list[Row]:
    told = select(EvidenceObject).join(EvidenceKey, EvidenceKey.case_number == EvidenceObject.case_number)
    kept = told.where(EvidenceKey.wrapped.is_not(None), EvidenceObject.id > (after or 0)).order_by(EvidenceObject.id)
    return [Row(one.id, one.case_number, one.object_name, one.sha256) for one in work.session.scalars(kept.limit(AT_ONCE))]


def _faces(work: Work, after: str | int | None) -> list[Row]:
    kept = select(FaceEvidence).where(FaceEvidence.wrapped.is_not(None), FaceEvidence.case_number > str(after or ""))
    rows = work.session.scalars(kept.order_by(FaceEvidence.case_number).limit(AT_ONCE))
    return [Row(one.case_number, one.case_number, one.object_name, one.sha256) for one in rows]
