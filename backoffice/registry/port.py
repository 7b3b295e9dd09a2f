"""The port to the police registry (六合一 platform): what the office asks, and what it may get back."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Protocol

from pydantic import ConfigDict, TypeAdapter

from domain.licences import DrivingLicence
from domain.vehicles import Vehicle
from domain.violations import PenaltyDecision, ViolationRecord


@dataclass(frozen=True)
class RegistryRecord:
    """What the registry says of one person. Its repr shows nothing."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    licence: DrivingLicence | None = field(repr=False)  # None: no licence found
    phone: str = field(repr=False, default="")
    photo: bytes | None = field(repr=False, default=None)  # JPEG
    reissues: tuple[date, ...] = field(repr=False, default=())


SNAPSHOT = TypeAdapter(RegistryRecord)
"""Writes and reads the JSON of a record, as it is kept sealed beside the application."""


@dataclass(frozen=True)
class Reissue:
    """The new certificate; the old licence is void from `issued_on`."""

    certificate_number: str  # 证芯编号, 13 digits
    issued_on: date


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

    def reissue_licence(self, licence_number: str, application_number: str) -> Reissue:
        """Re-issue a lost licence; asking again with the same application number gives the same certificate."""
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
