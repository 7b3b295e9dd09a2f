"""From scores to a decision.

One reference: at or above `accept` MATCH, at or above `review_from` REVIEW, below NO_MATCH.

Several references: the best score decides, unless the registry contradicts it. The two photographs are not equal:

* The registry's photograph is large and comes from the office over an authenticated line, found by the number of the card that
  was read. Whoever matches it *is* the registered person; a chip that disagrees says nothing against that, because at 1 kB it
  may disagree with anybody (measured: up to a third of the right people are refused).
* The chip's photograph comes from the card. When the chip matches and the registry clearly does not, card and register show
  different people: a forged or mixed-up record. A machine does not decide that: MATCH becomes REVIEW, and a REVIEW of the chip
  alone is not enough against the registry: NO_MATCH.

Two references give a stranger two chances, at most twice the FAR of one; that is allowed for in `accept` (docs/face.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.faces import FaceDecision, ReferenceKind
from kiosk.face.contract import ReferenceScore

ORDER = (FaceDecision.NO_MATCH, FaceDecision.REVIEW, FaceDecision.MATCH)


@dataclass(frozen=True)
class Thresholds:
    """On the scale of one engine; both belong to the upper side."""

    accept: float
    review_from: float


def decide(score: float, thresholds: Thresholds) -> FaceDecision:
    """Return what one score says; a score that is no number says UNUSABLE."""
    if score != score:  # noqa: PLR0124 - NaN is the one number that is not equal to itself
        return FaceDecision.UNUSABLE
    if score >= thresholds.accept:
        return FaceDecision.MATCH
    return FaceDecision.REVIEW if score >= thresholds.review_from else FaceDecision.NO_MATCH


def combine(scores: Sequence[ReferenceScore]) -> FaceDecision:
    """Return the decision over every reference; UNUSABLE when none could be compared."""
    compared = [score for score in scores if score.decision in ORDER]
    if not compared:
        return FaceDecision.UNUSABLE
    best = max((score.decision for score in compared), key=ORDER.index)
    refused = any(s.reference is ReferenceKind.REGISTRY and s.decision is FaceDecision.NO_MATCH for s in compared)
    return ORDER[max(0, ORDER.index(best) - 1)] if refused else best
