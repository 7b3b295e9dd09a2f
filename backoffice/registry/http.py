"""The HTTP adapter of the police registry (`docs/stage.md`, Partners; the real interface is not public)."""

import base64
import binascii
from datetime import date

from pydantic import BaseModel, Field, ValidationError

from backoffice.partners import PartnerClient
from backoffice.registry.port import RegistryRecord, Reissue
from domain.licences import DrivingLicence, parse_states


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
    if encoded is None:
        return None
    try:
        return base64.b64decode(encoded, validate=True)
    except binascii.Error as broken:
        raise ValueError("photo is not base64") from broken
