"""Common characters by their strokes: a table that fits itself, and hands of many kinds."""

import math
import random
from itertools import pairwise

import pytest

from ui.input.handwriting import Handwriting
from ui.input.templates import POINTS, TABLE, Point, Stroke, Templates, line_of, parse

TEMPLATES = Templates()
PARSED = parse(TABLE.read_text("utf-8"))
CHARACTERS = [name for name in PARSED if len(name) == 1]
PEN = Handwriting()


def by_hand(strokes: list[list[Point]], seed: int) -> list[Stroke]:
    """The strokes as somebody writes them: leaning, wider or narrower, each a little off its place, trembling, anywhere."""
    rnd = random.Random(seed)  # noqa: S311 - no secret
    lean, wide, size = rnd.uniform(-0.15, 0.15), rnd.uniform(0.8, 1.2), rnd.uniform(0.3, 0.9)

    def placed(x: float, y: float) -> Point:
        x, y = x / 100 - 0.5, y / 100 - 0.5
        return 0.5 + (x * wide - lean * y) * size, 0.5 + (y + lean * x / 2) * size

    hand: list[Stroke] = []
    for stroke in strokes:
        off_x, off_y = rnd.gauss(0, 2), rnd.gauss(0, 2)
        points, _ = line_of([complex(x, y) for x, y in stroke])
        hand.append([placed(p.real + off_x + rnd.gauss(0, 1), p.imag + off_y + rnd.gauss(0, 1)) for p in points])
    return hand


def test_the_table_lies_within_the_box_and_every_stroke_goes_somewhere() -> None:
    assert len(CHARACTERS) >= 170
    for strokes in PARSED.values():
        for stroke in strokes:
            assert len(set(stroke)) > 1
            assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in stroke)


@pytest.mark.parametrize(
    ("character", "strokes"), [("山", 3), ("九", 2), ("区", 4), ("路", 13), ("道", 12), ("楼", 13), ("渝", 12), ("镇", 15)]
)
def test_characters_have_as_many_strokes_as_one_learns(character: str, strokes: int) -> None:
    assert len(PARSED[character]) == strokes


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_character_is_nearest_to_itself(character: str) -> None:
    distances = TEMPLATES.distances(PARSED[character])
    assert min(distances, key=distances.__getitem__) == character
    assert distances[character] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
def test_nearly_every_character_comes_first_however_it_is_written(seed: int) -> None:
    offered = {character: PEN.recognise(by_hand(PARSED[character], seed)) for character in CHARACTERS}
    assert all(character in texts[:5] for character, texts in offered.items())
    assert sum(character == texts[0] for character, texts in offered.items()) >= 0.97 * len(CHARACTERS)


def test_points_lie_at_equal_distances() -> None:
    points, length = line_of([0j, 3 + 0j, 3 + 6j])
    assert (len(points), length, points[0], points[-1]) == (POINTS, 9, 0j, 3 + 6j)
    assert all(math.isclose(abs(b - a), 1) for a, b in pairwise(points))


def test_a_dot_and_doubled_points_are_no_trouble() -> None:
    assert set(TEMPLATES.distances([[(0.5, 0.5)]])) == {"一"}
    assert "十" in TEMPLATES.distances([[(0.1, 0.5), (0.1, 0.5), (0.9, 0.5), (0.9, 0.5)], [(0.5, 0.1), (0.5, 0.9)]])


def test_strokes_that_no_character_has_are_near_none() -> None:
    assert TEMPLATES.distances([[(0, 0), (1, 1)]] * 39) == {}
