"""Looks at every picture that is kept and notices a stream that stands still and a lens that is covered.

A real sensor's noise never repeats a picture; two seconds of the same one are a hung camera or a picture fed in.
"""

from domain.failures import FailureCode
from drivers.frames import Image
from drivers.transport.video.opencv import cv2

SAME_DIFFERENCE = 0.05  # mean absolute difference of grey levels, below which two pictures count as one
SAME_COUNT = 10
GLARE_MEAN = 240.0  # overexposed: a sensor at its limit has no noise left to tell one picture from the next
DARK_MEAN = 10.0
DARK_DEVIATION = 3.0
LIMIT_S = 2.0


class Watch:
    """Notices `CAMERA_FROZEN` and `CAMERA_COVERED`. For the thread that captures; `failure` may be read by any."""

    def __init__(self) -> None:
        self._previous: Image | None = None
        self._same = 0
        self._same_since = 0.0
        self._dark_since: float | None = None
        self.failure: FailureCode | None = None
        self.brightness = 0.0  # mean grey level, 0..255

    def look(self, image: Image, now: float) -> None:
        """Take the next picture, taken at the monotonic moment `now`."""
        covered, frozen = self._is_covered(image, now), self._is_frozen(image, now)
        if covered:
            self.failure = FailureCode.CAMERA_COVERED
        else:
            self.failure = FailureCode.CAMERA_FROZEN if frozen else None

    def _is_covered(self, image: Image, now: float) -> bool:
        mean, deviation = cv2.meanStdDev(image[::4, ::4])
        self.brightness = float(mean.mean())
        if self.brightness >= DARK_MEAN or float(deviation.max()) >= DARK_DEVIATION:
            self._dark_since = None
            return False
        if self._dark_since is None:
            self._dark_since = now
        return now - self._dark_since >= LIMIT_S

    def _is_frozen(self, image: Image, now: float) -> bool:
        previous, self._previous = self._previous, image
        if previous is None or self.brightness >= GLARE_MEAN or not _same(previous, image):
            self._same, self._same_since = 1, now
            return False
        self._same += 1
        return self._same >= SAME_COUNT and now - self._same_since >= LIMIT_S


def _same(one: Image, other: Image) -> bool:
    if one.shape != other.shape:
        return False
    return bool(cv2.norm(one, other, cv2.NORM_L1) < SAME_DIFFERENCE * one.size)
