"""The engines 比对引擎: each turns a found face into a vector. One is chosen by configuration, with its own calibration."""

from collections.abc import Callable, Mapping

from kiosk.face.vision import FaceEngine


def _sface() -> FaceEngine:
    from kiosk.face.engines.sface import SFaceEngine

    return SFaceEngine()


def _face_recognition() -> FaceEngine:
    from kiosk.face.engines.face_recognition import FaceRecognitionEngine

    return FaceRecognitionEngine()


ENGINES: Mapping[str, Callable[[], FaceEngine]] = {"sface": _sface, "face_recognition": _face_recognition}
