"""Measuring an engine: the arithmetic on made-up scores, the protocol on vectors, the whole on drawn people."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from kiosk.commands import app
from kiosk.face.calibrate import REFUSED, Measured, Person, Scores, as_on_a_card, measure_folder, middle_face
from kiosk.face.calibration import load_calibration
from kiosk.face.calibration_text import Description, calibration_text
from kiosk.face.pictures import decode
from kiosk.face.recogniser import Recogniser
from kiosk.face.vision import Embedding, Image
from tests.kiosk.face.conftest import coded


def vector(*numbers: float) -> Embedding:
    return np.array(numbers, np.float32) / np.float32(np.linalg.norm(numbers))


A, B, C = vector(1, 0, 0), vector(0, 1, 0), vector(0, 0, 1)


def test_the_threshold_lets_no_more_strangers_pass_than_said() -> None:
    strangers = tuple(n / 1000 for n in range(1000))
    scores = Scores(1, (0.5, 0.95, 0.995, REFUSED), strangers)
    for far in (0.1, 0.01, 0.001):
        threshold = scores.threshold(far)
        assert sum(score > threshold for score in strangers) / len(strangers) <= far
    assert scores.frr(scores.threshold(0.1)) == 0.5  # 0.5 and the one that was refused


def test_the_references_own_photograph_is_no_probe() -> None:
    person = Person((A, B, C, A), (A, B, C, None), same_photographs=True)
    assert len(person.groups(0, 1)) == 3
    assert all(probe is not A for probe in person.groups(0, 1))
    assert len(person.groups(0, 3)) == 1
    mean = person.groups(0, 3)[0]  # the one without a face is passed over
    assert mean is not None
    assert mean.tolist() == pytest.approx(vector(0, 1, 1).tolist())
    assert person.groups(0, 1)[2] is None
    assert len(Person((A,), (A, B, C), same_photographs=False).groups(0, 3)) == 1


@pytest.fixture
def folder(tmp_path: Path, picture: Callable[[str], Image]) -> Path:
    """Two people with four photographs each: as they are, smaller, darker, coarser; and things that are none."""
    for name in ("ann", "bob"):
        place = tmp_path / "people" / name
        place.mkdir(parents=True)
        image = picture(name)
        small = cv2.resize(image, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
        for number, change in enumerate((image, small, image * 0.7, cv2.GaussianBlur(image, (0, 0), 1.5))):
            (place / f"{number}.jpg").write_bytes(coded(np.asarray(change)))
        (place / "broken.jpg").write_bytes(b"broken")
    (tmp_path / "people" / "alone").mkdir()
    (tmp_path / "people" / "notes.txt").write_text("not a person")
    return tmp_path / "people"


def test_a_folder_is_measured(folder: Path, recogniser: Recogniser) -> None:
    measured = measure_folder(recogniser, folder)
    assert (measured.people, measured.photographs, measured.fte) == (2, 8, 0)
    one, three = measured.by_frames
    usable = 8 - measured.unfit_references
    assert (len(one.genuine), len(one.strangers)) == (usable * 3, usable * 3)
    assert (len(three.genuine), len(three.strangers)) == (usable, usable)
    assert np.mean(three.genuine) > np.mean(three.strangers) + 0.1


def test_a_reference_of_its_own_is_the_only_one(
    folder: Path, recogniser: Recogniser, photograph: Callable[[str], bytes]
) -> None:
    for name in ("ann", "bob"):
        (folder / name / "reference.jpg").write_bytes(photograph(name))
    one, three = measure_folder(recogniser, folder).by_frames
    assert (len(one.genuine), len(one.strangers)) == (8, 8)
    assert (len(three.genuine), len(three.strangers)) == (2, 2)


def test_a_photograph_without_a_face_counts_as_refused(folder: Path, recogniser: Recogniser) -> None:
    (folder / "ann" / "4.jpg").write_bytes(coded(np.full((200, 200, 3), 128, np.uint8)))
    measured = measure_folder(recogniser, folder)
    assert measured.without_face == 1
    assert REFUSED in measured.by_frames[0].genuine


def test_a_card_holds_little(recogniser: Recogniser, picture: Callable[[str], Image]) -> None:
    image = picture("ann")
    face = middle_face(recogniser, image)
    assert face is not None
    card = as_on_a_card(image, face)
    assert len(card) < 6000
    assert decode(card).shape == (126, 102, 3)
    again = recogniser.detector.find(decode(card))[0]
    assert again.eye_distance == pytest.approx(27, abs=4)


def test_what_is_written_is_a_calibration(folder: Path, recogniser: Recogniser, tmp_path: Path) -> None:
    measured = measure_folder(recogniser, folder)
    text = calibration_text("sface", measured, Description(date(2026, 11, 22), 'people "drawn"\nby a program'))
    (tmp_path / "sface.toml").write_text(text, "utf-8")
    calibration = load_calibration(tmp_path / "sface.toml", "sface")
    assert (calibration.id, calibration.people, calibration.engine) == ("sface-2026-11-22", 2, "sface")
    assert calibration.data == 'people "drawn"\nby a program'
    assert len(calibration.rates) == 8


def test_thresholds_that_coincide_are_kept_apart() -> None:
    """With few strangers both shares name the same one; a calibration needs room for the staff's own look."""
    same = Measured(2, 8, 0, 0, (Scores(1, (0.9,), (0.3, 0.2)), Scores(3, (0.9,), (0.3, 0.2))))
    text = calibration_text("sface", same, Description(date(2026, 11, 22), "two"))
    assert "accept = 0.3\n" in text
    assert "review_from = 0.29\n" in text


def test_the_command_writes_and_sums_up(folder: Path, tmp_path: Path) -> None:
    words = ["face", "calibrate", "--data", str(folder), "--out", str(tmp_path / "new.toml"), "--about", "drawn", "--json"]
    done = CliRunner().invoke(app, words)
    told = json.loads(done.stdout)
    assert (done.exit_code, told["people"], told["fte"]) == (0, 2, 0)
    assert load_calibration(tmp_path / "new.toml", "sface").data == "drawn"


def test_too_few_photographs_are_said(folder: Path, recogniser: Recogniser) -> None:
    for name in ("ann", "bob"):
        (folder / name / "3.jpg").unlink()
    with pytest.raises(ValueError, match="3 frame"):
        measure_folder(recogniser, folder)


def test_one_person_alone_cannot_be_measured(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    words = ["face", "calibrate", "--data", str(tmp_path / "people"), "--out", str(tmp_path / "new.toml")]
    assert CliRunner().invoke(app, words).exit_code == 2
    assert not (tmp_path / "new.toml").exists()
