"""``face``: the default engine beside face_recognition with its own defaults; accuracy on a folder PERSON/*.jpg.

Speed: one 720p frame from pixels to a vector. Ours: detect, judge by the gates, embed. Theirs: locate (HOG, upsampled once),
encode. Accuracy: the protocol of :mod:`kiosk.face.calibrate`. Data: `--data`, else KIOSK_FACE_DATA, else
`shared/data/lfw-calibration` beside the project. Without data the accuracy is not measured and the report says so.
"""

import importlib
import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from kiosk.face.calibrate import Measured, measure_folder, middle_face
from kiosk.face.engines.face_recognition import FaceRecognitionEngine
from kiosk.face.pictures import decode
from kiosk.face.quality import Mode
from kiosk.face.recogniser import Instruments, open_instruments
from kiosk.face.vision import Image
from kiosk.setting_files import CONFIG_DIR
from simulators.world.portraits import Looks, registry_jpeg
from tools.benchmarks.report import Goal, Options, Report, time_in_turn

ROOT = Path(__file__).parents[2]
DATA_VARIABLE = "KIOSK_FACE_DATA"
BESIDE = ROOT.parent / "shared" / "data" / "lfw-calibration"
FRAME = (720, 1280, 3)
EYES_APART = 100  # pixels in the frame: a face at arm's length
ROUNDS = 15
FAR = 0.001
GOALS = {
    "speedup_vs_face_recognition": Goal(8, at_least=True),
    "frr_far_0p1_one": Goal(0.03),
    "frr_far_0p1_three": Goal(0.003),
    "fte": Goal(0.005),
}


def measure(options: Options) -> Report:
    """Measure speed, and accuracy when there is data."""
    instruments = open_instruments("sface", CONFIG_DIR)
    data = find_data(options.data)
    frame = frame_with_a_face(instruments, data)
    FaceRecognitionEngine()  # checks and loads what the reference needs, in the one safe way
    theirs = importlib.import_module("face_recognition")
    taken = time_in_turn({"frame_ms": lambda: _ours(instruments, frame), "theirs": lambda: _theirs(theirs, frame)}, ROUNDS)
    ours, reference = taken["frame_ms"], taken["theirs"]
    speed = {"frame_ms": round(ours.median, 1), "speedup_vs_face_recognition": round(reference.median / ours.median, 2)}
    beside = {"engine": "face_recognition 1.3.0, defaults", "frame_ms": round(reference.median, 1), "spread": reference.spread}
    found = _theirs(theirs, frame)
    accuracy, notes = _accuracy(instruments, data)
    if not found:
        notes.append("face_recognition found no face in the frame, so its time lacks the encoding")
    return Report("face", {**speed, **accuracy}, GOALS, beside, {"frame_ms": ours.spread}, notes)


def find_data(given: Path | None) -> Path | None:
    """Return the folder to measure on, or None."""
    named = os.environ.get(DATA_VARIABLE)
    places = [given, Path(named) if named else None, BESIDE]
    return next((place for place in places if place is not None and place.is_dir()), None)


def frame_with_a_face(instruments: Instruments, data: Path | None) -> Image:
    """Return a 720p frame with one face in its middle: the first photograph of `data`, else a drawn portrait."""
    photograph = next(iter(sorted(data.glob("*/*.jpg"))), None) if data else None
    content = photograph.read_bytes() if photograph else registry_jpeg(Looks.of("benchmark", female=False, age=40))
    picture = decode(content)
    face = middle_face(instruments, picture)
    if face is None:
        raise ValueError("the photograph for the frame shows no face")
    scale = EYES_APART / face.eye_distance
    eyes = face.landmarks[:2].mean(axis=0) * scale
    shift = np.array([FRAME[1] / 2, FRAME[0] * 0.42]) - eyes
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    return np.asarray(cv2.warpAffine(picture, matrix, (FRAME[1], FRAME[0]), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _ours(instruments: Instruments, frame: Image) -> None:
    face = instruments.assess(frame, Mode.LIVE).face
    if face is None:
        raise ValueError("no face in the frame")
    instruments.engine.embed(frame, face)


def _theirs(package: Any, frame: Image) -> int:
    rgb = np.ascontiguousarray(frame[:, :, ::-1])
    return len(package.face_encodings(rgb, package.face_locations(rgb)))


def _accuracy(instruments: Instruments, data: Path | None) -> tuple[dict[str, float | None], list[str]]:
    """Return FRR at FAR 0.1 % with one and three frames, and what must be known about the numbers."""
    if data is None:
        keys = ("frr_far_0p1_one", "frr_far_0p1_three", "fte")
        return dict.fromkeys(keys), [f"accuracy is not measured: no photographs (--data DIR or {DATA_VARIABLE})"]
    measured = measure_folder(instruments, data)
    one, three = (scores.frr(scores.threshold(FAR)) for scores in measured.by_frames)
    figures = {"frr_far_0p1_one": round(one, 5), "frr_far_0p1_three": round(three, 5), "fte": round(measured.fte, 5)}
    return {**figures}, [_about(measured)]


def _about(measured: Measured) -> str:
    trials = " and ".join(f"{len(scores.genuine)} with {scores.frames}" for scores in measured.by_frames)
    return (
        f"{measured.people} people, {measured.photographs} photographs, genuine trials: {trials} frame(s); "
        f"{measured.unfit_references} photographs unfit for a card served as probes only"
    )
