"""Contact sheets: every example side by side, small, in one picture."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from kiosk.flow.screen_state import Display
from ui.gallery.examples import examples
from ui.gallery.studio import Look, Studio

SHEETS = {
    "terminal-portrait-zh": Look("portrait", Display("zh")),
    "terminal-portrait-en": Look("portrait", Display("en")),
    "terminal-portrait-elder": Look("portrait", Display("zh", elder=True)),
    "terminal-portrait-contrast": Look("portrait", Display("zh", contrast=True)),
    "terminal-landscape-zh": Look("landscape", Display("zh")),
    "terminal-landscape-en": Look("landscape", Display("en")),
    "terminal-landscape-elder": Look("landscape", Display("zh", elder=True)),
    "terminal-landscape-contrast": Look("landscape", Display("zh", contrast=True)),
}
GAP = 16
CAPTION = 28
COLOURS = 200


def save_sheet(studio: Studio, display: Display, path: Path) -> None:
    """Save one picture with every example as `display` shows it."""
    thumbs = [(example.name, _small(studio.picture(example.state, display))) for example in examples()]
    columns = 9 if thumbs[0][1].width() < thumbs[0][1].height() else 6
    width, height = thumbs[0][1].width() + GAP, thumbs[0][1].height() + GAP + CAPTION
    rows = -(-len(thumbs) // columns)
    sheet = QImage(columns * width + GAP, rows * height + GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#C9CED3"))
    painter = QPainter(sheet)
    font = QFont(painter.font())
    font.setPixelSize(16)
    painter.setFont(font)
    for index, (name, thumb) in enumerate(thumbs):
        x, y = GAP + index % columns * width, GAP + index // columns * height
        painter.drawText(QRect(x, y, thumb.width(), CAPTION), Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawImage(x, y + CAPTION, thumb)
    painter.end()
    _save_with_palette(sheet, path)


def _save_with_palette(sheet: QImage, path: Path) -> None:
    """A palette of its own makes a sheet a quarter as large, and looks the same."""
    rgb = sheet.convertToFormat(QImage.Format.Format_RGB888)
    picture = Image.frombytes("RGB", (rgb.width(), rgb.height()), bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine())
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _small(picture: QImage) -> QImage:
    factor = 4 if picture.width() < picture.height() else 5
    return picture.scaledToWidth(picture.width() // factor, Qt.TransformationMode.SmoothTransformation)
