"""Both engines behind one door, and a package that would end the terminal is stopped at it."""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ImageFile

from kiosk.face.alignment import SIZE, TEMPLATE, align
from kiosk.face.engines.face_recognition import FaceRecognitionEngine
from kiosk.face.models import InvalidModels
from kiosk.face.recogniser import Recogniser, open_recogniser
from kiosk.face.vision import Embedding, Face, Image, mean_embedding
from tests.paths import CONFIG


@pytest.fixture(scope="module", params=["sface", "face_recognition"])
def each(request: pytest.FixtureRequest) -> Recogniser:
    return open_recogniser(request.param, CONFIG)


def resized(image: Image, scale: float) -> Image:
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale), np.uint8)


def test_the_same_face_is_more_alike_than_another(each: Recogniser, picture: Callable[[str], Image]) -> None:
    def embed(image: Image) -> Embedding:
        return each.engine.embed(image, each.detector.find(image)[0])

    ann, smaller, bob = embed(picture("ann")), embed(resized(picture("ann"), 0.5)), embed(picture("bob"))
    assert np.linalg.norm(ann) == pytest.approx(1)
    assert np.linalg.norm(mean_embedding([ann, smaller, bob])) == pytest.approx(1)
    assert each.engine.score(ann, ann) == pytest.approx(1, abs=1e-3)
    assert each.engine.score(ann, smaller) > each.engine.score(ann, bob)


def test_opening_leaves_no_trace_of_opencvs_qt_and_one_thread(each: Recogniser) -> None:
    assert not {"QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"} & os.environ.keys()
    assert cv2.getNumThreads() == 1


def test_truncated_pictures_stay_truncated_after_the_package_was_imported() -> None:
    FaceRecognitionEngine()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize("trouble", ["print('Please install'); quit()", "raise ImportError"])
def test_a_package_that_quits_is_a_failure_and_not_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    (tmp_path / "face_recognition.py").write_text(trouble)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "face_recognition", raising=False)
    importlib.invalidate_caches()
    with pytest.raises(InvalidModels) as raised:
        FaceRecognitionEngine()
    assert "face_recognition" in raised.value.reason


def test_the_detector_gives_places_in_the_picture_it_was_given(recogniser: Recogniser, picture: Callable[[str], Image]) -> None:
    small = recogniser.detector.find(picture("ann"))[0]
    large = recogniser.detector.find(resized(picture("ann"), 3))[0]
    assert large.eye_distance == pytest.approx(3 * small.eye_distance, rel=0.08)
    assert abs(small.roll) < 10
    assert small.landmarks[0][0] < small.landmarks[1][0]  # the person's right eye is on the left of the picture


@pytest.mark.parametrize("shape", [(1, 1), (1, 640), (23, 23), (24, 2000), (2000, 24)])
def test_the_detector_takes_any_shape(recogniser: Recogniser, shape: tuple[int, int]) -> None:
    assert recogniser.detector.find(np.zeros((*shape, 3), np.uint8)) == []


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0, 5.0])
def test_alignment_brings_the_landmarks_to_their_place(scale: float) -> None:
    """A dot on each landmark is found where the template has it, however large the picture was."""
    angle = np.radians(15)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    landmarks = (TEMPLATE @ turn.T + np.array([300, 100])).astype(np.float32)
    image = np.zeros((900, 900, 3), np.uint8)
    for x, y in landmarks:
        cv2.circle(image, (round(float(x)), round(float(y))), max(2, round(2 * scale)), (255, 255, 255), -1)
    low, high = landmarks.min(axis=0), landmarks.max(axis=0)
    box = (float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
    aligned = align(image, Face(box, landmarks, 0.9))
    assert aligned.shape == (SIZE, SIZE, 3)
    for x, y in TEMPLATE:
        around = aligned[round(float(y)) - 4 : round(float(y)) + 5, round(float(x)) - 4 : round(float(x)) + 5, 0].astype(float)
        rows, columns = np.mgrid[-4:5, -4:5]
        assert abs((around * rows).sum() / around.sum()) < 1
        assert abs((around * columns).sum() / around.sum()) < 1
