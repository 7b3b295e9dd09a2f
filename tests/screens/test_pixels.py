"""The eye of the picture tests: it must see what a citizen sees, and miss what a citizen misses."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from tests.screens.pixels import Picture, contrast, contrast_of
from ui.gallery.studio import Studio

WHOLE = QRectF(0, 0, 200, 60)


def drawn(ink: str, ground: str, cover: str | None = None) -> Picture:
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.setPen(QColor(ink))
    font = painter.font()
    font.setPixelSize(32)
    painter.setFont(font)
    painter.drawText(10, 45, "业务 24")
    if cover:
        painter.fillRect(image.rect(), QColor(cover))
    painter.end()
    return Picture.of(image)


@pytest.mark.usefixtures("portrait")  # an application, for fonts
@pytest.mark.parametrize(
    ("ink", "ground", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#14263A", "#F6F4EF", 14.0), ("#C46A00", "#FFFFFF", 3.9), ("#465768", "#ECE9E1", 6.1)],
)
def test_contrast_is_that_of_the_design(ink: str, ground: str, ratio: float) -> None:
    assert contrast_of(drawn(ink, ground).at(WHOLE), QColor(ink)) == pytest.approx(ratio, abs=0.1)


@pytest.mark.usefixtures("portrait")
def test_what_is_covered_or_as_pale_as_its_ground_is_not_seen() -> None:
    assert contrast_of(drawn("#000000", "#FFFFFF", cover="#FFFFFF").at(WHOLE), QColor("#000000")) == 1.0
    assert contrast_of(drawn("#F6F4EF", "#FFFFFF").at(WHOLE), QColor("#F6F4EF")) == 1.0
    assert contrast_of(drawn("#000000", "#FFFFFF").at(QRectF(-50, -50, 10, 10)), QColor("#000000")) == 1.0


def test_contrast_does_not_depend_on_the_order(portrait: Studio) -> None:
    pixels = drawn("#000000", "#FFFFFF").rgb.reshape(-1, 3)
    assert contrast(pixels[0], pixels[0]) == 1.0
    dark = pixels[pixels.sum(axis=1).argmin()]
    assert contrast(pixels[0], dark) == contrast(dark, pixels[0])
