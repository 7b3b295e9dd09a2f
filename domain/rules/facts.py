"""What is known about a citizen when a rule is asked."""

from dataclasses import dataclass, field
from datetime import date

from domain.licences import AbilityTest, DrivingLicence, MedicalCertificate
from domain.vehicles import Vehicle


@dataclass(frozen=True)
class Facts:
    """Facts about one citizen, the driving licence and the vehicles, gathered by the office. Its repr shows nothing."""

    today: date
    document_valid_to: date | None = field(repr=False)  # None: 长期
    licence: DrivingLicence | None = field(repr=False, default=None)
    birth: date | None = field(repr=False, default=None)  # None: nobody said
    same_business_pending: bool = field(repr=False, default=False)  # for the vehicle, where it is about one
    reissues: tuple[date, ...] = field(repr=False, default=())  # days of earlier re-issues of the licence
    medical: MedicalCertificate | None = field(repr=False, default=None)
    ability_test: AbilityTest | None = field(repr=False, default=None)
    vehicles: tuple[Vehicle, ...] = field(repr=False, default=())  # own ones
    vehicle: Vehicle | None = field(repr=False, default=None)  # the one that it is about
    pending_vehicles: frozenset[tuple[str, str]] = field(repr=False, default=frozenset())  # by plate and kind: has this pending
    declaration: object | None = field(repr=False, default=None)  # the service's `Declaration`, once there is one
    gaps: tuple[str, ...] = ()  # what the registry said that nobody understands; names of fields, never values
