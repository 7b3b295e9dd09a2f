"""Runs one try at the opened camera: one thread brings pictures to the screen, another looks at the newest of them.

The live picture never waits for the engine, and frames never queue: whoever looks takes the newest and lets the others go.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from threading import Condition, Event, Thread
from typing import Generic, TypeVar

import cv2
import numpy as np

from domain.clock import Clock
from domain.faces import ReferenceKind
from domain.failures import FailureCode
from domain.licence_photo import PhotoRules
from drivers.camera.contract import Camera, Frame
from drivers.device import DeviceFailure
from kiosk.face.challenge import draw_stages
from kiosk.face.contract import FaceProgress, FaceVerdict, LicencePhoto
from kiosk.face.guidance import Teller
from kiosk.face.photo import develop, nothing_taken
from kiosk.face.photo_session import PhotoSession
from kiosk.face.preview import SharedPreview
from kiosk.face.quality import Mode
from kiosk.face.recogniser import Recogniser
from kiosk.face.session import Session, Sight
from kiosk.face.verdict import RecogniserEyes, conclude, embed_references
from kiosk.face.vision import Image
from kiosk.settings import FaceSettings

PREVIEW_SIZE = (432, 540)
"""Width and height in pixels: the middle of the picture in the shape of the screen's oval."""

R = TypeVar("R")

FRAME_LIMIT_S = 0.2
LAST_LOOK_LIMIT_S = 15.0  # for the engine to finish; the terminal kills us earlier, so that two tries never share an engine


@dataclass(frozen=True)
class Tools:
    """What every try uses."""

    recogniser: Recogniser
    settings: FaceSettings
    mirror: bool  # the camera does not mirror by itself
    preview: SharedPreview
    clock: Clock
    random: Random
    photo: PhotoRules


class Newest:
    """Holds the newest frame for the thread that looks."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._frame: Frame | None = None
        self._closed = False

    def put(self, frame: Frame) -> None:
        """Take the place of the frame that nobody has looked at yet."""
        with self._changed:
            self._frame = frame
            self._changed.notify()

    def take(self) -> Frame | None:
        """Wait for a frame and take it; None once it is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._frame is not None)
            frame, self._frame = self._frame, None
            return None if self._closed else frame

    def close(self) -> None:
        """Let go whoever waits."""
        with self._changed:
            self._closed, self._frame = True, None
            self._changed.notify_all()


class Looking(ABC, Generic[R]):
    """One try of any kind: what is seen and said in it is the kind's own."""

    def __init__(self, tools: Tools, on_progress: Callable[[FaceProgress], None]) -> None:
        self._tools = tools
        self._teller = Teller(on_progress)
        self._newest = Newest()
        self._answer: R | Exception | None = None
        self._over = Event()

    @abstractmethod
    def _looked(self) -> R | None:
        """Look at frames until it is over; None when there are no more."""

    def run(self, camera: Camera, cancelled: Event) -> R:
        """Show and look until it is over; raises :class:`DeviceFailure` when the camera fails or it was cancelled."""
        looking = Thread(target=self._look, name="face-engine", daemon=True)
        looking.start()
        try:
            self._show(camera, cancelled)
        finally:
            self._newest.close()
            looking.join(LAST_LOOK_LIMIT_S)
            self._tools.preview.clear()
        return self._given_answer()

    def _given_answer(self) -> R:
        answer, self._answer = self._answer, None  # its pictures live no longer than needed
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
        return answer

    # -- the camera's thread ----------------------------------------------------------------------------------------------

    def _show(self, camera: Camera, cancelled: Event) -> None:
        number = 0
        while not self._over.is_set():
            if cancelled.is_set():
                raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)
            frame = camera.next_frame(number, FRAME_LIMIT_S)
            if frame is not None:
                number = frame.number
                self._newest.put(frame)
                mirrored = frame.image[:, ::-1] if self._tools.mirror else frame.image
                self._tools.preview.write(*PREVIEW_SIZE, preview_pixels(mirrored))

    # -- the engine's thread ----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        try:
            self._answer = self._looked()
        except Exception as bug:  # noqa: BLE001 - the thread's edge: raised again where the try was asked for
            self._answer = bug
        finally:
            self._over.set()

    def _sight(self, frame: Frame, mode: Mode) -> Sight:
        image = frame.image if self._tools.mirror else np.ascontiguousarray(frame.image[:, ::-1])
        return Sight(frame.taken_at, image, self._tools.recogniser.assess(image, mode))


class Attempt(Looking[FaceVerdict]):
    """Whether it is the same person."""

    def __init__(
        self, tools: Tools, references: Mapping[ReferenceKind, bytes], on_progress: Callable[[FaceProgress], None]
    ) -> None:
        super().__init__(tools, on_progress)
        self._references = references

    def _looked(self) -> FaceVerdict | None:
        tools, face = self._tools, self._tools.settings
        eyes = RecogniserEyes(tools.recogniser)
        session = Session(lambda: draw_stages(face.turns, tools.random), eyes, tools.clock.monotonic(), face.try_limit)
        self._teller.offer(session.progress, tools.clock.monotonic())
        references = embed_references(self._references, tools.recogniser)
        self._references = {}
        while not session.is_over:
            frame = self._newest.take()
            if frame is None:
                return None
            session.see(self._sight(frame, session.mode))
            self._teller.offer(session.progress, frame.taken_at)
        return conclude(session, references, tools.recogniser, tools.clock)


class PhotoAttempt(Looking[LicencePhoto]):
    """The photograph of a licence."""

    def _looked(self) -> LicencePhoto | None:
        clock = self._tools.clock
        session = PhotoSession(self._tools.photo, clock.monotonic())
        self._teller.offer(session.progress, clock.monotonic())
        while not session.is_over:
            frame = self._newest.take()
            if frame is None:
                return None
            session.see(self._sight(frame, Mode.PHOTO))
            self._teller.offer(session.progress, frame.taken_at)
        best = session.frame
        return develop(best.image, best.face, self._tools.photo) if best else nothing_taken()


def preview_pixels(mirrored: Image) -> memoryview:
    """Return the middle of a picture in the preview's shape and size, as red, green, blue."""
    width, height = PREVIEW_SIZE
    rows, columns = mirrored.shape[:2]
    wide, high = min(columns, rows * width // height), min(rows, columns * height // width)
    left, top = (columns - wide) // 2, (rows - high) // 2
    part = np.ascontiguousarray(mirrored[top : top + high, left : left + wide])
    small = cv2.resize(part, PREVIEW_SIZE, interpolation=cv2.INTER_AREA if wide > 2 * width else cv2.INTER_LINEAR)
    return np.ascontiguousarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB)).data.cast("B")
