"""The delivery of a visit: when it is complete, what of it may be shown, and what the office gets."""

from collections.abc import Sequence

from domain.addresses import AddressSource, Region, find_region, is_mobile, label_lines, mask_address, mask_written
from domain.people import MASK
from domain.wire.v1 import Delivery
from kiosk.flow.contents import AddressContent
from kiosk.flow.visit import AddressEntry, Person

CITY = "重庆市"
SHORTEST_DETAIL = 2


def has_detail(entry: AddressEntry) -> bool:
    """Tell whether house and door were typed."""
    return len(entry.detail.strip()) >= SHORTEST_DETAIL


def is_complete(person: Person) -> bool:
    """Tell whether the letter and the SMS can be sent."""
    entry = person.address
    if not is_mobile(entry.phone):
        return False
    match entry.source:
        case AddressSource.ID_CARD:
            return person.document is not None and bool(person.document.address.strip())
        case AddressSource.REGISTRY:
            return registered_address(person) is not None
        case AddressSource.ENTERED:
            return bool(entry.region_code and entry.street) and has_detail(entry)
    return False


ADDRESS = AddressContent(is_complete)  # every way of saying where is offered
CARD_ADDRESS = AddressContent(is_complete, (AddressSource.ID_CARD,))  # no licence, so no address registered with one


def find_by_code(regions: Sequence[Region], code: str | None) -> Region | None:
    """Return the region with this code, if there is one."""
    return next((region for region in regions if region.code == code), None)


def card_address(person: Person, regions: Sequence[Region]) -> str | None:
    """Return what may be shown of the address on the card: district or province. None when the card carries none."""
    return mask_written(regions, person.document.address if person.document else "") or None


def registered_address(person: Person) -> str | None:
    """Return the address registered with the licence as the office masked it; None when it named none.

    Nothing but a mask names no place: nobody could tell what he chooses.
    """
    licence = person.answer.licence if person.answer else None
    address = licence.address.strip() if licence else ""
    return address if address.strip(MASK) else None


def masked_address(person: Person, regions: Sequence[Region]) -> str | None:
    """Return what may be shown of an address that was not typed here; None for one that was."""
    match person.address.source:
        case AddressSource.ID_CARD:
            return card_address(person, regions) or ""
        case AddressSource.REGISTRY:
            return registered_address(person) or ""
    return None


def delivery_text(person: Person, regions: Sequence[Region]) -> str:
    """Return the address in one line, unmasked, as it goes on the label; empty where only the office knows it."""
    entry = person.address
    match entry.source:
        case AddressSource.ID_CARD:
            return person.document.address if person.document else ""
        case AddressSource.REGISTRY:
            return ""
    region = find_by_code(regions, entry.region_code)
    return f"{CITY}{region.name if region else ''}{entry.street or ''}{entry.detail.strip()}"


def delivery(person: Person, regions: Sequence[Region]) -> Delivery:
    """Return the delivery as the office gets it; raises :class:`LookupError` when it is not complete."""
    entry, document = person.address, person.document
    if document is None or entry.source is None or not is_complete(person):
        raise LookupError("the address is not complete")
    return Delivery(
        source=entry.source,
        recipient=document.name,
        phone=entry.phone,
        region_code=_region_code(person, regions),
        text=delivery_text(person, regions),
    )


def _region_code(person: Person, regions: Sequence[Region]) -> str:
    """Return the code of the district the letter goes to; of a registered address that of the district which was shown."""
    if person.address.source == AddressSource.ENTERED:
        return person.address.region_code or ""
    known = delivery_text(person, regions) or registered_address(person) or ""
    region = find_region(regions, known)
    return region.code if region else ""


def shown_address(person: Person, regions: Sequence[Region]) -> str:
    """Return the address as it may be shown, broken as on the letter's label."""
    return "\n".join(shown_label(person, regions))


def shown_label(person: Person, regions: Sequence[Region]) -> tuple[str, ...]:
    """Return the lines of the letter's label: what was typed as typed, what came from chip or registry masked."""
    masked = masked_address(person, regions)
    return label_lines(delivery_text(person, regions)) if masked is None else (masked,)


def masked_delivery(person: Person, regions: Sequence[Region]) -> str:
    """Return what may stand on a slip that somebody else may find: the district only."""
    masked = masked_address(person, regions)
    return mask_address(find_by_code(regions, person.address.region_code)) if masked is None else masked
