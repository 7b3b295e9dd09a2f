"""The lists of the production desk: what is in no batch, by pages, and the pieces of one batch; masked."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from backoffice.office import Work
from backoffice.production import blanks
from backoffice.production.models import BatchItem, Blank, BlankKind, BlankState, Certificate
from backoffice.production.services import MADE_HERE, in_scope
from backoffice.review.catalogue import DESKS
from backoffice.review.comparison import Makes
from backoffice.review.models import Case
from domain.application import ApplicationStatus
from domain.services import ServiceSlug

_S = ApplicationStatus

STAGES = (_S.APPROVED, _S.IN_PRODUCTION, _S.PRODUCED)
"""What the pool shows, in this order."""

TO_MAKE = frozenset({_S.APPROVED, _S.IN_PRODUCTION})
PAGE = 100  # rows of the pool; what stands behind them is a key away
PLACE = re.compile(r"([a-z_]{1,20})\.(\d{4}-\d{2}-\d{2})\.([0-9A-Za-z]{1,16})", re.ASCII)
ORDER: tuple[ColumnElement[Any], ...] = (Case.queue_due.expression, Case.number.expression)
"""Within a stage: the promise's last day, then the number."""

ROW: tuple[Any, ...] = (Case, Certificate.certificate_number)


@dataclass(frozen=True)
class ProductionEntry:
    """One line of the production desk; masked."""

    number: str
    service: ServiceSlug
    status: ApplicationStatus  # approved, in_production, produced; in a batch also what comes after
    masked_name: str
    region_code: str
    due_date: date | None
    certificate_number: str | None
    waits_for_registry: bool
    version: int
    recovery_required: bool = False  # the courier takes the old one back
    blank: str | None = None  # the number of the blank it is printed on
    spoiled: tuple[str, ...] = ()  # blanks that were spoiled on the way
    waits_for_blank: bool = False  # numbered by the registry, but no blank was left

    @property
    def makes(self) -> Makes:
        """What is made, as the desk words it."""
        return DESKS[self.service].makes

    @property
    def waits_for_print(self) -> bool:
        """Tell whether pressing 制证 does anything: not ordered yet, no number yet, or no blank yet."""
        return self.status is _S.APPROVED or self.waits_for_registry or self.waits_for_blank


@dataclass(frozen=True)
class Place:
    """A row's place in the pool: it is there, too, when the row itself has moved on."""

    stage: ApplicationStatus
    due: date  # the far day where none is known
    number: str

    def __str__(self) -> str:
        """Return the place as an address carries it."""
        return f"{self.stage}.{self.due.isoformat()}.{self.number}"


@dataclass(frozen=True)
class PoolPage:
    """Some rows of the pool that follow each other."""

    entries: list[ProductionEntry]
    following: Place | None  # of the row behind the last one; None: there is none


def place_of(text: str) -> Place | None:
    """Return the place that an address carries; None where it carries none."""
    found = PLACE.fullmatch(text)
    if found is None or found[1] not in set(STAGES):
        return None
    try:
        return Place(_S(found[1]), date.fromisoformat(found[2]), found[3])
    except ValueError:  # the 31st of November
        return None


def find_place(work: Work, number: str) -> Place | None:
    """Return the place of a case in the pool; None where it does not stand there."""
    row = work.session.execute(_pool(work, Case.status, *ORDER).where(Case.status.in_(STAGES), Case.number == number)).first()
    return Place(*row) if row else None


def list_pool(work: Work, begin: Place | None = None, limit: int = PAGE) -> PoolPage:
    """Return what is in no batch: approved, then in production, then made, the most urgent first; from `begin` on."""
    found: list[Any] = []
    for stage in STAGES[STAGES.index(begin.stage) if begin else 0 :]:
        chosen = _rows(work).where(Case.status == stage).order_by(*ORDER)
        if begin is not None and stage is begin.stage:
            chosen = chosen.where(tuple_(*ORDER) >= tuple_(*_bound(begin)))
        found += work.session.execute(chosen.limit(limit + 1 - len(found)))
        if len(found) > limit:
            break
    behind: Case | None = found[limit][0] if len(found) > limit else None
    following = Place(behind.status, behind.queue_due, behind.number) if behind else None
    return PoolPage(_entries(work, found[:limit]), following)


