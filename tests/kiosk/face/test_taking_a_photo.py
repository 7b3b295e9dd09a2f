"""The photograph of a licence through the real face process, taken of somebody before the simulated camera."""

from collections.abc import Iterator
from queue import Queue

import cv2
import numpy as np
import pytest

from domain.failures import FailureCode
from domain.licence_photo import PhotoDefect
from kiosk.face.contract import FaceProgress, Guidance, LicencePhoto
from simulators.devices.camera import CameraFault
from simulators.world.scene import Pose, Scene
from tests.kiosk.face.theatre import PATIENCE_S, CameraStand, Theatre, face_settings, wait_until

pytestmark = pytest.mark.xdist_group("face processes")


@pytest.fixture(scope="module")
def stand() -> Iterator[CameraStand]:
    stand = CameraStand()
    stand.camera.start()
    yield stand
    stand.camera.stop()


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory, stand: CameraStand) -> Iterator[Theatre]:
    with Theatre(face_settings(tmp_path_factory.mktemp("face"), stand.camera.port.url)) as theatre:
        yield theatre.open()


class Sitting:
    """One try, and what was told in it."""

    def __init__(self, theatre: Theatre) -> None:
        self.progress: list[FaceProgress] = []
        self._results: Queue[LicencePhoto | FailureCode] = Queue()
        self.handle = theatre.verifier.take_photo(self.progress.append, self._results.put)

    def has_told(self, guidance: Guidance) -> bool:
        return any(told.guidance is guidance for told in tuple(self.progress))

    def result(self) -> LicencePhoto | FailureCode:
        return self._results.get(timeout=PATIENCE_S)

    def photo(self) -> LicencePhoto:
        found = self.result()
        assert isinstance(found, LicencePhoto), found
        return found


def test_somebody_before_the_camera_is_photographed(stand: CameraStand, theatre: Theatre) -> None:
    stand.camera.reset()
    stand.camera.set_scene(Scene.PERSON)
    sitting = Sitting(theatre)
    photo = sitting.photo()
    assert photo.defects == ()
    assert photo.background_replaced, "a mall is no white wall"
    picture = cv2.imdecode(np.frombuffer(photo.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (600, 413, 3)
    assert sitting.has_told(Guidance.HOLD), "nobody was told to hold still"
    assert max(told.fraction for told in sitting.progress) > 0


def test_who_looks_aside_is_told_and_photographed_all_the_same(stand: CameraStand, theatre: Theatre) -> None:
    stand.camera.reset()
    stand.camera.set_scene(Scene.PERSON)
    stand.camera.set_pose(Pose.LEFT)
    sitting = Sitting(theatre)
    wait_until("straight", lambda: sitting.has_told(Guidance.STRAIGHT))
    stand.camera.set_pose(Pose.FRONT)
    assert PhotoDefect.POSE not in sitting.photo().defects, "the better picture counts"


def test_a_cancelled_try_ends(stand: CameraStand, theatre: Theatre) -> None:
    stand.camera.reset()
    sitting = Sitting(theatre)
    wait_until("nobody", lambda: sitting.has_told(Guidance.NO_FACE))
    sitting.handle.cancel()
    assert sitting.result() is FailureCode.DEVICE_JOB_CANCELLED
    assert theatre.verifier.preview.latest(0) is None


def test_a_camera_that_is_pulled_out_ends_the_try(stand: CameraStand, theatre: Theatre) -> None:
    stand.camera.reset()
    stand.camera.set_scene(Scene.PERSON)
    stand.camera.set_pose(Pose.RIGHT)
    sitting = Sitting(theatre)
    wait_until("straight", lambda: sitting.has_told(Guidance.STRAIGHT))
    stand.camera.set_fault(CameraFault.UNPLUGGED)
    assert isinstance(sitting.result(), FailureCode)
    stand.camera.reset()
