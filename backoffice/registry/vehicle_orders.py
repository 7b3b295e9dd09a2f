"""Orders for vehicle licences and plates over HTTP (`docs/stage.md`, Partners)."""

from datetime import date, timedelta
from typing import Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from backoffice.partners import PartnerClient
from backoffice.registry.orders import Reissue, VehicleOrder

LONGEST_TEMPORARY = timedelta(days=15)  # 公安部令第164号 §51


class _Made(BaseModel):
    certificate_number: str = Field(pattern=r"^[0-9]{13}$")
    issued_on: date
    temporary_plate: str | None = Field(default=None, min_length=4, max_length=12)
    temporary_until: date | None = None

    @model_validator(mode="after")
    def _holds_for_some_days(self) -> Self:
        """A temporary plate has a last day, at most fifteen days off."""
        if (self.temporary_plate is None) != (self.temporary_until is None):
            raise ValueError("a temporary plate and its last day come together")
        if self.temporary_until and not self.issued_on <= self.temporary_until <= self.issued_on + LONGEST_TEMPORARY:
            raise ValueError("no temporary plate holds that long")
        return self


def make(client: PartnerClient, order: VehicleOrder) -> Reissue:
    """Have a vehicle licence or plates made; asking again with the same application number gives the same number.

    An answer without the temporary plate that was asked for, or with one that was not, is a no.
    """
    body = {
        "plate": order.plate,
        "plate_kind": order.plate_kind,
        "document": order.document,
        "reason": order.reason,
        "parts": list(order.parts),
        "temporary_plate": order.temporary_plate,
        "application_number": order.application_number,
    }
    raw = client.post("/v1/vehicles/documents", body, order.application_number)
    try:
        made = _Made.model_validate(raw)
    except ValidationError:
        raise client.refuse() from None
    if (made.temporary_plate is not None) != order.temporary_plate:
        raise client.refuse()
    return Reissue(
        made.certificate_number,
        made.issued_on,
        temporary_plate=made.temporary_plate,
        temporary_until=made.temporary_until,
    )
