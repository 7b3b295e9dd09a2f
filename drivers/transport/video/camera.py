"""A camera opened by OpenCV: a video device of the cabinet, or whatever else the settings name.

It opens nothing again by itself: a camera that was lost says so in `report()`, and the supervisor closes and opens it with
growing pauses. Covered and frozen cameras stay open, because only their pictures say when they are well again.
"""

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.failure_reports import failed_report
from drivers.frames import Frame
from drivers.transport.video.source import Source, VideoSettings
from drivers.transport.video.stream import PictureStream

_TESTED_FOR_S = 2.3  # long enough to notice a frozen or a covered camera
_WHOLE_LIMIT = 0.9  # OpenCV measures it less exactly than we do
_PICTURE_LIMIT_S = 5.0  # the stream says earlier that it is silent


class OpenCvCamera:
    """An opened source with its stream. Calls come from any thread."""

    def __init__(self, stream: PictureStream, backend: str, clock: Clock) -> None:
        self._stream = stream
        self._backend = backend
        self._clock = clock

    def report(self) -> DeviceReport:
        """Say how the camera is, without waiting for it. Raises `DEVICE_UNPLUGGED` or `DEVICE_SILENT` when it is lost."""
        lost = self._stream.lost()
        if lost is not None:
            raise DeviceFailure(lost)
        spoilt = self._stream.spoilt()
        if spoilt is not None:
            return failed_report(spoilt, details=self._details())
        return DeviceReport(DeviceStatus.ONLINE, details=self._details())

    def self_test(self) -> SelfTestResult:
        """Look at pictures for a good two seconds: do they come, do they change, is there light? Blocks so long."""
        until = self._clock.monotonic() + _TESTED_FOR_S
        number = 0
        try:
            while self._clock.monotonic() < until:
                number = self._picture_after(number).number
        except DeviceFailure as failure:
            return SelfTestResult(passed=False, failure=failure.code, details=self._details())
        return SelfTestResult(passed=True, details=self._details())

    def next_frame(self, after: int, limit_s: float) -> Frame | None:
        """See :meth:`PictureStream.next_frame`."""
        return self._stream.next_frame(after, limit_s)

    def close(self) -> None:
        """Let go of the camera."""
        self._stream.close()

    def _picture_after(self, number: int) -> Frame:
        frame = self._stream.next_frame(number, _PICTURE_LIMIT_S)
        if frame is None:
            raise DeviceFailure(FailureCode.DEVICE_SILENT)
        return frame

    def _details(self) -> tuple[tuple[str, str], ...]:
        height, width = self._stream.newest.image.shape[:2]
        fps = str(self._stream.fps or "")
        return ("resolution", f"{width}×{height}"), ("fps", fps), ("backend", self._backend)


def open_video(settings: VideoSettings, clock: Clock) -> OpenCvCamera:
    """Open the camera and take its first picture.

    Raises :class:`drivers.device.DeviceFailure`: `DEVICE_UNPLUGGED` when there is nothing to open, `DEVICE_IN_USE` when another
    program has it, `DEVICE_SILENT` when it gives no usable picture.
    """
    source = _opened(settings, clock)
    try:
        return OpenCvCamera(PictureStream(source, settings, clock), source.backend, clock)
    except DeviceFailure:
        source.close()
        raise


def _opened(settings: VideoSettings, clock: Clock) -> Source:
    """Open the source. A stream that was waited for until the limit is there and says nothing: it is not unplugged."""
    began = clock.monotonic()
    try:
        return Source(settings)
    except DeviceFailure as failure:
        waited_s = clock.monotonic() - began
        if failure.code is FailureCode.DEVICE_UNPLUGGED and waited_s >= _WHOLE_LIMIT * settings.open_limit_s:
            raise DeviceFailure(FailureCode.DEVICE_SILENT) from failure
        raise
