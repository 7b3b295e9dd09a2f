"""The best three frames of one person, not three times the same moment."""

from dataclasses import dataclass, field

from kiosk.face.quality import Measures
from kiosk.face.vision import Embedding, Face, Image

KEPT = 3
APART_S = 0.15  # frames closer than this show the same moment; the better one stays


@dataclass(frozen=True, eq=False)  # two frames are never the same one
class KeptFrame:
    """A frame good enough to be compared. Its repr shows no picture."""

    at: float  # monotonic seconds
    quality: float
    image: Image = field(repr=False)
    face: Face
    embedding: Embedding | None = field(default=None, repr=False)


def quality_of(measures: Measures) -> float:
    """Return one number for how well a frame can be compared; more is better, the scale has no meaning of its own."""
    sharp = min(1.0, measures.sharpness / 250)
    return measures.score + 0.3 * sharp - abs(measures.turn) - abs(measures.roll) / 45 - 0.5 * measures.asymmetry


class BestFrames:
    """Keeps at most three frames."""

    def __init__(self) -> None:
        self._kept: list[KeptFrame] = []

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def frames(self) -> tuple[KeptFrame, ...]:
        """The frames, best first."""
        return tuple(sorted(self._kept, key=lambda kept: kept.quality, reverse=True))

    def offer(self, frame: KeptFrame) -> None:
        """Keep `frame` if it is better than one that it would take the place of."""
        near = [kept for kept in self._kept if abs(kept.at - frame.at) < APART_S]
        if any(kept.quality >= frame.quality for kept in near):
            return
        rest = [kept for kept in self._kept if kept not in near]
        self._kept = sorted([*rest, frame], key=lambda kept: kept.quality, reverse=True)[:KEPT]

    def replace(self, frames: list[KeptFrame]) -> None:
        """Keep these instead: the same frames, with their embeddings."""
        self._kept = frames
