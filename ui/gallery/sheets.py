"""Contact sheets: every example side by side, small, in one picture with a palette of its own."""

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

GAP = 16
CAPTION = 28
SHRUNK_BY = (4, 5, 6, 7, 8)
COLOURS = 128
LARGEST_BYTES = 900_000
GROUND = "#C9CED3"


class ContactSheet:
    """Takes large pictures one by one and keeps them small; all of one size."""

    def __init__(self) -> None:
        self._small: list[tuple[str, QImage]] = []

    def add(self, name: str, picture: QImage) -> None:
        """Add a picture under its name."""
        self._small.append((name, _scaled(picture, picture.width() // SHRUNK_BY[0])))

    def save(self, path: Path) -> None:
        """Write the sheet as large as it may be; raises :class:`ValueError` when even the smallest is too large."""
        path.parent.mkdir(parents=True, exist_ok=True)
        for factor in SHRUNK_BY:
            written = self._written(factor)
            if len(written) <= LARGEST_BYTES:
                path.write_bytes(written)
                return
        raise ValueError("too many pictures for one sheet")

    def _written(self, factor: int) -> bytes:
        shrunk = [(name, _scaled(one, one.width() * SHRUNK_BY[0] // factor)) for name, one in self._small]
        rgb = _laid_out(shrunk).convertToFormat(QImage.Format.Format_RGB888)
        picture = Image.frombytes("RGB", (rgb.width(), rgb.height()), bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine())
        file = io.BytesIO()
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        return file.getvalue()


def _laid_out(thumbs: list[tuple[str, QImage]]) -> QImage:
    first = thumbs[0][1]
    columns = 12 if first.width() < first.height() else 8
    width, height = first.width() + GAP, first.height() + GAP + CAPTION
    rows = -(-len(thumbs) // columns)
    sheet = QImage(columns * width + GAP, rows * height + GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor(GROUND))
    painter = QPainter(sheet)
    font = QFont(painter.font())
    font.setPixelSize(16)
    painter.setFont(font)
    for index, (name, thumb) in enumerate(thumbs):
        x, y = GAP + index % columns * width, GAP + index // columns * height
        painter.drawText(QRect(x, y, width - 8, CAPTION), Qt.AlignmentFlag.AlignVCenter, name)
        painter.drawImage(x, y + CAPTION, thumb)
    painter.end()
    return sheet


def _scaled(picture: QImage, width: int) -> QImage:
    if width == picture.width():
        return picture
    return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
