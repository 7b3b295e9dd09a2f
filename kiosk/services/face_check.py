"""What of a face goes on: the photographs it is compared with, the best try, and what the office is told of it."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime

from domain.faces import FaceDecision, ReferenceKind
from domain.people import IdDocument
from domain.wire.v1_faces import EyePlaces, FaceCheck, FaceReference, FaceScore
from kiosk.face.contract import FaceVerdict
from kiosk.flow.visit import FaceEntry

JPEG = b"\xff\xd8\xff"
MOST_PICTURES = 3
BEST_FIRST = (FaceDecision.MATCH, FaceDecision.REVIEW, FaceDecision.NO_MATCH, FaceDecision.UNUSABLE)


def references_of(document: IdDocument, answer: FaceReference | None) -> Mapping[ReferenceKind, bytes]:
    """Return what the live face is compared with. A chip's photo block that the reader did not decode is no photograph."""
    found = {ReferenceKind.REGISTRY: _decoded(answer.photo if answer else None), ReferenceKind.CHIP: document.photo or b""}
    return {kind: photo for kind, photo in found.items() if photo.startswith(JPEG)}


def keep_try(entry: FaceEntry, verdict: FaceVerdict, now: datetime, *, with_pictures: bool) -> None:
    """Count a try and keep it when it is the best so far; `with_pictures`: its live pictures too."""
    entry.tries += 1
    check = check_of(verdict, entry.tries, now)
    if entry.check is None or _rank(check) >= _rank(entry.check):
        entry.check = check
        entry.pictures = verdict.pictures[:MOST_PICTURES] if with_pictures else ()
    else:
        entry.check = entry.check.model_copy(update={"tries": entry.tries})


def check_of(verdict: FaceVerdict, tries: int, now: datetime) -> FaceCheck:
    """Return what the office is told of a try, `tries` counting it."""
    return FaceCheck(
        decision=verdict.decision,
        scores=[FaceScore(reference=s.reference, score=s.score, decision=s.decision) for s in verdict.scores],
        accept_at=verdict.accept_at,
        review_from=verdict.review_from,
        engine=verdict.engine,
        calibration=verdict.calibration,
        challenge=list(verdict.challenge),
        challenge_passed=verdict.challenge_passed,
        tries=tries,
        checked_at=now,
        eyes=[EyePlaces(picture=one.picture, left=one.left, right=one.right) for one in verdict.eyes],
    )


def _rank(check: FaceCheck) -> tuple[int, bool, float]:
    best = max((score.score for score in check.scores), default=float("-inf"))
    return -BEST_FIRST.index(check.decision), check.challenge_passed, best


def _decoded(photo: str | None) -> bytes:
    try:
        return base64.b64decode(photo or "", validate=True)
    except (binascii.Error, ValueError):
        return b""
