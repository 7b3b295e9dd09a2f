"""Only the weights that were measured are used, and the packages that carry them are not run."""

import hashlib
import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from domain.failures import FailureCode
from kiosk.face.models import DLIB_MODELS, SFACE, YUNET, InvalidModels, ModelFile, check_model, locate_model, read_model

MODEL = ModelFile("carrier_of_weights", "weights.onnx", hashlib.sha256(b"weights").hexdigest())


@pytest.fixture
def carrier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that must not be imported, with its folder of models."""
    package = tmp_path / MODEL.package
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    (package / "models" / MODEL.name).write_bytes(b"weights")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return package / "models"


def test_the_weights_that_were_measured_are_read(carrier: Path) -> None:
    assert read_model(MODEL) == b"weights"
    check_model(MODEL)


def test_other_weights_are_refused(carrier: Path) -> None:
    (carrier / MODEL.name).write_bytes(b"weightz")
    for use in (read_model, check_model):
        with pytest.raises(InvalidModels, match="face_models_invalid") as raised:
            use(MODEL)
        assert raised.value.code is FailureCode.FACE_MODELS_INVALID
        assert MODEL.name in raised.value.reason


def test_missing_weights_are_refused(carrier: Path) -> None:
    (carrier / MODEL.name).unlink()
    with pytest.raises(InvalidModels) as raised:
        read_model(MODEL)
    assert "missing" in raised.value.reason


def test_a_missing_package_is_named() -> None:
    with pytest.raises(InvalidModels) as raised:
        locate_model(replace(MODEL, package="no_such_carrier"))
    assert "no_such_carrier" in raised.value.reason


@pytest.mark.parametrize("model", [YUNET, SFACE, *DLIB_MODELS], ids=lambda model: str(model.name))
def test_the_installed_weights_are_the_ones_of_the_code(model: ModelFile) -> None:
    check_model(model)
