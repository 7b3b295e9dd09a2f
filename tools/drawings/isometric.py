"""Solids and flat shapes seen at 30 degrees from the right front above, as SVG that QtSvg draws: paths, fills, strokes.

Model axes: x to the lower right, y to the lower left, z up; one unit is one pixel of the picture. A face that looks up is
``faint``, one that looks to the lower left ``soft``, one that looks to the lower right ``mid``.
"""

import math
from collections.abc import Iterable, Sequence

INK, BLUE, MID, SOFT, PALE, FAINT = "#0F3257", "#1B568F", "#7FA6C9", "#B9D0E4", "#DCE8F2", "#EDF3F8"
WHITE, AMBER, SAND, RED = "#FFFFFF", "#C46A00", "#F7E3C4", "#A93A24"

OUTLINE, THIN, GUIDE, ARROW = 3, 2, 4, 14  # widths of strokes, pixels
DOTS, DASHES = "2 14", "14 12"
ARC_STEPS = 8  # straight pieces of a quarter of a circle
RISE = math.sin(math.pi / 6)
RUN = math.cos(math.pi / 6)

Point = tuple[float, float]
Space = tuple[float, float, float]
Shape = Sequence[Point]


def seen(x: float, y: float, z: float = 0) -> Point:
    """Return where a point of the model is seen."""
    return ((x - y) * RUN, (x + y) * RISE - z)


def direction(dx: float, dy: float, dz: float = 0) -> Point:
    """Return how a way through the model is seen."""
    return seen(dx, dy, dz)


def rounded(x: float, y: float, width: float, depth: float, radius: float) -> list[Point]:
    """Return the outline of a rectangle with round corners, in any plane."""
    corners = (
        (x + width - radius, y + radius, -90),
        (x + width - radius, y + depth - radius, 0),
        (x + radius, y + depth - radius, 90),
        (x + radius, y + radius, 180),
    )
    return [
        point
        for middle_x, middle_y, start in corners
        for point in arc(middle_x, middle_y, radius, start, start + 90, ARC_STEPS)
    ]


def arc(x: float, y: float, radius: float, start: float, end: float, steps: int = 24) -> list[Point]:
    """Return points of a circle from `start` to `end`, in degrees."""
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def disc(x: float, y: float, radius: float) -> list[Point]:
    """Return the outline of a circle."""
    return arc(x, y, radius, 0, 360)[:-1]


def lying(shape: Shape, z: float) -> list[Point]:
    """Lay a shape of x and y down at the height `z`."""
    return [seen(x, y, z) for x, y in shape]


def front(shape: Shape, y: float) -> list[Point]:
    """Stand a shape of x and z up, facing the lower left."""
    return [seen(x, y, z) for x, z in shape]


def in_space(points: Iterable[Space]) -> list[Point]:
    """Return where points of the model are seen."""
    return [seen(*point) for point in points]


def area(points: Shape, fill: str, stroke: str | None = None, width: float = OUTLINE, dash: str | None = None) -> str:
    """Return a closed shape."""
    return _path(f"{_places(points)}Z", fill, stroke, width, dash)


def line(points: Shape, stroke: str, width: float = OUTLINE, dash: str | None = None) -> str:
    """Return an open line with round ends."""
    return _path(_places(points), "none", stroke, width, dash)


def guide(start: Space, end: Space) -> str:
    """Return the dotted way along which something moves."""
    return line(in_space((start, end)), AMBER, GUIDE, DOTS)


def arrow(start: Point, way: Point, length: float) -> str:
    """Return an amber arrow on the picture (not in the model) from `start` along `way`."""
    size = math.hypot(*way)
    ux, uy = way[0] / size, way[1] / size
    tip_x, tip_y = start[0] + ux * length, start[1] + uy * length
    head = 26
    barbs = [
        (tip_x - ux * head - uy * head, tip_y - uy * head + ux * head),
        (tip_x, tip_y),
        (tip_x - ux * head + uy * head, tip_y - uy * head - ux * head),
    ]
    return line((start, (tip_x, tip_y)), AMBER, ARROW) + line(barbs, AMBER, ARROW)


def cross(middle: Point, reach: float = 17) -> str:
    """Return the small red cross of something missing."""
    x, y = middle
    strokes = (((x - reach, y - reach), (x + reach, y + reach)), ((x + reach, y - reach), (x - reach, y + reach)))
    return "".join(line(stroke, RED, 7) for stroke in strokes)


def slab(
    place: Space,
    size: Space,
    radius: float,
    colours: tuple[str, str, str] = (FAINT, SOFT, MID),
    stroke: str = INK,
    width: float = OUTLINE,
    *,
    closed: bool = True,
) -> str:
    """Return a block with upright round edges; `colours` are those of its top, left and right faces.

    One that is not `closed` has no edge below: it is drawn over another, of which it is the upper part.
    """
    base = rounded(place[0], place[1], size[0], size[1], radius)
    above, below = lying(base, place[2] + size[2]), lying(base, place[2])
    to_front, to_left = _sides(above)
    whole = [*to_front, *to_left[1:]]
    top, left, right = colours
    edge = area(_wall(above, below, whole), "none", stroke, width)
    if not closed:
        edge = "".join(line((above[index], below[index]), stroke, width) for index in (whole[0], whole[-1]))
    walls = area(_wall(above, below, to_front), right) + area(_wall(above, below, to_left), left)
    return walls + edge + area(above, top, stroke, width)


def footprint(x: float, y: float, width: float, depth: float, radius: float = 44) -> str:
    """Return the flat tint on which a device stands, in place of a shadow."""
    return area(lying(rounded(x, y, width, depth, radius), 0), PALE)


def _sides(above: Shape) -> tuple[list[int], list[int]]:
    """The points of the top along the right face, and along the left one."""
    right_edge = max(range(len(above)), key=lambda index: above[index][0])
    front_edge = max(range(len(above)), key=lambda index: above[index][1])
    left_edge = min(range(len(above)), key=lambda index: above[index][0])
    return _between(right_edge, front_edge, len(above)), _between(front_edge, left_edge, len(above))


def _between(start: int, end: int, count: int) -> list[int]:
    found = [start]
    while found[-1] != end:
        found.append((found[-1] + 1) % count)
    return found


def _wall(above: Shape, below: Shape, indexes: Sequence[int]) -> list[Point]:
    return [above[index] for index in indexes] + [below[index] for index in reversed(indexes)]


def _places(points: Shape) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _path(places: str, fill: str, stroke: str | None, width: float, dash: str | None) -> str:
    pen = f' stroke="{stroke}" stroke-width="{width:g}" stroke-linejoin="round" stroke-linecap="round"' if stroke else ""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{places}" fill="{fill}"{pen}{dashes}/>'
