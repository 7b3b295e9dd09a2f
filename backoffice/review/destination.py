"""Where a letter goes: what the citizen gave, and for a registered address what the registry says of it.

The terminal never learns a registered address; its application names it, and here it is filled in from the registry's answer
that the clerk decides on. What the registry does not have stays empty: the comparison flags it, and no label is made of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backoffice.registry.port import RegistryRecord
from domain.addresses import AddressSource, Region, find_region
from domain.wire import v1


@dataclass(frozen=True)
class Destination:
    """What stands on the label. Its repr shows nothing."""

    recipient: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)  # empty: nobody knows it
    region_code: str = field(repr=False)


def fill_in(delivery: v1.Delivery, record: RegistryRecord | None, regions: Sequence[Region]) -> Destination:
    """Return where `delivery` leads; the district of a registered address is the registry's, without one what was shown."""
    if delivery.source is not AddressSource.REGISTRY:
        return Destination(delivery.recipient, delivery.phone, delivery.text, delivery.region_code)
    registered = registered_address(record)
    return Destination(delivery.recipient, delivery.phone, registered, _region_code(registered, regions, delivery.region_code))


def _region_code(registered: str, regions: Sequence[Region], shown: str) -> str:
    """Return the district of `registered`: empty when it is of another province; `shown` while nobody knows the address."""
    region = find_region(regions, registered)
    if region is not None:
        return region.code
    return "" if registered else shown


def registered_address(record: RegistryRecord | None) -> str:
    """Return the address registered with the licence; empty when there is none."""
    return record.licence.address.strip() if record and record.licence else ""
