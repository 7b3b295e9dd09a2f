"""The case file: everything the case page shows, opened and audited."""

from dataclasses import dataclass, field
from datetime import date, datetime

from backoffice.office import Work
from backoffice.registry.port import RegistryRecord
from backoffice.review.comparison import ComparisonRow
from backoffice.review.models import Case, CaseEvent, Decision, DecisionKind
from backoffice.refusals import Refused
from domain.wire import v1


@dataclass(frozen=True)
class History:
    """What the office itself knows of this person."""

    reissues: tuple[date, ...]  # of the registry
    reissue_limit: int
    reissue_window_months: int
    other_cases: tuple[tuple[str, str, datetime], ...]  # number, status, received at; newest first


@dataclass(frozen=True)
class CaseFile:
    """One opened case. `ways` says of each decision why it is not allowed now (None: allowed)."""

    case: Case
    body: v1.ApplicationBody = field(repr=False)
    registry: RegistryRecord | None = field(repr=False)  # None: not asked successfully yet
    rows: tuple[ComparisonRow, ...]
    events: tuple[CaseEvent, ...]
    decisions: tuple[Decision, ...]
    waiting: Decision | None  # the decision that waits for its second person
    note: str | None = field(repr=False)  # the clerk's sentence of the newest decision
    ways: dict[DecisionKind, Refused | None]
    history: History
    mine: bool  # the reader holds the lease


def open_case(work: Work, number: str) -> CaseFile:
    """Open the case for reading and audit that it was viewed (needs `office.writing`); raises Refused(not_found, evidence_gone)."""
    raise NotImplementedError


def chip_photo(work: Work, number: str) -> bytes | None:
    """Return the chip's photo block as read (WLT, still encoded); audited."""
    raise NotImplementedError


def registry_photo(work: Work, number: str) -> bytes | None:
    """Return the registry's photograph (JPEG); audited."""
    raise NotImplementedError
