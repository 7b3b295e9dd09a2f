"""The devices of the cabinet. In every picture one thing is amber: the place of the hand and the way to it."""

from tools.drawings.isometric import (
    AMBER,
    BLUE,
    DASHES,
    FAINT,
    GUIDE,
    INK,
    MID,
    PALE,
    RED,
    SAND,
    SOFT,
    THIN,
    WHITE,
    Space,
    arc,
    area,
    arrow,
    cross,
    direction,
    disc,
    footprint,
    front,
    guide,
    in_space,
    line,
    lying,
    rounded,
    seen,
    slab,
)
from tools.drawings.scene import Scene, dark
from tools.drawings.solids import bank_card, id_card, lit_slot, paper, print_on, sheet, upper_half

DOWN, UP = (0, 1), (0, -1)
IN, OUT = direction(0, -1), direction(0, 1)
PLACE = (SAND, AMBER, AMBER)  # colours of a lit plate


def _missing(corners: list[Space]) -> str:
    """The outline of a thing that is not there, and a cross."""
    points = in_space(corners)
    middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
    return area(points, FAINT, RED, 4, DASHES) + cross(middle)


def _id_card_reader() -> Scene:
    top, rise = 56, 162
    x, y, z = 160, 120, 56 + 162
    waves = "".join(line(lying(arc(196, 215, radius, -52, 53), top), AMBER, 6) for radius in (26, 52, 78))
    ways = "".join(guide((x + a, y + b, z), (x + a, y + b, top)) for a, b in ((4, 186), (296, 4)))
    corner = seen(x + 300, y + 190, z)
    return Scene(
        still=footprint(-10, 30, 636, 466)
        + slab((0, 0, 0), (620, 430, 44), 36)
        + slab((130, 100, 44), (360, 230, 12), 26, PLACE, AMBER)
        + waves
        + area(lying(disc(196, 215, 9), top), AMBER),
        part=id_card(x, y, z),
        travel=(0, rise),
        acts={
            "insert": ways + arrow((corner[0], corner[1] + 30), DOWN, 88),
            "take": ways + arrow((corner[0], corner[1] + 122), UP, 88),
        },
        missing=_missing([(x, y, z), (x + 300, y, z), (x + 300, y + 190, z), (x, y + 190, z)]),
    )


def _slot_box(x: float, y: float) -> tuple[str, str, Space]:
    """The bank-card reader, what hides the card in it, and the left end of the slot."""
    place, size, slot = (x, y, 0), (430, 230, 176), (x + 126, 102, 178)
    face = y + size[1]
    return (
        slab(place, size, 26) + lit_slot(slot[0], face, slot[1], slot[2]),
        upper_half(place, size, 26, slot),
        (slot[0] + 3, face, slot[1]),
    )


def _bank_card_reader() -> Scene:
    box, cover, (x, y, z) = _slot_box(0, -250)
    away, deep = 70, 206
    start = y + away
    ways = "".join(guide((x + side, y, z), (x + side, start, z)) for side in (4, 168))
    out = seen(x + 86, start + 300, z)
    tip = seen(x + 86, start + 390, z)
    return Scene(
        still=footprint(-20, -236, 474, 250) + box,
        part=bank_card(x, start, z - 5),
        travel=direction(0, -(away + deep)),
        cover=cover,
        acts={
            "insert": ways + arrow(tip, IN, 76),
            "take": ways + arrow(out, OUT, 76),
        },
        missing=_missing([(x, start, z), (x + 172, start, z), (x + 172, start + 272, z), (x, start + 272, z)]),
    )


def _key(x: float, y: float, z: float, face: str = WHITE) -> str:
    return slab((x, y, z), (78, 46, 12), 9, (face, SOFT, MID), INK, THIN)


