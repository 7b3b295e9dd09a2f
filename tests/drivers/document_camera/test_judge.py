"""Finding, straightening, measuring and judging what lies on the tray."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.document_camera import sheet
from drivers.document_camera.contract import Shortfall
from drivers.document_camera.judge import Judge
from drivers.document_camera.settings import DocumentCameraSettings
from drivers.frames import Image
from drivers.transport.video.opencv import cv2
from tests.drivers.document_camera.papers import CUT, HEIGHT, WHOLE, WIDTH, paper, tray

SETTINGS = DocumentCameraSettings(source=0)
STEP_S = 0.25


def looks(judge: Judge, pictures: list[Image], begin: float = 0.0) -> Iterator[tuple[bool, tuple[Shortfall, ...], bool]]:
    for number, picture in enumerate(pictures):
        look = judge.look(picture, begin + number * STEP_S)
        yield look.held, look.shortfalls, look.known


def settled(picture: Image) -> tuple[Shortfall, ...]:
    """What stands against a picture that stands still."""
    judge = Judge(SETTINGS)
    return list(looks(judge, [picture, picture]))[-1][1]


def test_a_sheet_is_found_where_it_lies() -> None:
    found = sheet.find_sheet(paper(), SETTINGS.sheet_from)
    assert found is not None
    corners, cut = found
    assert not cut
    assert np.abs(corners - np.array(WHOLE)).max() < 9


@settings(max_examples=25, deadline=None)
@given(angle=st.integers(-40, 40), size=st.integers(260, 380))
def test_a_sheet_is_found_however_it_is_turned(angle: int, size: int) -> None:
    box = cv2.boxPoints(((WIDTH / 2, HEIGHT / 2), (2 * size, 1.2 * size), float(angle)))
    corners = sheet.ordered(np.asarray(box, np.float64))
    found = sheet.find_sheet(paper(tuple((int(x), int(y)) for x, y in corners)), SETTINGS.sheet_from)
    assert found is not None
    assert np.abs(found[0] - corners).max() < 14


def test_corners_go_round_from_the_upper_left() -> None:
    shuffled = np.array([(950, 700), (250, 200), (240, 690), (960, 180)], np.float64)
    assert sheet.ordered(shuffled).tolist() == [[250, 200], [960, 180], [950, 700], [240, 690]]


def test_what_is_straightened_keeps_its_proportions_and_its_upper_edge() -> None:
    flat = sheet.straighten(paper(), np.array(WHOLE, np.float32), 1800)
    assert flat.shape[1] / flat.shape[0] == pytest.approx(700 / 520, rel=0.06)
    assert max(sheet.straighten(paper(), np.array(WHOLE, np.float32), 300).shape) == 300


def test_an_empty_tray_is_nothing() -> None:
    assert sheet.find_sheet(tray(), SETTINGS.sheet_from) is None
    assert settled(tray()) == (Shortfall.NOTHING_THERE,)


def test_a_good_sheet_has_nothing_against_it() -> None:
    assert settled(paper()) == ()


@pytest.mark.parametrize(
    ("picture", "shortfall"),
    [
        (paper(CUT), Shortfall.NOT_WHOLE),
        (paper(((500, 400), (620, 400), (620, 490), (500, 490))), Shortfall.TOO_SMALL),
        (np.asarray(paper() * 0.25, np.uint8), Shortfall.TOO_DARK),
        (np.asarray(cv2.GaussianBlur(paper(), (0, 0), 6), np.uint8), Shortfall.BLURRED),
        (np.asarray(cv2.ellipse(paper(), (600, 450), (200, 120), 0, 0, 360, (255, 255, 255), -1), np.uint8), Shortfall.GLARE),
    ],
    ids=["cut", "small", "dark", "blurred", "glare"],
)
def test_what_is_wrong_is_said(picture: Image, shortfall: Shortfall) -> None:
    assert shortfall in settled(picture)


def test_a_good_picture_is_taken_after_it_was_held_for_a_second() -> None:
    held = [held for held, _, _ in looks(Judge(SETTINGS), [paper(seed=number) for number in range(7)])]
    assert held == [False] * 5 + [True] * 2  # the first look knows of no moment before


def test_what_moves_is_not_taken_and_begins_anew() -> None:
    there = [paper(seed=number) for number in range(4)]
    pushed = paper(tuple((x + 60, y + 40) for x, y in WHOLE))
    results = list(looks(Judge(SETTINGS), [*there, pushed, *there]))
    assert Shortfall.MOVED in results[4][1]
    assert not any(held for held, _, _ in results)


def test_what_was_taken_is_not_taken_for_the_next_paper_before_it_was_lifted() -> None:
    judge = Judge(SETTINGS)
    judge.took(paper())
    judge.begin(another=True)
    assert all(known and not held for held, _, known in looks(judge, [paper(seed=number) for number in range(8)]))
    list(looks(judge, [tray()], 10.0))
    assert any(held for held, _, _ in looks(judge, [paper(seed=number) for number in range(8)], 20.0))


def test_the_same_paper_may_be_taken_again() -> None:
    judge = Judge(SETTINGS)
    judge.took(paper())
    judge.begin(another=False)
    assert any(held for held, _, _ in looks(judge, [paper(seed=number) for number in range(8)]))


def test_a_picture_is_never_too_heavy() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1200, 1800, 3)).astype(np.uint8)
    jpeg = sheet.compressed(noise, 400_000)
    assert len(jpeg) <= 400_000
    assert jpeg.startswith(b"\xff\xd8\xff")
