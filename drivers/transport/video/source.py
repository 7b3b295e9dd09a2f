"""Where pictures come from: a video device, a stream's address, or — looped — a film or a pattern of pictures."""

import errno
import fcntl
import os
import re
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.frames import Image
from drivers.transport.video.opencv import cv2
from drivers.transport.video.picture import MOST_PIXELS, normalise

_STREAMS = ("http://", "https://", "rtsp://", "rtsps://")
_IN_USE = {errno.EAGAIN, errno.EBUSY}


class SourceKind(StrEnum):
    """What `source` names."""

    DEVICE = "device"
    STREAM = "stream"
    FILM = "film"
    PATTERN = "pattern"


class VideoSettings(BaseModel):
    """What every camera's table of the configuration has. Its repr hides `source`: an address may hold a password."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    source: int | str = Field(repr=False)  # video device (number or /dev name), film, pattern (%03d), address
    width: int = Field(default=1280, ge=160, le=3840)  # what the device is asked for; larger pictures are reduced to it
    height: int = Field(default=720, ge=120, le=2160)
    fps: float = Field(default=30, ge=1, le=120)  # what the device is asked for; films and patterns are played at it
    open_limit_s: float = Field(default=5.0, gt=0, le=60)  # from opening to the first picture of a stream
    silent_after_s: float = Field(default=5.0, ge=0.2, le=60)  # without a picture; a busy machine alone may take two seconds

    @field_validator("source")
    @classmethod
    def _one_that_can_be_opened(cls, source: int | str) -> int | str:
        if isinstance(source, str) and re.fullmatch(r"-?\d+", source):
            source = int(source)
        if isinstance(source, int):
            if not 0 <= source < 64:
                raise ValueError("a video device is a number from 0 to 63")
        elif not source or ("://" in source and not source.startswith(_STREAMS)):
            raise ValueError("a source is a number, a file, a pattern of pictures, or an http, https, rtsp or rtsps address")
        return source

    @property
    def kind(self) -> SourceKind:
        """What `source` names."""
        if isinstance(self.source, int) or self.source.startswith("/dev/"):
            return SourceKind.DEVICE
        if self.source.startswith(_STREAMS):
            return SourceKind.STREAM
        return SourceKind.PATTERN if re.search(r"%0?\d*d", self.source) else SourceKind.FILM


class Source:
    """An opened source. For one thread at a time; `close` releases device and lock."""

    def __init__(self, settings: VideoSettings) -> None:
        self._settings = settings
        self._lock = _claim(settings)
        self._capture: cv2.VideoCapture | None = None
        try:
            self._capture = _open(settings)
        except BaseException:
            self.close()
            raise
        self.backend = self._capture.getBackendName()
        self.loops = settings.kind in {SourceKind.FILM, SourceKind.PATTERN}

    def grab(self) -> bool:
        """Take the next picture without converting it; False when there is none. Films and patterns begin again."""
        if self._capture is None:
            return False
        if _grab(self._capture):
            return True
        return self.loops and self._begin_again()

    def retrieve(self) -> Image | None:
        """Return the picture that was grabbed; None when it is not usable."""
        if self._capture is None:
            return None
        try:
            there, raw = self._capture.retrieve()
        except cv2.error:
            return None
        return normalise(raw, self._settings.width, self._settings.height) if there and raw is not None else None

    def close(self) -> None:
        """Release everything; may be called twice."""
        capture, self._capture = self._capture, None
        lock, self._lock = self._lock, None
        if capture is not None:
            capture.release()
        if lock is not None:
            os.close(lock)

    def _begin_again(self) -> bool:
        if self._capture is not None:
            self._capture.release()
        try:
            self._capture = _open(self._settings)
        except DeviceFailure:
            self._capture = None
            return False
        return _grab(self._capture)


def _grab(capture: cv2.VideoCapture) -> bool:
    try:
        return bool(capture.grab())
    except cv2.error:
        return False


def device_number(source: int | str) -> int:
    """Return the number of a video device; udev's name for it is followed, because OpenCV 5 opens devices by number only.

    Raises `DEVICE_UNPLUGGED` when the name leads to no video device.
    """
    if isinstance(source, int):
        return source
    found = re.fullmatch(r"/dev/video(\d+)", str(Path(source).resolve()))
    if found is None:
        raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
    return int(found.group(1))


def _claim(settings: VideoSettings) -> int | None:
    """Lock the device or the film against every other program of ours; a stream or a pattern has nothing to lock."""
    if settings.kind in {SourceKind.STREAM, SourceKind.PATTERN}:
        return None
    device = settings.kind is SourceKind.DEVICE
    path = f"/dev/video{device_number(settings.source)}" if device else str(settings.source)
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as cause:
        in_use = isinstance(cause, OSError) and cause.errno in _IN_USE
        raise DeviceFailure(FailureCode.DEVICE_IN_USE if in_use else FailureCode.DEVICE_UNPLUGGED) from cause
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as cause:
        os.close(opened)
        raise DeviceFailure(FailureCode.DEVICE_IN_USE) from cause
    return opened


def _open(settings: VideoSettings) -> cv2.VideoCapture:
    capture = _new_capture(settings)
    if not capture.isOpened():
        capture.release()
        # The lock was ours, so a device that gives no stream is held by a program that is not ours.
        device = settings.kind is SourceKind.DEVICE
        raise DeviceFailure(FailureCode.DEVICE_IN_USE if device else FailureCode.DEVICE_UNPLUGGED)
    if capture.get(cv2.CAP_PROP_FRAME_WIDTH) * capture.get(cv2.CAP_PROP_FRAME_HEIGHT) > MOST_PIXELS:
        capture.release()
        raise DeviceFailure(FailureCode.DEVICE_SILENT)
    return capture


def _new_capture(settings: VideoSettings) -> cv2.VideoCapture:
    try:
        if settings.kind is SourceKind.DEVICE:
            return _ask_for_size(cv2.VideoCapture(device_number(settings.source), cv2.CAP_V4L2), settings)
        named = str(settings.source)
        if settings.kind is SourceKind.PATTERN:
            return cv2.VideoCapture(named, cv2.CAP_IMAGES)
        if settings.kind is SourceKind.FILM:
            named = str(Path(named).resolve())
        return cv2.VideoCapture(named, cv2.CAP_FFMPEG, _limits_ms(settings))
    except cv2.error as cause:
        raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED) from cause


def _limits_ms(settings: VideoSettings) -> list[int]:
    opening, reading = (round(1000 * limit) for limit in (settings.open_limit_s, settings.silent_after_s))
    return [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, opening, cv2.CAP_PROP_READ_TIMEOUT_MSEC, reading]


def _ask_for_size(capture: cv2.VideoCapture, settings: VideoSettings) -> cv2.VideoCapture:
    """Ask a USB camera for compressed pictures of the size wanted (uncompressed ones at 720p are slow on USB 2)."""
    if capture.isOpened():
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
        capture.set(cv2.CAP_PROP_FPS, settings.fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return capture
