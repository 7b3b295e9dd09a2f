"""What a clerk compares: rows of entered against registry. The per-service part is in `review/services/<slug>.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from backoffice.registry.port import Registry, RegistryRecord, Reissue
from domain.addresses import Region
from domain.reasons import ReasonCode
from domain.services import ServiceTerms
from domain.wire import v1


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
    regions: Sequence[Region] = field(repr=False, default=())


@dataclass(frozen=True)
class ServiceDesk:
    """What one service adds to the desks."""

    compare: Callable[[Comparison], tuple[ComparisonRow, ...]]
    correctable: Mapping[str, ReasonCode]  # item a citizen can correct -> the code it is asked for with
    order: Callable[[Registry, v1.ApplicationBody], Reissue]  # what production asks the registry for


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
