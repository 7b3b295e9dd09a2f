"""One try at a camera: the live picture never waits, frames never queue, nothing of anybody is left."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import SystemRandom
from threading import Event, Thread
from typing import cast

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from domain.clock import SystemClock
from domain.faces import FaceDecision, ReferenceKind
from domain.failures import FailureCode
from drivers.camera.contract import Frame
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from kiosk.face.attempt import PREVIEW_SIZE, Attempt, Tools, preview_pixels
from kiosk.face.contract import FaceProgress, FaceVerdict, Guidance
from kiosk.face.portrait import HIGHEST, LARGEST, WIDEST, eyes_in_portrait, portrait
from kiosk.face.preview import SharedPreview, make_shared_memory
from kiosk.face.quality import Assessment, Mode
from kiosk.face.recogniser import Recogniser
from kiosk.face.vision import Image
from kiosk.photo_rules import read_photo_rules
from kiosk.settings import FaceSettings
from tests.kiosk.face.people import face_of
from tests.kiosk.face.theatre import PATIENCE_S, wait_until
from tests.paths import CONFIG

ENOUGH = 60


class EndlessCamera:
    """Gives a picture whenever it is asked; every one says its number."""

    def __init__(self) -> None:
        self.given = 0
        self.failure: FailureCode | None = None

    def next_frame(self, after: int, limit_s: float) -> Frame | None:
        if self.failure is not None:
            raise DeviceFailure(self.failure)
        self.given = after + 1
        image = np.zeros((72, 128, 3), np.uint8)
        image[0, 0, 0], image[0, 0, 1] = self.given % 256, self.given // 256 % 256
        return Frame(self.given, SystemClock().monotonic(), image)

    def report(self) -> DeviceReport:
        return DeviceReport(DeviceStatus.ONLINE)

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=True)

    def close(self) -> None:
        pass


def number_of(image: Image) -> int:
    return int(image[0, 0, 0]) + 256 * int(image[0, 0, 1])


@dataclass
class Gate:
    """A recogniser that looks at a frame only when it is let; finds nobody."""

    images: list[Image] = field(default_factory=list)
    let: Event = field(default_factory=Event)
    bug: Exception | None = None

    def assess(self, image: Image, mode: Mode) -> Assessment:
        self.images.append(image)
        self.let.wait(PATIENCE_S)
        if self.bug is not None:
            raise self.bug
        return Assessment(Guidance.NO_FACE, None, None)

    @property
    def looked_at(self) -> list[int]:
        return [number_of(image) for image in self.images]

    class _Named:
        name = "gate"
        id = "gate-1"
        accept = review_from = 0.5

    engine = calibration = thresholds = _Named()


@pytest.fixture
def preview() -> Iterator[SharedPreview]:
    preview = SharedPreview(make_shared_memory())
    yield preview
    preview.close()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.let.set()


class Run:
    """An attempt in a thread."""

    def __init__(
        self,
        gate: Gate,
        preview: SharedPreview,
        camera: EndlessCamera | None = None,
        *,
        mirror: bool = True,
        try_limit: float = 600.0,
    ) -> None:
        recogniser = cast("Recogniser", gate)
        settings, rules = FaceSettings(try_limit=try_limit), read_photo_rules(CONFIG)
        tools = Tools(recogniser, settings, mirror, preview, SystemClock(), SystemRandom(), rules)
        self.camera, self.cancelled = camera or EndlessCamera(), Event()
        self.progress: list[FaceProgress] = []
        self.answer: FaceVerdict | Exception | None = None
        self.attempt = Attempt(tools, {ReferenceKind.CHIP: b"no picture"}, self.progress.append)
        self.thread = Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.answer = self.attempt.run(self.camera, self.cancelled)
        except Exception as error:  # noqa: BLE001 - handed to the test
            self.answer = error

    def end(self) -> FaceVerdict | Exception | None:
        self.thread.join(PATIENCE_S)
        assert not self.thread.is_alive()
        return self.answer


def test_the_live_picture_goes_on_while_the_engine_is_slow(gate: Gate, preview: SharedPreview) -> None:
    run = Run(gate, preview)
    seen: set[int] = set()

    def look() -> bool:
        frame = preview.latest(max(seen, default=0))
        seen.update([frame.number] if frame else [])
        return len(seen) >= ENOUGH

    wait_until("many pictures", look)
    assert len(gate.looked_at) == 1, "the engine is still at the first frame"
    gate.let.set()
    run.cancelled.set()
    run.end()


def test_frames_do_not_queue(gate: Gate, preview: SharedPreview) -> None:
    run = Run(gate, preview)
    wait_until("many frames", lambda: run.camera.given >= ENOUGH)
    gate.let.set()
    wait_until("a second look", lambda: len(gate.looked_at) >= 2)
    assert gate.looked_at[1] >= ENOUGH, "it looked at an old frame"
    run.cancelled.set()
    run.end()


def test_a_cancelled_try_says_so_and_leaves_no_picture(gate: Gate, preview: SharedPreview) -> None:
    run = Run(gate, preview)
    wait_until("a picture", lambda: preview.latest(0) is not None)
    gate.let.set()
    run.cancelled.set()
    answer = run.end()
    assert isinstance(answer, DeviceFailure)
    assert answer.code is FailureCode.DEVICE_JOB_CANCELLED
    assert preview.latest(0) is None


@pytest.mark.parametrize("code", [FailureCode.DEVICE_UNPLUGGED, FailureCode.CAMERA_COVERED, FailureCode.CAMERA_FROZEN])
def test_a_camera_that_fails_ends_the_try_with_its_code(gate: Gate, preview: SharedPreview, code: FailureCode) -> None:
    run = Run(gate, preview)
    wait_until("a picture", lambda: preview.latest(0) is not None)
    gate.let.set()
    run.camera.failure = code
    answer = run.end()
    assert isinstance(answer, DeviceFailure)
    assert answer.code is code
    assert preview.latest(0) is None


def test_a_bug_of_the_engine_comes_out_where_the_try_was_asked_for(gate: Gate, preview: SharedPreview) -> None:
    gate.bug = ZeroDivisionError()
    gate.let.set()
    run = Run(gate, preview)
    assert isinstance(run.end(), ZeroDivisionError)
    assert preview.latest(0) is None


def test_nobody_in_time_is_a_verdict_without_pictures(gate: Gate, preview: SharedPreview) -> None:
    gate.let.set()
    answer = Run(gate, preview, try_limit=0.3).end()
    assert isinstance(answer, FaceVerdict)
    assert (answer.decision, answer.challenge_passed) == (FaceDecision.UNUSABLE, False)
    assert (answer.scores, answer.pictures, answer.milliseconds) == ((), (), 0.0)


@pytest.mark.parametrize("size", [(720, 1280), (1280, 720), (480, 640), (2160, 3840), (120, 160), (9, 16)])
def test_the_preview_is_the_middle_upright_and_not_stretched(size: tuple[int, int]) -> None:
    picture = np.zeros((*size, 3), np.uint8)
    centre, radius = (size[1] // 2, size[0] // 2), max(3, min(size) // 4)
    cv2.circle(picture, centre, radius, (255, 0, 0), -1)  # blue, green, red
    width, height = PREVIEW_SIZE
    rgb: NDArray[np.uint8] = np.frombuffer(preview_pixels(picture), np.uint8).reshape(height, width, 3)
    assert rgb[height // 2, width // 2].tolist() == [0, 0, 255]
    blue = rgb[:, :, 2] > 127
    across, down = int(blue.any(axis=0).sum()), int(blue.any(axis=1).sum())
    assert abs(across - down) <= 0.25 * down


class HalfLitCamera(EndlessCamera):
    """Sees light on the left of its picture."""

    def next_frame(self, after: int, limit_s: float) -> Frame | None:
        frame = super().next_frame(after, limit_s)
        if frame is not None:
            frame.image[:, : frame.image.shape[1] // 2] = 200
        return frame


@pytest.mark.parametrize("mirror", [True, False])
def test_the_citizen_sees_a_mirror_and_the_engine_does_not(gate: Gate, preview: SharedPreview, mirror: bool) -> None:
    """A camera that mirrors by itself is undone for the engine, so that the person's left stays the person's left."""
    run = Run(gate, preview, HalfLitCamera(), mirror=mirror)
    wait_until("both", lambda: bool(gate.images) and preview.latest(0) is not None)
    shown = preview.latest(0)
    gate.let.set()
    run.cancelled.set()
    run.end()
    assert shown
    pixels: NDArray[np.uint8] = np.frombuffer(shown.rgb, np.uint8).reshape(shown.height, shown.width, 3)
    assert lit_left(gate.images[0]) is mirror
    assert lit_left(pixels) is not mirror


def lit_left(image: Image) -> bool:
    return bool(image[:, 0].mean() > image[:, -1].mean())


@pytest.mark.parametrize("box", [(560, 220, 160, 200), (0, 0, 300, 400), (1200, 600, 160, 200), (-50, -80, 900, 1100)])
def test_a_portrait_is_small_whatever_the_frame(box: tuple[float, float, float, float]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), np.uint8)  # compresses badly
    jpeg = portrait(noise, replace(face_of(0.0), box=box))
    assert len(jpeg) <= LARGEST
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape[0] <= HIGHEST
    assert image.shape[1] <= WIDEST


@pytest.mark.parametrize("box", [(560, 220, 160, 200), (0, 0, 300, 400), (1200, 600, 160, 200), (-50, -80, 900, 1100)])
def test_the_eyes_are_found_again_in_the_portrait(box: tuple[float, float, float, float]) -> None:
    """A white square lies over either eye of a black frame; what a detector found outside the frame stands at its edge."""
    frame = np.zeros((720, 1280, 3), np.uint8)
    eyes = [(min(max(box[0] + share * box[2], 0), 1270), min(max(box[1] + 0.4 * box[3], 0), 710)) for share in (0.3, 0.7)]
    for across, down in eyes:
        frame[max(0, int(down) - 6) : int(down) + 7, max(0, int(across) - 6) : int(across) + 7] = 255
    landmarks = np.array([eyes[1], eyes[0], eyes[0], eyes[0], eyes[1]], np.float32)  # the person's right eye may come first
    face = replace(face_of(0.0), box=box, landmarks=landmarks)
    places = eyes_in_portrait(frame, face)
    image = cv2.imdecode(np.frombuffer(portrait(frame, face), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    assert places.left[0] < places.right[0]
    for across, down in (places.left, places.right):
        row, column = (min(int(down / 10_000 * image.shape[0]), image.shape[0] - 1), int(across / 10_000 * image.shape[1]))
        assert image[row, min(column, image.shape[1] - 1)] > 128