def _pin_pad() -> Scene:
    box, cover, (x, y, z) = _slot_box(0, -260)
    top = 50
    keys = "".join(_key(44 + column * 88, 108 + row * 60, top + 8) for row in range(4) for column in range(3))
    acts = "".join(_key(332, 108 + row * 60, top, SOFT) for row in range(4))
    marks = (
        line(lying([(361, 121), (381, 141)], top + 12), INK, 4)
        + line(lying([(381, 121), (361, 141)], top + 12), INK, 4)
        + line(lying([(384, 191), (358, 191)], top + 12), INK, 4)
        + line(lying([(368, 181), (358, 191), (368, 201)], top + 12), INK, 4)
        + line(lying([(356, 311), (368, 323), (386, 301)], top + 12), INK, 4)
    )
    dots = "".join(
        area(lying(disc(78 + index * 54, 54, 11), top), INK if index < 3 else FAINT, INK, THIN) for index in range(6)
    )
    aim = (171, 191, top + 20)
    above = (*aim[:2], top + 20 + 176)
    tip = seen(*aim)
    return Scene(
        still=footprint(-20, -240, 474, 622)
        + dark(box)
        + bank_card(x, y, z - 5, 66)
        + dark(cover)
        + slab((0, 4, 0), (440, 358, top), 32)
        + area(lying(rounded(30, 30, 380, 48, 10), top), PALE, INK, THIN)
        + dots
        + slab((30, 94, top), (290, 252, 8), 16, PLACE, AMBER)
        + keys
        + acts
        + marks,
        part=arrow((tip[0], tip[1] - 164), DOWN, 112),
        travel=(0, 50),
        acts={"press": guide(above, aim)},
    )


def _camera() -> Scene:
    width, face, height = 480, 110, 398
    lens_x, lens_z = 240, 350
    end, start = (lens_x, face + 20, lens_z), (lens_x, face + 300, lens_z)
    return Scene(
        still=footprint(-20, -4, 524, 150)
        + slab((0, 0, 0), (width, face, height), 30)
        + area(front(rounded(34, 32, 412, 252, 16), face), PALE, INK)
        + area(front([(240 + 80 * a, 158 + 102 * b) for a, b in disc(0, 0, 1)], face), WHITE, MID, GUIDE)
        + area(front(rounded(lens_x - 84, lens_z - 40, 168, 80, 40), face), SAND, AMBER, GUIDE)
        + area(front(disc(lens_x, lens_z, 28), face), INK)
        + area(front(disc(lens_x, lens_z, 13), face), SOFT),
        part=arrow(seen(lens_x, face + 320, lens_z), IN, 104),
        travel=direction(0, -130),
        acts={"look": guide(start, end)},
    )


def _receipt_printer() -> Scene:
    place, size = (0, 0, 0), (400, 300, 250)
    slot = (104, 150, 192)
    face = 300
    corner, along = (108, face, 150), (0, 150, -96)
    end = seen(200, face + 150, 54)
    steep = direction(0, 150, -96)
    rows = [(0.24, 0.16, 0.84), (0.44, 0.16, 0.66), (0.62, 0.16, 0.78), (0.8, 0.16, 0.5)]
    return Scene(
        still=footprint(-20, -2, 446, 328)
        + slab(place, size, 34)
        + lit_slot(slot[0], face, slot[1], slot[2])
        + area(lying(rounded(52, 40, 296, 190, 20), 250), PALE, INK),
        part=paper(corner, 184, along) + print_on(corner, 184, along, rows),
        travel=(-steep[0], -steep[1]),
        cover=upper_half(place, size, 34, slot) + area(lying(rounded(52, 40, 296, 190, 20), 250), PALE, INK),
        acts={"take": arrow((end[0] + steep[0] * 0.12, end[1] + steep[1] * 0.12), steep, 76)},
        missing=_missing(sheet(corner, 184, along)),
    )


def _document_printer() -> Scene:
    place, size = (0, 0, 0), (430, 230, 250)
    slot = (84, 110, 232)
    face = 230
    corner, along = (90, face, 110), (0, 300, 0)
    rows = [(0.14, 0.3, 0.7), (0.3, 0.14, 0.86), (0.42, 0.14, 0.86), (0.54, 0.14, 0.86), (0.66, 0.14, 0.6)]
    seal = area(lying(disc(252, face + 246, 26), 110), "none", MID, 5)
    out = seen(200, face + 326, 110)
    return Scene(
        still=footprint(-20, -4, 476, 264)
        + slab(place, size, 30)
        + lit_slot(slot[0], face, slot[1], slot[2])
        + slab((62, face, 62), (276, 250, 16), 20, PLACE, AMBER),
        part=paper(corner, 220, along) + print_on(corner, 220, along, rows) + seal,
        travel=direction(0, -300),
        cover=upper_half(place, size, 30, slot),
        acts={"take": arrow(out, OUT, 76)},
        missing=_missing(sheet(corner, 220, along)),
    )


