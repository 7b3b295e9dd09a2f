"""Compares photographs with one reference: the way without a camera, for technicians, tests and measurements."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

import numpy as np

from domain.clock import Clock
from domain.faces import FaceDecision
from kiosk.face.contract import Guidance
from kiosk.face.decision import decide
from kiosk.face.pictures import BadPicture, PictureProblem, decode
from kiosk.face.quality import Assessment, Mode
from kiosk.face.recogniser import Recogniser
from kiosk.face.vision import Embedding, Image, mean_embedding


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
        return Seen(_quality_of_bytes(bad.problem), None)
    assessment = recogniser.assess(image, mode)
    if assessment.problem is not None or assessment.face is None:
        return Seen(_quality(recogniser, image, assessment), None)
    return Seen(Quality.GOOD, recogniser.engine.embed(image, assessment.face))


def _quality_of_bytes(problem: PictureProblem) -> Quality:
    return Quality(problem.value)


def _quality(recogniser: Recogniser, image: Image, assessment: Assessment) -> Quality:
    """Name the problem; a face that is found only after turning the picture says more than "no face"."""
    if assessment.problem is Guidance.NO_FACE and _found_when_turned(recogniser, image):
        return Quality.NOT_UPRIGHT
    if assessment.measures is not None and abs(assessment.measures.roll) > 45:
        return Quality.NOT_UPRIGHT
    return QUALITY_OF[assessment.problem or Guidance.NO_FACE]


def _found_when_turned(recogniser: Recogniser, image: Image) -> bool:
    turned = (np.ascontiguousarray(np.rot90(image, quarters)) for quarters in (2, 1, 3))
    return any(recogniser.detector.find(picture) for picture in turned)


def _in_one_word(reference: Seen, probes: Sequence[Seen]) -> str:
    """Return the first thing that is wrong: the reference's, else a probe's."""
    if reference.quality is not Quality.GOOD:
        return f"reference_{reference.quality}"
    bad = next((probe.quality for probe in probes if probe.quality is not Quality.GOOD), None)
    return Quality.GOOD.value if bad is None else f"probe_{bad}"
