"""What is known about a citizen when a rule is asked."""

from dataclasses import dataclass, field
from datetime import date

from domain.licences import DrivingLicence
from domain.people import IdDocument


@dataclass(frozen=True)
class LicenceFacts:
    """Facts about one citizen and the driving licence, gathered by the office."""

    today: date
    document_valid_to: date | None = field(repr=False)  # None: 长期
    licence: DrivingLicence | None = field(repr=False)
    same_business_pending: bool = False
    reissues: tuple[date, ...] = ()  # days of earlier re-issues

    @classmethod
    def of_document(cls, document: IdDocument, today: date, licence: DrivingLicence | None) -> "LicenceFacts":
        """Gather the facts that an identity document alone can tell."""
        return cls(today=today, document_valid_to=document.valid_to, licence=licence)
