"""Drawn portraits: neutral, invented faces, the same person recognisable on the chip and in the registry.

Drawn in a field of 160 × 200 with the eyes' line at y = 85, then brought to the size that is asked for.
"""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 160, 200
SCALE = 6  # drawn larger and reduced, for smooth edges
REGISTRY_SIZE = (413, 600)  # pixels, about 32 × 45 mm at 330 dpi
CHIP_SIZE = (102, 126)  # pixels of the photo in a resident ID card

SKINS = (("#E9C6A9", "#D2A283"), ("#E3BFA2", "#CB9A7B"), ("#DDB595", "#C08F6F"), ("#D8AE8E", "#B98866"), ("#EBCDB4", "#D6AB8C"))
HAIRS = ("#1F1E20", "#262527", "#2B2624", "#33291F")
WESTERN_HAIRS = ("#6B4A2C", "#8A6A42", "#4A3322")
GREYS = ("#6E6C6C", "#9A9896", "#C6C3BF")
CLOTHES = ("#39465A", "#5C6B58", "#7A8794", "#6B4F4F", "#44546A", "#7D6A55", "#4F5F73", "#5A4B66")
COLLARS = ("#E8EAEC", "#DCE3EA", "#F0ECE4", "#3F4A3C")

Point = tuple[float, float]


