"""From the best frames of a try and the references to its verdict."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.clock import Clock
from domain.faces import FaceDecision, FacePicture, ReferenceKind
from kiosk.face.contract import EyePlaces, FaceVerdict, ReferenceScore
from kiosk.face.decision import combine, decide
from kiosk.face.pictures import BadPicture, decode
from kiosk.face.portrait import eyes_in, eyes_in_portrait, portrait
from kiosk.face.quality import Mode
from kiosk.face.recogniser import Recogniser
from kiosk.face.session import Session
from kiosk.face.vision import Embedding, Face, Image, mean_embedding


@dataclass(frozen=True)
class RecogniserEyes:
    """Lends a session the engine. Implements :class:`kiosk.face.session.Eyes`."""

    recogniser: Recogniser

    def embed(self, image: Image, face: Face) -> Embedding:
        """See the protocol."""
        return self.recogniser.engine.embed(image, face)

    def is_same(self, known: Embedding, probe: Embedding, *, straight: bool) -> bool:
        """Within one try light and camera are the same, so the thresholds are mild ones; a turned face costs some likeness."""
        thresholds = self.recogniser.thresholds
        return self.recogniser.engine.score(known, probe) >= (thresholds.accept if straight else thresholds.review_from)


@dataclass(frozen=True)
class Reference:
    """A photograph that the live face is compared with: what is left of it once it was looked at."""

    embedding: Embedding
    eyes: EyePlaces


def embed_references(references: Mapping[ReferenceKind, bytes], recogniser: Recogniser) -> dict[ReferenceKind, Reference]:
    """Return the vectors of the references that can be used; the others are left out."""
    found = {kind: _embed_reference(kind, raw, recogniser) for kind, raw in references.items()}
    return {kind: reference for kind, reference in found.items() if reference is not None}


def _embed_reference(kind: ReferenceKind, raw: bytes, recogniser: Recogniser) -> Reference | None:
    try:
        image = decode(raw)
    except BadPicture:
        return None
    found = recogniser.assess(image, Mode.REFERENCE)
    if found.face is None or found.problem is not None:
        return None
    return Reference(recogniser.engine.embed(image, found.face), eyes_in(FacePicture(kind.value), image, found.face))


def conclude(
    session: Session, references: Mapping[ReferenceKind, Reference], recogniser: Recogniser, clock: Clock
) -> FaceVerdict:
    """Return the verdict of a session that is over. Takes the time of one frame on the way."""
    began = clock.monotonic()
    if session.frames:  # what one frame costs, whether or not its vector is known already
        frame = session.frames[0]
        recogniser.assess(frame.image, Mode.LIVE)
        recogniser.engine.embed(frame.image, frame.face)
    scores = _scores(session, references, recogniser) if session.passed else ()
    milliseconds = (clock.monotonic() - began) * 1000 if session.frames else 0.0
    return FaceVerdict(
        decision=combine(scores) if scores else FaceDecision.UNUSABLE,
        scores=scores,
        accept_at=recogniser.thresholds.accept,
        review_from=recogniser.thresholds.review_from,
        engine=recogniser.engine.name,
        calibration=recogniser.calibration.id,
        challenge=session.challenge,
        challenge_passed=session.passed,
        pictures=tuple(portrait(frame.image, frame.face) for frame in session.frames),
        milliseconds=round(milliseconds, 1),
        eyes=_eyes(session, references),
    )


def _eyes(session: Session, references: Mapping[ReferenceKind, Reference]) -> tuple[EyePlaces, ...]:
    best = session.frames[:1]
    return tuple(one.eyes for one in references.values()) + tuple(eyes_in_portrait(one.image, one.face) for one in best)


def _scores(
    session: Session, references: Mapping[ReferenceKind, Reference], recogniser: Recogniser
) -> tuple[ReferenceScore, ...]:
    engine = recogniser.engine
    vectors = [
        frame.embedding if frame.embedding is not None else engine.embed(frame.image, frame.face) for frame in session.frames
    ]
    if not vectors:
        return ()
    probe = mean_embedding(vectors)
    scores = {kind: engine.score(reference.embedding, probe) for kind, reference in references.items()}
    return tuple(ReferenceScore(kind, score, decide(score, recogniser.thresholds)) for kind, score in scores.items())
