"""The gates: one thing at a time, the one that a citizen can change first."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from kiosk.face.contract import Guidance
from kiosk.face.quality import Gates, Measures, Mode, _first_problem, assess, load_gates
from kiosk.face.recogniser import Recogniser
from kiosk.face.vision import Face, Image
from tests.kiosk.face.people import face_of, measures_of
from tests.paths import CONFIG

GATES = load_gates(CONFIG / "face" / "gates.toml")
LIVE = GATES[Mode.LIVE]
GOOD = measures_of(face_of(turn=0.0))
HEIGHT = 720


def problem(changed: dict[str, float] | None = None, gates: Gates = LIVE) -> Guidance | None:
    return _first_problem(replace(GOOD, **(changed or {})), HEIGHT, gates)


def test_a_good_frame_passes_in_every_mode() -> None:
    assert [problem(gates=gates) for gates in GATES.values()] == [None] * len(Mode)


@pytest.mark.parametrize(
    ("name", "just", "beyond", "guidance"),
    [
        ("eye_distance", LIVE.eye_distance_min, LIVE.eye_distance_min - 0.1, Guidance.CLOSER),
        ("eye_distance", LIVE.eye_distance_max_share * HEIGHT, LIVE.eye_distance_max_share * HEIGHT + 0.1, Guidance.BACK),
        ("off_centre", LIVE.off_centre, LIVE.off_centre + 0.01, Guidance.CENTRE),
        ("outside", LIVE.margin, LIVE.margin + 0.01, Guidance.CENTRE),
        ("brightness", LIVE.brightness_min, LIVE.brightness_min - 1, Guidance.LIGHT),
        ("contrast", LIVE.contrast, LIVE.contrast - 1, Guidance.LIGHT),
        ("shadow", LIVE.shadow, LIVE.shadow + 0.01, Guidance.LIGHT),
        ("brightness", LIVE.brightness_max, LIVE.brightness_max + 1, Guidance.GLARE),
        ("glare", LIVE.glare, LIVE.glare + 0.01, Guidance.GLARE),
        ("turn", LIVE.turn, LIVE.turn + 0.01, Guidance.STRAIGHT),
        ("turn", -LIVE.turn, -LIVE.turn - 0.01, Guidance.STRAIGHT),
        ("roll", -LIVE.roll, -LIVE.roll - 0.1, Guidance.STRAIGHT),
        ("asymmetry", LIVE.asymmetry, LIVE.asymmetry + 0.01, Guidance.LIGHT),
        ("sharpness", LIVE.sharpness, LIVE.sharpness - 1, Guidance.STILL),
        ("cover", LIVE.cover, LIVE.cover + 1, Guidance.UNCOVER),
        ("score", LIVE.score, LIVE.score - 0.01, Guidance.UNCOVER),
    ],
)
def test_every_gate_has_its_edge_and_its_sentence(name: str, just: float, beyond: float, guidance: Guidance) -> None:
    assert problem({name: just}) is None
    assert problem({name: beyond}) is guidance


def test_place_comes_before_light_and_light_before_the_rest() -> None:
    worst = {"eye_distance": 20.0, "off_centre": 0.5, "brightness": 10.0, "turn": 0.5, "sharpness": 1.0, "score": 0.1}
    order = (Guidance.CLOSER, Guidance.CENTRE, Guidance.LIGHT, Guidance.STRAIGHT, Guidance.STILL, Guidance.UNCOVER)
    for guidance, name in zip(order, tuple(worst), strict=True):
        assert problem(worst) is guidance
        del worst[name]
    assert problem() is None


def test_a_turned_head_is_no_problem_while_turning() -> None:
    assert problem({"turn": 0.45}) is Guidance.STRAIGHT
    assert problem({"turn": 0.45, "asymmetry": 0.5, "sharpness": 40}, GATES[Mode.TURNED]) is None


@pytest.mark.parametrize(
    ("grey", "guidance"), [(0, Guidance.LIGHT), (20, Guidance.LIGHT), (128, Guidance.NO_FACE), (255, Guidance.GLARE)]
)
def test_without_a_face_the_light_may_be_the_reason(grey: int, guidance: Guidance) -> None:
    assessment = assess(np.full((HEIGHT, 1280, 3), grey, np.uint8), [], LIVE)
    assert (assessment.problem, assessment.face, assessment.measures) == (guidance, None, None)


def in_a_frame(picture: Image, height: int = 600, x: int = 640) -> Image:
    """A 720p frame with the picture in it, its middle at `x`."""
    frame = np.full((HEIGHT, 1280, 3), 110, np.uint8)
    small = cv2.resize(picture, (round(picture.shape[1] * height / picture.shape[0]), height), interpolation=cv2.INTER_AREA)
    left = x - small.shape[1] // 2
    frame[HEIGHT - height :, left : left + small.shape[1]] = small
    return frame


def worse(change: Callable[[Image], Image]) -> Callable[[Image], Image]:
    return lambda picture: in_a_frame(change(picture))


def with_a_mask(picture: Image) -> Image:
    """The lower half of the face under a surgical mask."""
    covered = picture.copy()
    height, width = covered.shape[:2]
    covered[round(height * 0.48) : round(height * 0.62), round(width * 0.28) : round(width * 0.72)] = (200, 170, 120)
    return covered


FRAMES: dict[str, tuple[Callable[[Image], Image], set[Guidance | None]]] = {
    "good": (in_a_frame, {None}),
    "far": (lambda picture: in_a_frame(picture, 300), {Guidance.CLOSER}),
    "aside": (lambda picture: in_a_frame(picture, 600, 1050), {Guidance.CENTRE}),
    "dark": (worse(lambda picture: (picture * 0.15).astype(np.uint8)), {Guidance.LIGHT, Guidance.NO_FACE}),
    "bright": (worse(lambda picture: np.clip(picture * 2.2 + 60, 0, 255).astype(np.uint8)), {Guidance.GLARE}),
    "masked": (worse(with_a_mask), {Guidance.UNCOVER}),
    "blurred": (worse(lambda picture: cv2.GaussianBlur(picture, (0, 0), 10).astype(np.uint8)), {Guidance.STILL}),
}


@pytest.mark.parametrize("name", FRAMES)
def test_drawn_people_before_the_camera(name: str, recogniser: Recogniser, picture: Callable[[str], Image]) -> None:
    change, expected = FRAMES[name]
    assert recogniser.assess(change(picture("ann")), Mode.LIVE).problem in expected


def test_a_second_face_of_the_same_size_is_too_much(recogniser: Recogniser, picture: Callable[[str], Image]) -> None:
    frame = in_a_frame(picture("ann"), x=400)
    frame[:, 640:] = in_a_frame(picture("bob"), x=880)[:, 640:]
    assert recogniser.assess(frame, Mode.LIVE).problem is Guidance.ALONE


def test_people_far_behind_do_not_count() -> None:
    near, far = face_of(turn=0.0), face_of(turn=0.0, x=200.0)
    small = Face(far.box, far.landmarks * 0.4, far.score)
    image = np.full((HEIGHT, 1280, 3), 110, np.uint8)
    assert assess(image, [small, near], LIVE).problem is not Guidance.ALONE
    assert assess(image, [small, near], LIVE).face is near
    assert assess(image, [near, far], LIVE).problem is Guidance.ALONE


def test_measures_are_in_their_ranges(recogniser: Recogniser, picture: Callable[[str], Image]) -> None:
    measures = recogniser.assess(picture("bob"), Mode.STILL).measures
    assert isinstance(measures, Measures)
    assert 60 < measures.eye_distance < 120
    assert 0 <= measures.glare <= 1
    assert 0 <= measures.brightness <= 255
    assert measures.outside == pytest.approx(0, abs=0.01)
