"""The picture of a frame that people look at later: head and shoulders, small."""

import cv2
import numpy as np

from domain.faces import FacePicture
from kiosk.face.contract import EyePlaces
from kiosk.face.vision import Face, Image

WIDEST, HIGHEST = 640, 480  # pixels
LARGEST = 60 * 1024  # bytes
_QUALITIES = (90, 80, 65, 45, 25)
_REACH = 2.9  # heights of the face that the picture is high
_ABOVE = 0.95  # of them above the middle of the face's box: heads are higher than boxes
_WIDE = 0.81  # its width for its height, as of the photograph in a resident ID card


WHOLE = 10_000  # of a picture's width and height


def eyes_in(picture: FacePicture, image: Image, face: Face) -> EyePlaces:
    """Return where the eyes of `face` stand in `image`."""
    return _eyes(picture, face, (0, 0), (image.shape[1], image.shape[0]))


def eyes_in_portrait(image: Image, face: Face) -> EyePlaces:
    """Return where the eyes stand in what :func:`portrait` makes of the same frame."""
    rows, columns = _bounds(image, face)
    whole = rows.stop <= rows.start or columns.stop <= columns.start
    corner = (0, 0) if whole else (columns.start, rows.start)
    size = (image.shape[1], image.shape[0]) if whole else (columns.stop - columns.start, rows.stop - rows.start)
    return _eyes(FacePicture.LIVE, face, corner, size)


def _eyes(picture: FacePicture, face: Face, corner: tuple[int, int], size: tuple[int, int]) -> EyePlaces:
    places = [
        tuple(min(max(round(float(eye[axis] - corner[axis]) / size[axis] * WHOLE), 0), WHOLE) for axis in (0, 1))
        for eye in face.landmarks[:2]
    ]
    left, right = sorted((place[0], place[1]) for place in places)
    return EyePlaces(picture, left, right)


def portrait(image: Image, face: Face) -> bytes:
    """Return head and shoulders as a JPEG of at most 640 × 480 pixels and 60 KB."""
    part = _head_and_shoulders(image, face)
    scale = min(1.0, WIDEST / part.shape[1], HIGHEST / part.shape[0])
    size = max(1, int(part.shape[1] * scale)), max(1, int(part.shape[0] * scale))
    small = part if scale == 1.0 else cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    encoded = b""
    for quality in _QUALITIES:
        encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(encoded) <= LARGEST:
            break
    return encoded


def _bounds(image: Image, face: Face) -> tuple[slice, slice]:
    x, y, width, height = face.box
    high = _REACH * height
    middle, top = x + width / 2, y + height / 2 - _ABOVE * height - 0.1 * high
    left, right = middle - high * _WIDE / 2, middle + high * _WIDE / 2
    rows = slice(max(0, int(top)), max(1, min(image.shape[0], int(top + high))))
    return rows, slice(max(0, int(left)), max(1, min(image.shape[1], int(right))))


def _head_and_shoulders(image: Image, face: Face) -> Image:
    rows, columns = _bounds(image, face)
    part = image[rows, columns]
    return part if part.size else np.asarray(image)
