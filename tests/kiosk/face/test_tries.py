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
ENOUGH = 20

pytestmark = pytest.mark.xdist_group("face tries")  # one camera, one process; matters with --dist loadgroup


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CameraStand]:
    """A camera and a process that asks for no turns: what turning is about has a process of its own."""
    booth = CameraStand()
    booth.camera.start()
    settings = face_settings(tmp_path_factory.mktemp("face"), booth.camera.port.url, turns=0, try_limit=40)
    with Theatre(settings) as theatre:
        booth.theatre = theatre.open()
        yield booth
    booth.camera.stop()


@pytest.fixture
def theatre(booth: CameraStand) -> Iterator[Theatre]:
    theatre = booth.theatre
    assert theatre
    booth.camera.reset()
    booth.camera.set_person(PERSON)
    booth.camera.set_scene(Scene.PERSON)
    theatre.tidy_up()
    yield theatre
    over = theatre.results.empty()
    booth.camera.reset()
    theatre.tidy_up()
    assert over, "more than one result for a try"


def photograph() -> bytes:
    return FOLK[PERSON].registry_photo


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("theatre")  # its person stands there
def test_the_right_person_turns_and_matches_and_leaves_nothing_on_the_disk(
    booth: CameraStand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = face_settings(tmp_path, booth.camera.port.url, turns=1, try_limit=40)
    with Theatre(settings) as turning:
        monkeypatch.setattr(booth, "theatre", turning.open())  # whose sentences the person reads
        verdict = turning.passed({REGISTRY: photograph()})
        assert verdict.decision is FaceDecision.MATCH
        assert [score.reference for score in verdict.scores] == [REGISTRY]
        assert verdict.scores[0].score >= verdict.accept_at > verdict.review_from
        assert (verdict.engine, bool(verdict.calibration), verdict.milliseconds > 0) == ("sface", True, True)
        assert len(verdict.challenge) == 1
        assert turning.verifier.preview.latest(0) is None
    _check_pictures(verdict)
    _check_progress(turning, verdict)
    _check_files(files_of(settings.state_dir))


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


def _check_files(left: set[Path]) -> None:
    assert {path.name for path in left} == {"face.log"}
    log = next(iter(left)).read_text()
    assert "ready" in log
    assert not [line for line in log.splitlines() if '"level": "error"' in line or "withheld" in line]


def test_without_references_pictures_are_taken_and_nothing_is_compared(theatre: Theatre) -> None:
    verdict = theatre.passed()
    assert (verdict.decision, verdict.scores) == (FaceDecision.UNUSABLE, ())
    assert len(verdict.pictures) == 3


def test_references_that_cannot_be_used_are_left_out(theatre: Theatre) -> None:
    grey = cv2.imencode(".jpg", np.full((126, 102, 3), 128, np.uint8))[1].tobytes()
    assert theatre.passed({CHIP: photograph()[:900], REGISTRY: grey}).scores == ()
    verdict = theatre.passed({CHIP: b"\xff" * (LONGEST_REFERENCE + 1), REGISTRY: photograph()})
    assert [score.reference for score in verdict.scores] == [REGISTRY]


def test_a_photograph_held_up_never_passes(booth: CameraStand, theatre: Theatre, tmp_path: Path) -> None:
    booth.camera.set_scene(Scene.PHOTO)
    settings = face_settings(tmp_path, booth.camera.port.url, turns=1, try_limit=4)
    with Theatre(settings) as other:
        other.open().ask({REGISTRY: photograph()})
        verdict = other.verdict()
    assert (verdict.decision, verdict.challenge_passed, verdict.scores) == (FaceDecision.UNUSABLE, False, ())


def test_nobody_in_front_can_be_cancelled(booth: CameraStand, theatre: Theatre) -> None:
    booth.camera.set_scene(Scene.EMPTY)
    handle = theatre.begin(Guidance.NO_FACE, {REGISTRY: photograph()})
    handle.cancel()
    handle.cancel()
    assert theatre.result() is FailureCode.DEVICE_JOB_CANCELLED
    assert theatre.verifier.preview.latest(0) is None


def test_a_second_person_is_sent_away_first(booth: CameraStand, theatre: Theatre) -> None:
    booth.camera.set_scene(Scene.TWO)
    theatre.begin(Guidance.ALONE, {REGISTRY: photograph()})
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
    theatre.begin(Guidance.NO_FACE)
    booth.camera.set_fault(fault)
    assert theatre.result() is code
    wait_until("reported", lambda: theatre.verifier.report.failure is code)
    booth.camera.set_fault(None)
    theatre.tidy_up()
    assert theatre.verifier.report.status is DeviceStatus.ONLINE


def test_a_camera_pulled_out_ends_the_try(booth: CameraStand, theatre: Theatre) -> None:
    booth.camera.set_scene(Scene.EMPTY)
    theatre.begin(Guidance.NO_FACE)
    booth.camera.set_fault(CameraFault.UNPLUGGED)
    assert theatre.result() in {FailureCode.DEVICE_UNPLUGGED, FailureCode.DEVICE_SILENT}
    wait_until("reported", lambda: theatre.verifier.report.failure is not None)


def test_memory_stays_where_it_is(theatre: Theatre) -> None:
    sizes = []
    for _ in range(5):
        theatre.passed({REGISTRY: photograph(), CHIP: photograph()})
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


def test_the_live_picture_goes_on_while_the_engine_stands_still(
    booth: CameraStand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let = tmp_path / "let"
    monkeypatch.setenv("FACE_TEST_OUT", str(let))
    booth.camera.set_scene(Scene.EMPTY)
    with Theatre(face_settings(tmp_path, booth.camera.port.url, try_limit=40), children.command("looks_when_let")) as stuck:
        handle = stuck.open().ask()
        seen: set[int] = set()

        def look() -> bool:
            frame = stuck.verifier.preview.latest(max(seen, default=0))
            seen.update([frame.number] if frame else [])
            return len(seen) >= ENOUGH or not stuck.results.empty()

        wait_until("many pictures", look)
        assert stuck.results.empty()
        assert {step.guidance for step in stuck.progress} == {Guidance.STARTING}, "the engine has seen something"
        let.touch()
        stuck.wait_for(Guidance.NO_FACE)
        handle.cancel()
        assert stuck.result() is FailureCode.DEVICE_JOB_CANCELLED
