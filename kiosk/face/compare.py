"""Compares photographs with one reference: the way without a camera, for technicians, tests and measurements."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import cv2
import numpy as np

from domain.clock import Clock
from domain.faces import FaceDecision
from kiosk.face.contract import Guidance
from kiosk.face.decision import decide
from kiosk.face.pictures import BadPicture, decode
from kiosk.face.quality import Mode
from kiosk.face.recogniser import Recogniser
from kiosk.face.vision import Embedding, Image, mean_embedding

TRIAL_SIDE = 320  # pixels: enough to tell which way is up, at a quarter of the time


class Quality(StrEnum):
    """What is to be said of one photograph; closed, so that every outcome has a name."""

    GOOD = "good"
    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"
    TRUNCATED = "truncated"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NO_FACE = "no_face"
    NOT_UPRIGHT = "not_upright"  # upside down or on its side
    SEVERAL_FACES = "several_faces"
    FACE_TOO_SMALL = "face_too_small"
    FACE_TOO_LARGE = "face_too_large"
    CUT_OFF = "cut_off"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TURNED = "turned"
    BLURRED = "blurred"
    COVERED = "covered"


QUALITY_OF = {
    Guidance.NO_FACE: Quality.NO_FACE,
    Guidance.ALONE: Quality.SEVERAL_FACES,
    Guidance.CLOSER: Quality.FACE_TOO_SMALL,
    Guidance.BACK: Quality.FACE_TOO_LARGE,
    Guidance.CENTRE: Quality.CUT_OFF,
    Guidance.LIGHT: Quality.TOO_DARK,
    Guidance.GLARE: Quality.TOO_BRIGHT,
    Guidance.STRAIGHT: Quality.TURNED,
    Guidance.STILL: Quality.BLURRED,
    Guidance.UNCOVER: Quality.COVERED,
}


@dataclass(frozen=True)
class Comparison:
    """What `kiosk face compare` prints, and nothing else."""

    score: float | None  # on the engine's scale; None: nothing could be compared
    decision: FaceDecision
    threshold: float  # the score from which it is a match
    quality: str  # `good`, or which photograph has which Quality, e.g. ``reference_truncated``
    milliseconds: float  # of everything: decoding, detection, embedding, comparison
    engine: str

    def as_row(self) -> dict[str, object]:
        """Return the fields in their order, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Seen:
    """One photograph and what came of it."""

    quality: Quality
    embedding: Embedding | None  # None unless the quality is good


def compare(recogniser: Recogniser, reference: bytes, probes: Sequence[bytes], clock: Clock) -> Comparison:
    """Compare the mean of the good probes with the reference; what cannot be used is named, never raised."""
    began = clock.monotonic()
    wanted = look(recogniser, reference, Mode.REFERENCE)
    seen = [look(recogniser, probe, Mode.STILL) for probe in probes]
    found = [probe.embedding for probe in seen if probe.embedding is not None]
    score = None
    if wanted.embedding is not None and found:
        score = recogniser.engine.score(wanted.embedding, mean_embedding(found))
    return Comparison(
        score=None if score is None else round(score, 4),
        decision=FaceDecision.UNUSABLE if score is None else decide(score, recogniser.thresholds),
        threshold=recogniser.thresholds.accept,
        quality=_in_one_word(wanted, seen),
        milliseconds=round((clock.monotonic() - began) * 1000, 1),
        engine=recogniser.engine.name,
    )


def look(recogniser: Recogniser, data: bytes, mode: Mode) -> Seen:
    """Decode, judge and embed one photograph."""
    try:
        image = decode(data)
    except BadPicture as bad:
        return Seen(Quality(bad.problem.value), None)
    if not is_upright(recogniser, image):
        return Seen(Quality.NOT_UPRIGHT, None)
    assessment = recogniser.assess(image, mode)
    if assessment.problem is not None or assessment.face is None:
        return Seen(QUALITY_OF[assessment.problem or Guidance.NO_FACE], None)
    return Seen(Quality.GOOD, recogniser.engine.embed(image, assessment.face))


def is_upright(recogniser: Recogniser, image: Image) -> bool:
    """Tell whether the picture shows its best face as it lies, and not after a quarter or half turn.

    YuNet takes many a face that stands on its head for an upright one (a chin makes a fine bald head), with landmarks that mean
    nothing. But it is surer of it the right way up: so on every one of 240 photographs that were turned for trial.
    """
    scale = min(1.0, TRIAL_SIDE / max(image.shape[:2]))
    small = image if scale == 1.0 else np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    scores = [_best_score(recogniser, np.rot90(small, quarters)) for quarters in range(4)]
    return scores[0] >= max(scores)


def _best_score(recogniser: Recogniser, image: Image) -> float:
    return max((face.score for face in recogniser.detector.find(np.ascontiguousarray(image))), default=0.0)


def _in_one_word(reference: Seen, probes: Sequence[Seen]) -> str:
    """Return the first thing that is wrong: the reference's, else a probe's."""
    if reference.quality is not Quality.GOOD:
        return f"reference_{reference.quality}"
    bad = next((probe.quality for probe in probes if probe.quality is not Quality.GOOD), None)
    return Quality.GOOD.value if bad is None else f"probe_{bad}"
