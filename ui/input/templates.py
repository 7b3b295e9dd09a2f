"""How well a drawing fits common characters as one learns to write them (`written_characters.txt`), stroke against stroke.

The model of the handwriting engine misses some of the commonest characters (山 九 区 道); here they are by themselves. Points
are complex numbers: distance is their absolute difference, a direction their quotient. Nothing drawn is kept.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, permutations
from pathlib import Path

TABLE = Path(__file__).with_name("written_characters.txt")
POINTS = 10  # of each stroke, evenly along it
FLAT = 0.4  # of the longer side: a drawing flatter than that is not stretched to a square (一 is no 口)
TURNING = 0.25  # what a stroke in the wrong direction costs beside one in the wrong place
ANY_ORDER = 4  # so many strokes may come in any order
SWAPPED = 0.045  # what it costs that strokes come in another order

Point = tuple[float, float]
Stroke = Sequence[Point]
Track = tuple[complex, ...]


@dataclass(frozen=True)
class _Line:
    """One stroke: points at equal distances, the directions between them, and its share of the character's length."""

    points: Track
    turns: Track
    length: float


class Templates:
    """Characters by their strokes; the table is read when first asked."""

    def __init__(self, table: Path = TABLE) -> None:
        self._table = table

    def open(self) -> None:
        """Read the table (10 ms) before it is needed."""
        _ = self._shapes

    @property
    def characters(self) -> list[str]:
        """Every character that is known."""
        return [character for shapes in self._shapes.values() for character, _ in shapes]

    def distances(self, strokes: Sequence[Stroke]) -> dict[str, float]:
        """Every character with this number of strokes and how far from it they are: 0.1 is well written, 0.3 another one."""
        drawn = lines_of(strokes)
        return {character: distance(drawn, shape) for character, shape in self._shapes.get(len(strokes), ())}

    @cached_property
    def _shapes(self) -> dict[int, list[tuple[str, list[_Line]]]]:
        shapes: dict[int, list[tuple[str, list[_Line]]]] = defaultdict(list)
        for character, strokes in parse(self._table.read_text("utf-8")).items():
            if len(character) == 1:
                shapes[len(strokes)].append((character, lines_of(strokes)))
        return shapes


def parse(text: str) -> dict[str, list[list[Point]]]:
    """Return the strokes of every line's character or part, in hundredths of the box; a line may use others."""
    rows = dict(line.split(": ", 1) for line in text.splitlines() if line and not line.startswith("#"))

    def strokes(name: str) -> Iterator[list[Point]]:
        for piece in rows[name].split(" | "):
            part, placed, box = piece.partition("@")
            if placed:
                left, top, right, bottom = numbers(box)
                for stroke in strokes(part):
                    yield [(left + x * (right - left) / 100, top + y * (bottom - top) / 100) for x, y in stroke]
            else:
                yield [(x, y) for x, y in map(numbers, piece.split())]

    return {name: list(strokes(name)) for name in rows}


def numbers(text: str) -> list[float]:
    """`12,3.5` as numbers."""
    return [float(number) for number in text.split(",")]


def lines_of(strokes: Sequence[Stroke]) -> list[_Line]:
    """Strokes in a box of size 1 around 0, whatever their size, place and (within limits) proportions."""
    across, down = ([point[axis] for stroke in strokes for point in stroke] for axis in (0, 1))
    wide, high = max(across) - min(across), max(down) - min(down)
    longer = max(wide, high) or 1.0
    wide, high = max(wide, FLAT * longer), max(high, FLAT * longer)
    middle_x, middle_y = (max(across) + min(across)) / 2, (max(down) + min(down)) / 2
    lines = [line_of([complex((x - middle_x) / wide, (y - middle_y) / high) for x, y in stroke]) for stroke in strokes]
    total = sum(length for _, length in lines) or 1.0
    return [_Line(points, turns_of(points), length / total) for points, length in lines]


def line_of(corners: Sequence[complex]) -> tuple[Track, float]:
    """Points at equal distances along the corners, and how long that is."""
    lengths = [abs(there - here) for here, there in pairwise(corners)]
    total = sum(lengths)
    if not total:
        return (corners[0],) * POINTS, 0.0
    points, done, at = [], 0.0, 0
    for step in range(POINTS):
        wanted = total * step / (POINTS - 1)
        while at < len(lengths) - 1 and done + lengths[at] < wanted:
            done += lengths[at]
            at += 1
        share = min((wanted - done) / lengths[at], 1.0) if lengths[at] else 0.0
        points.append(corners[at] + (corners[at + 1] - corners[at]) * share)
    return tuple(points), total


def turns_of(points: Track) -> Track:
    """The directions from point to point, each of length 1."""
    steps = (there - here for here, there in pairwise(points))
    return tuple(step / abs(step) if step else 0j for step in steps)


def distance(drawn: Sequence[_Line], shape: Sequence[_Line]) -> float:
    """How far two characters of as many strokes are from each other; few strokes may come in any order."""
    count = len(shape)
    whole = sum(_weight(line, line) for line in shape)
    apart = [[_apart(one, other) / whole for other in shape] for one in drawn]
    orders = permutations(range(count)) if count <= ANY_ORDER else [tuple(range(count))]
    return min(
        sum(apart[i][order[i]] for i in range(count)) + SWAPPED * any(i != place for i, place in enumerate(order))
        for order in orders
    )


def _apart(one: _Line, other: _Line) -> float:
    """What one stroke in the place of another costs; the longer they are, the more it counts."""
    place = sum(map(abs, (a - b for a, b in zip(one.points, other.points, strict=True)))) / POINTS
    turn = sum(1 - (a * b.conjugate()).real for a, b in zip(one.turns, other.turns, strict=True)) / (2 * (POINTS - 1))
    return (place + TURNING * turn) * _weight(one, other)


def _weight(one: _Line, other: _Line) -> float:
    return math.sqrt(one.length * other.length + 0.01)  # a short stroke counts too
