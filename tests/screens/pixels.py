"""What a citizen's eye makes of a picture: the ground of a place, the ink on it, and the contrast between them (WCAG 2.2)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

Pixels = NDArray[np.uint8]
NEAR = 40  # per channel: an edge's smoothing, not another colour
LEAST_INK_PX = 3


@dataclass(frozen=True)
class Picture:
    """The pixels of a screen, row by row, three bytes each."""

    rgb: Pixels

    @classmethod
    def of(cls, image: QImage) -> "Picture":
        """Take over a grabbed image, whose width is a multiple of four."""
        plain = image.convertToFormat(QImage.Format.Format_RGB888)
        flat = np.frombuffer(bytes(plain.constBits()), np.uint8)
        return cls(flat.reshape(plain.height(), plain.width(), 3))

    def at(self, place: QRectF) -> Pixels:
        """Return the colours within `place`, one row each."""
        box = place.toAlignedRect()
        top, left = max(0, box.top()), max(0, box.left())
        return self.rgb[top : max(top, box.bottom() + 1), left : max(left, box.right() + 1)].reshape(-1, 3)


def contrast(one: Pixels, other: Pixels) -> float:
    """Return the contrast ratio of two colours, 1 … 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_of(pixels: Pixels, ink: QColor) -> float:
    """Return the contrast of the ink that is really there with the ground it stands on; 1 when it cannot be seen.

    `ink` only says which of the colours is meant: both are taken from the picture. Ground is the colour most frequent among
    those that are not ink.
    """
    if not len(pixels):
        return 1.0
    wanted = np.array([ink.red(), ink.green(), ink.blue()], np.int16)
    away = np.abs(pixels.astype(np.int16) - wanted).max(axis=1)
    inked, ground = pixels[away <= NEAR], pixels[away > NEAR]
    if len(inked) < LEAST_INK_PX or not len(ground):
        return 1.0
    return contrast(most_frequent(inked), most_frequent(ground))


def most_frequent(pixels: Pixels) -> Pixels:
    """Return the colour that most of the pixels have."""
    packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    values, counts = np.unique(packed, return_counts=True)
    found = int(values[counts.argmax()])
    return np.array([found >> 16, found >> 8 & 255, found & 255], np.uint8)


def _luminance(colour: Pixels) -> float:
    part = colour / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))
