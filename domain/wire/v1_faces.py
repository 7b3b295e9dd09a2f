"""Version 1: the face, as the terminal saw it and as the registry has it."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.faces import FaceDecision, FacePicture, ReferenceKind
from domain.people import DocumentKind
from domain.services import Offered, ServiceSlug
from domain.wire.message import WIRE_VERSION, CalibrationId, KeyId, Message, Sha256, Word


class FaceScore(Message):
    """How alike the live face and one reference are; greater is more alike, the scale is the engine's own."""

    reference: ReferenceKind
    score: float
    decision: FaceDecision


Place = Annotated[int, Field(ge=0, le=10_000)]


class EyePlaces(Message):
    """Where the eyes stand in a picture, in 1/10000 of its width and height: so photographs are laid side by side level."""

    picture: FacePicture
    left: tuple[Place, Place]  # the eye on the left of the picture: across, down
    right: tuple[Place, Place]


class FaceCheck(Message):
    """What the terminal found out about the face; the pictures travel apart (:class:`FaceBody`)."""

    decision: FaceDecision  # of the best try
    scores: list[FaceScore] = Field(max_length=4)  # empty: there was no reference
    accept_at: float  # the score from which a face matches
    review_from: float  # the score from which a person looks
    engine: Word
    calibration: CalibrationId  # id of the calibration that the thresholds come from
    challenge: list[Word] = Field(max_length=8)  # what was asked, in order, e.g. ["left", "right"]
    challenge_passed: bool
    tries: int = Field(ge=1, le=9)
    checked_at: AwareDatetime
    eyes: list[EyePlaces] = Field(default_factory=list, max_length=3)  # of the pictures in which a face was found


class FaceBody(Message):
    """The live pictures of one application. Sealed to the office's face key, kept in a store of their own."""

    wire_version: Literal[1] = 1
    number: str
    terminal_id: str
    taken_at: AwareDatetime
    pictures: list[str] = Field(max_length=3)  # base64 of JPEGs, best first


class SealedFaces(Message):
    """A :class:`FaceBody`, sealed to the office's face key."""

    key_id: KeyId
    sealed: str  # base64 of HPKE enc || ciphertext
    sealed_sha256: Sha256  # over the raw sealed bytes


class FaceReferenceQuestion(Message):
    """Asked after the separate consent, for the person whose card was read."""

    service: Offered
    kind: DocumentKind
    number: str = Field(min_length=1, max_length=18)
    name: str = Field(max_length=120)


class FaceReference(Message):
    """The registry's photograph, base64 of a JPEG; None when there is none, or the names do not agree."""

    photo: str | None


def associated_face_info(number: str, service: ServiceSlug, terminal_id: str, key_id: str) -> bytes:
    """Return the HPKE `info` that binds sealed face pictures to their envelope."""
    return f"cq-traffic-kiosk/faces/{WIRE_VERSION}/{terminal_id}/{service}/{number}/{key_id}".encode()
