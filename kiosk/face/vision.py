"""Words of the inside of the face process: a found face, detector, engine. Images are height × width × 3, BGR, not mirrored."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Embedding = NDArray[np.float32]
"""One face as a vector of length 1."""


@dataclass(frozen=True)
class Face:
    """One face that a detector found, in pixels of the image."""

    box: tuple[float, float, float, float]  # x, y, width, height
    landmarks: NDArray[np.float32] = field(
        repr=False
    )  # 5 × 2, the person's own sides: right eye, left eye, nose, mouth right, left
    score: float

    @property
    def eye_distance(self) -> float:
        """Distance of the eyes in pixels."""
        return float(np.linalg.norm(self.landmarks[1] - self.landmarks[0]))

    @property
    def turn(self) -> float:
        """How far the head is turned: nose beside the middle of the eyes, along the eyes' axis, in eye distances.

        Positive when the person has turned to the own left. About ±0.09 for half of people who look straight ahead, beyond
        ±0.25 for a clear turn; a flat photograph hardly changes it, however it is held.
        """
        right, left, nose = self.landmarks[0], self.landmarks[1], self.landmarks[2]
        axis = (left - right) / max(self.eye_distance, 1e-6)
        return float(np.dot(nose - (left + right) / 2, axis)) / max(self.eye_distance, 1e-6)

    @property
    def roll(self) -> float:
        """How far the head leans, in degrees."""
        right, left = self.landmarks[0], self.landmarks[1]
        return float(np.degrees(np.arctan2(left[1] - right[1], left[0] - right[0])))


class Detector(Protocol):
    """Finds faces."""

    def find(self, image: Image) -> list[Face]:
        """Return every face, the largest first."""
        ...


class FaceEngine(Protocol):
    """Turns a found face into a vector, and two vectors into a score."""

    @property
    def name(self) -> str:
        """Its name in configuration, e.g. ``sface``."""
        ...

    def embed(self, image: Image, face: Face) -> Embedding:
        """Return the vector of one face."""
        ...

    def score(self, reference: Embedding, probe: Embedding) -> float:
        """Return how alike two vectors are; greater is more alike, on this engine's own scale."""
        ...


def mean_embedding(embeddings: list[Embedding]) -> Embedding:
    """Return the normalised mean of several frames of one person: FRR falls to a tenth from one frame to three."""
    mean = np.mean(np.stack(embeddings), axis=0)
    length = float(np.linalg.norm(mean))
    unit: Embedding = (mean / length if length else mean).astype(np.float32)
    return unit
