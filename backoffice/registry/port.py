"""The port to the police registry (六合一 platform): what the office asks, and what it may get back."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Protocol

from pydantic import ConfigDict, TypeAdapter

from backoffice.registry.orders import (
    ContactOrder,
    DecisionOrder,
    FinePosting,
    Issued,
    LicenceOrder,
    Posted,
    Reissue,
    VehicleOrder,
)
from domain.licences import AbilityTest, DrivingLicence, MedicalCertificate
from domain.vehicles import Vehicle
from domain.violations import PenaltyDecision, ViolationRecord

LICENCES, VEHICLES, VIOLATIONS, CONTACTS, DECISIONS = "licence", "vehicle", "violations", "contacts", "decision"
"""The registers that are asked, as a failure and a gap name them."""


@dataclass(frozen=True)
class Contact:
    """Contact data as filed. Its repr shows nothing."""

    phone: str = field(repr=False)
    address: str = field(repr=False)
    postcode: str = field(repr=False, default="")
    email: str = field(repr=False, default="")
    employer: str = field(repr=False, default="")


@dataclass(frozen=True)
class Contacts:
    """Contact data of one person; None where nothing is filed."""

    driver: Contact | None = field(repr=False)
    owner: Contact | None = field(repr=False)


@dataclass(frozen=True)
class RegistryRecord:
    """What the registry says of one person. Its repr shows nothing."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    licence: DrivingLicence | None = field(repr=False)  # None: no licence found
    phone: str = field(repr=False, default="")
    photo: bytes | None = field(repr=False, default=None)  # JPEG
    reissues: tuple[date, ...] = field(repr=False, default=())
    photo_taken_on: date | None = field(repr=False, default=None)
    medical: MedicalCertificate | None = field(repr=False, default=None)
    ability_test: AbilityTest | None = field(repr=False, default=None)
    contact: Contact | None = field(repr=False, default=None)  # of the driver
    vehicles: tuple[Vehicle, ...] = field(repr=False, default=())  # only where the service is about vehicles
    owner_contact: Contact | None = field(repr=False, default=None)  # of the owner of `vehicles`
    gaps: tuple[str, ...] = ()  # what nobody understands of the answer: names of fields, never values


SNAPSHOT = TypeAdapter(RegistryRecord)
"""Writes and reads the JSON of a record, as it is kept sealed beside the application."""


@dataclass(frozen=True)
class OpenViolations:
    """What is open against somebody's own vehicles and own licence. Its repr shows nothing."""

    records: tuple[ViolationRecord, ...] = field(repr=False)  # not decided yet
    decisions: tuple[PenaltyDecision, ...] = field(repr=False)  # paid and unpaid


class Registry(Protocol):
    """Asked over the network: every call may raise PartnerDown or PartnerRefused (:mod:`backoffice.partners`)."""

    def query_licence(self, id_number: str) -> RegistryRecord:
        """Return what is known of the driving licence of this person."""
        ...

    def make_licence(self, order: LicenceOrder) -> Reissue:
        """Have a driving licence made."""
        ...

    def make_vehicle_document(self, order: VehicleOrder) -> Reissue:
        """Have a vehicle licence or plates made."""
        ...

    def query_contacts(self, id_number: str) -> Contacts:
        """Return the contact data filed for this person."""
        ...

    def file_contact(self, order: ContactOrder) -> None:
        """File contact data."""
        ...

    def issue_decision(self, order: DecisionOrder) -> Issued:
        """Issue a decision and register its points; PartnerRefused when the record was decided or disputed meanwhile."""
        ...

    def dispute(self, record_number: str, application_number: str) -> None:
        """Note that a record is disputed: nobody handles it before its agency has answered."""
        ...

    def answer_dispute(self, record_number: str, application_number: str, *, upheld: bool) -> None:
        """End a dispute: upheld, the record is withdrawn; otherwise it may be handled again."""
        ...

    def find_decision(self, decision_number: str) -> PenaltyDecision | None:
        """Return the decision of this number, whoever's it is."""
        ...

    def post_fine(self, posting: FinePosting) -> Posted:
        """Note that a fine was paid."""
        ...

    def query_vehicles(self, id_number: str) -> tuple[Vehicle, ...]:
        """Return the vehicles registered to this person."""
        ...

    def query_violations(self, id_number: str) -> OpenViolations:
        """Return what is open against this person's own vehicles and own licence."""
        ...

    def violation_picture(self, record_number: str, index: int) -> bytes | None:
        """Return one photograph of a record (JPEG), counted from 0; None when there is none at this place."""
        ...
