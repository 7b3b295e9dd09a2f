"""The camera on films, patterns of pictures and a network camera: pictures come, and every trouble has its name."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from domain.clock import FrozenClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceStatus
from drivers.frames import Frame
from drivers.transport.video.camera import OpenCvCamera
from drivers.transport.video.source import Source, VideoSettings, device_number
from drivers.transport.video.stream import PictureStream
from tests.drivers.pty_peer import eventually
from tests.drivers.transport.video.conftest import OpenCamera
from tests.drivers.transport.video.mjpeg_camera import MjpegCamera, Trouble
from tests.drivers.transport.video.pictures import noise, write_film, write_pattern

LIMIT_S = 20.0


def frame_after(camera: OpenCvCamera, number: int) -> Frame:
    frame = camera.next_frame(number, LIMIT_S)
    assert frame is not None
    return frame


def failure_of(call: Callable[[], object]) -> FailureCode:
    with pytest.raises(DeviceFailure) as raised:
        call()
    return raised.value.code


def failure_of_pictures(camera: OpenCvCamera) -> FailureCode:
    """Take pictures until the camera fails."""

    def take_for_ever() -> None:
        number = 0
        while True:
            number = frame_after(camera, number).number

    return failure_of(take_for_ever)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_film(tmp_path / "film.avi", map(noise, range(10)))


@pytest.mark.parametrize(("name", "fourcc"), [("film.avi", "MJPG"), ("film.mp4", "mp4v"), ("film.mkv", "FFV1")])
def test_a_film_begins_again_at_its_end(tmp_path: Path, opened: OpenCamera, name: str, fourcc: str) -> None:
    camera = opened(write_film(tmp_path / name, map(noise, range(10)), fourcc), fps=100)
    frame = frame_after(camera, 0)
    assert (frame.image.shape, str(frame.image.dtype)) == ((240, 320, 3), "uint8")
    later = frame_after(camera, 35)
    assert later.number > 35
    assert later.taken_at > frame.taken_at


def test_a_pattern_begins_again_at_its_end(tmp_path: Path, opened: OpenCamera) -> None:
    camera = opened(write_pattern(tmp_path, map(noise, range(4))), fps=100)
    assert frame_after(camera, 15).image.shape == (240, 320, 3)
    assert dict(camera.report().details)["backend"] == "CV_IMAGES"


def test_a_film_is_paced_by_the_injected_clock(film: Path, opened: OpenCamera) -> None:
    clock = FrozenClock(datetime(2026, 5, 1, tzinfo=UTC))
    camera = opened(film, clock, fps=10)
    assert frame_after(camera, 0).number == 1
    for number in range(2, 14):
        clock.advance(0.1)
        frame = frame_after(camera, number - 1)
        assert (frame.number, frame.taken_at) == (number, clock.monotonic())
    assert camera.next_frame(frame.number, 0) is None


def test_only_the_newest_picture_is_kept(film: Path, opened: OpenCamera) -> None:
    camera = opened(film, fps=100)
    assert frame_after(camera, 0).number <= frame_after(camera, 30).number
    assert frame_after(camera, 0).number > 30


def test_pictures_that_nobody_wants_are_counted_and_seldom_converted(film: Path) -> None:
    clock = FrozenClock(datetime(2026, 5, 1, tzinfo=UTC))
    settings = VideoSettings(source=str(film), fps=10)
    stream = PictureStream(Source(settings), settings, clock)
    for number in range(2, 32):  # nobody asks for three seconds
        clock.advance(0.1)
        assert eventually(lambda: stream._grabbed == number)  # noqa: B023 - called before the loop goes on
    kept = stream.newest.number
    stream.close()
    assert 29 <= kept <= 31


def test_the_report_names_resolution_rate_and_backend(film: Path, opened: OpenCamera) -> None:
    camera = opened(film, fps=50)
    assert eventually(lambda: dict(camera.report().details)["fps"] != "")
    report = camera.report()
    assert (report.status, report.failure, report.warnings) == (DeviceStatus.ONLINE, None, ())
    details = dict(report.details)
    assert (details["resolution"], details["backend"]) == ("320×240", "FFMPEG")
    assert 0 < int(details["fps"]) <= 60


def test_the_self_test_looks_at_pictures(film: Path, opened: OpenCamera) -> None:
    assert opened(film).self_test().passed


def test_a_network_camera_gives_pictures(network_camera: MjpegCamera, opened: OpenCamera) -> None:
    camera = opened(network_camera.address)
    first = frame_after(camera, 0)
    assert frame_after(camera, first.number + 5).image.shape == (240, 320, 3)
    assert camera.report().status is DeviceStatus.ONLINE


def test_a_stray_damaged_picture_is_passed_over(network_camera: MjpegCamera, opened: OpenCamera) -> None:
    camera = opened(network_camera.address)
    network_camera.trouble = Trouble.SPECKLED
    assert frame_after(camera, frame_after(camera, 0).number + 20)
    assert camera.report().failure is None


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble.END, FailureCode.DEVICE_UNPLUGGED),
        (Trouble.STALL, FailureCode.DEVICE_SILENT),
        (Trouble.GARBAGE, FailureCode.DEVICE_UNPLUGGED),
    ],
)
def test_a_lost_camera_says_so_until_it_is_opened_again(
    network_camera: MjpegCamera, opened: OpenCamera, trouble: Trouble, code: FailureCode
) -> None:
    camera = opened(network_camera.address)
    network_camera.trouble = trouble
    assert failure_of_pictures(camera) is code
    assert failure_of(camera.report) is code
    assert failure_of(lambda: camera.next_frame(0, 0)) is code
    tested = camera.self_test()
    assert (tested.passed, tested.failure) == (False, code)
    network_camera.trouble = Trouble.NONE
    camera.close()
    assert frame_after(opened(network_camera.address), 3)


@pytest.mark.parametrize(
    ("trouble", "code"), [(Trouble.REPEAT, FailureCode.CAMERA_FROZEN), (Trouble.DARK, FailureCode.CAMERA_COVERED)]
)
def test_a_spoilt_picture_is_reported_and_passes_by_itself(
    network_camera: MjpegCamera, opened: OpenCamera, trouble: Trouble, code: FailureCode
) -> None:
    camera = opened(network_camera.address)
    network_camera.trouble = trouble
    assert failure_of_pictures(camera) is code
    report = camera.report()
    assert (report.failure, report.status is DeviceStatus.ONLINE) == (code, False)
    assert dict(report.details)["resolution"] == "320×240"
    assert camera.self_test().failure is code
    network_camera.trouble = Trouble.NONE
    assert eventually(lambda: camera.report().failure is None)
    assert frame_after(camera, 0)


def test_a_spoilt_picture_is_noticed_while_nobody_looks(network_camera: MjpegCamera, opened: OpenCamera) -> None:
    camera = opened(network_camera.address)
    network_camera.trouble = Trouble.DARK
    assert eventually(lambda: camera.report().failure is FailureCode.CAMERA_COVERED)


def test_a_film_of_one_picture_stands_still(tmp_path: Path, opened: OpenCamera) -> None:
    camera = opened(write_film(tmp_path / "still.avi", [noise(1)]), fps=60)
    assert failure_of_pictures(camera) is FailureCode.CAMERA_FROZEN


def test_a_film_that_is_deleted_is_unplugged(tmp_path: Path, film: Path, opened: OpenCamera) -> None:
    camera = opened(film, fps=100)
    film.unlink()
    assert failure_of_pictures(camera) is FailureCode.DEVICE_UNPLUGGED


@pytest.mark.parametrize(
    "source",
    [
        63,
        "missing.avi",
        "missing-%03d.png",
        "/dev/kiosk-camera",
        "/dev/null",
        "/dev/video63",
        "http://127.0.0.1:1/camera.mjpg",
        "rtsp://127.0.0.1:1/x",
        "nul\0",
    ],
)
def test_what_is_not_there_is_unplugged(source: int | str, opened: OpenCamera, capfd: pytest.CaptureFixture[str]) -> None:
    assert failure_of(lambda: opened(source)) is FailureCode.DEVICE_UNPLUGGED
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("content", [b"", b"no film at all" * 100, b"RIFF\x10\x00\x00\x00AVI LIST"])
def test_what_is_no_film_is_unplugged(
    content: bytes, tmp_path: Path, opened: OpenCamera, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "film.avi").write_bytes(content)
    assert failure_of(lambda: opened(tmp_path / "film.avi")) is FailureCode.DEVICE_UNPLUGGED
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        (np.full((120, 160), 90, np.uint8), (120, 160, 3)),
        (np.full((120, 160, 3), 90 << 8, np.uint16), (120, 160, 3)),
        (np.full((2160, 3840), 90, np.uint8), (720, 1280, 3)),
    ],
)
def test_odd_pictures_are_made_even(tmp_path: Path, opened: OpenCamera, raw: NDArray[Any], shape: tuple[int, ...]) -> None:
    frame = frame_after(opened(write_pattern(tmp_path, [raw, raw])), 0)
    assert (frame.image.shape, str(frame.image.dtype), frame.image[3, 3].tolist()) == (shape, "uint8", [90, 90, 90])


def test_pictures_of_one_pixel_are_silence(tmp_path: Path, opened: OpenCamera) -> None:
    pattern = write_pattern(tmp_path, [np.zeros((1, 1, 3), np.uint8)] * 5)
    assert failure_of(lambda: opened(pattern)) is FailureCode.DEVICE_SILENT


def test_a_network_camera_that_never_sends_is_not_waited_for(network_camera: MjpegCamera, opened: OpenCamera) -> None:
    network_camera.trouble = Trouble.STALL
    code = failure_of(lambda: opened(network_camera.address, open_limit_s=0.5))
    assert code in {FailureCode.DEVICE_UNPLUGGED, FailureCode.DEVICE_SILENT}


def test_a_second_program_finds_the_film_in_use(film: Path, opened: OpenCamera) -> None:
    camera = opened(film)
    assert failure_of(lambda: opened(film)) is FailureCode.DEVICE_IN_USE
    camera.close()
    assert frame_after(opened(film), 0)


def test_a_closed_camera_has_let_go_while_pictures_are_awaited(network_camera: MjpegCamera, opened: OpenCamera) -> None:
    camera = opened(network_camera.address)
    results: list[FailureCode] = []
    waiting = threading.Thread(target=lambda: results.append(failure_of_pictures(camera)))
    waiting.start()
    camera.close()
    waiting.join(LIMIT_S)
    assert results == [FailureCode.DEVICE_SILENT]


def test_udevs_name_is_followed_to_the_number(tmp_path: Path) -> None:
    (tmp_path / "kiosk-camera").symlink_to("/dev/video7")
    assert device_number(str(tmp_path / "kiosk-camera")) == 7


@pytest.mark.parametrize("source", ["", "ftp://127.0.0.1/x", "concat://a", -1, 64, 1.5, None])
def test_senseless_sources_are_refused(source: object) -> None:
    with pytest.raises(ValidationError):
        VideoSettings.model_validate({"source": source})


def test_a_number_may_be_written_as_text_and_an_address_stays_out_of_sight() -> None:
    assert VideoSettings(source="2").source == 2
    assert "secret" not in repr(VideoSettings(source="rtsp://admin:secret@127.0.0.1/1"))
    with pytest.raises(ValidationError) as refused:
        VideoSettings.model_validate({"source": "ftp://admin:secret@127.0.0.1/1"})
    assert "secret" not in str(refused.value)


def test_opencv_leaves_the_environment_as_it_was() -> None:
    environment = {**os.environ, "LD_LIBRARY_PATH": "/somewhere"}
    script = """
import os
import cv2  # somebody else was first
import drivers.transport.video.opencv
assert os.environ["LD_LIBRARY_PATH"] == "/somewhere", os.environ["LD_LIBRARY_PATH"]
assert not {"QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"} & set(os.environ)
assert cv2.getNumThreads() == 1
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
