"""Characters written by hand, stroke by stroke as one learns them at school; and everything that is no writing."""

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from ui.input.handwriting import MOST_POINTS, Handwriting, Stroke, clean

PEN = Handwriting()

# Corners of each stroke, in hundredths of the box; the test draws straight lines between them.
WRITTEN: dict[str, list[list[tuple[int, int]]]] = {
    "一": [[(10, 50), (90, 48)]],
    "二": [[(25, 25), (75, 24)], [(8, 80), (92, 78)]],
    "三": [[(20, 18), (80, 16)], [(25, 48), (75, 46)], [(8, 84), (92, 82)]],
    "十": [[(10, 45), (90, 43)], [(50, 8), (50, 95)]],
    "人": [[(50, 8), (44, 45), (10, 92)], [(48, 38), (62, 68), (92, 92)]],
    "大": [[(12, 38), (88, 36)], [(50, 8), (46, 45), (10, 94)], [(50, 42), (65, 72), (92, 94)]],
    "口": [[(22, 25), (25, 85)], [(22, 25), (80, 23), (76, 85)], [(25, 80), (77, 78)]],
    "日": [[(28, 10), (28, 92)], [(28, 10), (74, 10), (74, 92)], [(28, 48), (73, 47)], [(28, 88), (74, 87)]],
    "王": [[(18, 15), (82, 13)], [(22, 48), (78, 46)], [(50, 14), (50, 86)], [(8, 88), (92, 86)]],
    "工": [[(18, 18), (82, 16)], [(50, 18), (50, 82)], [(8, 84), (92, 82)]],
    "土": [[(22, 38), (78, 36)], [(50, 10), (50, 84)], [(8, 86), (92, 84)]],
    "木": [[(12, 32), (88, 30)], [(50, 6), (50, 95)], [(49, 32), (35, 60), (8, 80)], [(51, 32), (68, 62), (92, 80)]],
    "田": [
        [(18, 18), (20, 86)],
        [(18, 18), (82, 16), (80, 86)],
        [(20, 50), (80, 48)],
        [(50, 17), (50, 82)],
        [(20, 82), (80, 80)],
    ],
    "门": [[(22, 8), (32, 18)], [(15, 26), (15, 95)], [(38, 16), (84, 15), (84, 88), (76, 92), (70, 86)]],
    "山": [[(46, 14), (48, 70)], [(20, 34), (24, 72), (74, 68)], [(72, 30), (76, 78)]],
    "九": [[(44, 10), (40, 50), (14, 88)], [(20, 36), (62, 32), (60, 76), (66, 84), (84, 82), (88, 66)]],
    "区": [[(18, 20), (84, 17)], [(66, 32), (50, 54), (32, 70)], [(36, 36), (68, 68)], [(20, 20), (22, 84), (86, 80)]],
    "路": [
        [(12, 22), (15, 44)],
        [(12, 22), (36, 20), (34, 42)],
        [(15, 42), (35, 41)],
        [(25, 43), (26, 76)],
        [(26, 58), (40, 57)],
        [(14, 56), (15, 82)],
        [(8, 84), (42, 76)],
        [(62, 14), (56, 28), (44, 42)],
        [(60, 26), (80, 24), (64, 46), (44, 58)],
        [(58, 32), (70, 44), (90, 54)],
        [(54, 60), (56, 86)],
        [(54, 60), (82, 58), (80, 84)],
        [(57, 83), (80, 82)],
    ],
    "道": [
        [(48, 10), (54, 18)],
        [(74, 6), (66, 18)],
        [(38, 24), (88, 21)],
        [(62, 24), (56, 34)],
        [(46, 36), (47, 72)],
        [(46, 36), (78, 34), (78, 71)],
        [(47, 47), (77, 46)],
        [(47, 58), (77, 57)],
        [(47, 71), (77, 70)],
        [(18, 16), (26, 26)],
        [(12, 42), (28, 40), (20, 54), (28, 64), (14, 78)],
        [(10, 84), (32, 78), (56, 86), (92, 86)],
    ],
    "小": [[(50, 8), (50, 88), (44, 92), (38, 84)], [(30, 40), (22, 58), (10, 74)], [(70, 38), (80, 54), (92, 74)]],
}


