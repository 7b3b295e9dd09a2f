"""The live picture: shown while it is fresh and seen, in its oval only, and kept nowhere."""

import gc
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from kiosk.face.contract import PreviewFrame
from kiosk.flow.screen_state import Display
from tests.ui.window import find, rect_of, settle, words
from ui.bridge import camera_view
from ui.bridge.camera_view import covering, image_of, is_whole
from ui.gallery.examples import examples
from ui.gallery.face_examples import DrawnPreview
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
STATES = {example.name: example.state for example in examples()}
PLACEHOLDER = "画面马上就来"
RED, GREEN = (200, 30, 30), (30, 160, 60)


@dataclass
class TablePreview:
    """A camera that sees one colour."""

    colour: tuple[int, int, int] | None = RED
    number: int = 0
    asked: list[int] = field(default_factory=list)

    def latest(self, after: int) -> PreviewFrame | None:
        self.asked.append(after)
        if self.colour is None or self.number <= after:
            return None
        return PreviewFrame(self.number, 40, 30, bytes(self.colour) * 1200)

    def show(self, colour: tuple[int, int, int] | None) -> None:
        self.colour, self.number = colour, self.number + 1


@pytest.fixture
def preview(portrait: Studio) -> TablePreview:
    preview = TablePreview()
    preview.show(RED)
    portrait.shell.attach_preview(preview)
    return preview


@pytest.fixture(autouse=True)
def _drawn_again(portrait: Studio) -> object:
    yield
    portrait.shell.attach_preview(DrawnPreview())


def _middle(studio: Studio) -> QColor:
    image = studio.shell.window.grabWindow()
    return QColor(image.pixel(rect_of(find(studio.shell.window, "face.picture")).center().toPoint()))


def _is(colour: QColor, wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip((colour.red(), colour.green(), colour.blue()), wanted, strict=True))


def test_the_newest_picture_is_shown_with_the_page(portrait: Studio, preview: TablePreview) -> None:
    portrait.show(STATES["face"], Display())
    assert _is(_middle(portrait), RED)
    assert PLACEHOLDER not in words(portrait.shell.window)


def test_every_new_picture_takes_the_place_of_the_last(portrait: Studio, preview: TablePreview) -> None:
    portrait.show(STATES["face"], Display())
    preview.show(GREEN)
    settle(lambda: _is(_middle(portrait), GREEN))


def test_outside_of_the_oval_there_is_paper(portrait: Studio, preview: TablePreview) -> None:
    portrait.show(STATES["face"], Display())
    image = portrait.shell.window.grabWindow()
    place = rect_of(find(portrait.shell.window, "face.picture"))
    for corner in (place.topLeft(), place.topRight(), place.bottomLeft(), place.bottomRight()):
        assert not _is(QColor(image.pixel(corner.toPoint())), RED)


def test_without_a_picture_a_placeholder_stands_there(portrait: Studio, preview: TablePreview) -> None:
    preview.show(None)
    portrait.show(STATES["face"], Display())
    assert PLACEHOLDER in words(portrait.shell.window)
    preview.show(GREEN)
    settle(lambda: PLACEHOLDER not in words(portrait.shell.window))


def test_an_old_picture_is_taken_away(portrait: Studio, preview: TablePreview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_view, "STALE_AFTER_MS", 50)
    portrait.show(STATES["face"], Display())
    settle(lambda: PLACEHOLDER in words(portrait.shell.window))


def test_a_damaged_picture_is_not_shown() -> None:
    assert not is_whole(PreviewFrame(1, 40, 30, b"\x01" * 3599))
    assert not is_whole(PreviewFrame(1, 0, 0, b""))
    assert is_whole(PreviewFrame(1, 40, 30, b"\x01" * 3600))


@pytest.mark.parametrize("screen", ["face-again", "face-matched", "submitted"])
def test_nobody_looks_when_no_picture_is_shown(portrait: Studio, preview: TablePreview, screen: str) -> None:
    portrait.show(STATES["face"], Display())
    portrait.update(STATES[screen], Display())
    settle()
    preview.asked.clear()
    preview.show(GREEN)
    for _ in range(5):
        portrait.shell.window.grabWindow()
        settle()
    assert preview.asked == []


def test_the_next_page_has_the_view_of_the_last_one_and_no_picture_of_it(portrait: Studio, preview: TablePreview) -> None:
    portrait.show(STATES["face"], Display())
    before = _views()
    for _ in range(3):
        preview.show(None)
        portrait.show(STATES["face"], Display())
        assert PLACEHOLDER in words(portrait.shell.window)
        preview.show(GREEN)
        settle(lambda: PLACEHOLDER not in words(portrait.shell.window))
    assert _views() <= before + 1, "the next page may stand before the last is gone"


def _views() -> int:
    return sum(type(one) is camera_view.CameraView for one in gc.get_objects())


def test_a_picture_keeps_its_proportions_and_covers_the_oval() -> None:
    image = image_of(PreviewFrame(1, 40, 30, bytes(RED) * 1200))
    assert image.format() == QImage.Format.Format_RGB32
    laid = covering(image, QRectF(0, 0, 300, 400)).mapRect(QRectF(image.rect()))
    assert laid.contains(QRectF(0, 0, 300, 400))
    assert laid.width() / laid.height() == pytest.approx(40 / 30)
    assert laid.center().x() == pytest.approx(150)
