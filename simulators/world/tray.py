"""What the simulated document camera sees: a tray from above, what lies on it and how, the sensor's noise."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.world.documents import DocumentKind, Holder, draw

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 1600, 1200
QUALITY = 86
PHASES = 8  # different noise; then it repeats
NOISE = 2.4
KEPT = 24
TRAY = (64, 58, 54)  # blue-green-red: dark grey
SIZES = {DocumentKind.VEHICLE_LICENCE: 0.62, DocumentKind.DAMAGED_PLATE: 0.72, DocumentKind.FRESH_GOODS: 0.74}  # of the width


class Lie(StrEnum):
    """How a paper lies, or what is wrong with it."""

    FLAT = "flat"
    TILTED = "tilted"  # turned by some degrees, seen at an angle
    UPSIDE_DOWN = "upside_down"
    BLURRED = "blurred"
    GLARE = "glare"
    HAND = "hand"  # somebody's hand lies on it, and moves
    HALF_OUT = "half_out"
    SMALL = "small"
    DARK = "dark"


NOBODY = Holder()


@dataclass(frozen=True)
class Laid:
    """What lies on the tray; `kind` None: nothing."""

    kind: DocumentKind | None = None
    lie: Lie = Lie.FLAT
    holder: Holder = NOBODY


class Overhead:
    """Makes one picture after the other, no two of a row alike."""

    def __init__(self) -> None:
        self._number = 0
        self._kept: OrderedDict[object, bytes] = OrderedDict()

    def picture(self, laid: Laid, *, dark: bool = False) -> bytes:
        """Return the next picture as JPEG, 1600 × 1200; `dark`: the lens is covered."""
        self._number += 1
        phase = self._number % PHASES
        key = (laid, dark, phase)
        if key not in self._kept:
            self._kept[key] = _compressed(_sensor(_scene(laid, phase), phase, gain=0.02 if dark else 1.0))
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def _scene(laid: Laid, phase: int) -> Picture:
    picture = _tray().copy()
    if laid.kind is None:
        return picture
    paper = cv2.cvtColor(np.asarray(draw(laid.kind, laid.holder)), cv2.COLOR_RGB2BGR)
    _lay(picture, np.asarray(paper, np.uint8), _corners(laid, laid.kind, paper.shape[1] / paper.shape[0]))
    if laid.lie is Lie.HAND:
        _hand(picture, phase)
    if laid.lie is Lie.GLARE:
        picture = _glare(picture)
    if laid.lie is Lie.BLURRED:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 7), np.uint8)
    if laid.lie is Lie.DARK:
        picture = (picture * 0.2).astype(np.uint8)
    return picture


def _corners(laid: Laid, kind: DocumentKind, ratio: float) -> NDArray[np.float32]:
    """Return where the paper's corners come to lie, clockwise from its own upper left."""
    share = 0.16 if laid.lie is Lie.SMALL else SIZES[kind]
    half = WIDTH * share / 2
    corners = np.array([(-half, -half / ratio), (half, -half / ratio), (half, half / ratio), (-half, half / ratio)])
    degrees = {Lie.TILTED: 11.0, Lie.UPSIDE_DOWN: 180.0}.get(laid.lie, 1.5)
    angle = np.deg2rad(degrees)
    corners = corners @ np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    if laid.lie is Lie.TILTED:
        corners *= 1 - 0.00012 * corners[:, 1:]  # farther away at the lower edge
    middle = (WIDTH * 0.5, HEIGHT * 0.5) if laid.lie is not Lie.HALF_OUT else (WIDTH * 0.96, HEIGHT * 0.55)
    return np.asarray(corners + np.array(middle), np.float32)


def _lay(picture: Picture, paper: Picture, corners: NDArray[np.float32]) -> None:
    height, width = paper.shape[:2]
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    shadow = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillConvexPoly(shadow, (corners + 5).astype(np.int32), 255, cv2.LINE_AA)
    picture[shadow > 127] = (picture[shadow > 127] * 0.8).astype(np.uint8)
    laid = cv2.warpPerspective(paper, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full(paper.shape[:2], 255, np.uint8), matrix, (WIDTH, HEIGHT))
    picture[mask > 127] = laid[mask > 127]


def _hand(picture: Picture, phase: int) -> None:
    x, y = WIDTH - 330 + 24 * (phase % 4), HEIGHT - 250 - 20 * (phase % 3)
    for offset in range(4):
        cv2.ellipse(picture, (x - 150, y - 90 + 62 * offset), (150, 30), -8, 0, 360, (142, 172, 214), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (x + 110, y + 30), (210, 170), -12, 0, 360, (138, 168, 210), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (x + 230, y - 40), (WIDTH, y + 170), (110, 84, 60), -1)


def _glare(picture: Picture) -> Picture:
    light = np.zeros((HEIGHT, WIDTH, 1), np.float32)
    cv2.ellipse(light, (int(WIDTH * 0.46), int(HEIGHT * 0.5)), (230, 150), 20, 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(light, (0, 0), 22)[:, :, None]
    return np.asarray(np.clip(picture + 260.0 * soft, 0, 255), np.uint8)


@cache
def _tray() -> Picture:
    grain = np.random.default_rng(11).normal(0, 5.0, (HEIGHT // 4, WIDTH // 4, 1))
    rough = cv2.resize(grain.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)[:, :, None]
    fall = 1.0 - 0.12 * np.hypot(*np.meshgrid(np.linspace(-1, 1, WIDTH), np.linspace(-1, 1, HEIGHT)))[:, :, None]
    return np.clip(np.array(TRAY, np.float32) * fall + rough, 0, 255).astype(np.uint8)


@cache
def _noise() -> NDArray[np.int16]:
    grain = np.random.default_rng(13).normal(0, NOISE, (HEIGHT + PHASES * 8, WIDTH + PHASES * 8, 1))
    return np.rint(grain).astype(np.int16)


def _sensor(picture: Picture, phase: int, *, gain: float) -> Picture:
    noise = _noise()[phase * 8 : phase * 8 + HEIGHT, phase * 5 : phase * 5 + WIDTH]
    return np.asarray(np.clip(picture * np.float32(gain) + noise, 0, 255), np.uint8)


def _compressed(picture: Picture) -> bytes:
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
