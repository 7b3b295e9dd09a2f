"""Contact data over HTTP, asked and filed (`docs/stage.md`, Partners)."""

from pydantic import BaseModel, ValidationError

from backoffice.partners import PartnerClient
from backoffice.registry.orders import ContactOrder
from backoffice.registry.port import CONTACTS, Contact, Contacts


class _Contact(BaseModel):
    phone: str
    address: str
    postcode: str = ""
    email: str = ""
    employer: str = ""

    def read(self) -> Contact:
        return Contact(**self.model_dump())


class _Contacts(BaseModel):
    driver: _Contact | None
    owner: _Contact | None


class _Filed(BaseModel):
    application_number: str


def query(client: PartnerClient, id_number: str) -> Contacts:
    """Return what is filed for this person; None where nothing is."""
    raw = client.post("/v1/contacts/query", {"id_number": id_number})
    try:
        found = _Contacts.model_validate(raw)
    except ValidationError:
        raise client.refuse(CONTACTS) from None
    driver, owner = found.driver, found.owner
    return Contacts(driver.read() if driver else None, owner.read() if owner else None)


def file(client: PartnerClient, order: ContactOrder) -> None:
    """File contact data; asking again with the same application number changes nothing."""
    raw = client.post("/v1/contacts/file", _form(order), order.application_number)
    try:
        filed = _Filed.model_validate(raw)
    except ValidationError:
        raise client.refuse() from None
    if filed.application_number != order.application_number:
        raise client.refuse()


def _form(order: ContactOrder) -> dict[str, object]:
    return {
        "application_number": order.application_number,
        "id_number": order.id_number,
        "phone": order.phone,
        "address": order.address,
        "postcode": order.postcode,
        "email": order.email,
        "employer": order.employer,
        "vehicles": [{"plate_kind": kind, "plate": plate} for kind, plate in order.vehicles],
    }
