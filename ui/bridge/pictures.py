"""Images for the screens: drawings coloured by the theme, and QR codes. Rastered at the size asked for, never scaled."""

import io
import re
from collections import OrderedDict
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

DRAWINGS = Path(__file__).parents[1] / "drawings"
MOST_PICTURES = 160
NAME = re.compile(r"[a-z0-9-]+")
QUIET_ZONE = 4  # modules, ISO/IEC 18004

# The art's colours in high contrast (design tokens).
CONTRAST = {
    "#0F3257": "#FFFFFF",
    "#1B568F": "#FFFFFF",
    "#7FA6C9": "#8C8C8C",
    "#B9D0E4": "#4A4A4A",
    "#DCE8F2": "#262626",
    "#EDF3F8": "#333333",
    "#C46A00": "#FFD23F",
    "#F7E3C4": "#332A00",
    "#A93A24": "#FFB4A3",
}


class DrawingProvider(QQuickImageProvider):
    """``image://drawing/icon/NAME/COLOUR/GROUND``, ``…/mark/GROUND/LINES/DOT``, ``…/art/NAME/normal|contrast``; RRGGBB."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._kept: OrderedDict[tuple[str, int, int], QImage] = OrderedDict()

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802 - Qt's name
        """Return the drawing at `requested` pixels."""
        key = (name, requested.width(), requested.height())
        image = self._kept.pop(key, None) or _raster(coloured(name), requested)
        self._kept[key] = image
        if len(self._kept) > MOST_PICTURES:
            self._kept.popitem(last=False)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


class QrProvider(QQuickImageProvider):
    """``image://qr/CONTENT``: black on white with its quiet zone, whatever the theme. Keeps none."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, name: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802 - Qt's name
        """Return the code, `requested` pixels wide, every module the same whole number of pixels."""
        import segno  # not before the first frame

        code = segno.make_qr(unquote(name), error="m")
        modules = code.symbol_size(border=QUIET_ZONE)[0]
        picture = io.BytesIO()
        code.save(picture, kind="png", border=QUIET_ZONE, scale=max(1, requested.width() // modules))
        drawn = QImage.fromData(QByteArray(picture.getvalue()))
        side = max(requested.width(), drawn.width())
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.drawImage((image.width() - drawn.width()) // 2, (image.height() - drawn.height()) // 2, drawn)
        painter.end()
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def coloured(name: str) -> str:
    """Return the SVG text of a drawing in the colours of its name; raises :class:`ValueError` for no such name."""
    kind, *rest = name.split("/")
    if kind == "mark" and len(rest) == 3:
        return _replaced(_svg("icons/mark"), dict(zip(("MARKBG", "MARKFG", "MARKDOT"), map(_hex, rest), strict=True)))
    if kind == "icon" and len(rest) == 3 and NAME.fullmatch(rest[0]):
        return _replaced(_svg(f"icons/{rest[0]}"), {"currentColor": _hex(rest[1]), "PAPER": _hex(rest[2])})
    if kind == "art" and len(rest) == 2 and NAME.fullmatch(rest[0]):
        svg = _svg(f"art/{rest[0]}")
        return _replaced(svg, CONTRAST) if rest[1] == "contrast" else svg
    raise ValueError("no such drawing")


def _replaced(svg: str, words: dict[str, str]) -> str:
    pattern = re.compile("|".join(map(re.escape, words)))
    return pattern.sub(lambda match: words[match[0]], svg)


def _hex(word: str) -> str:
    return f"#{word}"


@cache
def _svg(path: str) -> str:
    return (DRAWINGS / f"{path}.svg").read_text("utf-8")


def _raster(svg: str, requested: QSize) -> QImage:
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    natural = renderer.defaultSize()
    wanted = requested if requested.isValid() and not requested.isEmpty() else natural
    fitted = natural.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    image = QImage(fitted, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, fitted.width(), fitted.height()))
    painter.end()
    return image
