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
    """Return where `delivery` leads; the district of a registered address is the registry's, and else what was shown."""
    if delivery.source is not AddressSource.REGISTRY:
        return Destination(delivery.recipient, delivery.phone, delivery.text, delivery.region_code)
    registered = registered_address(record)
    region = find_region(regions, registered)
    code = region.code if region else delivery.region_code
    return Destination(delivery.recipient, delivery.phone, registered, code)


def registered_address(record: RegistryRecord | None) -> str:
    """Return the address registered with the licence; empty when there is none."""
    return record.licence.address.strip() if record and record.licence else ""
