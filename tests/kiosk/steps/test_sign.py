"""签名: what is a stroke, and what is enough."""

from typing import Any

import pytest

from kiosk.steps.sign import MOST_POINTS, parse_stroke
from tests.kiosk.stage import SIGNATURE, Stage


@pytest.fixture
def at_sign(stage: Stage) -> Stage:
    stage.walk_to("sign")
    return stage


def test_ink_is_kept_shown_and_cleared(at_sign: Stage) -> None:
    at_sign.touch("stroke", points=SIGNATURE)
    assert at_sign.view == {"strokes": [[[x, y] for x, y, _ in SIGNATURE]], "enough": True, "may_refuse": False}
    at_sign.touch("clear")
    assert at_sign.view == {"strokes": [], "enough": False, "may_refuse": False}


@pytest.mark.parametrize(
    "points",
    [
        None,
        "ink",
        [],
        [[1, 2]],
        [[1, 2, 3, 4]],
        [["1", 2, 3]],
        [[-1, 0, 0]],
        [[10_001, 0, 0]],
        [[0, 0, -1]],
        [[float("nan"), 0, 0]],
        [[float("inf"), 0, 0]],
        [[0, 0, 10**9]],
        [[1, 1, 1], None],
    ],
)
def test_what_is_no_stroke_leaves_no_ink(at_sign: Stage, points: Any) -> None:
    at_sign.touch("stroke", points=points)
    assert at_sign.view["strokes"] == []


def test_a_screen_may_hand_over_floats() -> None:
    assert parse_stroke([[1.0, 2.4, 3.0]]) == [(1, 2, 3)]


@pytest.mark.parametrize("points", [[[5000, 5000, i] for i in range(50)], [[i * 100, 0, i] for i in range(7)]])
def test_a_dot_or_a_slip_of_the_finger_is_not_enough(at_sign: Stage, points: Any) -> None:
    at_sign.touch("stroke", points=points)
    at_sign.touch("next")
    assert (at_sign.screen, at_sign.view["enough"]) == ("sign", False)


def test_scribbling_for_ever_is_limited(at_sign: Stage) -> None:
    for _ in range(30):
        at_sign.touch("stroke", points=[[i, i, i] for i in range(500)])
    assert sum(len(stroke) for stroke in at_sign.view["strokes"]) <= MOST_POINTS


def test_what_is_changed_is_signed_anew(at_sign: Stage) -> None:
    at_sign.touch("stroke", points=SIGNATURE)
    at_sign.touch("back")
    at_sign.touch("edit", step="address")
    at_sign.touch("back")
    at_sign.touch("next")
    assert (at_sign.screen, at_sign.view["strokes"]) == ("sign", [])
