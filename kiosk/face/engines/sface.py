"""SFace of OpenCV's model zoo (Zhong et al. 2021, Apache-2.0): the default engine. Score: cosine, -1..1."""

import cv2
import numpy as np

from kiosk.face.alignment import SIZE, align
from kiosk.face.models import SFACE, read_model
from kiosk.face.vision import Embedding, Face, Image


class SFaceEngine:
    """The network, warm. Not for two threads at once. Raises :class:`kiosk.face.models.InvalidModels` when made.

    `cv2.FaceRecognizerSF.feature` of OpenCV 5.0 refuses the int8 file ("empty name can only be used…": its weights are listed
    as inputs); asked by the name of the true input, the same network answers as OpenCV 4 did.
    """

    name = "sface"

    def __init__(self) -> None:
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(read_model(SFACE), np.uint8))

    def embed(self, image: Image, face: Face) -> Embedding:
        """Return the 128 numbers of one face, length 1."""
        blob = cv2.dnn.blobFromImage(align(image, face), 1.0, (SIZE, SIZE), (0, 0, 0), swapRB=True)
        self._net.setInput(blob, "data")
        vector = self._net.forward().ravel()
        unit: Embedding = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
        return unit

    def score(self, reference: Embedding, probe: Embedding) -> float:
        """Return the cosine of the angle between the two."""
        return float(np.dot(reference, probe))
