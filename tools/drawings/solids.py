"""Parts that several devices share: cards, paper, slots in the front of a box."""

from tools.drawings.isometric import (
    AMBER,
    BLUE,
    GUIDE,
    INK,
    MID,
    PALE,
    SAND,
    SOFT,
    THIN,
    WHITE,
    Space,
    arc,
    area,
    disc,
    front,
    in_space,
    line,
    lying,
    rounded,
    slab,
)

CARD = 5  # thickness of a card, pixels
TEXT = 7  # width of a line that stands for a line of text


def id_card(x: float, y: float, z: float) -> str:
    """Return an identity card of 300 x 190 lying with its portrait up."""
    above = z + CARD
    left, top = x + 196, y + 28  # of the portrait
    middle = left + 39
    shoulders = [(middle - 32, top + 104), *arc(middle, top + 104, 33, 180, 360, 16)]
    lines = [
        ((x + 26, y + 34 + 27 * index), (x + 26 + length, y + 34 + 27 * index))
        for index, length in enumerate((70, 110, 130, 96))
    ]
    return (
        slab((x, y, z), (300, 190, CARD), 16, (WHITE, SOFT, MID))
        + area(lying(rounded(left, top, 78, 104, 8), above), PALE)
        + area(lying(disc(middle, top + 42, 20), above), MID)
        + area(lying(shoulders, above), MID)
        + "".join(line(lying(ends, above), MID if index else BLUE, TEXT) for index, ends in enumerate(lines))
        + line(lying([(x + 26, y + 162), (x + 260, y + 162)], above), BLUE, TEXT)
    )


def bank_card(x: float, y: float, z: float, length: float = 272) -> str:
    """Return a bank card, 172 wide, its chip towards the slot; of a card in a slot, only the `length` that is outside."""
    card = slab((x, y, z), (172, length, CARD), 14, (BLUE, INK, INK))
    if length < 272:
        return card
    above, chip_x, chip_y = z + CARD, x + 63, y + 34
    return (
        card
        + area(lying(rounded(chip_x, chip_y, 46, 40, 7), above), SAND, INK, THIN)
        + line(lying([(chip_x + 23, chip_y), (chip_x + 23, chip_y + 40)], above), INK, THIN)
        + line(lying([(chip_x, chip_y + 20), (chip_x + 46, chip_y + 20)], above), INK, THIN)
        + line(lying([(x + 36, y + 218), (x + 36, y + 132)], above), SOFT, TEXT)
        + line(lying([(x + 60, y + 218), (x + 60, y + 168)], above), SOFT, TEXT)
    )


def paper(corner: Space, across: float, along: Space, stroke: str = INK) -> str:
    """Return a flat sheet: from `corner`, `across` wide along x, and as far as `along` leads."""
    return area(in_space(sheet(corner, across, along)), WHITE, stroke)


def sheet(corner: Space, across: float, along: Space) -> list[Space]:
    """Return the corners of a flat sheet."""
    x, y, z = corner
    dx, dy, dz = along
    return [(x, y, z), (x + across, y, z), (x + across + dx, y + dy, z + dz), (x + dx, y + dy, z + dz)]


def print_on(corner: Space, across: float, along: Space, rows: list[tuple[float, float, float]], colour: str = MID) -> str:
    """Return lines of text on a sheet: how far down (0..1), from and to which share of its width."""
    x, y, z = corner
    dx, dy, dz = along
    return "".join(
        line(in_space([(x + across * share + dx * down, y + dy * down, z + dz * down) for share in (start, end)]), colour, 6)
        for down, start, end in rows
    )


FRAME, GAP = (22, 60, 16), (6, 14, 7)  # of a slot: how far it reaches to the sides, its height, its radius


def lit_slot(x: float, y: float, z: float, width: float) -> str:
    """Return a slot in a front face, in its amber frame; `z` is the height of its middle."""
    frame, gap = (front(_around(x, z, width, reach), y) for reach in (FRAME, GAP))
    return area(frame, SAND, AMBER, GUIDE) + area(gap, INK)


def upper_half(place: Space, size: Space, radius: float, slot: Space) -> str:
    """Return what hides the thing that goes into a slot: the block above the slot's middle.

    `slot` is the left end of the slot, the height of its middle, and its width.
    """
    x, cut, width = slot
    face = place[1] + size[1]
    frame, gap = (front([point for point in _around(x, cut, width, reach) if point[1] >= cut], face) for reach in (FRAME, GAP))
    block = slab((place[0], place[1], cut), (size[0], size[1], place[2] + size[2] - cut), radius, closed=False)
    return block + area(frame, SAND) + line(frame, AMBER, GUIDE) + area(gap, INK)


def _around(x: float, z: float, width: float, reach: Space) -> list[tuple[float, float]]:
    sideways, height, radius = reach
    return rounded(x - sideways, z - height / 2, width + 2 * sideways, height, radius)
