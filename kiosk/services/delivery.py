"""The delivery of a visit: when it is complete, what of it may be shown, and what the office gets."""

import re
from collections.abc import Sequence

from domain.addresses import AddressSource, Region, find_region, is_mobile, mask_address
from domain.people import MASK
from domain.wire.v1 import Delivery
from kiosk.flow.visit import AddressEntry, Person

CITY = "重庆市"
SHORTEST_DETAIL = 2
PROVINCE = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:省|自治区|市)")


def has_detail(entry: AddressEntry) -> bool:
    """Tell whether house and door were typed."""
    return len(entry.detail.strip()) >= SHORTEST_DETAIL


def is_complete(entry: AddressEntry) -> bool:
    """Tell whether the letter and the SMS can be sent."""
    if not is_mobile(entry.phone):
        return False
    if entry.source == AddressSource.ID_CARD:
        return True
    return entry.source == AddressSource.ENTERED and bool(entry.region_code and entry.street) and has_detail(entry)


def find_by_code(regions: Sequence[Region], code: str | None) -> Region | None:
    """Return the region with this code, if there is one."""
    return next((region for region in regions if region.code == code), None)


def masked_card_address(person: Person, regions: Sequence[Region]) -> str | None:
    """Return what may be shown of the address on the card: district or province. None when the card carries none."""
    address = person.document.address if person.document else ""
    if not address:
        return None
    region = find_region(regions, address)
    province = PROVINCE.match(address)
    if region is None and province:
        return province.group() + MASK * 4
    return mask_address(region)


def delivery_text(person: Person, regions: Sequence[Region]) -> str:
    """Return the whole address in one line, unmasked, as it goes on the label."""
    entry = person.address
    if entry.source == AddressSource.ID_CARD:
        return person.document.address if person.document else ""
    region = find_by_code(regions, entry.region_code)
    return f"{CITY}{region.name if region else ''}{entry.street or ''}{entry.detail.strip()}"


def delivery(person: Person, regions: Sequence[Region]) -> Delivery:
    """Return the delivery as the office gets it; raises :class:`LookupError` when it is not complete."""
    entry, document = person.address, person.document
    if document is None or entry.source is None or not is_complete(entry):
        raise LookupError("the address is not complete")
    region = find_region(regions, document.address) if entry.source == AddressSource.ID_CARD else None
    code = region.code if region else (entry.region_code or "") if entry.source == AddressSource.ENTERED else ""
    return Delivery(
        source=entry.source,
        recipient=document.name,
        phone=entry.phone,
        region_code=code,
        text=delivery_text(person, regions),
    )


def shown_address(person: Person, regions: Sequence[Region]) -> str:
    """What was typed is shown as typed; what came from the chip stays masked."""
    if person.address.source == AddressSource.ID_CARD:
        return masked_card_address(person, regions) or ""
    return delivery_text(person, regions)


def masked_delivery(person: Person, regions: Sequence[Region]) -> str:
    """Return what may stand on a slip that somebody else may find: the district only."""
    if person.address.source == AddressSource.ID_CARD:
        return masked_card_address(person, regions) or ""
    return mask_address(find_by_code(regions, person.address.region_code))
