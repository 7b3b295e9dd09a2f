"""The label of a letter: its bar code and its masked form. How its address is broken: :func:`domain.addresses.label_lines`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from barcode.charsets import code128  # type: ignore[import-untyped]  # the package has no types

from domain.addresses import HERE, Region, find_region

MODULE = 2  # SVG units per bar module
HEIGHT = 60
QUIET = 10  # modules of white on either side (ISO/IEC 15417)
START_C, CODE_B, CHECKSUM_MODULUS = 105, 100, 103
UNMASKED_TAIL = re.compile(r"[0-9０-９A-Za-z一二三四五六七八九十]+(?=\s*(号|栋|幢|组|社|队|单元|室|楼|-|$))")


def code128_svg(digits: str) -> str:
    """Return digits as a Code 128 bar code in SVG; attributes only, no style, so that the strict CSP holds.

    Raises ValueError for anything but ASCII digits.
    """
    modules = "".join(code128.CODES[value] for value in code128_values(digits)) + code128.STOP + "11"
    bars = (
        f'<rect x="{(QUIET + bar.start()) * MODULE}" y="0" width="{len(bar.group()) * MODULE}" height="{HEIGHT}"/>'
        for bar in re.finditer("1+", modules)
    )
    width = (len(modules) + 2 * QUIET) * MODULE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'role="img" aria-label="{digits}" fill="#000" shape-rendering="crispEdges">{"".join(bars)}</svg>'
    )


def code128_values(digits: str) -> list[int]:
    """Return start, data and check symbols: pairs in code set C, an odd last digit in code set B.

    python-barcode 0.16.1 itself takes a leading pair 99 for its switch to code set C and loses it, and express waybills do
    begin with 99; so only its table of bars is used.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("only digits")
    values = [START_C, *(int(digits[place : place + 2]) for place in range(0, len(digits) - 1, 2))]
    if len(digits) % 2:
        values += [CODE_B, ord(digits[-1]) - ord(" ")]
    return [*values, (values[0] + sum(place * value for place, value in enumerate(values))) % CHECKSUM_MODULUS]


def mask_house(address: str) -> str:
    """渝中区民权路28号12-6 → 渝中区民权路∗∗号∗∗-∗∗: numbers of house and flat do not show on the screen."""
    return UNMASKED_TAIL.sub("∗∗", address)


def whole_address(address: str, regions: Sequence[Region]) -> str:
    """Put the city in front of an address that begins with one of its districts: the post sorts by province and city first."""
    address = address.strip()
    return f"重庆市{address}" if find_region(regions, address) and not HERE.match(address) else address


@cache
def postcodes(config: Path) -> Mapping[str, str]:
    """Return the postcode of every district, from `config/regions/postcodes.toml`."""
    found: dict[str, str] = tomllib.loads((config / "regions" / "postcodes.toml").read_text(encoding="utf-8"))["postcode"]
    return found
