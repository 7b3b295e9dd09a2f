"""The camera behind its process: real child, real stream; killed, unplugged, silent, talking nonsense."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Event

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceStatus
from drivers.document_camera.contract import DocumentPreview, Shortfall
from drivers.document_camera.hardware import DocumentCameraSettings, UsbDocumentCamera, open_document_camera
from drivers.document_camera.process import CameraProcess
from drivers.document_camera.wire import LONGEST, Answer, Garbage, Question, answer_of, length_of, packed
from tests.drivers.transport.video.mjpeg_camera import MjpegCamera, Trouble

LIMIT_S = 20.0


def settings_of(camera: MjpegCamera) -> DocumentCameraSettings:
    return DocumentCameraSettings(source=camera.address, silent_after_s=2.0)


@pytest.fixture
def camera(network_camera: MjpegCamera) -> Iterator[UsbDocumentCamera]:
    opened = open_document_camera(settings_of(network_camera), SystemClock())
    assert isinstance(opened, UsbDocumentCamera)
    yield opened
    opened.close()
    opened.close()


def child_of(camera: UsbDocumentCamera) -> int:
    return camera._process.pid


def test_a_camera_says_how_it_is(camera: UsbDocumentCamera) -> None:
    report = camera.report()
    assert report.status is DeviceStatus.ONLINE
    assert dict(report.details)["backend"] == "FFMPEG"


def test_the_shutter_gives_a_picture_with_what_stands_against_it(camera: UsbDocumentCamera) -> None:
    now, previews = Event(), list[DocumentPreview]()

    def seen(preview: DocumentPreview) -> None:
        previews.append(preview)
        now.set()

    picture = camera.take(seen, Event(), now, another=False)
    assert previews[0].jpeg.startswith(b"\xff\xd8\xff")
    assert previews[0].shortfall is not None  # pictures of noise
    assert picture.jpeg.startswith(b"\xff\xd8\xff")
    assert picture.shortfalls  # noise fills the frame: it is cut by it


def test_looking_ends_when_it_is_cancelled(camera: UsbDocumentCamera) -> None:
    cancelled = Event()
    with pytest.raises(DeviceFailure, match=FailureCode.DEVICE_JOB_CANCELLED.value):
        camera.take(lambda _: cancelled.set(), cancelled, Event(), another=False)


def test_a_killed_child_is_silence(camera: UsbDocumentCamera) -> None:
    os.kill(child_of(camera), signal.SIGKILL)
    with pytest.raises(DeviceFailure, match=FailureCode.DEVICE_SILENT.value):
        camera.report()


def test_a_child_killed_in_the_middle_of_a_look_is_silence(camera: UsbDocumentCamera) -> None:
    with pytest.raises(DeviceFailure, match=FailureCode.DEVICE_SILENT.value):
        camera.take(lambda _: os.kill(child_of(camera), signal.SIGKILL), Event(), Event(), another=False)


def test_an_unplugged_camera_is_said(camera: UsbDocumentCamera, network_camera: MjpegCamera) -> None:
    network_camera.unplug()
    with pytest.raises(DeviceFailure, match=FailureCode.DEVICE_UNPLUGGED.value):
        camera.take(lambda _: None, Event(), Event(), another=False)
    with pytest.raises(DeviceFailure):
        open_document_camera(settings_of(network_camera), SystemClock())
    network_camera.plug()
    open_document_camera(settings_of(network_camera), SystemClock()).close()


@pytest.mark.parametrize(
    ("trouble", "failure"), [(Trouble.REPEAT, FailureCode.CAMERA_FROZEN), (Trouble.DARK, FailureCode.CAMERA_COVERED)]
)
def test_a_self_test_sees_what_is_wrong_with_the_pictures(
    network_camera: MjpegCamera, trouble: Trouble, failure: FailureCode
) -> None:
    network_camera.trouble = trouble
    camera = open_document_camera(settings_of(network_camera), SystemClock())
    try:
        assert camera.self_test().failure is failure
        assert camera.report().failure is failure
    finally:
        camera.close()


@pytest.mark.parametrize(
    "program",
    ["import sys; sys.stdout.write('no message at all, but long enough'); sys.stdout.flush(); sys.stdin.read()", "pass"],
    ids=["garbage", "ended"],
)
def test_nonsense_and_an_early_end_are_silence(program: str) -> None:
    process = CameraProcess(SystemClock(), (sys.executable, "-c", program))
    with pytest.raises(DeviceFailure, match=FailureCode.DEVICE_SILENT.value):
        process.ask(Question(order="report"), LIMIT_S)
    process.end()


def test_a_child_that_hangs_is_silence_after_its_limit() -> None:
    process = CameraProcess(SystemClock(), (sys.executable, "-c", "import sys; sys.stdin.read()"))
    with pytest.raises(DeviceFailure, match=FailureCode.DEVICE_SILENT.value):
        process.ask(Question(order="report"), 0.2)
    process.end()


def test_messages_come_back_as_they_went() -> None:
    answer = Answer(shortfalls=(Shortfall.GLARE,), outline=((1, 2), (3, 4), (5, 6), (7, 8)))
    message = packed(answer, b"picture\n with lines")
    assert length_of(message[:4]) == len(message) - 4
    assert answer_of(message[4:]) == (answer, b"picture\n with lines")


@pytest.mark.parametrize("body", [b"", b"[]\n", b'{"taken": "perhaps"}\n', b"\xff\xfe\n", b'{"nonesuch": 1}\n'])
def test_what_is_no_answer_is_garbage(body: bytes) -> None:
    with pytest.raises(Garbage):
        answer_of(body)


def test_no_answer_is_longer_than_a_picture_may_be() -> None:
    for length in (0, LONGEST + 1):
        with pytest.raises(Garbage):
            length_of(length.to_bytes(4, "big"))


def test_the_terminal_never_loads_opencv() -> None:
    look = "import sys, kiosk.hardware; sys.exit(any(name in sys.modules for name in ('cv2', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
