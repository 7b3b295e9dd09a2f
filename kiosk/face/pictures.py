"""From bytes of unknown origin to a picture that the detector can take: never a surprise, never more memory than said here.

The size is read from the header before anything is decoded. JPEG is reduced while it is decoded; the other formats cannot
be, so the most that one picture may occupy is :data:`MOST_PIXELS` × 4 bytes (160 MB), for a moment.
"""

import io
import warnings
import zlib
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from kiosk.face.vision import Image

FORMATS = ("JPEG", "PNG", "BMP", "WEBP")
MOST_BYTES = 32 * 1024 * 1024
MOST_PIXELS = 40_000_000  # 8K is 33 million
LEAST_SIDE = 24  # pixels
LONGEST_SIDE = 1920  # pixels of the picture that is handed on
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, zlib.error)
"""What Pillow's readers raise on bytes that are not what their header says."""


class PictureProblem(StrEnum):
    """Why bytes are no picture for us."""

    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"
    TRUNCATED = "truncated"  # or damaged in another way
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"


class BadPicture(Exception):
    """Bytes that are no picture for us; carries the problem and nothing of the content."""

    def __init__(self, problem: PictureProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def decode(data: bytes) -> Image:
    """Return the picture upright as its EXIF says, 8 bit BGR, at most 1920 pixels long; raises :class:`BadPicture`."""
    if not data:
        raise BadPicture(PictureProblem.EMPTY)
    if len(data) > MOST_BYTES:
        raise BadPicture(PictureProblem.TOO_LARGE)
    with _opened(data) as picture:
        _check_size(picture)
        try:
            return _bgr(_rgb(_reduced(picture)))
        except DAMAGED:
            raise BadPicture(PictureProblem.TRUNCATED) from None


def _opened(data: bytes) -> Pillow.Image:
    """Read the header only."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            return Pillow.open(io.BytesIO(data), formats=FORMATS)
    except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError):
        raise BadPicture(PictureProblem.TOO_LARGE) from None
    except UnidentifiedImageError:
        raise BadPicture(PictureProblem.UNKNOWN_FORMAT) from None
    except DAMAGED:
        raise BadPicture(PictureProblem.TRUNCATED) from None


def _check_size(picture: Pillow.Image) -> None:
    if min(picture.size) < LEAST_SIDE:
        raise BadPicture(PictureProblem.TOO_SMALL)
    if picture.width * picture.height > MOST_PIXELS:
        raise BadPicture(PictureProblem.TOO_LARGE)


def _reduced(picture: Pillow.Image) -> Pillow.Image:
    """Decode, at once smaller where the format allows it, and turn upright."""
    scale = min(1.0, LONGEST_SIDE / max(picture.size))
    picture.draft("RGB", (max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))
    picture.load()
    eight_bit = _eight_bit(picture)
    steps = -(-max(eight_bit.size) // LONGEST_SIDE)
    small = eight_bit.reduce(steps) if steps > 1 and eight_bit.mode not in {"1", "P", "PA"} else eight_bit
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(small)


def _eight_bit(picture: Pillow.Image) -> Pillow.Image:
    """Return 16 bits of grey as 8; Pillow's own conversion would cut them off at 255."""
    if not picture.mode.startswith("I"):
        return picture
    return Pillow.fromarray((np.asarray(picture) >> 8).astype(np.uint8))


def _rgb(picture: Pillow.Image) -> Pillow.Image:
    """Return three channels, what is transparent on white."""
    if "A" not in picture.mode and "transparency" not in picture.info:
        return picture.convert("RGB")
    layers = picture.convert("RGBA")
    ground = Pillow.new("RGBA", layers.size, "white")
    return Pillow.alpha_composite(ground, layers).convert("RGB")


def _bgr(picture: Pillow.Image) -> Image:
    rgb: NDArray[np.uint8] = np.asarray(picture, np.uint8)
    return np.ascontiguousarray(rgb[:, :, ::-1])
