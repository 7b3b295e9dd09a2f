"""Where one decision ends and the next begins, and what several references come to."""

import math

import pytest

from domain.faces import FaceDecision, ReferenceKind
from kiosk.face.contract import ReferenceScore
from kiosk.face.decision import Thresholds, combine, decide

MATCH, REVIEW, NO_MATCH, UNUSABLE = FaceDecision.MATCH, FaceDecision.REVIEW, FaceDecision.NO_MATCH, FaceDecision.UNUSABLE
THRESHOLDS = Thresholds(accept=0.43, review_from=0.33)


@pytest.mark.parametrize(
    ("score", "decision"),
    [
        (1.0, MATCH),
        (0.43, MATCH),
        (math.nextafter(0.43, 0), REVIEW),
        (0.33, REVIEW),
        (math.nextafter(0.33, 0), NO_MATCH),
        (-1.0, NO_MATCH),
        (-math.inf, NO_MATCH),
        (math.nan, UNUSABLE),
    ],
)
def test_both_thresholds_belong_to_the_upper_side(score: float, decision: FaceDecision) -> None:
    assert decide(score, THRESHOLDS) is decision


@pytest.mark.parametrize(
    ("registry", "chip", "decision"),
    [
        (None, None, UNUSABLE),
        (UNUSABLE, UNUSABLE, UNUSABLE),
        (MATCH, None, MATCH),
        (None, MATCH, MATCH),
        (None, REVIEW, REVIEW),
        (None, NO_MATCH, NO_MATCH),
        (MATCH, MATCH, MATCH),
        (MATCH, REVIEW, MATCH),
        (MATCH, NO_MATCH, MATCH),  # a poor chip says nothing against the register
        (MATCH, UNUSABLE, MATCH),
        (REVIEW, MATCH, MATCH),
        (REVIEW, REVIEW, REVIEW),
        (REVIEW, NO_MATCH, REVIEW),
        (NO_MATCH, MATCH, REVIEW),  # card and register show different people: staff look
        (NO_MATCH, REVIEW, NO_MATCH),
        (NO_MATCH, NO_MATCH, NO_MATCH),
        (NO_MATCH, UNUSABLE, NO_MATCH),
        (UNUSABLE, MATCH, MATCH),
    ],
)
def test_the_best_reference_decides_unless_the_register_contradicts(
    registry: FaceDecision | None, chip: FaceDecision | None, decision: FaceDecision
) -> None:
    given = ((ReferenceKind.REGISTRY, registry), (ReferenceKind.CHIP, chip))
    scores = [ReferenceScore(kind, 0.5, found) for kind, found in given if found is not None]
    assert combine(scores) is decision
    assert combine(scores[::-1]) is decision
