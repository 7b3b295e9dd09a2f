"""What a clerk compares: rows of entered against registry. The per-service part is in `review/services/<slug>.py`."""

from dataclasses import dataclass, field
from enum import StrEnum

from domain.reasons import ReasonCode


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
