"""Where a head begins and ends, and which frame of a picture makes the photograph of a licence of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.licence_photo import PhotoSize
from kiosk.face.cutout import Mask, Part
from kiosk.face.vision import Face

CHIN_BELOW_EYES = 1.77  # distances from eyes to mouth; measured in docs/licence_photo.md
WIDEST_HEAD = 1.40  # widths of the face's box: what is wider is hair
SHARE_ABOVE = 0.32  # of what is free above and below the head
CROWN_BAND = 0.5  # eye distances beside the middle in which the crown is looked for


@dataclass(frozen=True)
class Head:
    """A head in pixels of the picture."""

    crown: float  # the uppermost row, hair included
    chin: float
    width: float  # with ears, without long hair
    middle: float  # column
    eyes: float  # row

    @property
    def height(self) -> float:
        """Chin to crown."""
        return self.chin - self.crown


@dataclass(frozen=True)
class Frame:
    """What becomes the photograph, in pixels of the picture; may reach over its edges."""

    left: float
    top: float
    width: float
    height: float
    mm_per_pixel: float


def measure_head(part: Part, mask: Mask, face: Face) -> Head:
    """Measure a head by its outline and its landmarks."""
    eyes = (face.landmarks[0] + face.landmarks[1]) / 2
    mouth = (face.landmarks[3] + face.landmarks[4]) / 2
    by_landmarks = float(eyes[1] + CHIN_BELOW_EYES * (mouth[1] - eyes[1]))
    by_box = face.box[1] + face.box[3]
    inside = mask > 0.5
    band = max(2, round(CROWN_BAND * face.eye_distance))
    middle = round(float(eyes[0]) - part.left)
    rows = np.flatnonzero(inside[:, max(0, middle - band) : middle + band].any(axis=1))
    crown = part.top + (int(rows[0]) if rows.size else 0)
    left, right = _sides(inside, middle, round(float(eyes[1]) - part.top), round(float(mouth[1]) - part.top))
    width = min(right - left, WIDEST_HEAD * face.box[2])
    return Head(crown, (by_landmarks + by_box) / 2, width, face.box[0] + face.box[2] / 2, float(eyes[1]))


def lean_of(face: Face) -> float:
    """Return how far the head leans, in degrees: the eyes' line and the line from eyes to mouth, in the middle of both.

    The detector tells less than there is: about half of a lean of 18 degrees (docs/licence_photo.md).
    """
    down = (face.landmarks[3] + face.landmarks[4] - face.landmarks[0] - face.landmarks[1]) / 2
    return (face.roll + float(np.degrees(np.arctan2(-down[0], down[1])))) / 2


def _sides(inside: NDArray[np.bool_], middle: int, first: int, last: int) -> tuple[float, float]:
    """Return the outermost columns of the head between the rows of eyes and mouth: the ears, where they can be seen."""
    lefts, rights = [float(middle)], [float(middle)]
    for row in inside[max(0, first) : max(first + 1, last)]:
        out = np.flatnonzero(~row)
        before, after = out[out < middle], out[out > middle]
        lefts.append(float(before[-1] + 1) if before.size else 0.0)
        rights.append(float(after[0]) if after.size else float(row.size))
    return min(lefts), max(rights)


def frame_of(head: Head, size: PhotoSize) -> Frame:
    """Return the frame in which the head has the size that is asked for, its width as far as it goes with its height."""
    scale = mm_per_pixel(head, size)
    width, height = size.width_mm / scale, size.height_mm / scale
    free = size.height_mm - head.height * scale
    above = max(float(size.margin_above_mm), SHARE_ABOVE * free) / scale
    return Frame(head.middle - width / 2, head.crown - above, width, height, scale)


def mm_per_pixel(head: Head, size: PhotoSize) -> float:
    """Return the scale: the middle of what height and width allow; where they contradict each other the height decides."""
    height, width = max(head.height, 1.0), max(head.width, 1.0)
    least, most = size.head_height.least / height, size.head_height.most / height
    wanted_least, wanted_most = size.head_width.least / width, size.head_width.most / width
    low, high = max(least, wanted_least), min(most, wanted_most)
    if low <= high:
        return (low + high) / 2
    return most if wanted_least > most else least