def _document_camera() -> Scene:
    mat, x, y, away = 18, 90, 138, 212
    corner, along = (x, y + away, mat + 3), (0, 210, 0)
    rows = [(0.2, 0.1, 0.5), (0.4, 0.1, 0.86), (0.56, 0.1, 0.86), (0.72, 0.1, 0.7)]
    ways = "".join(guide((x + side, y + 40, mat), (x + side, y + away, mat)) for side in (8, 292))
    out, tip = seen(x + 150, y + away + 236, mat), seen(x + 150, y + away + 318, mat)
    return Scene(
        still=footprint(-14, 14, 510, 404)
        + slab((0, 0, 0), (480, 380, mat), 30)
        + area(lying(rounded(x - 12, y - 12, 324, 234, 14), mat), SAND, AMBER, GUIDE),
        part=paper(corner, 300, along) + print_on(corner, 300, along, rows),
        travel=direction(0, -away),
        cover=slab((212, 16, mat), (56, 56, 260), 14)
        + slab((206, 10, mat + 260), (68, 250, 28), 16)
        + slab((194, 176, mat + 224), (92, 92, 36), 24, (FAINT, SOFT, MID)),
        acts={"insert": ways + arrow(tip, IN, 70), "take": ways + arrow(out, OUT, 70)},
        missing=_missing(sheet(corner, 300, along)),
    )


def _code(x: float, y: float, z: float) -> str:
    """A two-dimensional code of 7 x 7 modules, as people know it: three eyes and some dots."""
    module = 16
    eyes = "".join(
        area(lying(rounded(x + a * module, y + b * module, 3 * module, 3 * module, 4), z), BLUE)
        + area(lying(rounded(x + (a + 1) * module, y + (b + 1) * module, module, module, 2), z), FAINT)
        for a, b in ((0, 0), (0, 4), (4, 0))
    )
    dots = ((4, 4), (6, 4), (5, 5), (4, 6), (6, 6), (3, 3), (3, 1), (1, 3), (6, 3), (3, 6))
    return eyes + "".join(area(lying(rounded(x + a * module, y + b * module, module, module, 2), z), BLUE) for a, b in dots)


def _code_scanner() -> Scene:
    shelf, x, y, away = 26, 130, 160, 190
    start = y + away
    out, tip = seen(x + 85, start + 286, shelf), seen(x + 85, start + 368, shelf)
    ways = "".join(guide((x + side, y + 60, shelf), (x + side, start, shelf)) for side in (8, 162))
    above = shelf + 14
    return Scene(
        still=footprint(-14, 10, 464, 400)
        + slab((0, 0, 0), (430, 380, shelf), 30)
        + area(lying(rounded(x - 22, y - 26, 214, 236, 16), shelf), SAND, AMBER, GUIDE),
        part=slab((x, start, shelf + 2), (170, 260, 12), 22, (BLUE, INK, INK))
        + area(lying(rounded(x + 12, start + 14, 146, 232, 14), above), FAINT)
        + _code(x + 29, start + 34, above)
        + line(lying([(x + 42, start + 186), (x + 128, start + 186)], above), MID, 6)
        + line(lying([(x + 42, start + 210), (x + 100, start + 210)], above), MID, 6),
        travel=direction(0, -away),
        cover=slab((60, 0, shelf), (310, 84, 190), 24)
        + slab((60, 0, shelf + 190), (310, 190, 70), 24)
        + area(front(rounded(150, shelf + 208, 130, 34, 12), 190), INK),
        acts={"insert": ways + arrow(tip, IN, 70), "take": ways + arrow(out, OUT, 70)},
        missing=_missing([(x, start, shelf), (x + 170, start, shelf), (x + 170, start + 260, shelf), (x, start + 260, shelf)]),
    )


SCENES = {
    "id_card_reader": _id_card_reader(),
    "bank_card_reader": _bank_card_reader(),
    "pin_pad": _pin_pad(),
    "camera": _camera(),
    "receipt_printer": _receipt_printer(),
    "document_printer": _document_printer(),
    "document_camera": _document_camera(),
    "code_scanner": _code_scanner(),
}
