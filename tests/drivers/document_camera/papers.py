"""Trays and sheets for the tests, painted with OpenCV."""

import numpy as np

from drivers.frames import Image
from drivers.transport.video.opencv import cv2

WIDTH, HEIGHT = 1200, 900
TRAY = (60, 58, 54)
WHOLE = ((250, 200), (950, 180), (960, 700), (240, 690))
CUT = ((700, 200), (1300, 200), (1300, 700), (700, 700))


def tray(seed: int = 0) -> Image:
    """Return an empty tray with a sensor's noise."""
    noise = np.random.default_rng(seed).normal(0, 2.0, (HEIGHT, WIDTH, 1))
    return np.asarray(np.clip(np.array(TRAY) + noise, 0, 255), np.uint8)


def paper(corners: tuple[tuple[int, int], ...] = WHOLE, seed: int = 0, level: int = 220, text: bool = True) -> Image:
    """Return a sheet with lines of text on a tray."""
    flat = np.full((520, 700, 3), level, np.uint8)
    for line in range(9 if text else 0):
        cv2.putText(flat, "SAMPLE 0123456789 ABCDEF", (30, 60 + 50 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (30, 30, 30), 2)
    source = np.array([(0, 0), (700, 0), (700, 520), (0, 520)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    laid = cv2.warpPerspective(flat, matrix, (WIDTH, HEIGHT))
    mask = cv2.warpPerspective(np.full((520, 700), 255, np.uint8), matrix, (WIDTH, HEIGHT))
    picture = tray(seed)
    noise = np.random.default_rng(seed + 50).normal(0, 2.0, (HEIGHT, WIDTH, 1))
    noisy = np.asarray(np.clip(laid + noise, 0, 255), np.uint8)
    picture[mask > 127] = noisy[mask > 127]
    return picture
