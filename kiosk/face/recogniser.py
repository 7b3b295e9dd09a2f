"""Everything that sees, opened and warmed together: detector, engine, gates and the calibration that belongs to them."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from kiosk.face.calibration import Calibration, load_calibration
from kiosk.face.decision import Thresholds
from kiosk.face.detector import YuNetDetector
from kiosk.face.engines import ENGINES
from kiosk.face.models import InvalidModels
from kiosk.face.quality import Assessment, Gates, Mode, assess, load_gates
from kiosk.face.vision import Detector, Face, FaceEngine, Image

log = logging.getLogger(__name__)

QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")  # set by `import cv2`; they would lead PySide6 to cv2's own Qt


@dataclass(frozen=True)
class Instruments:
    """Detector, engine and gates: enough to see and to measure, not to decide. Not for two threads at once."""

    detector: Detector
    engine: FaceEngine
    gates: Mapping[Mode, Gates]

    def assess(self, image: Image, mode: Mode) -> Assessment:
        """Find the faces of a picture and judge it."""
        return assess(image, self.detector.find(image), self.gates[mode])


@dataclass(frozen=True)
class Recogniser(Instruments):
    """One engine with the calibration that belongs to it, ready for work."""

    calibration: Calibration

    @property
    def thresholds(self) -> Thresholds:
        """The calibration's own."""
        return Thresholds(self.calibration.accept, self.calibration.review_from)


def open_recogniser(engine: str, config_dir: Path) -> Recogniser:
    """Open `engine` with `config_dir`/face/<engine>.toml; raises :class:`InvalidModels` when they do not belong together."""
    instruments = open_instruments(engine, config_dir)
    calibration = load_calibration(config_dir / "face" / f"{engine}.toml", engine)
    log.info("face recogniser is ready: engine %s, calibration %s", engine, calibration.id)
    return Recogniser(instruments.detector, instruments.engine, instruments.gates, calibration)


def open_instruments(engine: str, config_dir: Path) -> Instruments:
    """Open `engine` without a calibration, warm; raises :class:`InvalidModels`."""
    quiet_opencv()
    if engine not in ENGINES:
        raise InvalidModels(f"there is no engine {engine}")
    try:
        gates = load_gates(config_dir / "face" / "gates.toml")
    except (OSError, ValueError) as error:
        raise InvalidModels("gates.toml is missing or makes no sense") from error
    instruments = Instruments(YuNetDetector(), ENGINES[engine](), gates)
    _warm(instruments)
    return instruments


def quiet_opencv() -> None:
    """One thread, no chatter on standard error, and no trace of its own Qt in the environment."""
    cv2.setNumThreads(1)
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    for variable in QT_VARIABLES:
        os.environ.pop(variable, None)


def _warm(instruments: Instruments) -> None:
    """Use everything once: the first pass allocates and takes several times as long."""
    blank: Image = np.full((720, 1280, 3), 128, np.uint8)
    instruments.detector.find(blank)
    landmarks = np.array([[600, 300], [680, 300], [640, 350], [610, 400], [670, 400]], np.float32)
    instruments.engine.embed(blank, Face((560, 220, 160, 220), landmarks, 1.0))
