"""Cameras for the tests: opened ones are closed afterwards, and leave no thread."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.clock import Clock, SystemClock
from drivers.transport.video.camera import OpenCvCamera, open_video
from drivers.transport.video.source import VideoSettings
from tests.drivers.transport.video.mjpeg_camera import MjpegCamera

OpenCamera = Callable[..., OpenCvCamera]


@pytest.fixture
def opened() -> Iterator[OpenCamera]:
    """Open a camera on a source; further words are settings."""
    cameras: list[OpenCvCamera] = []

    def begin(source: int | str | Path, clock: Clock | None = None, **settings: float) -> OpenCvCamera:
        table = {"source": source if isinstance(source, int) else str(source), "silent_after_s": 2.0, **settings}
        cameras.append(open_video(VideoSettings.model_validate(table), clock or SystemClock()))
        return cameras[-1]

    yield begin
    for camera in cameras:
        camera.close()
        camera.close()
    assert [thread.name for thread in threading.enumerate() if thread.name == "camera"] == []


@pytest.fixture
def network_camera() -> Iterator[MjpegCamera]:
    camera = MjpegCamera()
    yield camera
    camera.unplug()
