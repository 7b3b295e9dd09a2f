"""What terminal and face process say to each other, over one socket pair.

One message is one line of JSON in ASCII; pictures are base64 within it. Both sides are ours, yet nothing is believed: a line
that is too long, no JSON, or no message of this page ends the conversation (:class:`Garbage`), and with it the process.

To the face process: :class:`Begin` (once, first), then any of :class:`Verify`, :class:`TakePhoto`, :class:`Cancel` and
:class:`SelfTest`.
To the terminal: :class:`Ready` once the models are loaded, :class:`Report` with every change, :class:`Alive` every second; any
number of :class:`Progress` for each try, then one :class:`Verdict`, :class:`Photographed` or :class:`Failed`; an
:class:`Examined` for a self-test.
The terminal closes the socket to end the process; the process ends when the socket is closed.
"""

import base64
import binascii
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, TypeAdapter, ValidationError

from domain.faces import FaceDecision, FacePicture, ReferenceKind
from domain.failures import FailureCode, StaffAction
from domain.licence_photo import PhotoDefect
from drivers.device import DeviceReport, DeviceStatus, SelfTestResult
from kiosk.face.contract import EyePlaces, FaceProgress, FaceVerdict, Guidance, LicencePhoto, ReferenceScore, Stage

LONGEST_REFERENCE = 2_000_000
"""Bytes of one reference photograph; a larger one cannot be used."""

LONGEST_ORDER = 6_000_000
"""Bytes of one line to the face process: two references in base64, and some."""

LONGEST_NEWS = 600_000
"""Bytes of one line to the terminal: three pictures in base64, and some."""


class Garbage(ValueError):
    """The other side said something that is no message."""

    def __init__(self) -> None:
        super().__init__("no message of this wire")  # never what came: it may be a picture


def _from_base64(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise ValueError("not base64") from error


Picture = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(lambda raw: base64.b64encode(raw).decode("ascii"), return_type=str, when_used="json"),
]
TryNumber = Annotated[int, Field(ge=1)]


