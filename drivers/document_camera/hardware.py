"""A document camera behind a process of its own, so that OpenCV stays out of the terminal's.

It starts nothing again by itself: a process that is gone, hangs or talks nonsense is `DEVICE_SILENT`, and the supervisor closes
and opens it with growing pauses.
"""

from collections.abc import Callable
from threading import Event

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.document_camera.contract import DocumentCamera, DocumentPicture, DocumentPreview, Measured
from drivers.document_camera.process import CameraProcess
from drivers.document_camera.settings import DocumentCameraSettings
from drivers.document_camera.wire import Answer, Order, Question
from drivers.failure_reports import failed_report

__all__ = ["DocumentCameraSettings", "UsbDocumentCamera", "open_document_camera"]

PREVIEW_EVERY_S = 0.2


class UsbDocumentCamera:
    """Implements :class:`drivers.document_camera.contract.DocumentCamera`."""

    def __init__(self, process: CameraProcess, settings: DocumentCameraSettings, clock: Clock) -> None:
        self._process = process
        self._settings = settings
        self._clock = clock

    def report(self) -> DeviceReport:
        """Say how the camera is; raises `DEVICE_UNPLUGGED` or `DEVICE_SILENT` when it, or the process behind it, is lost."""
        answer, _ = self._ask("report")
        details = tuple(answer.details.items())
        if answer.spoilt is not None:
            return failed_report(answer.spoilt, details=details)
        return DeviceReport(DeviceStatus.ONLINE, details=details)

    def self_test(self) -> SelfTestResult:
        """Look at pictures for a good two seconds: do they come, do they change, is there light."""
        try:
            answer, _ = self._ask("self_test")
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code)
        return SelfTestResult(answer.spoilt is None, answer.spoilt, tuple(answer.details.items()))

    def take(
        self, on_preview: Callable[[DocumentPreview], None], cancelled: Event, now: Event, *, another: bool
    ) -> DocumentPicture:
        """See the contract."""
        self._process.ask(Question(order="begin", another=another), self._settings.answer_limit_s)
        while not cancelled.is_set():
            began = self._clock.monotonic()
            answer, jpeg = self._ask("shoot" if now.is_set() else "look")
            if answer.taken:
                return _picture(answer, jpeg)
            on_preview(_preview(answer, jpeg))
            cancelled.wait(max(0.0, PREVIEW_EVERY_S - (self._clock.monotonic() - began)))
        raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)

    def close(self) -> None:
        """End the process."""
        self._process.end()

    def _ask(self, order: Order) -> tuple[Answer, bytes]:
        return self._process.ask(Question(order=order), self._settings.answer_limit_s)


def open_document_camera(settings: DocumentCameraSettings, clock: Clock) -> DocumentCamera:
    """Start the process and have it open the camera.

    Raises :class:`drivers.device.DeviceFailure`: `DEVICE_UNPLUGGED` when there is nothing to open, `DEVICE_IN_USE` when another
    program has it, `DEVICE_SILENT` when it gives no usable picture.
    """
    process = CameraProcess(clock)
    try:
        limit_s = settings.open_limit_s + settings.answer_limit_s
        process.ask(Question(order="open", settings=settings.model_dump_json()), limit_s)
    except DeviceFailure:
        process.end()
        raise
    return UsbDocumentCamera(process, settings, clock)


def _preview(answer: Answer, jpeg: bytes) -> DocumentPreview:
    return DocumentPreview(jpeg, answer.outline, next(iter(answer.shortfalls), None), answer.known)


def _picture(answer: Answer, jpeg: bytes) -> DocumentPicture:
    width, height = answer.size
    return DocumentPicture(jpeg, width, height, answer.shortfalls, Measured(*answer.measured))
