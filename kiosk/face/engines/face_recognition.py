"""The engine of the package face_recognition (dlib's ResNet), on YuNet's boxes. Score: 1 - distance of unit vectors, -1..1."""

import importlib
from typing import Any

import cv2
import numpy as np
from PIL import ImageFile

from kiosk.face.models import DLIB_MODELS, InvalidModels, check_model
from kiosk.face.vision import Embedding, Face, Image


class FaceRecognitionEngine:
    """The package behind the same door as every engine. Raises :class:`kiosk.face.models.InvalidModels` when made.

    Its own detector is not used: HOG takes twenty times as long as YuNet and loses faces in the dark and behind masks. The
    vectors are brought to length 1, so that several frames can be averaged: the tolerance 0.6 of its manual means nothing here.
    """

    name = "face_recognition"

    def __init__(self) -> None:
        for model in DLIB_MODELS:
            check_model(model)
        self._package = _imported()

    def embed(self, image: Image, face: Face) -> Embedding:
        """Return the 128 numbers of one face, length 1; the small model of five points, one pass."""
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        vectors = self._package.face_encodings(rgb, known_face_locations=[_location(face)], num_jitters=1, model="small")
        vector = np.asarray(vectors[0], np.float32)
        unit: Embedding = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
        return unit

    def score(self, reference: Embedding, probe: Embedding) -> float:
        """Return 1 minus the Euclidean distance: greater is more alike."""
        return 1.0 - float(np.linalg.norm(reference - probe))


def _imported() -> Any:  # the package has no types
    """Import the package. Without its models it calls quit(): a terminal would end "successfully" and silently."""
    try:
        package = importlib.import_module("face_recognition")
    except (ImportError, SystemExit) as error:
        raise InvalidModels("package face_recognition or its models cannot be imported") from error
    # On import it tells Pillow, for the whole process, to take truncated pictures for whole ones.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return package


def _location(face: Face) -> tuple[int, int, int, int]:
    """Return dlib's kind of box, square and lower than YuNet's, as top, right, bottom, left."""
    x, y, width, height = face.box
    side = max(width, 0.8 * height)
    middle, centre = x + width / 2, y + 0.56 * height
    return round(centre - side / 2), round(middle + side / 2), round(centre + side / 2), round(middle - side / 2)