def count_pool(work: Work) -> dict[ApplicationStatus, int]:
    """Count the stages of the pool."""
    rows = work.session.execute(_pool(work, Case.status, func.count()).where(Case.status.in_(STAGES)).group_by(Case.status))
    counted = {row[0]: row[1] for row in rows}
    return {stage: counted.get(stage, 0) for stage in STAGES}


def count_to_make(work: Work) -> Counter[Makes]:
    """Count what could go into a new batch, by what is made."""
    rows = work.session.execute(_pool(work, Case.service, func.count()).where(Case.status.in_(TO_MAKE)).group_by(Case.service))
    counted = Counter[Makes]()
    for service, count in rows:
        counted[DESKS[service].makes] += count
    return counted


def list_to_make(work: Work, kind: BlankKind, limit: int) -> list[ProductionEntry]:
    """Return what could go into a new batch of this kind, the most urgent first."""
    services = [slug for slug in MADE_HERE if DESKS[slug].makes == kind]
    chosen = _rows(work, services).where(Case.status.in_(TO_MAKE)).order_by(*ORDER).limit(limit)
    return _entries(work, work.session.execute(chosen).all())


def list_pieces(work: Work, batch_id: int) -> list[ProductionEntry]:
    """Return the cases of a batch in their order; of what was withdrawn there is nothing to make any more."""
    chosen = _of_batch(work, batch_id).order_by(BatchItem.place)
    return _entries(work, work.session.execute(chosen).all())


def find_piece(work: Work, number: str, batch_id: int | None) -> ProductionEntry | None:
    """Return one row of the pool, or of a batch."""
    chosen = _rows(work).where(Case.status.in_(STAGES)) if batch_id is None else _of_batch(work, batch_id)
    return next(iter(_entries(work, work.session.execute(chosen.where(Case.number == number)).all())), None)


def _pool(work: Work, *columns: Any, services: Collection[ServiceSlug] = MADE_HERE) -> Select[Any]:
    in_a_batch = select(BatchItem.case_id).where(BatchItem.case_id == Case.id).exists()
    return select(*columns).where(in_scope(work), Case.service.in_(services), ~in_a_batch)


def _rows(work: Work, services: Collection[ServiceSlug] = MADE_HERE) -> Select[Any]:
    chosen = _pool(work, *ROW, services=services)
    return chosen.outerjoin(Certificate, Certificate.case_id == Case.id)


def _of_batch(work: Work, batch_id: int) -> Select[Any]:
    chosen = select(*ROW).outerjoin(Certificate, Certificate.case_id == Case.id).join(BatchItem, BatchItem.case_id == Case.id)
    return chosen.where(in_scope(work), BatchItem.batch_id == batch_id, Case.status != _S.WITHDRAWN)


def _bound(place: Place) -> list[ColumnElement[Any]]:
    return [literal(value, column.type) for value, column in zip((place.due, place.number), ORDER, strict=True)]


def _entries(work: Work, found: Sequence[Any]) -> list[ProductionEntry]:
    used = _blanks_of(work, [case.id for case, _ in found])
    return [_entry(work, case, number, used.get(case.id, [])) for case, number in found]


def _blanks_of(work: Work, case_ids: list[int]) -> dict[int, list[Blank]]:
    """Return the blanks of each case, spoiled ones too."""
    used: dict[int, list[Blank]] = {}
    for blank in work.session.scalars(select(Blank).where(Blank.case_id.in_(case_ids)).order_by(Blank.id)):
        used.setdefault(blank.case_id or 0, []).append(blank)
    return used


def _entry(work: Work, case: Case, certificate_number: str | None, used: list[Blank]) -> ProductionEntry:
    blank = next((one.serial for one in used if one.state is BlankState.ISSUED), None)
    numbered = case.status is _S.IN_PRODUCTION and certificate_number is not None
    return ProductionEntry(
        number=case.number,
        service=case.service,
        status=case.status,
        masked_name=case.masked_name,
        region_code=case.region_code,
        due_date=case.due_date,
        certificate_number=certificate_number,
        waits_for_registry=case.status is _S.IN_PRODUCTION and certificate_number is None,
        version=case.version,
        recovery_required=case.recovery_required,
        blank=blank,
        spoiled=tuple(one.serial for one in used if one.state is BlankState.SPOILED),
        waits_for_blank=numbered and blank is None and blanks.is_numbered(work.office, blanks.kind_of(case)),
    )
