"""The HTTP adapter of the police registry (`docs/stage.md`, Partners; the real interface is not public)."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from backoffice.partners import PartnerClient
from backoffice.registry.port import OpenViolations, RegistryRecord, Reissue
from backoffice.registry.violation_forms import PictureForm, VehiclesForm, ViolationsForm, decode
from domain.licences import DrivingLicence, parse_states
from domain.vehicles import Vehicle

Answer = TypeVar("Answer")


class _Licence(BaseModel):
    number: str
    holder: str
    archive_number: str
    classes: str
    states: str
    first_issued: date
    valid_from: date
    valid_to: date | None
    address: str
    points: int
    phone: str


class _Answer(BaseModel):
    found: bool
    licence: _Licence | None = None
    photo: str | None = None
    reissues: list[date] = []


class _Reissued(BaseModel):
    certificate_number: str = Field(pattern=r"^\d{13}$")
    issued_on: date


class HttpRegistry:
    """The registry over HTTP."""

    def __init__(self, client: PartnerClient) -> None:
        self._client = client

    def query_licence(self, id_number: str) -> RegistryRecord:
        """Return what is known of the driving licence of this person."""
        raw = self._client.post("/v1/driver-licences/query", {"id_number": id_number})
        try:
            return _record(_Answer.model_validate(raw))
        except (ValidationError, ValueError):
            # a letter nobody knows, a broken picture: staff must look, and the message must not quote the person
            raise self._client.refuse() from None

    def reissue_licence(self, licence_number: str, application_number: str) -> Reissue:
        """Re-issue a lost licence; asking again with the same application number gives the same certificate."""
        body = {"number": licence_number, "application_number": application_number}
        raw = self._client.post("/v1/driver-licences/reissue", body, application_number)
        try:
            done = _Reissued.model_validate(raw)
        except ValidationError:
            raise self._client.refuse() from None
        return Reissue(done.certificate_number, done.issued_on)

    def query_vehicles(self, id_number: str) -> tuple[Vehicle, ...]:
        """Return the vehicles registered to this person."""
        raw = self._client.post("/v1/vehicles/query", {"id_number": id_number})
        return self._understood(lambda: VehiclesForm.model_validate(raw).read())

    def query_violations(self, id_number: str) -> OpenViolations:
        """Return what is open against this person's own vehicles and own licence."""
        raw = self._client.post("/v1/violations/query", {"id_number": id_number})
        return self._understood(lambda: ViolationsForm.model_validate(raw).read())

    def violation_picture(self, record_number: str, index: int) -> bytes | None:
        """Return one photograph of a record (JPEG), counted from 0; None when there is none at this place."""
        raw = self._client.post("/v1/violations/picture", {"record_number": record_number, "index": index})
        return self._understood(lambda: PictureForm.model_validate(raw).read())

    def _understood(self, read: Callable[[], Answer]) -> Answer:
        """Return what `read` makes of an answer; what cannot be true is a no, whose message must not quote the person."""
        try:
            return read()
        except ValueError:  # pydantic's ValidationError is one, too
            raise self._client.refuse() from None


def _record(answer: _Answer) -> RegistryRecord:
    if not answer.found:
        return RegistryRecord(licence=None)
    if answer.licence is None:
        raise ValueError("found without a licence")
    return RegistryRecord(
        licence=_licence(answer.licence),
        phone=answer.licence.phone,
        photo=_photo(answer.photo),
        reissues=tuple(sorted(answer.reissues)),
    )


def _licence(row: _Licence) -> DrivingLicence:
    return DrivingLicence(
        number=row.number,
        holder=row.holder,
        archive_number=row.archive_number,
        classes=row.classes,
        states=parse_states(row.states),
        first_issued=row.first_issued,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        address=row.address,
        points=row.points,
    )


def _photo(encoded: str | None) -> bytes | None:
    return None if encoded is None else decode(encoded)
