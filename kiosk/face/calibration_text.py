"""Writes a calibration file from what was measured; :mod:`kiosk.face.calibration` reads it."""

import json
import math
from dataclasses import dataclass
from datetime import date

from kiosk.face.calibrate import FARS, Measured, Scores
from kiosk.face.calibration import MODELS_OF, VERSION

ACCEPT_FAR = 0.0001  # three tries give a stranger three chances: still below the 0.1 % that is asked of gates at borders
LOWEST = -1.0  # of every scale
REVIEW_FAR = 0.005  # above this people compare by eye
SCALES = {
    "sface": "cosine of two embeddings, -1..1",
    "face_recognition": "1 - Euclidean distance of two embeddings of length 1, -1..1",
}
CARD = "one photograph as on a card: 102 x 126, eyes 27 pixels apart, JPEG quality 75 (about 3 kB)"


@dataclass(frozen=True)
class Description:
    """What only a person can say about a measurement."""

    day: date
    data: str  # which people and pictures, in words
    reference: str = CARD


def calibration_text(engine: str, measured: Measured, about: Description) -> str:
    """Return the file's text: accept where one stranger in 10 000 passes with the most frames, review from one in 200."""
    accept, review_from = _chosen(measured.by_frames[-1])
    lines = [
        "# Written by `kiosk face calibrate`; what it means and how it was measured: docs/face.md.",
        f"version = {VERSION}",
        f"id = {json.dumps(f'{engine}-{about.day.isoformat()}')}",
        f"engine = {json.dumps(engine)}",
        f"score = {json.dumps(SCALES[engine])}",
        f"reference = {json.dumps(about.reference, ensure_ascii=False)}",
        f"data = {json.dumps(about.data, ensure_ascii=False)}",
        f"people = {measured.people}",
        f"accept = {accept}",
        f"review_from = {review_from}",
        "",
        "[models]",
        *(f'"{model.name}" = "{model.sha256}"' for model in MODELS_OF[engine]),
    ]
    for scores in measured.by_frames:
        for far in FARS:
            lines += _rate(scores, far)
    return "\n".join(lines) + "\n"


def summary(measured: Measured) -> dict[str, object]:
    """Return what a technician wants to know at once."""
    rates = {
        f"frr_far_{far:g}_frames_{scores.frames}": round(scores.frr(scores.threshold(far)), 5)
        for scores in measured.by_frames
        for far in FARS
    }
    counts = {"people": measured.people, "photographs": measured.photographs, "unfit_references": measured.unfit_references}
    return {**counts, "fte": round(measured.fte, 5), **rates}


def _rate(scores: Scores, far: float) -> list[str]:
    threshold = scores.threshold(far)
    return [
        "",
        "[[rates]]",
        f"frames = {scores.frames}",
        f"far = {far}",
        f"frr = {scores.frr(threshold):.5f}",
        f"threshold = {threshold:.4f}",
    ]


def _chosen(scores: Scores) -> tuple[float, float]:
    """Return accept and review_from; on a small folder both may be the same stranger's, then one hundredth apart."""
    accept = _rounded_up(scores.threshold(ACCEPT_FAR))
    return accept, min(_rounded_up(scores.threshold(REVIEW_FAR)), round(accept - 0.01, 2))


def _rounded_up(threshold: float) -> float:
    """Return the next hundredth: never more strangers than measured."""
    return math.ceil(max(threshold, LOWEST) * 100) / 100
