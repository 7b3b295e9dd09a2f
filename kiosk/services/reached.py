"""Where nothing is posted: how the citizen is reached, confirmed in writing all the same (违法行为处理程序规定 §20)."""

from domain.addresses import AddressSource, find_region
from domain.wire.v1 import Delivery
from kiosk.flow.contents import Matter
from kiosk.services.eligibility import document_of


def by_sms(matter: Matter, phone: str) -> Delivery:
    """Return a delivery by SMS to `phone` (empty: to none), with the address of the identity document for the records."""
    document = document_of(matter.visit)
    region = find_region(matter.rulebook.regions, document.address)
    return Delivery(
        source=AddressSource.ID_CARD,
        recipient=document.name,
        phone=phone,
        region_code=region.code if region else "",
        text=document.address,
        service_method="sms",
    )
