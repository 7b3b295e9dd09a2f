"""What is known about a citizen when a rule is asked."""

from dataclasses import dataclass, field
from datetime import date

from domain.licences import DrivingLicence


@dataclass(frozen=True)
class LicenceFacts:
    """Facts about one citizen and the driving licence, gathered by the office."""

    today: date
    document_valid_to: date | None = field(repr=False)  # None: 长期
    licence: DrivingLicence | None = field(repr=False)
    same_business_pending: bool = field(repr=False, default=False)
    reissues: tuple[date, ...] = field(repr=False, default=())  # days of earlier re-issues
