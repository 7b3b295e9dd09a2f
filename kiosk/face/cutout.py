"""Tells a person from the ground behind: a soft mask, begun from where the face is (GrabCut) and fitted to the picture's edges.

GrabCut: Rother, Kolmogorov, Blake, SIGGRAPH 2004. Guided filter: He, Sun, Tang, ECCV 2010.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.face.vision import Face, Image

Mask = NDArray[np.float32]
"""Height × width, 0 (ground) to 1 (person)."""

WORK_HEIGHT = 240  # pixels of the part that is looked at; GrabCut is quick there, the edge is fitted at full size
ROUNDS = 4
SEED = 1  # of the colours that GrabCut begins with
REACH_ABOVE, REACH_BELOW, REACH_ASIDE = 1.25, 1.75, 1.45  # of the face's height around the middle of its box
EDGE_SHARE = 0.035  # radius of the fitted edge, of the face's height
EDGE_CALM = 2e-3  # variance of grey (0..1) below which the edge is only smoothed


@dataclass(frozen=True)
class Part:
    """The part of a picture around a face, in its pixels: rows and columns, end excluded."""

    top: int
    bottom: int
    left: int
    right: int

    def of(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return it."""
        return image[self.top : self.bottom, self.left : self.right]


def part_around(image: Image, face: Face) -> Part:
    """Return head and shoulders with some ground around, as far as the picture reaches."""
    x, y, width, height = face.box
    middle_x, middle_y = x + width / 2, y + height / 2
    return Part(
        max(0, int(middle_y - REACH_ABOVE * height)),
        min(image.shape[0], int(middle_y + REACH_BELOW * height)),
        max(0, int(middle_x - REACH_ASIDE * height)),
        min(image.shape[1], int(middle_x + REACH_ASIDE * height)),
    )


def cut_out(image: Image, face: Face) -> tuple[Part, Mask]:
    """Return the part around the face and who is in it; the part is as large as the picture allows."""
    part = part_around(image, face)
    seen = np.ascontiguousarray(part.of(image))
    scale = WORK_HEIGHT / seen.shape[0]
    size = (max(8, round(seen.shape[1] * scale)), WORK_HEIGHT)
    small = np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_AREA), np.uint8)
    labels = _begin(small.shape[:2], part, face, scale)
    ground, person = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(SEED)  # one picture has one mask, whatever was cut out before
    cv2.grabCut(small, labels, (0, 0, 1, 1), ground, person, ROUNDS, cv2.GC_INIT_WITH_MASK)  # the mask counts, not the box
    found = _whole((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD), part, face, scale)
    rough = np.asarray(cv2.resize(found.astype(np.float32), seen.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    return part, fitted(rough, seen, max(2, round(EDGE_SHARE * face.box[3])))


def _begin(shape: tuple[int, ...], part: Part, face: Face, scale: float) -> NDArray[np.uint8]:
    """Return what is certain before looking: face and trunk are the person, far aside above the chin is ground."""
    labels = np.full(shape, cv2.GC_PR_BGD, np.uint8)
    x, y = (face.box[0] - part.left) * scale, (face.box[1] - part.top) * scale
    width, height = face.box[2] * scale, face.box[3] * scale
    middle, chin = round(x + width / 2), y + height
    centre = (middle, round(y + 0.45 * height))
    cv2.ellipse(labels, centre, (round(0.72 * width), round(0.85 * height)), 0, 0, 360, cv2.GC_PR_FGD, -1)
    body = [(-0.25, 0.9), (0.25, 0.9), (0.3, 1.3), (0.9, 1.6), (0.9, 4), (-0.9, 4), (-0.9, 1.6), (-0.3, 1.3)]
    cv2.fillPoly(labels, [_points(body, middle, y, height)], cv2.GC_PR_FGD)
    labels[: max(1, round(y - 0.62 * height))] = cv2.GC_BGD
    above = slice(0, round(chin))
    labels[above, : max(1, round(middle - 1.15 * height))] = cv2.GC_BGD
    labels[above, min(shape[1] - 1, round(middle + 1.15 * height)) :] = cv2.GC_BGD
    cv2.ellipse(labels, centre, (round(0.42 * width), round(0.48 * height)), 0, 0, 360, cv2.GC_FGD, -1)
    trunk = [(-0.12, 0.9), (0.12, 0.9), (0.12, 1.5), (0.45, 1.8), (0.45, 4), (-0.45, 4), (-0.45, 1.8), (-0.12, 1.5)]
    cv2.fillPoly(labels, [_points(trunk, middle, y, height)], cv2.GC_FGD)
    return labels


def _points(places: list[tuple[float, float]], middle: float, top: float, height: float) -> NDArray[np.int32]:
    """Return places given in heights of the face from the middle of its box's upper edge."""
    return np.array([(middle + across * height, top + down * height) for across, down in places], np.int32)


def _whole(found: NDArray[np.bool_], part: Part, face: Face, scale: float) -> NDArray[np.bool_]:
    """Keep what hangs together with the face, without holes and threads."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = cv2.morphologyEx(found.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, names = cv2.connectedComponents(opened)
    x, y = face.box[0] + face.box[2] / 2 - part.left, face.box[1] + face.box[3] / 2 - part.top
    at = min(names.shape[0] - 1, round(y * scale)), min(names.shape[1] - 1, round(x * scale))
    whole = (names == names[at]).astype(np.uint8)
    outlines, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros_like(whole), outlines, -1, 1, -1) > 0)


def fitted(rough: Mask, image: Image, radius: int) -> Mask:
    """Return the mask with its edge where the picture has one: a guided filter of `radius` pixels."""
    guide = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.float32) / 255

    def mean(values: NDArray[Any]) -> Mask:
        return np.asarray(cv2.blur(values.astype(np.float32), (2 * radius + 1, 2 * radius + 1)), np.float32)

    mean_guide, mean_rough = mean(guide), mean(rough)
    slope = (mean(guide * rough) - mean_guide * mean_rough) / (mean(guide * guide) - mean_guide**2 + EDGE_CALM)
    level = mean_rough - slope * mean_guide
    return np.clip(mean(slope) * guide + mean(level), 0, 1).astype(np.float32)
