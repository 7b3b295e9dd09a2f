"""Engine, weights and calibration start together or not at all, and the technician is told which does not fit."""

import shutil
from pathlib import Path

import pytest

from kiosk.face.calibration import load_calibration
from kiosk.face.models import SFACE, InvalidModels
from kiosk.face.recogniser import open_recogniser
from tests.paths import CONFIG


@pytest.fixture
def config(tmp_path: Path) -> Path:
    shutil.copytree(CONFIG / "face", tmp_path / "face")
    return tmp_path


def spoil(config: Path, old: str, new: str, name: str = "sface.toml") -> None:
    path = config / "face" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("engine", ["sface", "face_recognition"])
def test_what_is_shipped_belongs_together(engine: str) -> None:
    calibration = load_calibration(CONFIG / "face" / f"{engine}.toml", engine)
    assert calibration.review_from < calibration.accept
    assert "re-calibrated on site" in calibration.data
    assert {rate.frames for rate in calibration.rates} == {1, 3}


@pytest.mark.parametrize("frames", [1, 3])
def test_fewer_strangers_cost_more_right_people(frames: int) -> None:
    rates = [rate for rate in load_calibration(CONFIG / "face" / "sface.toml", "sface").rates if rate.frames == frames]
    ordered = sorted(rates, key=lambda rate: rate.far)
    assert [rate.threshold for rate in ordered] == sorted((rate.threshold for rate in rates), reverse=True)
    assert [rate.frr for rate in ordered] == sorted((rate.frr for rate in rates), reverse=True)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (SFACE.sha256, "0" * 64, "other model files"),
        (SFACE.name, "another.onnx", "other model files"),
        ('engine = "sface"', 'engine = "face_recognition"', "is of engine face_recognition"),
        ("version = 1", "version = 2", "makes no sense"),
        ("accept = 0.43", "accept = 0.2", "makes no sense"),
        ("accept = 0.43", "", "makes no sense"),
        ("accept = 0.43", "accept = 0.43\nadmit = 0.3", "makes no sense"),
        ("version = 1", "version = ", "makes no sense"),
    ],
)
def test_a_calibration_that_does_not_belong_stops_the_start(config: Path, old: str, new: str, reason: str) -> None:
    spoil(config, old, new)
    with pytest.raises(InvalidModels) as raised:
        open_recogniser("sface", config)
    assert reason in raised.value.reason


def test_without_a_calibration_nothing_starts(config: Path) -> None:
    (config / "face" / "sface.toml").unlink()
    with pytest.raises(InvalidModels) as raised:
        open_recogniser("sface", config)
    assert "no calibration" in raised.value.reason


@pytest.mark.parametrize(("old", "new"), [("[live]", "[alive]"), ("turn = 0.20", "turn = -1"), ("turn = 0.20", "tern = 0.2")])
def test_gates_that_make_no_sense_stop_the_start(config: Path, old: str, new: str) -> None:
    spoil(config, old, new, "gates.toml")
    with pytest.raises(InvalidModels) as raised:
        open_recogniser("sface", config)
    assert "gates.toml" in raised.value.reason


def test_an_unknown_engine_stops_the_start() -> None:
    with pytest.raises(InvalidModels):
        open_recogniser("oracle", CONFIG)
