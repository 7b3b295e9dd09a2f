"""Pulled out and put back, the camera serves again without anybody's help."""

from collections.abc import Callable, Iterator
from queue import Queue
from threading import Event

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.camera.contract import Camera
from drivers.camera.hardware import CameraSettings, open_camera
from drivers.device import DeviceReport, DeviceStatus
from drivers.supervisor import Rhythm, SupervisedDevice
from tests.drivers.transport.video.mjpeg_camera import MjpegCamera, Trouble

QUICK = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1)
LIMIT_S = 20.0


@pytest.fixture
def supervised(network_camera: MjpegCamera) -> Iterator[SupervisedDevice[Camera]]:
    settings = CameraSettings(source=network_camera.address, silent_after_s=2.0, open_limit_s=2.0)
    device: SupervisedDevice[Camera] = SupervisedDevice(
        "camera", lambda: open_camera(settings, SystemClock()), SystemClock(), QUICK
    )
    device.start()
    yield device
    assert device.stop()


@pytest.fixture
def await_report(supervised: SupervisedDevice[Camera]) -> Callable[[DeviceStatus], DeviceReport]:
    reports: Queue[DeviceReport] = Queue()
    supervised.observe(reports.put)

    def wait(status: DeviceStatus) -> DeviceReport:
        while True:
            report = reports.get(timeout=LIMIT_S)
            if report.status is status:
                return report

    return wait


def test_unplugged_and_replugged_it_serves_again(
    network_camera: MjpegCamera, supervised: SupervisedDevice[Camera], await_report: Callable[[DeviceStatus], DeviceReport]
) -> None:
    await_report(DeviceStatus.ONLINE)
    for _ in range(3):
        network_camera.unplug()
        assert await_report(DeviceStatus.NO_DEVICE).failure is FailureCode.DEVICE_UNPLUGGED
        network_camera.plug()
        await_report(DeviceStatus.ONLINE)
    taken: Queue[object] = Queue()
    supervised.submit(lambda camera, _cancelled: camera.next_frame(0, LIMIT_S) is not None, taken.put)
    assert taken.get(timeout=LIMIT_S) is True


def test_silent_for_a_while_it_serves_again(
    network_camera: MjpegCamera, await_report: Callable[[DeviceStatus], DeviceReport]
) -> None:
    await_report(DeviceStatus.ONLINE)
    network_camera.trouble = Trouble.STALL
    assert await_report(DeviceStatus.OFFLINE).failure is FailureCode.DEVICE_SILENT
    network_camera.trouble = Trouble.NONE
    await_report(DeviceStatus.ONLINE)


def test_covered_it_stays_open_and_says_when_it_is_well_again(
    network_camera: MjpegCamera, await_report: Callable[[DeviceStatus], DeviceReport]
) -> None:
    await_report(DeviceStatus.ONLINE)
    network_camera.trouble = Trouble.DARK
    assert await_report(DeviceStatus.USER_ERROR).failure is FailureCode.CAMERA_COVERED
    network_camera.trouble = Trouble.NONE
    await_report(DeviceStatus.ONLINE)
    assert network_camera.connections == 1


def test_unplugged_while_pictures_are_taken(
    network_camera: MjpegCamera, supervised: SupervisedDevice[Camera], await_report: Callable[[DeviceStatus], DeviceReport]
) -> None:
    await_report(DeviceStatus.ONLINE)
    begun = Event()

    def look(camera: Camera, _cancelled: Event) -> None:
        number = 0
        while True:
            frame = camera.next_frame(number, LIMIT_S)
            assert frame is not None
            number = frame.number
            begun.set()

    results: Queue[object] = Queue()
    supervised.submit(look, results.put)
    assert begun.wait(LIMIT_S)
    network_camera.unplug()
    assert results.get(timeout=LIMIT_S) is FailureCode.DEVICE_UNPLUGGED