@dataclass(frozen=True)
class Looks:
    """What makes one face this face. Lengths are in the 160 × 200 field."""

    skin: tuple[str, str]
    hair: str
    clothes: str
    collar: str
    female: bool
    age: int
    style: int  # of the hair
    face: float  # half width of the face
    jaw: float  # half width of the jaw
    chin: float  # y of the chin
    eyes: float  # half distance of the eyes
    eye_size: float
    brow: float  # tilt
    brow_weight: float
    nose: float  # half width
    mouth: float  # half width
    lips: float  # curve, positive smiles
    glasses: bool
    moustache: bool

    @classmethod
    def of(cls, seed: str, *, female: bool, age: int, western: bool = False) -> "Looks":
        """Return the face that belongs to `seed`; the same seed always gives the same face."""
        draw = random.Random(seed)  # noqa: S311 - faces need no cryptography
        hair = draw.choice(WESTERN_HAIRS if western else HAIRS)
        return cls(
            skin=draw.choice(SKINS),
            hair=hair if age < 55 else GREYS[min((age - 55) // 8, 2)],
            clothes=draw.choice(CLOTHES),
            collar=draw.choice(COLLARS),
            female=female,
            age=age,
            style=draw.randrange(3),
            face=draw.uniform(31, 36.5),
            jaw=draw.uniform(19, 25) - 2 * female,
            chin=draw.uniform(133, 140) - 2 * female,
            eyes=draw.uniform(14.5, 17),
            eye_size=draw.uniform(3.9, 4.9) + 0.3 * female,
            brow=draw.uniform(-1.2, 1.6),
            brow_weight=draw.uniform(2.4, 3.6) - 1.0 * female,
            nose=draw.uniform(4.2, 6.2) - 0.6 * female,
            mouth=draw.uniform(10.5, 13.5),
            lips=draw.uniform(1.0, 4.5),
            glasses=draw.random() < (0.55 if age >= 60 else 0.28),
            moustache=not female and draw.random() < 0.12,
        )


def registry_jpeg(looks: Looks) -> bytes:
    """Return the registry's photograph: white ground, some years younger, JPEG 413 × 600."""
    younger = replace(looks, glasses=False, clothes=CLOTHES[(CLOTHES.index(looks.clothes) + 3) % len(CLOTHES)])
    picture = draw(younger, ground="#FBFBFB")
    width = round(HEIGHT * REGISTRY_SIZE[0] / REGISTRY_SIZE[1])
    left = (WIDTH - width) // 2 + 1
    cut = picture.crop((left * SCALE, 0, (left + width) * SCALE, HEIGHT * SCALE)).resize(
        REGISTRY_SIZE, Image.Resampling.LANCZOS
    )
    return _jpeg(cut, 88)


def chip_jpeg(looks: Looks, limit: int) -> bytes:
    """Return the chip's photograph: grey, 102 × 126, JPEG of at most `limit` bytes."""
    picture = draw(looks, ground="#F2F3F1").resize(CHIP_SIZE, Image.Resampling.LANCZOS).convert("L")
    picture = picture.filter(ImageFilter.GaussianBlur(0.6))
    for quality in range(60, 0, -2):
        data = _jpeg(picture, quality)
        if len(data) <= limit:
            return data
    raise ValueError(f"portrait does not fit into {limit} bytes")


def dock_jpeg(looks: Looks) -> bytes:
    """Return the small picture that the dock shows, JPEG 192 × 240."""
    return _jpeg(draw(looks, ground="#DCE8F2").resize((192, 240), Image.Resampling.LANCZOS), 86)


def cutout(looks: Looks, turn: float = 0.0, lids: float = 0.0) -> NDArray[np.uint8]:
    """Return the person cut out, 512 × 640, BGRA, for the camera; `turn` from -1 (own right) to 1 (own left)."""
    picture = np.array(draw(looks, "#00000000").resize((512, 640), Image.Resampling.LANCZOS))
    return np.ascontiguousarray(picture[:, :, [2, 1, 0, 3]])


def draw(looks: Looks, ground: str) -> Image.Image:
    """Draw the face on `ground`, at :data:`SCALE` times the field."""
    image = Image.new("RGBA" if len(ground) == 9 else "RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
    pen = _Pen(ImageDraw.Draw(image))
    _hair_behind(pen, looks)
    _body(pen, looks)
    _head(pen, looks)
    _features(pen, looks)
    _hair_before(pen, looks)
    if looks.glasses:
        _glasses(pen, looks)
    return image


def _jpeg(image: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()


class _Pen:
    """Draws smooth shapes in field coordinates."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def shape(self, points: Sequence[Point], fill: str) -> None:
        """Fill the smooth closed curve through `points`."""
        self._draw.polygon([_big(p) for p in _smooth([points[-1], *points, points[0], points[1]])], fill=fill)

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        """Fill a polygon with straight edges."""
        self._draw.polygon([_big(p) for p in points], fill=fill)

    def stroke(self, points: Sequence[Point], fill: str, width: float) -> None:
        """Draw the smooth open curve through `points`, with round ends."""
        curve = [_big(p) for p in _smooth([points[0], *points, points[-1]])]
        self._draw.line(curve, fill=fill, width=round(width * SCALE), joint="curve")
        radius = width * SCALE / 2
        for x, y in (curve[0], curve[-1]):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        """Fill an ellipse."""
        self._draw.ellipse([*_big((x - rx, y - ry)), *_big((x + rx, y + ry))], fill=fill)

    def frame(self, x: float, y: float, rx: float, ry: float, colour: str) -> None:
        """Draw a rounded frame."""
        corners = [*_big((x - rx, y - ry)), *_big((x + rx, y + ry))]
        self._draw.rounded_rectangle(corners, radius=5 * SCALE, outline=colour, width=2 * SCALE)


def _big(point: Point) -> Point:
    return point[0] * SCALE, point[1] * SCALE


def _smooth(points: Sequence[Point], steps: int = 14) -> list[Point]:
    """Return a Catmull-Rom curve through all but the first and last point."""
    curve: list[Point] = []
    for p0, p1, p2, p3 in zip(points, points[1:], points[2:], points[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append((_between(t, p0[0], p1[0], p2[0], p3[0]), _between(t, p0[1], p1[1], p2[1], p3[1])))
    curve.append(points[-2])
    return curve


def _between(t: float, a: float, b: float, c: float, d: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def _mirror(points: Sequence[Point]) -> list[Point]:
    """Return `points` of the right half together with their mirror images, running round."""
    return [*points, *((-x, y) for x, y in reversed(points))]


def _at_centre(points: Sequence[Point]) -> list[Point]:
    return [(80 + x, y) for x, y in points]


def _body(pen: _Pen, looks: Looks) -> None:
    shoulder = 58 if looks.female else 68
    pen.shape(_at_centre(_mirror([(20, 148), (44, 158), (shoulder, 172), (shoulder + 6, 206)])), looks.clothes)
    pen.polygon(_at_centre([(-18, 122), (18, 122), (19, 150), (0, 168), (-19, 150)]), looks.skin[1])
    for side in (-1, 1):
        pen.polygon(_at_centre([(side * 21, 145), (side * 29, 150), (side * 2, 184), (0, 170)]), looks.collar)


def _head(pen: _Pen, looks: Looks) -> None:
    for side in (-1, 1):
        pen.oval(80 + side * (looks.face + 0.5), 90, 5.5, 10.5, looks.skin[1])
    pen.shape(_at_centre(_outline(looks)), looks.skin[0])
    shade = [
        (looks.face - 1, 72),
        (looks.face, 88),
        (looks.face - 5, 108),
        (looks.jaw - 2, looks.chin - 13),
        (6, looks.chin - 2),
    ]
    inner = [(16, looks.chin - 14), (24, 110), (looks.face - 6, 88)]
    pen.shape(_at_centre([*shade, *inner]), _mix(*looks.skin, 0.45))


def _outline(looks: Looks) -> list[Point]:
    half = [
        (14, 38),
        (looks.face - 5, 50),
        (looks.face, 78),
        (looks.face - 3.5, 104),
        (looks.jaw, looks.chin - 13),
        (8, looks.chin - 1),
    ]
    return _mirror(half)


def _features(pen: _Pen, looks: Looks) -> None:
    for side in (-1, 1):
        _eye(pen, looks, side)
    dark = looks.skin[1]
    pen.stroke(_at_centre([(0.5, 88), (-looks.nose + 1, 101), (-looks.nose + 2, 104), (looks.nose, 104)]), dark, 2.0)
    curve = looks.lips
    lips = "#B4584E" if looks.female else "#A4604F"
    pen.stroke(_at_centre([(-looks.mouth, 117), (0, 117 + curve), (looks.mouth, 117)]), lips, 3.2 if looks.female else 2.5)
    if looks.moustache:
        pen.stroke(_at_centre([(-10, 112), (0, 109.5), (10, 112)]), looks.hair, 3)
    if looks.age >= 60:
        _wrinkles(pen, looks)


def _eye(pen: _Pen, looks: Looks, side: int) -> None:
    x, size = 80 + side * looks.eyes, looks.eye_size
    pen.oval(x, 85.5, size, size * 0.66, "#FFFFFF")
    pen.oval(x, 85.3, size * 0.62, size * 0.62, "#2A211D")
    pen.stroke(
        [(x - size - 1.6, 85.2), (x, 81.2 + 0.2 * side), (x + size + 1.6, 85.2)], "#4A352B", 2.1 if looks.female else 1.5
    )
    inner, outer = x - side * 8, x + side * 9
    brow = 74.5 - (1.2 if looks.female else 0)
    pen.stroke([(inner, brow + looks.brow), (x, brow - 3), (outer, brow + 0.8)], looks.hair, looks.brow_weight)


def _wrinkles(pen: _Pen, looks: Looks) -> None:
    for side in (-1, 1):
        pen.stroke(_at_centre([(side * 11, 102), (side * 15, 110), (side * 16, 116)]), looks.skin[1], 1.2)
        pen.stroke(_at_centre([(side * 10, 92), (side * 16, 94), (side * 21, 92)]), looks.skin[1], 1.1)
    pen.stroke(_at_centre([(-14, 61), (0, 59.5), (14, 61)]), looks.skin[1], 1.1)


def _hair_behind(pen: _Pen, looks: Looks) -> None:
    if not looks.female:
        return
    length = (120, 168, 146)[looks.style]
    width = looks.face + (9, 10, 13)[looks.style]
    pen.shape(
        _at_centre(_mirror([(18, 22), (width - 4, 48), (width, 90), (width - 2, length - 8), (width - 16, length)])), looks.hair
    )


def _hair_before(pen: _Pen, looks: Looks) -> None:
    top = (26, 22, 24)[looks.style]
    edge = looks.face + 2.5
    if looks.female:
        part = (-12, 14, 0)[looks.style]
        crown = [(-edge, 92), (-edge - 2, 62), (-22, top + 6), (0, top - 2), (22, top + 6), (edge + 2, 62), (edge, 92)]
        fringe = [(looks.face - 4, 70), (24, 56), (part + 4, 46), (part - 4, 46), (-24, 56), (-looks.face + 4, 70)]
    else:
        receding = 6 if looks.age >= 60 else 0
        crown = [(-edge, 84), (-edge - 1, 58), (-24, top + 6), (0, top), (24, top + 6), (edge + 1, 58), (edge, 84)]
        line = (54, 58, 50)[looks.style] - receding
        swing = (-3, 3, 0)[looks.style]
        fringe = [(looks.face - 3, 68), (25, line + swing), (0, line - 3), (-25, line - swing), (-looks.face + 3, 68)]
    pen.shape(_at_centre([*crown, *fringe]), looks.hair)


def _glasses(pen: _Pen, looks: Looks) -> None:
    for side in (-1, 1):
        x = 80 + side * looks.eyes
        pen.frame(x, 86, 11.5, 8.5, "#2F3338")
        pen.stroke([(x + side * 11, 83), (80 + side * looks.face, 81)], "#2F3338", 1.8)
    gap = looks.eyes - 11.5
    pen.stroke(_at_centre([(-gap, 84.5), (0, 82.5), (gap, 84.5)]), "#2F3338", 1.8)


def _mix(first: str, second: str, share: float) -> str:
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()
