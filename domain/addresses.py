"""Where a letter goes: regions 行政区划, streets and towns 街道乡镇, and how an address is shown."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.people import MASK

MOBILE = re.compile(r"1[3-9]\d{9}")  # Chinese mobile number, eleven digits


@dataclass(frozen=True)
class Region:
    """A district or county (GB/T 2260 code) with the names it used to have."""

    code: str
    name: str
    streets: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    former_in_part: bool = False  # only some of its streets came from there


class AddressSource(StrEnum):
    """Where an address was taken from; decides whether it may be shown before the face is verified."""

    ID_CARD = "id_card"  # 身份证上的住址: shown masked
    ENTERED = "entered"  # picked and typed by the citizen


def parse_streets(text: str) -> tuple[Region, ...]:
    """Parse `config/regions/chongqing-streets.csv` (district_code,district,street,former_district), in file order."""
    regions: dict[str, tuple[str, list[str], list[str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        _, streets, former = regions.setdefault(row["district_code"], (row["district"], [], []))
        streets.append(row["street"])
        former.append(row["former_district"])
    return tuple(
        Region(code, name, tuple(streets), former_names=tuple(dict.fromkeys(filter(None, former))), former_in_part="" in former)
        for code, (name, streets, former) in regions.items()
    )


def find_region(regions: Sequence[Region], address: str) -> Region | None:
    """Return the region whose present or former name occurs first in `address`, if any does.

    A former district may have been divided (渝北区 went to 两江新区, five of its towns to 北碚区): then the street decides, and
    without a known street the region that took more of it.
    """
    hits = [
        (address.index(name), not _names_street(region, address), -len(region.streets), region)
        for region in regions
        for name in (region.name, *region.former_names)
        if name in address
    ]
    return min(hits, key=lambda hit: hit[:3])[3] if hits else None


def _names_street(region: Region, address: str) -> bool:
    return any(street in address for street in region.streets)


def mask_address(region: Region | None) -> str:
    """渝中区∗∗∗∗: the region is all that may be shown before the face is verified."""
    return (region.name if region else "") + MASK * 4


def is_mobile(phone: str) -> bool:
    """Tell whether `phone` looks like a Chinese mobile number."""
    return MOBILE.fullmatch(phone) is not None
