"""Lays photographs side by side: cut and turned so that the eyes stand level at one height, by what the terminal measured."""

import io
import math
import warnings

from PIL import Image, ImageOps

from domain.wire.v1_faces import EyePlaces

SIZE = (480, 600)  # pixels
EYES_AT = 0.427  # of the height
EYES_APART = 0.22  # of the width
MAT = (0xC9, 0xCE, 0xD4)  # the ground behind photographs, the same in both themes
MOST_PIXELS = 24_000_000
WHOLE = 10_000
CLOSEST = 4.0  # pixels: eyes nearer than that tell nothing


def level(jpeg: bytes, eyes: EyePlaces) -> bytes | None:
    """Return the photograph (JPEG) with its eyes level; None when it cannot be read, or the eyes stand in one place.

    What lies outside the photograph is mat: nothing is made up.
    """
    picture = _opened(jpeg)
    if picture is None:
        return None
    left, right = (_pixels(place, picture.size) for place in (eyes.left, eyes.right))
    across, down = right[0] - left[0], right[1] - left[1]
    if math.hypot(across, down) < CLOSEST:
        return None
    scale = EYES_APART * SIZE[0]  # one step from eye to eye in the original is so many pixels here
    middle = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
    a, b = across / scale, down / scale
    aim = SIZE[0] / 2, SIZE[1] * EYES_AT
    matrix = (a, -b, middle[0] - a * aim[0] + b * aim[1], b, a, middle[1] - b * aim[0] - a * aim[1])
    levelled = picture.transform(SIZE, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC, fillcolor=MAT)
    stream = io.BytesIO()
    levelled.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def _opened(jpeg: bytes) -> Image.Image | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return None
                return ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        return None


def _pixels(place: tuple[int, int], size: tuple[int, int]) -> tuple[float, float]:
    return place[0] / WHOLE * size[0], place[1] / WHOLE * size[1]
