"""The photograph of a licence, flow and screen together: a finger takes one, takes it again, uses it, or the one on file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from domain.licence_photo import PhotoDefect
from kiosk.face.contract import FaceProgress, Guidance, LicencePhoto, Stage
from kiosk.flow.contents import WaitContent
from kiosk.flow.photo_content import LICENCE_PHOTO
from kiosk.flow.plan import Stop
from kiosk.services.eligibility import Eligibility
from tests.kiosk.kinds import stage_of
from tests.kiosk.stage import ELIGIBLE
from tests.kiosk.stage import Stage as Table
from tests.ui.test_kinds_by_hand import Hand
from tests.ui.window import find, names, visible_items
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]

PHOTO = Stop("licence_photo", "station.photo", content=LICENCE_PHOTO)
WAIT = Stop("wait", "station.licence", "asked", WaitContent("plates_wait", (Eligibility(),)))
CONFIRM = Stop("confirm", "station.confirm")


def jpeg(colour: str) -> bytes:
    image = QImage(413, 600, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")  # type: ignore[call-overload]  # the stub wants bytes, PySide6 a text
    return bytes(held.data())


@pytest.fixture(params=["portrait", "landscape"])
def studio(request: pytest.FixtureRequest) -> Iterator[Studio]:
    found: Studio = request.getfixturevalue(request.param)
    yield found
    found.listen(lambda _: None)


def words(studio: Studio) -> str:
    root = studio.shell.window.contentItem()
    return "\n".join(item.property("text") for item in visible_items(root) if item.inherits("QQuickText"))


class Booth:
    """Somebody at the step, and the camera's answers."""

    def __init__(self, studio: Studio, stage: Table) -> None:
        self.studio, self.stage = studio, stage
        self.hand = Hand(studio, stage)

    def take(self, *defects: PhotoDefect, colour: str = "white") -> None:
        self.stage.answer("photo", LicencePhoto(jpeg(colour), defects, {}, background_replaced=True))
        self.hand.show()

    def progress(self, guidance: Guidance, fraction: float) -> None:
        tell = self.stage.hands.waiting("photo").on_progress
        assert tell
        tell(FaceProgress(guidance, (Stage.FRONT,), 0, fraction))
        self.stage.machine.process_pending()
        self.hand.show()


def test_a_photograph_is_taken_taken_again_and_used(studio: Studio, tmp_path: Path) -> None:
    booth = Booth(studio, stage_of(tmp_path, PHOTO, CONFIRM))
    assert "露出眉毛和耳朵" in words(studio)
    booth.hand.tap("licence_photo.start")
    booth.progress(Guidance.CLOSER, 0.0)
    assert "请再靠近一点" in words(studio)
    booth.progress(Guidance.HOLD, 0.5)
    assert find(studio.shell.window, "licence_photo.countdown").property("text") == "2"
    booth.take(PhotoDefect.EYES)
    assert "照片有 1 处不合要求" in words(studio)
    assert "眼睛闭着" in words(studio)
    booth.hand.tap("licence_photo.retake")
    booth.take()
    assert "照片符合要求" in words(studio)
    assert "背景已换成白色" in words(studio)
    booth.hand.tap("licence_photo.use")
    assert booth.stage.step == "confirm"


def test_the_picture_is_shown_and_gone_with_the_page(studio: Studio, tmp_path: Path) -> None:
    booth = Booth(studio, stage_of(tmp_path, PHOTO, CONFIRM))
    booth.hand.tap("licence_photo.start")
    booth.take(colour="white")
    picture = find(studio.shell.window, "licence_photo.picture")
    assert picture.property("implicitWidth") > 100, "it was decoded"
    first = picture.property("source")
    booth.hand.tap("licence_photo.retake")
    booth.take(colour="grey")
    assert find(studio.shell.window, "licence_photo.picture").property("source") != first, "another one is loaded anew"
    booth.hand.tap("licence_photo.use")
    assert "licence_photo.picture" not in names(studio.shell.window)


def test_the_one_on_file_is_used_by_its_day(studio: Studio, tmp_path: Path) -> None:
    stage = stage_of(tmp_path, WAIT, PHOTO, CONFIRM)
    booth = Booth(studio, stage)
    stage.answer("ask", ELIGIBLE.model_copy(update={"photo_taken_on": stage.clock.now().date().replace(month=8, day=1)}))
    booth.hand.show()
    assert "8月1日" in words(studio)
    assert "licence_photo.picture" not in names(studio.shell.window)
    booth.hand.tap("licence_photo.use_on_file")
    assert stage.step == "confirm"


def test_without_a_camera_the_way_leads_to_the_window(studio: Studio, tmp_path: Path) -> None:
    stage = stage_of(tmp_path, WAIT, PHOTO, CONFIRM)
    stage.offers.camera = False
    booth = Booth(studio, stage)
    stage.answer("ask", ELIGIBLE)
    booth.hand.show()
    assert "这里拍不了照片" in words(studio)
    booth.hand.tap("licence_photo.window")
    assert stage.screen == "advice"
