"""Drawings take the theme's colours; QR codes can be read by a phone."""

import pytest
import zxingcpp
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from kiosk.flow.screen_state import Display
from ui.bridge import pictures
from ui.bridge.pictures import DRAWINGS, DrawingProvider, QrProvider, coloured
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]


def _colours(image: QImage) -> set[str]:
    opaque = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {colour.name() for colour in opaque if colour.alpha() == 255}


def test_an_icon_has_the_colour_and_the_size_asked_for() -> None:
    image = DrawingProvider().requestImage("icon/check/1B568F/FFFFFF", QSize(), QSize(96, 96))
    assert (image.width(), image.height()) == (96, 96)
    assert "#1b568f" in _colours(image)


def test_every_drawing_is_there_in_both_themes() -> None:
    provider = DrawingProvider()
    for file in DRAWINGS.glob("art/*.svg"):
        for theme in ("normal", "contrast"):
            assert not provider.requestImage(f"art/{file.stem}/{theme}", QSize(), QSize(200, 200)).isNull()
    for file in DRAWINGS.glob("icons/*.svg"):
        assert "currentColor" not in coloured(f"icon/{file.stem}/000000/FFFFFF")


def test_art_in_high_contrast_is_not_blue() -> None:
    image = DrawingProvider().requestImage("art/id-card-reader/contrast", QSize(), QSize(400, 300))
    assert not {"#0f3257", "#1b568f", "#c46a00"} & _colours(image)


@pytest.mark.parametrize("name", ["icon/../../shell/000000/FFFFFF", "icon/check", "art/id-card-reader", "nothing"])
def test_a_name_that_makes_no_sense_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no such drawing"):
        coloured(name)


@pytest.mark.parametrize("side", [232, 320, 1])
def test_a_phone_reads_the_code(side: int) -> None:
    content = "CQJG1:2611220001001375"
    image = QrProvider().requestImage("CQJG1%3A2611220001001375", QSize(), QSize(side, side))
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    if side == 1:
        image = image.scaledToWidth(image.width() * 4)
    read = zxingcpp.read_barcodes(_array(image))
    assert [code.text for code in read] == [content]
    assert QColor(image.pixel(0, 0)).lightness() == 255, "the quiet zone is white"


def _array(image: QImage) -> "memoryview[int]":
    packed = bytearray(image.constBits())
    rows = [packed[y * image.bytesPerLine() :][: image.width()] for y in range(image.height())]
    return memoryview(b"".join(rows)).cast("B", (image.height(), image.width()))


def test_a_drawing_is_never_less_than_a_pixel() -> None:
    image = DrawingProvider().requestImage("art/contours-home/normal", QSize(), QSize(888, 1))
    assert (image.width() >= 1, image.height()) == (True, 1)


def test_a_page_draws_nothing_at_full_size_before_it_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[QSize] = []
    draw = pictures._raster

    def watched(svg: str, requested: QSize) -> QImage:
        asked.append(QSize(requested))
        return draw(svg, requested)

    monkeypatch.setattr(pictures, "_raster", watched)
    studio = Studio("portrait")
    studio.show(next(example.state for example in examples() if example.name == "read_id_card"), Display())
    studio.shell.close()
    assert asked
    assert [size for size in asked if size.isEmpty()] == []