def drawn(strokes: Sequence[Sequence[tuple[int, int]]], steps: int = 8) -> list[Stroke]:
    """The strokes as a finger leaves them: points between the corners."""
    return [
        [
            ((x0 + (x1 - x0) * step / steps) / 100, (y0 + (y1 - y0) * step / steps) / 100)
            for (x0, y0), (x1, y1) in pairwise(stroke)
            for step in range(steps + 1)
        ]
        for stroke in strokes
    ]


@pytest.mark.parametrize("character", WRITTEN)
def test_simple_characters_are_among_the_first_five(character: str) -> None:
    assert character in PEN.recognise(drawn(WRITTEN[character]))[:5]


@pytest.mark.parametrize("character", ["山", "九", "大", "人", "路", "区", "道", "口", "日", "十", "门", "田"])
def test_the_commonest_characters_of_addresses_come_first(character: str) -> None:
    assert PEN.recognise(drawn(WRITTEN[character]))[0] == character


@pytest.mark.parametrize("slant", [-0.2, 0.2])
@pytest.mark.parametrize("character", ["山", "九", "大", "区", "道"])
def test_a_slanting_hand_is_read(character: str, slant: float) -> None:
    leaning = [[(0.5 + (x - 0.5) * 0.7 + slant * (0.5 - y), y) for x, y in stroke] for stroke in drawn(WRITTEN[character])]
    assert character in PEN.recognise(leaning)[:2]


@pytest.mark.parametrize("character", ["十", "人", "大", "山", "区", "小", "木"])
def test_few_strokes_may_come_in_another_order(character: str) -> None:
    assert character in PEN.recognise(drawn(WRITTEN[character][::-1]))[:3]


def test_at_most_ten_are_offered_each_once() -> None:
    offered = PEN.recognise(drawn(WRITTEN["木"]))
    assert len(offered) == len(set(offered)) == 10


def test_taking_back_a_stroke_is_the_callers_list() -> None:
    strokes = drawn(WRITTEN["三"])
    assert PEN.recognise(strokes)[0] == "三"
    assert PEN.recognise(strokes[:2])[0] == "二"
    assert PEN.recognise(strokes)[0] == "三"


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [[]],
        [[], []],
        [[(0.5, 0.5)]],
        [[(0.5, 0.5)] * 100],
        [[(math.nan, 0.1), (0.2, math.nan)]],
        [[(math.inf, 0.1), (0.2, -math.inf)]],
    ],
    ids=["nothing", "an empty stroke", "two", "a dot", "a finger that rests", "no numbers", "no end"],
)
def test_what_is_no_writing_is_no_character(strokes: list[list[tuple[float, float]]]) -> None:
    assert PEN.recognise(strokes) == []


@pytest.mark.parametrize(
    "strokes",
    [
        [[(i / 50_000, 0.5) for i in range(50_000)]],
        [[(0.1, i / 1000), (0.9, i / 1000)] for i in range(1000)],
        [[(-5.0, 0.5), (1e300, 0.5)]],
        [[(0.1, 0.5), (math.nan, math.nan), (0.9, 0.5)]],
    ],
    ids=["fifty thousand points", "a thousand strokes", "beyond the box", "a hole"],
)
def test_too_much_is_thinned_and_what_is_wrong_is_dropped(strokes: list[list[tuple[float, float]]]) -> None:
    assert 0 < len(PEN.recognise(strokes)) <= 10


def test_a_long_stroke_keeps_its_ends() -> None:
    points = clean([(i / 9999, 0.0) for i in range(10_000)])
    assert len(points) == MOST_POINTS
    assert (points[0][0], points[-1][0]) == (0.0, 1.0)


@pytest.mark.parametrize("character", ["大", "木", "王", "田"])
def test_it_does_not_matter_how_large_and_where_one_writes(character: str) -> None:
    small = [[(0.7 + x / 4, 0.05 + y / 4) for x, y in stroke] for stroke in drawn(WRITTEN[character])]
    assert PEN.recognise(small)[0] == PEN.recognise(drawn(WRITTEN[character]))[0] == character


@pytest.mark.expects_log
def test_without_library_or_model_there_is_no_handwriting_and_one_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for missing in (Handwriting(library="libnothing.so"), Handwriting(model=tmp_path / "nothing.model")):
        assert not missing.works
        assert missing.recognise(drawn(WRITTEN["一"])) == []
    assert [record.levelname for record in caplog.records if record.name == "ui.input.handwriting"] == ["WARNING"] * 2
