"""Orders for driving licences over HTTP (`docs/stage.md`, Partners)."""

import base64
from datetime import date

from pydantic import BaseModel, Field, ValidationError

from backoffice.partners import PartnerClient
from backoffice.registry.orders import LicenceOrder, Reissue


class _Made(BaseModel):
    certificate_number: str = Field(pattern=r"^[0-9]{13}$")
    issued_on: date
    valid_to: date | None = None
    long_term: bool = False


def make(client: PartnerClient, order: LicenceOrder) -> Reissue:
    """Have a licence made; asking again with the same application number gives the same certificate."""
    body = {
        "number": order.number,
        "application_number": order.application_number,
        "reason": order.reason,
        "classes": order.classes,
        "photo": base64.b64encode(order.photo).decode() if order.photo else None,
    }
    raw = client.post("/v1/driver-licences/reissue", body, order.application_number)
    try:
        made = _Made.model_validate(raw)
    except ValidationError:
        raise client.refuse() from None
    return Reissue(made.certificate_number, made.issued_on, valid_to=made.valid_to, long_term=made.long_term)
