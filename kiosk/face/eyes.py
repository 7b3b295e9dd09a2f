"""Whether eyes are open, and whether glasses shine over them; by the look of their surroundings, without landmarks of lids."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.face.vision import Face, Image

APART = 80  # pixels between the eyes of the upright patches
WIDE, HIGH = 64, 56  # pixels of one patch, the eye in its middle
EYE = (slice(16, 42), slice(16, 48))  # rows and columns in which an eye lies
SKIN = slice(30, 54)  # rows below it
DARKEST, LIGHTEST = 3, 70  # percentiles: pupil or lashes, and skin
CORE = 0.45  # of the way from dark to skin: what is darker is iris, pupil, lashes
COLUMNS = 10  # the tallest columns count: an iris stands, a closed lid's lashes lie
SHINES = 245
Grey = NDArray[np.float32]


def eyes_open(image: Image, face: Face) -> float:
    """Return how tall the dark of the less open eye is, in distances of the eyes: 0.10 to 0.23 open, 0.05 to 0.09 closed."""
    return min(_tall(patch) for patch in _patches(image, face))


def eye_glare(image: Image, face: Face) -> float:
    """Return which share of the eyes' surroundings shines, the worse eye."""
    return max(float((patch[EYE] > SHINES).mean()) for patch in _patches(image, face))


def _tall(patch: Grey) -> float:
    eye = patch[EYE]
    dark, skin = float(np.percentile(eye, DARKEST)), float(np.percentile(patch[SKIN], LIGHTEST))
    counts = (eye < dark + CORE * (skin - dark)).sum(axis=0)
    return float(np.sort(counts)[-COLUMNS:].mean()) / APART


def _patches(image: Image, face: Face) -> list[Grey]:
    """Return right and left eye, upright, grey."""
    scale = APART / max(face.eye_distance, 1e-6)
    return [_patch(image, (float(eye[0]), float(eye[1])), face.roll, scale) for eye in face.landmarks[:2]]


def _patch(image: Image, eye: tuple[float, float], roll: float, scale: float) -> Grey:
    matrix = cv2.getRotationMatrix2D(eye, roll, scale)
    matrix[:, 2] += np.array([WIDE / 2 - eye[0], HIGH / 2 - eye[1]])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    patch = cv2.warpAffine(image, matrix, (WIDE, HIGH), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY), np.float32)
