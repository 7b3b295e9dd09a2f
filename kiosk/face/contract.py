"""What the terminal asks of the face process and what comes back. No OpenCV and no numpy here: this is imported beside Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from domain.faces import FaceDecision, FacePicture, ReferenceKind
from domain.failures import FailureCode
from domain.licence_photo import PhotoDefect
from drivers.device import DeviceReport, SelfTestResult


class Guidance(StrEnum):
    """The one sentence above the picture; text key ``face.guide.<guidance>``."""

    STARTING = "starting"  # 正在打开摄像头
    NO_FACE = "no_face"  # 请站到摄像头前
    ALONE = "alone"  # 请一个人站在镜头前
    CLOSER = "closer"
    BACK = "back"
    CENTRE = "centre"
    STRAIGHT = "straight"  # 请正对镜头
    LIGHT = "light"  # 太暗
    GLARE = "glare"  # 太亮
    STILL = "still"  # 请站稳: blurred
    EYES = "eyes"  # 请睁开眼: for a photograph only
    UNCOVER = "uncover"  # 请摘下口罩、墨镜
    HOLD = "hold"  # 很好, 请保持
    LEFT = "left"  # 请慢慢向左转头
    RIGHT = "right"
    FRONT = "front"  # 请转回来
    CHECKING = "checking"  # 正在核对


class Stage(StrEnum):
    """A step of one try; text key ``face.stage.<stage>``."""

    FRONT = "front"  # 正对镜头
    LEFT = "left"  # 向左转头
    RIGHT = "right"  # 向右转头


@dataclass(frozen=True)
class FaceProgress:
    """How one try goes. Told when it changes, at most some ten times a second."""

    guidance: Guidance
    stages: tuple[Stage, ...]  # in the order in which they are asked; front first, the rest drawn at random
    done: int  # how many of them are done
    fraction: float  # 0..1 of the whole try


@dataclass(frozen=True)
class ReferenceScore:
    """How alike the live face and one reference are."""

    reference: ReferenceKind
    score: float
    decision: FaceDecision


@dataclass(frozen=True)
class EyePlaces:
    """Where the eyes stand in one picture, in 1/10000 of its width and height: across, down."""

    picture: FacePicture
    left: tuple[int, int]  # the eye on the left of the picture
    right: tuple[int, int]


@dataclass(frozen=True)
class FaceVerdict:
    """What one try came to. Its repr shows no picture."""

    decision: FaceDecision
    scores: tuple[ReferenceScore, ...]  # empty without a usable reference
    accept_at: float
    review_from: float
    engine: str
    calibration: str
    challenge: tuple[str, ...]
    challenge_passed: bool  # False: time ran out, or another face came into the picture; then `decision` is UNUSABLE
    pictures: tuple[bytes, ...] = field(repr=False)  # the best frames, JPEG, best first; at most three
    milliseconds: float  # of detection, embedding and comparison of one frame
    eyes: tuple[EyePlaces, ...] = ()  # of the references that could be used, and of the best picture


@dataclass(frozen=True)
class LicencePhoto:
    """What one try to take the photograph of a licence came to. Its repr shows no picture."""

    jpeg: bytes = field(repr=False)  # in the size of `config/photo.toml`; empty when nobody was to be seen
    defects: tuple[PhotoDefect, ...] = ()  # empty: it meets the requirements, as far as they can be measured
    measures: Mapping[str, float] = field(default_factory=dict)  # by the names of :class:`kiosk.face.photo.PhotoMeasures`
    background_replaced: bool = False


@dataclass(frozen=True)
class PreviewFrame:
    """The newest camera picture as the citizen sees it: mirrored, small."""

    number: int
    width: int
    height: int
    rgb: bytes = field(repr=False)  # width × height × 3


class Preview(Protocol):
    """The live picture; may be asked from any thread and never blocks."""

    def latest(self, after: int) -> PreviewFrame | None:
        """Return the newest picture when its number is greater than `after`, else None."""
        ...


class Handle(Protocol):
    """A try under way."""

    def cancel(self) -> None:
        """End it soon; the result still arrives (DEVICE_JOB_CANCELLED)."""
        ...


class FaceVerifier(Protocol):
    """The face process as the terminal sees it: started warm, watched, started again when it dies."""

    @property
    def report(self) -> DeviceReport:
        """How the camera (and the process behind it) is."""
        ...

    @property
    def preview(self) -> Preview:
        """The live picture; empty unless a try is under way."""
        ...

    def observe(self, observer: Callable[[DeviceReport], None]) -> None:
        """Call `observer` now and with every change of the report."""
        ...

    def verify(
        self,
        references: Mapping[ReferenceKind, bytes],
        on_progress: Callable[[FaceProgress], None],
        on_result: Callable[[FaceVerdict | FailureCode], None],
    ) -> Handle:
        """Run one try. Without references it takes pictures only and the verdict is UNUSABLE with `challenge_passed` as it was.

        `on_result` is called exactly once, in a worker's thread.
        """
        ...

    def take_photo(
        self, on_progress: Callable[[FaceProgress], None], on_result: Callable[[LicencePhoto | FailureCode], None]
    ) -> Handle:
        """Take the photograph of a licence: guide, count down (the progress's fraction), take the best picture, check it.

        `on_result` is called exactly once, in a worker's thread.
        """
        ...

    def self_test(self, limit_s: float) -> SelfTestResult:
        """Try camera and models without a person; waits for the answer, at most `limit_s` seconds."""
        ...

    def start(self) -> None:
        """Start the process and load its models."""
        ...

    def stop(self, limit_s: float) -> bool:
        """End it; False when it had to be killed or a thread did not end within `limit_s` seconds."""
        ...
