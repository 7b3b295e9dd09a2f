"""What became of paper: the words that every printer uses."""

from dataclasses import dataclass
from enum import StrEnum

from domain.failures import FailureCode


class PrintOutcome(StrEnum):
    """Three-valued, never guessed. `UNKNOWN` is never reprinted by itself."""

    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PrintResult:
    """What happened to one slip or document, and why. A printer that counts sheets says how many of them came out."""

    outcome: PrintOutcome
    failure: FailureCode | None = None
    sheets_out: int | None = None  # sheets that came out for certain; None: not counted
    sheets_asked: int | None = None
