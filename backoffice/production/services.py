"""Production: what waits, the order to the registry, the check of the certificate."""

from dataclasses import dataclass
from datetime import date, datetime

from backoffice.office import Actor, Office, Work
from backoffice.production.models import Certificate
from backoffice.review.models import Case
from domain.application import ApplicationStatus


@dataclass(frozen=True)
class ProductionEntry:
    """One line of the production desk; masked."""

    number: str
    status: ApplicationStatus  # approved, in_production, produced
    masked_name: str
    region_code: str
    due_date: date | None
    approved_at: datetime | None
    certificate_number: str | None
    waits_for_registry: bool
    version: int


def list_production(work: Work) -> list[ProductionEntry]:
    """Return approved cases and those in production, most urgent first."""
    raise NotImplementedError


def produce(office: Office, actor: Actor, number: str, version: int) -> Certificate:
    """Start production (approved → in production) and ask the registry to re-issue; idempotent by application number.

    Raises Refused(wrong_status, partner_down, partner_refused); after partner_down the case stays in production and the worker (or
    pressing again) asks anew. Opens its own transactions.
    """
    raise NotImplementedError


def check_certificate(work: Work, number: str, version: int, scanned: str) -> Case:
    """The second look: the number on the made certificate is scanned or typed (in production → produced).

    Raises Refused(certificate_missing, certificate_mismatch).
    """
    raise NotImplementedError
