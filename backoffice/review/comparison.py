"""What a clerk compares: rows of entered against registry. The per-service part is in `review/services/<slug>.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from backoffice.registry.orders import Reissue
from backoffice.registry.port import Registry, RegistryRecord
from domain.addresses import Region
from domain.reasons import ReasonCode
from domain.services import ServiceTerms
from domain.vehicles import Vehicle
from domain.wire import v1

if TYPE_CHECKING:
    from backoffice.office import Office, Work


class Verdict(StrEnum):
    """How an item compares."""

    AGREE = "agree"  # 一致
    CHANGED = "changed"  # 变更: allowed, a clerk accepts it
    MISMATCH = "mismatch"  # 不符: stands against an approval
    REGISTRY_ONLY = "registry_only"  # 仅登记库


@dataclass(frozen=True)
class ComparisonRow:
    """One item; its repr shows no value. Values are raw (ISO dates, codes, letters), the desk words them."""

    key: str  # e.g. "name", "delivery_address"; text key `desk.item.<key>`
    entered: str | None = field(repr=False)
    registry: str | None = field(repr=False)
    verdict: Verdict
    reason: ReasonCode | None = None  # the code a mismatch is decided with


@dataclass(frozen=True)
class Comparison:
    """What is compared: the application, the registry's answer, and what the office knows itself."""

    body: v1.ApplicationBody = field(repr=False)
    record: RegistryRecord = field(repr=False)
    terms: ServiceTerms
    today: date
    same_business_pending: bool
    declaration: object = field(repr=False, default=None)
    vehicle: Vehicle | None = field(repr=False, default=None)  # the own vehicle that it is about
    chosen_vehicles: tuple[Vehicle, ...] = field(repr=False, default=())  # where it is about several
    phone_proven: bool = False  # by a code at the terminal
    regions: Sequence[Region] = field(repr=False, default=())


@dataclass(frozen=True)
class Given:
    """What production makes a document of: the application, its declaration, the registry's answer and the pictures."""

    body: v1.ApplicationBody = field(repr=False)
    declaration: object = field(repr=False)
    record: RegistryRecord = field(repr=False)
    vehicle: Vehicle | None = field(repr=False)
    photo: bytes | None = field(repr=False)  # the licence photo taken at the terminal
    terms: ServiceTerms | None = None


@dataclass(frozen=True)
class WorkOrder:
    """What production makes for a vehicle, and what of the old one the courier takes back."""

    document: Literal["vehicle_licence", "plates"]
    plate: str = field(repr=False)
    plate_kind: str
    model: str = field(repr=False)
    parts: tuple[str, ...]  # main, copy of a licence; front, rear of plates
    temporary_plate: bool
    comes_back: tuple[str, ...]


Makes = Literal["driver_licence", "vehicle_licence", "plates", "truck_pass", "contact", "nothing"]
"""What comes of an approval, as the desks word it."""


@dataclass(frozen=True)
class ServiceDesk:
    """What one service adds to the desks (`backoffice/review/services/<slug>.py`, name `DESK`)."""

    compare: Callable[[Comparison], tuple[ComparisonRow, ...]]
    correctable: Mapping[str, ReasonCode]  # item a citizen can correct -> the code it is asked for with
    order: Callable[[Registry, Given], Reissue] | None = None  # what production asks the registry for; None: nothing is made
    at_once: Callable[["Office", str], None] | None = None
    """Decides without a clerk where nothing stands against it, as an errand after intake (case number); idempotent. Whatever
    it leaves undecided goes to the clerks. Raises what the partners raise: then it comes again."""
    codes: Callable[["Work", str], Mapping[str, str]] | None = None  # of an outcome: what goes into a QR or stands large
    withdrawable: bool = True  # by the applicant, until production; not what is decided at once
    recovers_old: bool = False  # the courier takes the old document back
    work_order: Callable[[Given], WorkOrder] | None = None  # for a vehicle: what is made, and what of the old one comes back
    makes: Makes = "nothing"

    def parts_back(self, given: Given) -> tuple[str, ...]:
        """Return which parts of a vehicle's document the courier takes back; raises :class:`LookupError` as `work_order`."""
        return self.work_order(given).comes_back if self.work_order else ()

    def takes_back(self, given: Given) -> bool:
        """Tell whether the courier takes something back in this case; raises :class:`LookupError` as `work_order`."""
        return bool(self.parts_back(given)) if self.work_order else self.recovers_old


def agree_or(
    other: Verdict, key: str, entered: str | None, registry: str | None, reason: ReasonCode | None = None
) -> ComparisonRow:
    """Return a row that agrees when both say the same, and is `other` when they do not."""
    if entered == registry:
        return ComparisonRow(key, entered, registry, Verdict.AGREE)
    return ComparisonRow(key, entered, registry, other, reason if other is Verdict.MISMATCH else None)


def count(rows: tuple[ComparisonRow, ...], verdict: Verdict) -> int:
    """Count rows of one verdict."""
    return sum(row.verdict is verdict for row in rows)
