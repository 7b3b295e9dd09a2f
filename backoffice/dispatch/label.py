"""The label of a letter: its bar code and its masked form."""

import re

from barcode import Code128  # type: ignore[import-untyped]  # the package has no types

MODULE = 2  # SVG units per bar module
HEIGHT = 60
QUIET = 10  # modules of white on either side (ISO/IEC 15417)
UNMASKED_TAIL = re.compile(r"[0-9０-９A-Za-z一二三四五六七八九十]+(?=\s*(号|栋|幢|组|单元|室|楼|-|$))")


def code128_svg(content: str) -> str:
    """Return the content as a Code 128 bar code in SVG; attributes only, no style, so that the strict CSP holds."""
    modules = Code128(content).build()[0]
    bars = (
        f'<rect x="{(QUIET + bar.start()) * MODULE}" y="0" width="{len(bar.group()) * MODULE}" height="{HEIGHT}"/>'
        for bar in re.finditer("1+", modules)
    )
    width = (len(modules) + 2 * QUIET) * MODULE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'role="img" aria-label="{content}" fill="#000" shape-rendering="crispEdges">{"".join(bars)}</svg>'
    )


def mask_house(address: str) -> str:
    """渝中区民权路28号12-6 → 渝中区民权路∗∗号∗∗-∗∗: numbers of house and flat do not show on the screen."""
    return UNMASKED_TAIL.sub("∗∗", address)
