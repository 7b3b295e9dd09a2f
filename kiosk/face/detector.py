"""YuNet finds faces: five landmarks each, on at most 640 pixels of length, whatever the size of the picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.face.models import YUNET, read_model
from kiosk.face.vision import Face, Image

LONGEST_SIDE = 640  # pixels; a 720p frame becomes 640 × 360: 10 ms instead of 45, and a face at arm's length stays 60 wide
SMALLEST_SIDE = 24  # pixels; below this there is nothing to find
SCORE_AT_LEAST = 0.6  # what is worth calling a face; the gates ask for more
OVERLAP_AT_MOST = 0.3
MOST_FACES = 50


class YuNetDetector:
    """The detector of every engine. Not for two threads at once. Raises :class:`kiosk.face.models.InvalidModels` when made."""

    def __init__(self) -> None:
        model = np.frombuffer(read_model(YUNET), np.uint8)
        no_config = np.empty(0, np.uint8)
        self._size = (LONGEST_SIDE, LONGEST_SIDE)
        self._net = cv2.FaceDetectorYN.create("onnx", model, no_config, self._size, SCORE_AT_LEAST, OVERLAP_AT_MOST, MOST_FACES)

    def find(self, image: Image) -> list[Face]:
        """Return every face in pixels of `image`, the largest first."""
        height, width = image.shape[:2]
        if min(height, width) < SMALLEST_SIDE:
            return []
        scale = min(1.0, LONGEST_SIDE / max(height, width))
        small = image
        if scale < 1:
            size = (round(width * scale), round(height * scale))
            small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        self._fit(small.shape[1], small.shape[0])
        _, rows = self._net.detect(small)
        faces = [] if rows is None else [_face(row, width / small.shape[1], height / small.shape[0]) for row in rows]
        return sorted(faces, key=lambda face: face.box[2] * face.box[3], reverse=True)

    def _fit(self, width: int, height: int) -> None:
        if (width, height) != self._size:
            self._size = (width, height)
            self._net.setInputSize(self._size)


def _face(row: NDArray[np.float32], across: float, down: float) -> Face:
    """Return one of YuNet's rows (box, five points, score) in pixels of the unscaled picture."""
    scale = np.array([across, down], np.float32)
    x, y, width, height = (float(value) for value in (row[:4].reshape(2, 2) * scale).ravel())
    return Face((x, y, width, height), row[4:14].reshape(5, 2) * scale, float(row[14]))
