"""Photographs compared from the command line: every bad one ends in a word, none in a traceback."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from domain.clock import SystemClock
from domain.faces import FaceDecision
from kiosk.commands import app
from kiosk.face import commands
from kiosk.face.compare import QUALITY_OF, Comparison, Quality, compare
from kiosk.face.contract import Guidance
from kiosk.face.pictures import PictureProblem
from kiosk.face.recogniser import Recogniser
from kiosk.face.vision import Image
from tests.kiosk.face.conftest import coded
from tests.paths import CONFIG, ROOT

KEYS = ["score", "decision", "threshold", "quality", "milliseconds", "engine"]
BAD: dict[str, tuple[Callable[[Image], bytes], set[str]]] = {
    "none": (lambda _: b"", {"empty"}),
    "truncated": (lambda image: coded(image)[:9000], {"truncated"}),
    "one pixel": (lambda image: coded(image[:1, :1]), {"too_small"}),
    "tiny": (lambda image: coded(cv2.resize(image, (33, 48))), {"face_too_small", "no_face"}),
    "blurred": (lambda image: coded(cv2.GaussianBlur(image, (0, 0), 12)), {"blurred"}),
    "dark": (lambda image: coded(image * 0.12), {"too_dark"}),
    "bright": (lambda image: coded(np.clip(image * 2.2 + 60, 0, 255)), {"too_bright"}),
    "two faces": (lambda image: coded(np.hstack([image, image])), {"several_faces"}),
    "upside down": (lambda image: coded(image[::-1, ::-1]), {"not_upright"}),
    "on its side": (lambda image: coded(np.rot90(image)), {"not_upright"}),
    "nobody": (lambda image: coded(np.full_like(image, 128)), {"no_face"}),
}
GOOD: dict[str, Callable[[Image], bytes]] = {
    "8K": lambda image: coded(cv2.resize(image, (4320, 6276))),
    "16 bit": lambda image: coded(image.astype(np.uint16) * 257, ".png"),
    "grey": lambda image: coded(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)),
    "small": lambda image: coded(cv2.resize(image, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)),
}


@pytest.fixture
def told(recogniser: Recogniser, photograph: Callable[[str], bytes]) -> Callable[..., Comparison]:
    """Compare with Ann's photograph."""
    return lambda *probes: compare(recogniser, photograph("ann"), probes, SystemClock())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_probe_has_a_name(name: str, told: Callable[..., Comparison], picture: Callable[[str], Image]) -> None:
    make, words = BAD[name]
    found = told(make(picture("ann")))
    assert (found.decision, found.score) == (FaceDecision.UNUSABLE, None)
    assert found.quality.removeprefix("probe_") in words


@pytest.mark.parametrize("name", ["none", "truncated", "one pixel", "two faces", "upside down", "nobody"])
def test_a_bad_reference_has_a_name(
    name: str, recogniser: Recogniser, photograph: Callable[[str], bytes], picture: Callable[[str], Image]
) -> None:
    make, words = BAD[name]
    found = compare(recogniser, make(picture("ann")), [photograph("ann")], SystemClock())
    assert (found.decision, found.score) == (FaceDecision.UNUSABLE, None)
    assert found.quality.removeprefix("reference_") in words


@pytest.mark.parametrize("name", GOOD)
def test_an_unusual_picture_of_the_same_person_matches(
    name: str, told: Callable[..., Comparison], picture: Callable[[str], Image]
) -> None:
    found = told(GOOD[name](picture("ann")))
    assert (found.decision, found.quality) == (FaceDecision.MATCH, "good")


def test_several_probes_are_one_person(told: Callable[..., Comparison], photograph: Callable[[str], bytes]) -> None:
    same = told(photograph("ann"))
    assert same.score == pytest.approx(1, abs=0.01)
    mixed = told(photograph("ann"), photograph("bob"))
    other = told(photograph("bob"))
    assert mixed.score is not None
    assert other.score is not None
    assert other.score < mixed.score < 1
    with_a_bad_one = told(photograph("ann"), b"")
    assert (with_a_bad_one.decision, with_a_bad_one.quality) == (FaceDecision.MATCH, "probe_empty")


def test_every_problem_has_a_word() -> None:
    judged = set(Guidance) - {"starting", "hold", "left", "right", "front", "checking", "eyes"}
    assert QUALITY_OF.keys() == judged
    assert {problem.value for problem in PictureProblem} <= {quality.value for quality in Quality}


@pytest.fixture
def files(tmp_path: Path, photograph: Callable[[str], bytes]) -> Path:
    (tmp_path / "reference.jpg").write_bytes(photograph("ann"))
    (tmp_path / "probe.jpg").write_bytes(photograph("ann"))
    (tmp_path / "bad.jpg").write_bytes(b"bad")
    return tmp_path


def call(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["face", *(str(word) for word in words)])
    return result.exit_code, result.stdout


def test_the_command_prints_its_six_words(files: Path) -> None:
    status, told = call("compare", files / "reference.jpg", files / "probe.jpg", "--json")
    row = json.loads(told)
    assert (status, list(row)) == (0, KEYS)
    assert (row["decision"], row["quality"], row["engine"]) == ("match", "good", "sface")
    assert row["score"] >= row["threshold"]
    status, told = call("compare", files / "reference.jpg", files / "probe.jpg")
    assert [line.partition(":")[0] for line in told.splitlines()] == KEYS


@pytest.mark.parametrize("words", [("reference.jpg", "bad.jpg"), ("bad.jpg", "probe.jpg")])
def test_a_bad_file_is_an_outcome_and_no_error(files: Path, words: tuple[str, str]) -> None:
    status, told = call("compare", *(files / word for word in words), "--json")
    row: dict[str, Any] = json.loads(told)
    assert (status, row["decision"], row["score"]) == (0, "unusable", None)
    assert row["quality"].endswith("_unknown_format")


@pytest.mark.parametrize(
    "words", [("reference.jpg",), (), ("reference.jpg", "gone.jpg"), ("reference.jpg", "probe.jpg", "--engine", "x")]
)
def test_wrong_usage_is_said(files: Path, words: tuple[str, ...]) -> None:
    assert call("compare", *(files / word if word.endswith("jpg") else word for word in words), "--json")[0] == 2


def test_models_and_calibration_that_do_not_fit_are_a_failure(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(CONFIG, files / "config")
    (files / "config" / "face" / "sface.toml").unlink()
    monkeypatch.setattr(commands, "CONFIG_DIR", files / "config")
    status, told = call("compare", files / "reference.jpg", files / "probe.jpg", "--json")
    assert (status, json.loads(told)["code"]) == (1, "face_models_invalid")


def test_the_terminals_own_commands_do_not_import_opencv() -> None:
    code = "import sys, kiosk.commands, kiosk.__main__; print({'cv2', 'numpy', 'dlib'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
