"""A calibration 标定: thresholds with their evidence, valid for one engine with one set of model files and for nothing else."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk.face.models import DLIB_MODELS, SFACE, YUNET, InvalidModels, ModelFile

VERSION = 1
MODELS_OF: dict[str, tuple[ModelFile, ...]] = {"sface": (YUNET, SFACE), "face_recognition": (YUNET, *DLIB_MODELS[:2])}
"""The files on which an engine's scores depend."""


class Rate(BaseModel):
    """One row of evidence: the share of strangers accepted (FAR) and of the right people refused (FRR) at a threshold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    frames: int = Field(ge=1)
    far: float = Field(ge=0, le=1)
    frr: float = Field(ge=0, le=1)  # no face found counts as refused
    threshold: float


class Calibration(BaseModel):
    """The content of `config/face/<engine>.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = Field(ge=VERSION, le=VERSION)
    id: str = Field(min_length=1)
    engine: str
    score: str  # what the scale is, in words
    reference: str  # which kind of reference photograph was measured
    data: str  # which people and pictures, in words
    people: int = Field(ge=2)
    accept: float
    review_from: float
    models: dict[str, str]  # file name: sha256
    rates: tuple[Rate, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "Calibration":
        if not self.review_from < self.accept:
            raise ValueError("review_from must be below accept")
        return self


def load_calibration(path: Path, engine: str) -> Calibration:
    """Read a calibration and check that it belongs to `engine` and its models; raises :class:`InvalidModels`."""
    try:
        calibration = Calibration.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise InvalidModels(f"there is no calibration {path.name}") from error
    except ValueError as error:
        raise InvalidModels(f"calibration {path.name} makes no sense") from error
    _check_belongs(calibration, engine, MODELS_OF.get(engine, ()))
    return calibration


def _check_belongs(calibration: Calibration, engine: str, models: Iterable[ModelFile]) -> None:
    if calibration.engine != engine:
        raise InvalidModels(f"calibration {calibration.id} is of engine {calibration.engine}, not {engine}")
    if calibration.models != {model.name: model.sha256 for model in models}:
        raise InvalidModels(f"calibration {calibration.id} was measured with other model files")
