"""The face process from the terminal's side: real processes that die, hang, and talk nonsense."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.faces import ReferenceKind
from domain.failures import FailureCode, StaffAction
from drivers.device import DeviceStatus
from kiosk.face.contract import Handle
from kiosk.face.verifier import Limits
from kiosk.face.wire import LONGEST_REFERENCE
from tests.kiosk.face import children
from tests.kiosk.face.theatre import PATIENCE_S, CameraStand, Theatre, face_settings, wait_until
from tests.paths import ROOT

GONE = FailureCode.FACE_PROCESS_GONE


pytestmark = pytest.mark.xdist_group("face processes")  # one camera; matters with --dist loadgroup


@pytest.fixture(scope="module")
def stage() -> Iterator[CameraStand]:
    stage = CameraStand()
    stage.camera.start()
    yield stage
    stage.camera.stop()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, stage: CameraStand) -> Iterator[Theatre]:
    with Theatre(face_settings(tmp_path_factory.mktemp("face"), stage.camera.port.url, try_limit=40)) as lasting:
        yield lasting.open()


@pytest.fixture
def shared(lasting: Theatre) -> Iterator[Theatre]:
    """A process that several tests use one after the other: nothing happens to it."""
    lasting.tidy_up()
    pid = lasting.verifier.pid
    yield lasting
    lasting.tidy_up()
    assert lasting.verifier.pid == pid


def ours_open() -> list[str]:
    """Descriptors of the kinds that only the verifier opens."""
    links = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
    return sorted(link for link in links if "face-preview" in link or "event" in link)


def bad(tmp_path: Path, name: str, **limits: float) -> Theatre:
    return Theatre(face_settings(tmp_path, 63, try_limit=0.5), children.command(name), Limits(**limits))


def test_the_terminal_side_sees_no_opencv_and_no_numpy() -> None:
    names = ("cv2", "numpy", "dlib", "face_recognition", "PIL", "drivers.camera", "kiosk.face.vision")
    code = f"import kiosk.face.verifier, sys; print([name for name in {names!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_process_stops_when_told_and_leaves_nothing(tmp_path: Path, stage: CameraStand) -> None:
    before = ours_open()
    with Theatre(face_settings(tmp_path, stage.camera.port.url)) as theatre:
        pid = theatre.open().verifier.pid
        assert theatre.verifier.stop(PATIENCE_S)
        assert theatre.verifier.stop(PATIENCE_S)  # twice does no harm
    assert not Path(f"/proc/{pid}").exists()
    assert theatre.verifier.preview.latest(0) is None
    theatre.ask()
    assert theatre.result() is FailureCode.DEVICE_JOB_CANCELLED
    assert ours_open() == before


def test_one_that_was_never_started_stops_and_refuses(tmp_path: Path) -> None:
    theatre = Theatre(face_settings(tmp_path, 63))
    theatre.ask()
    assert theatre.verifier.stop(1)
    assert theatre.result() is FailureCode.DEVICE_JOB_CANCELLED


def test_a_running_try_ends_when_the_terminal_stops(tmp_path: Path, stage: CameraStand) -> None:
    with Theatre(face_settings(tmp_path, stage.camera.port.url)) as theatre:
        theatre.open().ask()
        theatre.wait_for_try()
        assert theatre.verifier.stop(PATIENCE_S)
    assert theatre.result() is FailureCode.DEVICE_JOB_CANCELLED
    assert theatre.results.empty()


@pytest.mark.expects_log
def test_a_process_killed_in_a_try_is_started_again(tmp_path: Path, stage: CameraStand) -> None:
    with Theatre(face_settings(tmp_path, stage.camera.port.url)) as theatre:
        theatre.open().ask()
        theatre.wait_for_try()
        killed = theatre.verifier.pid
        assert killed
        os.kill(killed, signal.SIGKILL)
        assert theatre.result() is GONE
        assert theatre.verifier.preview.latest(0) is None, "its last picture is still there"
        wait_until("again", lambda: theatre.reports[-1] is DeviceStatus.ONLINE and GONE in theatre.reports)
        assert theatre.verifier.pid != killed
        theatre.ask()
        theatre.wait_for_try()
    assert theatre.result() is FailureCode.DEVICE_JOB_CANCELLED
    assert theatre.results.empty()


@pytest.mark.expects_log
def test_a_process_that_stands_still_is_killed(tmp_path: Path, stage: CameraStand) -> None:
    with Theatre(face_settings(tmp_path, stage.camera.port.url), limits=Limits(silence=2.5)) as theatre:
        stopped = theatre.open().verifier.pid
        assert stopped
        os.kill(stopped, signal.SIGSTOP)
        theatre.ask()
        assert theatre.result() is GONE
        wait_until("again", lambda: theatre.reports[-1] is DeviceStatus.ONLINE and GONE in theatre.reports)
        assert not Path(f"/proc/{stopped}").exists()


@pytest.mark.expects_log
@pytest.mark.parametrize("name", ["talks_garbage", "talks_without_end"])
def test_garbage_ends_the_try_and_the_process(tmp_path: Path, name: str) -> None:
    with bad(tmp_path, name) as theatre:
        theatre.open()
        pid = theatre.verifier.pid
        theatre.ask()
        assert theatre.result() is GONE
        wait_until("another process", lambda: theatre.verifier.pid not in {pid, None})
    assert theatre.results.empty()


@pytest.mark.expects_log
@pytest.mark.parametrize("name", ["hangs_in_a_try", "takes_nothing_in"])
def test_a_process_that_hangs_in_a_try_is_killed(tmp_path: Path, name: str) -> None:
    with bad(tmp_path, name, beyond_try=0.3, end=0.1) as theatre:
        pid = theatre.open().verifier.pid
        theatre.ask(dict.fromkeys(ReferenceKind, b"\xff" * LONGEST_REFERENCE))
        assert theatre.result() is GONE
        wait_until("another process", lambda: theatre.verifier.pid not in {pid, None})
    assert theatre.results.empty()


@pytest.mark.expects_log
def test_a_cancelled_try_that_is_not_answered_ends_all_the_same(tmp_path: Path) -> None:
    with bad(tmp_path, "hangs_in_a_try", beyond_try=600, cancel=0.3, end=0.1) as theatre:
        theatre.open().ask().cancel()
        assert theatre.result() is GONE


@pytest.mark.expects_log
def test_a_process_that_never_gets_ready_is_killed(tmp_path: Path) -> None:
    with bad(tmp_path, "never_gets_ready", start=0.5, end=0.1) as theatre:
        theatre.ask()
        assert theatre.result() is GONE
        assert theatre.verifier.report.failure is GONE


@pytest.mark.expects_log
def test_a_try_is_cancelled_before_the_models_are_loaded(tmp_path: Path) -> None:
    with bad(tmp_path, "never_gets_ready", end=0.1) as theatre:
        theatre.ask().cancel()
        assert theatre.result() is FailureCode.DEVICE_JOB_CANCELLED


@pytest.mark.expects_log
def test_a_process_that_cannot_begin_is_tried_again_and_refuses_meanwhile(tmp_path: Path) -> None:
    with bad(tmp_path, "dies_at_once") as theatre:
        wait_until("gone", lambda: theatre.verifier.report.failure is GONE)
        theatre.ask()
        assert theatre.result() is GONE
        assert theatre.verifier.report.action is StaffAction.NONE
        assert theatre.verifier.self_test(PATIENCE_S).failure is GONE


def test_a_process_that_does_not_end_is_killed(tmp_path: Path) -> None:
    with bad(tmp_path, "does_not_end", end=0.3) as theatre:
        pid = theatre.open().verifier.pid
        assert not theatre.verifier.stop(PATIENCE_S)
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.expects_log
def test_models_that_are_not_the_measured_ones_are_said_so(tmp_path: Path, stage: CameraStand) -> None:
    settings = face_settings(tmp_path, stage.camera.port.url).model_copy(update={"config_dir": tmp_path})
    with Theatre(settings) as theatre:
        theatre.ask()
        assert theatre.result() is FailureCode.FACE_MODELS_INVALID
        assert theatre.verifier.report.failure is FailureCode.FACE_MODELS_INVALID
        assert theatre.verifier.report.action is StaffAction.CONFIGURE
        theatre.ask()
        assert theatre.result() is FailureCode.FACE_MODELS_INVALID
    assert theatre.reports == [DeviceStatus.STARTING, FailureCode.FACE_MODELS_INVALID]


def test_the_child_gets_two_descriptors_and_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "descriptors"
    monkeypatch.setenv("FACE_TEST_OUT", str(out))
    with bad(tmp_path, "tells_its_descriptors", end=0.1) as theatre:
        theatre.open()
        assert len(out.read_text().split()) == 3 + 2 + 1  # standard ones, socket, memory, and the listing itself


@pytest.mark.parametrize("hangs", [False, True])
def test_the_face_process_dies_with_a_killed_terminal(tmp_path: Path, stage: CameraStand, hangs: bool) -> None:
    settings = face_settings(tmp_path, stage.camera.port.url)
    code = (
        "import sys, time; from pathlib import Path; from domain.clock import SystemClock\n"
        "from kiosk.face.verifier import ProcessFaceVerifier; from kiosk.settings import Settings\n"
        "face = ProcessFaceVerifier(Settings.model_validate_json(sys.stdin.read()), SystemClock()); face.start()\n"
        "while face.report.status.value != 'online': time.sleep(0.02)\n"
        "print(face.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as terminal:
        assert terminal.stdin
        assert terminal.stdout
        terminal.stdin.write(settings.model_dump_json())
        terminal.stdin.close()
        child = int(terminal.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        if hangs:
            os.kill(child, signal.SIGSTOP)  # it cannot notice that its socket was closed
        terminal.kill()
    wait_until("the child is gone", lambda: _is_gone(child))


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_results_arrive_once_whoever_asks_from_wherever(shared: Theatre) -> None:
    handles = list[Handle]()
    threads = [threading.Thread(target=lambda: handles.append(shared.ask())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [shared.result() for _ in range(11)] == [FailureCode.DEVICE_BUSY] * 11
    shared.wait_for_try()
    for handle in handles:
        handle.cancel()
    assert shared.result() is FailureCode.DEVICE_JOB_CANCELLED
    assert shared.results.empty()


@pytest.mark.expects_log
def test_a_listener_that_fails_takes_nothing_with_it(shared: Theatre) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a listener's bug")

    shared.verifier.verify({}, fail, fail).cancel()
    shared.ask()
    shared.wait_for_try()


def test_a_new_try_waits_for_a_cancelled_one_to_end(shared: Theatre) -> None:
    first = shared.ask()
    shared.wait_for_try()
    first.cancel()
    shared.ask()
    shared.ask()
    assert {shared.result(), shared.result()} == {FailureCode.DEVICE_BUSY, FailureCode.DEVICE_JOB_CANCELLED}
    shared.wait_for_try()


def test_a_try_that_waits_can_be_cancelled(shared: Theatre) -> None:
    shared.ask().cancel()
    shared.ask().cancel()
    assert [shared.result(), shared.result()] == [FailureCode.DEVICE_JOB_CANCELLED] * 2
    assert shared.results.empty()
