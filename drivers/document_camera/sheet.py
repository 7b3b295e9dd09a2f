"""Finds what lies on the tray, straightens and measures it: pure functions over pictures (blue-green-red, 8 bit)."""

import numpy as np
from numpy.typing import NDArray

from drivers.document_camera.contract import Measured
from drivers.frames import Image
from drivers.transport.video.opencv import cv2

Points = NDArray[np.float32]
"""Four corners in pixels, clockwise from the one that is nearest to the upper left."""

SEARCHED_PX = 480  # long side of the picture in which edges are looked for
BORDER_PX = 6  # of it: whatever comes so close to the edge is cut by it
LEAST_CONTRAST = 14.0  # distance in CIE Lab between tray and sheet
JUDGED_PX = 1000
BURNT = 252  # grey level from which nothing can be read any more
QUALITIES = (88, 80, 72, 62, 52, 42, 32)


def find_sheet(image: Image, least_share: float) -> tuple[Points, bool] | None:
    """Return the corners of the largest thing on the tray, and whether the frame cuts it; None when nothing lies there.

    The tray's colour is the median of the picture's edge; what differs from it is the thing.
    """
    scale = SEARCHED_PX / max(image.shape[:2])
    small = _scaled(image, scale)
    contours, _ = cv2.findContours(_different(small), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    area = small.shape[0] * small.shape[1]
    large = [contour for contour in contours if cv2.contourArea(contour) >= least_share * area]
    if not large:
        return None
    largest = np.asarray(max(large, key=cv2.contourArea), np.int32)
    return ordered(_corners(largest) / scale), _is_cut(largest, small)


def share_of(corners: Points, image: Image) -> float:
    """Return how much of the picture the outline fills, 0..1."""
    return float(cv2.contourArea(corners) / (image.shape[0] * image.shape[1]))


def ordered(corners: NDArray[np.floating]) -> Points:
    """Return four points clockwise (as seen) from the one nearest to the upper left."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    clockwise = corners[np.argsort(angles)]
    return np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0).astype(np.float32)


def straighten(image: Image, corners: Points, longest_px: int) -> Image:
    """Return the sheet as if seen from straight above; its orientation stays, it is never enlarged."""
    upper_left, upper_right, lower_right, lower_left = corners
    width = max(_distance(upper_left, upper_right), _distance(lower_left, lower_right))
    height = max(_distance(upper_left, lower_left), _distance(upper_right, lower_right))
    scale = min(1.0, longest_px / max(width, height, 1.0))
    size = max(2, round(width * scale)), max(2, round(height * scale))
    target = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_AREA), np.uint8)


def measure(sheet: Image, share: float) -> Measured:
    """Measure a straightened sheet."""
    scale = min(1.0, JUDGED_PX / max(sheet.shape[:2]))
    grey = cv2.cvtColor(_scaled(sheet, scale), cv2.COLOR_BGR2GRAY)
    calm = cv2.GaussianBlur(grey, (0, 0), 0.8)  # or a sensor's noise would count as letters
    return Measured(
        sharpness=float(cv2.Laplacian(calm, cv2.CV_64F).var()),
        brightness=float(grey.mean()),
        glare=float((grey >= BURNT).mean()),
        share=share,
    )


def fitted(image: Image, longest_px: int) -> Image:
    """Return the picture reduced to `longest_px`, never enlarged."""
    scale = longest_px / max(image.shape[:2])
    return image if scale >= 1 else _scaled(image, scale)


def compressed(image: Image, heaviest: int) -> bytes:
    """Return a JPEG of at most `heaviest` bytes, as good as that allows."""
    jpeg = b""
    for quality in QUALITIES:
        jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(jpeg) <= heaviest:
            return jpeg
    return compressed(fitted(image, max(image.shape[:2]) * 3 // 4), heaviest)


def trace(image: Image) -> Image:
    """Return a small grey picture by which two moments are compared; nothing can be read in it."""
    grey = cv2.cvtColor(cv2.resize(image, (64, 48), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    return np.asarray(grey, np.uint8)


def difference(one: Image, other: Image) -> float:
    """Return the mean difference of two traces, in grey levels."""
    return float(cv2.absdiff(one, other).mean())


def _scaled(image: Image, scale: float) -> Image:
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _different(small: Image) -> Image:
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.2), cv2.COLOR_BGR2LAB).astype(np.float32)
    edge = np.concatenate([lab[:BORDER_PX].reshape(-1, 3), lab[-BORDER_PX:].reshape(-1, 3)])
    sides = np.concatenate([lab[:, :BORDER_PX].reshape(-1, 3), lab[:, -BORDER_PX:].reshape(-1, 3)])
    tray = np.median(np.concatenate([edge, sides]), axis=0)
    away = np.clip(np.linalg.norm(lab - tray, axis=2), 0, 255).astype(np.uint8)
    otsu, _ = cv2.threshold(away, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    mask = (away >= max(LEAST_CONTRAST, 0.6 * otsu)).astype(np.uint8) * 255
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)


def _corners(contour: NDArray[np.int32]) -> NDArray[np.floating]:
    """Return the four corners of a thing; what is no quadrilateral (a bent plate) gets the box around it."""
    hull = cv2.convexHull(contour)
    length = cv2.arcLength(hull, closed=True)
    for tolerance in (0.015, 0.02, 0.03, 0.04, 0.06, 0.08):
        rough = cv2.approxPolyDP(hull, tolerance * length, closed=True)
        if len(rough) == 4:
            return rough.reshape(4, 2).astype(np.float64)
    return cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float64)


def _is_cut(contour: NDArray[np.int32], small: Image) -> bool:
    x, y, width, height = cv2.boundingRect(contour)
    right, bottom = small.shape[1] - x - width, small.shape[0] - y - height
    return bool(min(x, y, right, bottom) < BORDER_PX)


def _distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(one - other))
