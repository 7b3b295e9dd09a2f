"""The mall behind whoever stands at the terminal: drawn, out of focus."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
FOCUS = 14.0  # how far out of focus, in pixels of a 1280 wide picture


@cache
def mall(width: int, height: int) -> Picture:
    """Return the empty scene, BGR; drawn for 1280 × 720 and brought to size."""
    picture = np.full((720, 1280, 3), (214, 222, 226), np.uint8)
    _walls(picture)
    _shops(picture)
    _floor(picture)
    _lamps(picture)
    blurred = cv2.GaussianBlur(picture, (0, 0), FOCUS)
    done: Picture = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8)
    return done


def _quad(picture: Picture, corners: list[tuple[int, int]], colour: tuple[int, int, int]) -> None:
    cv2.fillPoly(picture, [np.array(corners, np.int32)], colour, cv2.LINE_AA)


def _walls(picture: Picture) -> None:
    _quad(picture, [(0, 0), (1280, 0), (800, 190), (480, 190)], (228, 233, 236))
    _quad(picture, [(0, 0), (480, 190), (480, 470), (0, 720)], (196, 207, 214))
    _quad(picture, [(1280, 0), (800, 190), (800, 470), (1280, 720)], (188, 199, 208))
    _quad(picture, [(480, 190), (800, 190), (800, 470), (480, 470)], (206, 214, 220))


def _shops(picture: Picture) -> None:
    _quad(picture, [(40, 110), (210, 170), (210, 560), (40, 690)], (150, 132, 110))
    _quad(picture, [(250, 185), (360, 215), (360, 500), (250, 545)], (116, 140, 168))
    _quad(picture, [(395, 222), (455, 236), (455, 470), (395, 488)], (120, 150, 128))
    _quad(picture, [(1070, 165), (1245, 100), (1245, 690), (1070, 565)], (112, 128, 160))
    _quad(picture, [(900, 215), (1020, 180), (1020, 545), (900, 505)], (164, 150, 126))
    _quad(picture, [(825, 236), (872, 224), (872, 488), (825, 470)], (128, 140, 172))
    _quad(picture, [(540, 300), (740, 300), (740, 470), (540, 470)], (176, 160, 140))
    _quad(picture, [(40, 110), (210, 170), (210, 215), (40, 165)], (84, 96, 176))
    _quad(picture, [(1070, 165), (1245, 100), (1245, 150), (1070, 208)], (150, 96, 60))


def _floor(picture: Picture) -> None:
    _quad(picture, [(0, 720), (480, 470), (800, 470), (1280, 720)], (176, 188, 198))
    for x in range(-600, 1900, 200):
        cv2.line(picture, (640 + (x - 640) // 4, 470), (x, 720), (160, 172, 184), 5, cv2.LINE_AA)
    for y in (500, 548, 620):
        cv2.line(picture, (0, y), (1280, y), (164, 176, 188), 4, cv2.LINE_AA)


def _lamps(picture: Picture) -> None:
    for depth in (0.15, 0.4, 0.62, 0.8):
        y, half = int(190 * depth), int(160 - 120 * depth)
        for x in (640 - int(330 * (1 - depth) + 60), 640 + int(330 * (1 - depth) + 60)):
            cv2.ellipse(picture, (x, y + 10), (half // 3, half // 9 + 2), 0, 0, 360, (252, 254, 255), -1, cv2.LINE_AA)
