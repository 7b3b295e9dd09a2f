"""The process that has the camera and OpenCV: one question, one answer (:mod:`drivers.document_camera.wire`)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

from domain.clock import Clock, SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.document_camera import sheet
from drivers.document_camera.judge import Judge, Look
from drivers.document_camera.settings import DocumentCameraSettings
from drivers.document_camera.wire import Answer, Garbage, Order, Question, packed, read_question
from drivers.frames import Frame
from drivers.private_memory import keep_memory_private
from drivers.transport.video.camera import OpenCvCamera, open_video
from drivers.transport.video.source import VideoSettings

PR_SET_PDEATHSIG = 1
PREVIEW_PX, PREVIEW_BYTES = 720, 60_000
FRAME_LIMIT_S = 6.0

Reply = tuple[Answer, bytes]


class Worker:
    """Holds the camera and the judge of its pictures."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._camera: OpenCvCamera | None = None
        self._settings: DocumentCameraSettings | None = None
        self._judge: Judge | None = None
        self._number = 0

    def answer(self, question: Question) -> bytes:
        """Do what is asked."""
        ways: Mapping[Order, Callable[[Question], Reply]] = {
            "open": self._open,
            "report": lambda _: self._report(),
            "self_test": lambda _: self._self_test(),
            "begin": self._begin,
            "look": lambda _: self._look(now=False),
            "shoot": lambda _: self._look(now=True),
        }
        try:
            return packed(*ways[question.order](question))
        except DeviceFailure as failure:
            return packed(Answer(failure=failure.code))

    def close(self) -> None:
        """Let go of the camera."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()

    def _open(self, question: Question) -> Reply:
        self.close()
        settings = self._settings = DocumentCameraSettings.model_validate_json(question.settings)
        table = {name: getattr(settings, name) for name in VideoSettings.model_fields}
        self._camera = open_video(VideoSettings.model_validate(table), self._clock)
        self._judge = Judge(settings)
        return Answer(), b""

    def _report(self) -> Reply:
        report = self._opened().report()
        return Answer(spoilt=report.failure, details=dict(report.details)), b""

    def _self_test(self) -> Reply:
        result = self._opened().self_test()
        return Answer(spoilt=None if result.passed else result.failure, details=dict(result.details)), b""

    def _begin(self, question: Question) -> Reply:
        self._judging().begin(another=question.another)
        return Answer(), b""

    def _look(self, *, now: bool) -> Reply:
        frame, settings = self._frame(), self._settings_of()
        look = self._judging().look(frame.image, self._clock.monotonic())
        if not (now or look.held):
            preview = sheet.compressed(sheet.fitted(frame.image, PREVIEW_PX), PREVIEW_BYTES)
            return Answer(outline=look.outline, shortfalls=look.shortfalls, known=look.known), preview
        self._judging().took(frame.image)
        return _taken(look, settings)

    def _frame(self) -> Frame:
        frame = self._opened().next_frame(self._number, FRAME_LIMIT_S)
        if frame is None:
            raise DeviceFailure(FailureCode.DEVICE_SILENT)
        self._number = frame.number
        return frame

    def _opened(self) -> OpenCvCamera:
        if self._camera is None:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
        return self._camera

    def _judging(self) -> Judge:
        if self._judge is None:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
        return self._judge

    def _settings_of(self) -> DocumentCameraSettings:
        if self._settings is None:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
        return self._settings


def _taken(look: Look, settings: DocumentCameraSettings) -> Reply:
    paper = sheet.fitted(look.paper, settings.longest_px)
    jpeg = sheet.compressed(paper, settings.heaviest_bytes)
    measured = look.measured
    answer = Answer(
        taken=True,
        outline=look.outline,
        shortfalls=look.shortfalls,
        size=(paper.shape[1], paper.shape[0]),
        measured=(measured.sharpness, measured.brightness, measured.glare, measured.share),
    )
    return answer, jpeg


def main() -> None:
    """Serve until the standard input ends. Libraries that talk on standard output talk to nobody."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # also when it hangs
    keep_memory_private()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        worker = Worker(SystemClock())
        with suppress(BrokenPipeError, Garbage):
            while question := read_question(sys.stdin.buffer):
                out.write(worker.answer(question))
                out.flush()
        worker.close()


if __name__ == "__main__":
    main()
