"""Shapes what the terminal found out about the face: the score marks, and the decision in words."""

from dataclasses import dataclass

from backoffice.desk.pages import Words
from backoffice.review.cases import PAID_BY_ANYBODY
from domain.faces import FaceDecision
from domain.wire import v1, v1_faces

AXIS = (0.0, 0.80)  # widened where a score or a limit lies outside
OFFICE_NOTICE = "office_comparison"  # the notice agreed to by who chose the way without face recognition
INK_OF = {
    FaceDecision.MATCH: ("ok", "ok"),
    FaceDecision.REVIEW: ("warn", "eye"),
    FaceDecision.NO_MATCH: ("bad", "x"),
    FaceDecision.UNUSABLE: ("warn", "off"),
}
"""Decision -> colour and icon."""


@dataclass(frozen=True)
class ScoreMark:
    """One comparison on the axis; places are percent of the axis."""

    label: str
    at: float
    score: str
    decision: str  # word of FaceDecision: it says which sign is drawn
    ink: str


@dataclass(frozen=True)
class FaceView:
    """The face check as drawn. Limits are the recorded ones of this case, never today's."""

    decision: str
    ink: str
    icon: str
    marks: tuple[ScoreMark, ...]
    review_at: float  # percent
    accept_at: float
    review_from: str
    accept_from: str
    axis: tuple[str, str]
    facts: str  # engine, calibration, challenge, tries


def face_of(body: v1.ApplicationBody, words: Words) -> FaceView | None:
    """Shape the face check; None when no face was looked at."""
    check = body.face
    if check is None:
        return None
    values = [score.score for score in check.scores] + [check.accept_at, check.review_from]
    low, high = min([AXIS[0], *values]), max([AXIS[1], *values])
    ink, icon = INK_OF[check.decision]
    return FaceView(
        decision=check.decision.value,
        ink=ink,
        icon=icon,
        marks=tuple(_mark(score, low, high, words) for score in check.scores),
        review_at=_percent(check.review_from, low, high),
        accept_at=_percent(check.accept_at, low, high),
        review_from=f"{check.review_from:.2f}",
        accept_from=f"{check.accept_at:.2f}",
        axis=(f"{low:.2f}", f"{high:.2f}"),
        facts=_facts(check, words),
    )


def absence_of(body: v1.ApplicationBody) -> str:
    """Return the text key that says why no face was looked at: not needed, the citizen's choice, or no way for the terminal."""
    if body.service in PAID_BY_ANYBODY:
        return "desk.face.not_needed"
    return "desk.face.chosen" if _chosen(body) else "desk.face.not_possible"


def check_of(body: v1.ApplicationBody, words: Words) -> str:
    """Say how it was made sure who the applicant is, and why a person has to look."""
    return words(f"desk.face.check.{_outcome_of(body)}", tries=body.face.tries if body.face else 0)


def _outcome_of(body: v1.ApplicationBody) -> str:
    check = body.face
    if check is None and body.service in PAID_BY_ANYBODY:
        return "not_needed"
    if check is None:
        return "chosen" if _chosen(body) else "not_possible"
    if not check.challenge_passed:
        return "turns_failed"
    return {FaceDecision.MATCH: "match", FaceDecision.NO_MATCH: "no_match", FaceDecision.REVIEW: "review"}.get(
        check.decision, "not_possible"
    )


def _chosen(body: v1.ApplicationBody) -> bool:
    return any(consent.notice_id == OFFICE_NOTICE for consent in body.consents)


def _mark(score: v1_faces.FaceScore, low: float, high: float, words: Words) -> ScoreMark:
    return ScoreMark(
        label=words(f"desk.face.pair.{score.reference.value}"),
        at=_percent(score.score, low, high),
        score=f"{score.score:.2f}",
        decision=score.decision.value,
        ink=INK_OF[score.decision][0],
    )


def _percent(value: float, low: float, high: float) -> float:
    return round((value - low) / (high - low) * 100, 2)


def _facts(check: v1_faces.FaceCheck, words: Words) -> str:
    challenge = "passed" if check.challenge_passed else "failed" if check.challenge else "none"
    return words(
        "desk.face.facts", calibration=check.calibration, challenge=words(f"desk.face.challenge.{challenge}"), tries=check.tries
    )
