"""Whole tries: a real camera source, real models, a process of its own, and somebody in front of it who reads the sentences."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.faces import FaceDecision, ReferenceKind
from domain.failures import FailureCode
from drivers.device import DeviceStatus
from kiosk.face.contract import FaceVerdict, Guidance, Stage
from kiosk.face.portrait import HIGHEST, LARGEST, WIDEST
from kiosk.face.wire import LONGEST_REFERENCE
from simulators.devices.camera import CameraFault
from simulators.world.scene import Scene
from tests.kiosk.face import children
from tests.kiosk.face.theatre import FOLK, PATIENCE_S, CameraStand, Theatre, face_settings, wait_until

PERSON = "wang_xiulan"
CHIP, REGISTRY = ReferenceKind.CHIP, ReferenceKind.REGISTRY


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CameraStand]:
    booth = CameraStand()
    booth.camera.start()
    settings = face_settings(tmp_path_factory.mktemp("face"), booth.camera.port.url, turns=1)
    with Theatre(settings) as theatre:
        booth.theatre = theatre.open()
        yield booth
    booth.camera.stop()


@pytest.fixture
def theatre(booth: CameraStand) -> Iterator[Theatre]:
    assert booth.theatre
    booth.camera.reset()
    booth.camera.set_person(PERSON)
    booth.camera.set_scene(Scene.PERSON)
    booth.theatre.progress.clear()
    wait_until("well again", lambda: booth.theatre is not None and booth.theatre.verifier.report.status is DeviceStatus.ONLINE)
    yield booth.theatre
    assert booth.theatre.results.empty()


def photograph() -> bytes:
    return FOLK[PERSON].registry_photo


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_the_right_person_matches(theatre: Theatre) -> None:
    theatre.ask({REGISTRY: photograph()})
    verdict = theatre.verdict()
    assert verdict.decision is FaceDecision.MATCH
    assert verdict.challenge_passed
    assert [score.reference for score in verdict.scores] == [REGISTRY]
    assert verdict.scores[0].score >= verdict.accept_at > verdict.review_from
    assert (verdict.engine, bool(verdict.calibration), verdict.milliseconds > 0) == ("sface", True, True)
    assert len(verdict.challenge) == 1
    _check_pictures(verdict)
    _check_progress(theatre, verdict)
    assert theatre.verifier.preview.latest(0) is None


def _check_pictures(verdict: FaceVerdict) -> None:
    assert len(verdict.pictures) == 3
    for jpeg in verdict.pictures:
        image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert image is not None
        assert len(jpeg) <= LARGEST
        assert 100 < image.shape[0] <= HIGHEST
        assert 100 < image.shape[1] <= WIDEST


def _check_progress(theatre: Theatre, verdict: FaceVerdict) -> None:
    told = theatre.progress
    assert told[0].guidance is Guidance.STARTING
    assert told[-1].guidance is Guidance.CHECKING
    assert [step.fraction for step in told] == sorted(step.fraction for step in told)
    assert told[-1].fraction == 1.0
    assert told[-1].stages == (Stage.FRONT, *(Stage(turn) for turn in verdict.challenge))
    assert {Guidance.HOLD, Guidance(verdict.challenge[0])} <= {step.guidance for step in told}
    assert all(before != after for before, after in pairwise(told))


def test_without_references_pictures_are_taken_and_nothing_is_compared(theatre: Theatre) -> None:
    theatre.ask()
    verdict = theatre.verdict()
    assert (verdict.decision, verdict.scores, verdict.challenge_passed) == (FaceDecision.UNUSABLE, (), True)
    assert len(verdict.pictures) == 3


def test_references_that_cannot_be_used_are_left_out(theatre: Theatre) -> None:
    grey = cv2.imencode(".jpg", np.full((126, 102, 3), 128, np.uint8))[1].tobytes()
    theatre.ask({CHIP: photograph()[:900], REGISTRY: grey})
    assert theatre.verdict().scores == ()
    theatre.ask({CHIP: b"\xff" * (LONGEST_REFERENCE + 1), REGISTRY: photograph()})
    assert [score.reference for score in theatre.verdict().scores] == [REGISTRY]


def test_a_photograph_held_up_never_passes(booth: CameraStand, theatre: Theatre, tmp_path: Path) -> None:
    booth.camera.set_scene(Scene.PHOTO)
    settings = face_settings(tmp_path, booth.camera.port.url, turns=1, try_limit=6)
    with Theatre(settings) as other:
        other.open().ask({REGISTRY: photograph()})
        verdict = other.verdict()
    assert (verdict.decision, verdict.challenge_passed, verdict.scores) == (FaceDecision.UNUSABLE, False, ())


def test_nobody_in_front_can_be_cancelled(booth: CameraStand, theatre: Theatre) -> None:
    booth.camera.set_scene(Scene.EMPTY)
    handle = theatre.ask({REGISTRY: photograph()})
    wait_until("nobody", lambda: bool(theatre.progress) and theatre.progress[-1].guidance is Guidance.NO_FACE)
    handle.cancel()
    handle.cancel()
    assert theatre.result() is FailureCode.DEVICE_JOB_CANCELLED
    assert theatre.verifier.preview.latest(0) is None


def test_a_second_person_is_sent_away_first(booth: CameraStand, theatre: Theatre) -> None:
    booth.camera.set_scene(Scene.TWO)
    theatre.ask({REGISTRY: photograph()})
    wait_until("not alone", lambda: bool(theatre.progress) and theatre.progress[-1].guidance is Guidance.ALONE)
    booth.camera.set_scene(Scene.PERSON)
    assert theatre.verdict().decision is FaceDecision.MATCH


@pytest.mark.parametrize(
    ("fault", "code"),
    [(CameraFault.FROZEN, FailureCode.CAMERA_FROZEN), (CameraFault.DARK, FailureCode.CAMERA_COVERED)],
)
def test_a_camera_that_fails_ends_the_try_and_comes_back(
    booth: CameraStand, theatre: Theatre, fault: CameraFault, code: FailureCode
) -> None:
    booth.camera.set_scene(Scene.EMPTY)
    theatre.ask()
    theatre.wait_for_try()
    booth.camera.set_fault(fault)
    assert theatre.result() is code
    booth.camera.set_fault(None)
    wait_until("back", lambda: theatre.verifier.report.status is DeviceStatus.ONLINE)


def test_a_camera_pulled_out_ends_the_try(booth: CameraStand, theatre: Theatre) -> None:
    booth.camera.set_scene(Scene.EMPTY)
    theatre.ask()
    theatre.wait_for_try()
    booth.camera.set_fault(CameraFault.UNPLUGGED)
    assert theatre.result() in {FailureCode.DEVICE_UNPLUGGED, FailureCode.DEVICE_SILENT}
    wait_until("reported", lambda: theatre.verifier.report.failure is not None)


def test_no_picture_and_no_person_is_left_on_the_disk(theatre: Theatre, booth: CameraStand) -> None:
    theatre.ask({REGISTRY: photograph()})
    theatre.verdict()
    left = files_of(theatre.settings.state_dir)
    assert {path.name for path in left} == {"face.log"}
    log = next(iter(left)).read_text()
    assert "ready" in log
    assert not [line for line in log.splitlines() if '"level": "error"' in line or "withheld" in line]


def test_memory_stays_where_it_is(theatre: Theatre) -> None:
    sizes = []
    for _ in range(4):
        theatre.ask({REGISTRY: photograph(), CHIP: photograph()})
        theatre.verdict()
        sizes.append(_resident_mb(theatre))
    assert max(sizes) < 600
    assert sizes[-1] - sizes[0] < 60


def _resident_mb(theatre: Theatre) -> int:
    status = Path(f"/proc/{theatre.verifier.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def test_the_bench_tests_camera_and_models(theatre: Theatre) -> None:
    tested = theatre.verifier.self_test(PATIENCE_S)
    assert tested.passed
    assert {"engine", "calibration", "milliseconds", "resolution"} <= dict(tested.details).keys()


def test_the_live_picture_is_quick_while_the_engine_is_slow(booth: CameraStand, theatre: Theatre, tmp_path: Path) -> None:
    """A detector of a quarter of a second: of each frame it looks at, the citizen sees several."""
    booth.camera.set_scene(Scene.EMPTY)
    settings = face_settings(tmp_path, booth.camera.port.url, try_limit=3)
    with Theatre(settings, children.command("looks_slowly")) as slow:
        slow.open().ask()
        seen: set[int] = set()
        while slow.results.empty():
            frame = slow.verifier.preview.latest(max(seen, default=0))
            seen.update([frame.number] if frame else [])
        assert slow.verdict().challenge_passed is False
    assert max(seen) - min(seen) > 3 * 12, "fewer than three pictures for each look"
