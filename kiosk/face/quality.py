"""Tells whether a picture is good enough to be compared, and if not, the one thing the citizen can do about it."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from kiosk.face.alignment import align
from kiosk.face.contract import Guidance
from kiosk.face.vision import Face, Image

CORE = slice(20, 92)  # of the aligned 112 × 112: eyes to mouth, no hair, no ground
CHEEKS = (slice(58, 72), slice(30, 82))
MOUTH = (slice(84, 104), slice(36, 76))


class Mode(StrEnum):
    """What a picture is for; table names of `config/face/gates.toml`."""

    LIVE = "live"  # a frame of the camera that is to be compared
    TURNED = "turned"  # a frame during a turn of the head
    PHOTO = "photo"  # a frame of the camera that is to become the photograph of a licence
    STILL = "still"  # a photograph of unknown origin that is to be compared
    REFERENCE = "reference"  # the photograph of a card or of the registry: nobody can take it again


class Gates(BaseModel):
    """Thresholds of one mode. Lengths in pixels, shares 0..1, grey 0..255, angles in degrees."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    eye_distance_min: float = Field(ge=0)
    eye_distance_max_share: float = Field(gt=0)  # of the picture's height
    other_face: float = Field(gt=0)  # a second face counts when its eye distance exceeds this share of the first one's
    off_centre: float = Field(ge=0)  # middle of the eyes beside the picture's middle, share of the height (across)
    margin: float = Field(ge=0)  # how much of the box may lie outside the picture, share of the box
    turn: float = Field(gt=0)  # see Face.turn
    roll: float = Field(gt=0)
    asymmetry: float = Field(gt=0)  # difference of the halves' brightness over their sum
    brightness_min: float
    brightness_max: float
    contrast: float
    glare: float  # share of pixels above 245
    shadow: float  # share of pixels below 20
    sharpness: float  # variance of the Laplacian of the aligned face
    score: float  # of the detector: below it a face is half hidden
    cover: float  # difference of colour between cheeks and mouth: a mask is not of skin


@dataclass(frozen=True)
class Measures:
    """What was measured on the one face; units as in :class:`Gates`."""

    eye_distance: float
    off_centre: float
    outside: float
    turn: float
    roll: float
    asymmetry: float
    brightness: float
    contrast: float
    glare: float
    shadow: float
    sharpness: float
    score: float
    cover: float = 0.0


@dataclass(frozen=True)
class Assessment:
    """The verdict on one picture."""

    problem: Guidance | None  # the first in the order in which a citizen can act; None: good
    face: Face | None  # the largest; None without one
    measures: Measures | None


def load_gates(path: Path) -> dict[Mode, Gates]:
    """Read `gates.toml`; raises :class:`OSError` or :class:`ValueError`."""
    tables = tomllib.loads(path.read_text("utf-8"))
    if tables.keys() != {mode.value for mode in Mode}:
        raise ValueError(f"{path.name} must have the tables {', '.join(Mode)}")
    return {mode: Gates.model_validate(tables[mode]) for mode in Mode}


def assess(image: Image, faces: list[Face], gates: Gates) -> Assessment:
    """Judge one picture by the faces that the detector found in it, the largest first."""
    if not faces:
        return Assessment(_why_nobody(image, gates), None, None)
    face = max(faces, key=lambda found: found.eye_distance)
    measures = measure(image, face)
    if any(other is not face and other.eye_distance > gates.other_face * face.eye_distance for other in faces):
        return Assessment(Guidance.ALONE, face, measures)
    return Assessment(_first_problem(measures, image.shape[0], gates), face, measures)


def measure(image: Image, face: Face) -> Measures:
    """Measure everything that a gate asks for."""
    aligned = align(image, face)
    grey = cv2.cvtColor(aligned, cv2.COLOR_BGR2GRAY)[CORE, CORE]
    left, right = float(grey[:, : grey.shape[1] // 2].mean()), float(grey[:, grey.shape[1] // 2 :].mean())
    return Measures(
        eye_distance=face.eye_distance,
        off_centre=_off_centre(image, face),
        outside=_outside(image, face),
        turn=face.turn,
        roll=face.roll,
        asymmetry=abs(left - right) / max(left + right, 1.0),
        brightness=float(grey.mean()),
        contrast=float(grey.std()),
        glare=float((grey > 245).mean()),
        shadow=float((grey < 20).mean()),
        sharpness=float(cv2.Laplacian(grey, cv2.CV_64F).var()),
        score=face.score,
        cover=_cover(aligned),
    )


def _first_problem(found: Measures, height: int, gates: Gates) -> Guidance | None:
    """Where to stand comes first, then the light, then how to look: each spoils what comes after it."""
    dark = found.brightness < gates.brightness_min or found.contrast < gates.contrast or found.shadow > gates.shadow
    checks = (
        (Guidance.CLOSER, found.eye_distance < gates.eye_distance_min),
        (Guidance.BACK, found.eye_distance > gates.eye_distance_max_share * height),
        (Guidance.CENTRE, found.off_centre > gates.off_centre or found.outside > gates.margin),
        (Guidance.LIGHT, dark),
        (Guidance.GLARE, found.brightness > gates.brightness_max or found.glare > gates.glare),
        (Guidance.STRAIGHT, abs(found.turn) > gates.turn or abs(found.roll) > gates.roll),
        (Guidance.LIGHT, found.asymmetry > gates.asymmetry),  # after turning: a turned face is darker on one side, too
        (Guidance.STILL, found.sharpness < gates.sharpness),
        (Guidance.UNCOVER, found.score < gates.score or found.cover > gates.cover),
    )
    return next((guidance for guidance, is_wrong in checks if is_wrong), None)


def _why_nobody(image: Image, gates: Gates) -> Guidance:
    """Without a face: too dark or too bright to find one, or nobody there."""
    mean = float(image.mean())
    if mean < gates.brightness_min / 2:
        return Guidance.LIGHT
    return Guidance.GLARE if mean > 245 else Guidance.NO_FACE


def _cover(aligned: Image) -> float:
    """Return how far the colour around the mouth is from that of the cheeks, in steps of Cr and Cb; light changes both."""
    cheeks, mouth = (_colour(aligned[place]) for place in (CHEEKS, MOUTH))
    return float(np.hypot(cheeks[0] - mouth[0], cheeks[1] - mouth[1]))


def _colour(part: Image) -> tuple[float, float]:
    """Return the middle Cr and Cb of a part; the middle, so that lips do not count."""
    colours = cv2.cvtColor(part, cv2.COLOR_BGR2YCrCb).reshape(-1, 3)
    return float(np.median(colours[:, 1])), float(np.median(colours[:, 2]))


def _off_centre(image: Image, face: Face) -> float:
    """Return how far the face is beside the middle, in heights of the picture (a screen's oval is as high as the picture)."""
    middle = float(face.landmarks[0][0] + face.landmarks[1][0]) / 2
    height, width = int(image.shape[0]), int(image.shape[1])
    return abs(middle - width / 2) / height


def _outside(image: Image, face: Face) -> float:
    """Return which share of the box's area lies outside the picture."""
    x, y, width, height = face.box
    seen = _overlap(x, width, image.shape[1]) * _overlap(y, height, image.shape[0])
    return 1.0 - seen / max(width * height, 1.0)


def _overlap(start: float, length: float, limit: int) -> float:
    return max(0.0, min(start + length, limit) - max(start, 0.0))