class _Message(BaseModel):
    """Closed, immutable and silent about its values."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Begin(_Message):
    """The settings of the terminal, as :class:`kiosk.settings.Settings` writes them."""

    kind: Literal["begin"] = "begin"
    settings: dict[str, Any]


class Verify(_Message):
    """Run one try."""

    kind: Literal["verify"] = "verify"
    number: TryNumber
    references: dict[ReferenceKind, Picture]


class TakePhoto(_Message):
    """Take the photograph of a licence."""

    kind: Literal["take_photo"] = "take_photo"
    number: TryNumber


class Cancel(_Message):
    """End a try soon."""

    kind: Literal["cancel"] = "cancel"
    number: TryNumber


class SelfTest(_Message):
    """Try camera and models without a person."""

    kind: Literal["self_test"] = "self_test"


class Ready(_Message):
    """The models are loaded."""

    kind: Literal["ready"] = "ready"


class Alive(_Message):
    """Nothing has happened; the process can still speak."""

    kind: Literal["alive"] = "alive"


class Report(_Message):
    """How the camera is, or why there will be no face process."""

    kind: Literal["report"] = "report"
    status: DeviceStatus
    failure: FailureCode | None
    action: StaffAction
    warnings: tuple[str, ...]
    details: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, report: DeviceReport) -> "Report":
        """Put a report into words."""
        return cls.model_validate(vars(report))

    def told(self) -> DeviceReport:
        """Return the report."""
        return DeviceReport(self.status, self.failure, self.action, self.warnings, self.details)


class Progress(_Message):
    """How a try goes."""

    kind: Literal["progress"] = "progress"
    number: TryNumber
    guidance: Guidance
    stages: tuple[Stage, ...] = Field(max_length=9)
    done: int = Field(ge=0, le=9)
    fraction: float = Field(ge=0, le=1)

    @classmethod
    def of(cls, number: int, progress: FaceProgress) -> "Progress":
        """Put the progress of try `number` into words."""
        return cls(number=number, **vars(progress))

    def told(self) -> FaceProgress:
        """Return the progress."""
        return FaceProgress(self.guidance, self.stages, self.done, self.fraction)


class Score(_Message):
    """How alike the live face and one reference are."""

    reference: ReferenceKind
    score: float = Field(allow_inf_nan=False)
    decision: FaceDecision


Place = Annotated[int, Field(ge=0, le=10_000)]


class Eyes(_Message):
    """Where the eyes stand in one picture."""

    picture: FacePicture
    left: tuple[Place, Place]
    right: tuple[Place, Place]


class Verdict(_Message):
    """What a try came to."""

    kind: Literal["verdict"] = "verdict"
    number: TryNumber
    decision: FaceDecision
    scores: tuple[Score, ...] = Field(max_length=4)
    accept_at: float = Field(allow_inf_nan=False)
    review_from: float = Field(allow_inf_nan=False)
    engine: str = Field(max_length=40)
    calibration: str = Field(max_length=40)
    challenge: tuple[str, ...] = Field(max_length=8)
    challenge_passed: bool
    pictures: tuple[Picture, ...] = Field(max_length=3)
    milliseconds: float = Field(ge=0, allow_inf_nan=False)
    eyes: tuple[Eyes, ...] = Field(default=(), max_length=3)

    @classmethod
    def of(cls, number: int, verdict: FaceVerdict) -> "Verdict":
        """Put the verdict of try `number` into words."""
        scores = tuple(Score(**vars(score)) for score in verdict.scores)
        eyes = tuple(Eyes(**vars(one)) for one in verdict.eyes)
        return cls(number=number, **{**vars(verdict), "scores": scores, "eyes": eyes})

    def told(self) -> FaceVerdict:
        """Return the verdict."""
        fields = {name: getattr(self, name) for name in FaceVerdict.__dataclass_fields__}
        scores = tuple(ReferenceScore(score.reference, score.score, score.decision) for score in self.scores)
        eyes = tuple(EyePlaces(one.picture, one.left, one.right) for one in self.eyes)
        return FaceVerdict(**{**fields, "scores": scores, "eyes": eyes})


class Photographed(_Message):
    """The photograph of a licence."""

    kind: Literal["photographed"] = "photographed"
    number: TryNumber
    jpeg: Picture
    defects: tuple[PhotoDefect, ...] = Field(max_length=len(PhotoDefect))
    measures: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = Field(max_length=32)
    background_replaced: bool

    @classmethod
    def of(cls, number: int, photo: LicencePhoto) -> "Photographed":
        """Put the photograph of try `number` into words."""
        return cls(number=number, **vars(photo))

    def told(self) -> LicencePhoto:
        """Return the photograph."""
        return LicencePhoto(self.jpeg, self.defects, self.measures, self.background_replaced)


class Failed(_Message):
    """Why a try came to nothing."""

    kind: Literal["failed"] = "failed"
    number: TryNumber
    code: FailureCode


class Examined(_Message):
    """What came of the self-test."""

    kind: Literal["examined"] = "examined"
    passed: bool
    failure: FailureCode | None
    details: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, result: SelfTestResult) -> "Examined":
        """Put a result into words."""
        return cls.model_validate(vars(result))

    def told(self) -> SelfTestResult:
        """Return the result."""
        return SelfTestResult(self.passed, self.failure, self.details)


Order = Begin | Verify | TakePhoto | Cancel | SelfTest
News = Ready | Alive | Report | Progress | Verdict | Photographed | Failed | Examined

ORDERS: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="kind")])
NEWS: TypeAdapter[News] = TypeAdapter(Annotated[News, Field(discriminator="kind")])

M = TypeVar("M")


def encoded(message: Order | News) -> bytes:
    """Return the line of a message."""
    return message.model_dump_json(ensure_ascii=True).encode("ascii") + b"\n"


class LineReader(Generic[M]):
    """Makes messages of bytes as they come; holds at most one unfinished line."""

    def __init__(self, messages: TypeAdapter[M], longest: int) -> None:
        self._messages = messages
        self._longest = longest
        self._begun = bytearray()

    def feed(self, piece: bytes) -> list[M]:
        """Return the messages that `piece` completes; raises :class:`Garbage`."""
        *whole, rest = piece.split(b"\n")
        found = [self._finish(line) for line in whole]
        self._begin(rest)
        return found

    def _finish(self, line: bytes) -> M:
        self._begin(line)
        text, self._begun = bytes(self._begun), bytearray()
        try:
            return self._messages.validate_json(text)
        except ValidationError:
            raise Garbage from None  # the cause would quote what came

    def _begin(self, piece: bytes) -> None:
        if len(self._begun) + len(piece) > self._longest:
            raise Garbage
        self._begun += piece
