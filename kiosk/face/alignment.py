"""Brings a face to the place where the engines learnt to expect it: 112 × 112 pixels, eyes 35 apart."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.face.vision import Face, Image

SIZE = 112
# Right eye, left eye, nose, right and left corner of the mouth; the template of ArcFace and SFace (deepinsight/insightface).
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]], np.float32
)


def align(image: Image, face: Face) -> Image:
    """Return the face upright, 112 × 112, reduced without the moiré that one step of interpolation would leave."""
    matrix = similarity(face.landmarks, TEMPLATE)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    steps = int(0.75 / scale) if scale > 0 else 1
    if steps >= 2:
        image, matrix = _reduced(image, face, matrix, steps)
    warped = cv2.warpAffine(image, matrix, (SIZE, SIZE), flags=cv2.INTER_LINEAR)
    return np.asarray(warped, np.uint8)


def similarity(source: NDArray[np.float32], target: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the 2 × 3 matrix of turn, scale and shift that brings `source` closest to `target` (Umeyama 1991)."""
    points, wanted = source.astype(np.float64), target.astype(np.float64)
    centre, goal = points.mean(axis=0), wanted.mean(axis=0)
    x, y = (points - centre).T
    u, v = (wanted - goal).T
    spread = max(float(np.sum(x * x + y * y)), 1e-9)
    along, across = float(np.sum(x * u + y * v)) / spread, float(np.sum(x * v - y * u)) / spread
    turn = np.array([[along, -across], [across, along]])
    return np.column_stack([turn, goal - turn @ centre])


def _reduced(image: Image, face: Face, matrix: NDArray[np.float64], steps: int) -> tuple[Image, NDArray[np.float64]]:
    """Return the surroundings of the face at 1/`steps` of their size, and the matrix that fits them."""
    reach = 3 * max(face.box[2], face.box[3]) / 2
    x, y = face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    right, bottom = min(image.shape[1], int(x + reach)), min(image.shape[0], int(y + reach))
    width, height = max(1, (right - left) // steps), max(1, (bottom - top) // steps)
    part = image[top : top + height * steps, left : left + width * steps]
    small = np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    half = (steps - 1) / 2  # the middle of the first block of pixels
    fitted = matrix.copy()
    fitted[:, 2] = matrix[:, :2] @ np.array([left + half, top + half]) + matrix[:, 2]
    fitted[:, :2] *= steps
    return small, fitted
