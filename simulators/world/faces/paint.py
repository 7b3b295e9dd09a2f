"""The colours of a head, painted on its surface: skin, eyes, brows, lips, beard, hair."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.world.faces.looks import Colour, Looks
from simulators.world.faces.relief import COLUMNS, ROWS, TOP, UNIT, Field, bump, soft, surface_of

Colours = NDArray[np.float32]

BLOTCHES = 0.05  # standard deviation of the skin's tone
SCLERA: Colour = (238, 232, 227)
IRIS: Colour = (44, 30, 24)
LASHES: Colour = (40, 28, 25)
WOMANS_LIPS: Colour = (184, 92, 86)
MANS_LIPS: Colour = (172, 106, 92)


@lru_cache(maxsize=64)
def colours_of(looks: Looks, lids: float) -> Colours:
    """Return the colours of a head's surface, red, green, blue; `lids` from 0 (open) to 1 (closed)."""
    surface = surface_of(looks)
    x, y = surface.flat, np.broadcast_to(surface.y, surface.flat.shape)
    colours = _skin(looks, x, y)
    below, eyes = _rows(looks.nose_tip - 2, 150), _rows(looks.eye_line - 24, looks.eye_line + 14)
    _lips(colours[below], looks, x[below], y[below])
    _beard(colours, looks, x, y)
    for side in (-1, 1):
        outward = np.asarray(side * x[eyes], np.float32)
        _eye(colours[eyes], looks, outward, y[eyes], lids)
        _brow(colours[eyes], looks, outward, y[eyes], side)
        hole = bump(x[below], y[below], (side * looks.nose * 0.5, looks.nose_tip + 2.6), looks.nose * 0.25, 1.1)
        _cover(colours[below], np.asarray(0.75 * hole, np.float32), (70, 40, 34))
    front = np.clip(np.cos(surface.angle) * 3, 0, 1)
    painted = colours * front[:, :, None] + np.array(looks.skin, np.float32) * 0.97 * (1 - front[:, :, None])
    _hair(painted, looks, surface.hair)
    return np.asarray(painted, np.float32)


def _rows(first: float, last: float) -> slice:
    """Return the rows of the surface between two heights: painting less than all of it is faster."""
    return slice(max(round((first - TOP) * UNIT), 0), min(round((last - TOP) * UNIT), ROWS))


def _cover(colours: Colours, share: Field, colour: Colour | Colours) -> None:
    colours += share[:, :, None] * (np.asarray(colour, np.float32) - colours)


def _patches(seed: int, size: float, rows: int = ROWS, columns: int = COLUMNS) -> Field:
    """Return a smooth random field of mean 0 and deviation 1; `size` of its patches in pixels."""
    draw = np.random.default_rng(seed)
    small = draw.normal(0, 1, (int(rows / size) + 3, int(columns / size) + 3)).astype(np.float32)
    field = cv2.resize(small, (columns, rows), interpolation=cv2.INTER_CUBIC)
    return np.asarray(field / max(float(field.std()), 1e-6), np.float32)


def _skin(looks: Looks, x: Field, y: Field) -> Colours:
    tone = (
        1 + BLOTCHES * _patches(looks.seed + 1, 60) + 0.012 * _patches(looks.seed + 2, 22) + 0.010 * _patches(looks.seed + 3, 4)
    )
    colours = np.asarray(np.array(looks.skin, np.float32) * tone[:, :, None], np.float32)
    flush = sum(bump(x, y, (side * looks.face * 0.55, looks.eye_line + 19), 11, 9) for side in (-1, 1))
    flush = flush + 0.8 * bump(x, y, (0, looks.nose_tip - 1), looks.nose, 6)
    _cover(colours, np.asarray(0.16 * flush, np.float32), (206, 118, 98))
    draw = np.random.default_rng(looks.seed + 4)
    for _ in range(looks.moles):
        at = (draw.uniform(-0.75, 0.75) * looks.face, draw.uniform(looks.eye_line + 6, looks.chin - 8))
        _cover(colours, 0.8 * bump(x, y, at, 0.9, 0.9), (84, 56, 46))
    if looks.age >= 62:
        _cover(colours, np.asarray(0.22 * np.clip(_patches(looks.seed + 5, 16) - 1.6, 0, 1), np.float32), (140, 98, 74))
    return colours


def _lips(colours: Colours, looks: Looks, x: Field, y: Field) -> None:
    across = np.clip(1 - (x / looks.mouth) ** 2, 0, 1)
    line = looks.mouth_line + looks.smile * (0.4 - (x / looks.mouth) ** 2)
    bow = 1 - 0.32 * np.exp(-((x / 2.6) ** 2))
    inside = soft(y - (line - looks.upper_lip * across**0.6 * bow), 0.9) * (
        1 - soft(y - (line + looks.lower_lip * across**0.7), 1.1)
    )
    inside = inside * soft(looks.mouth - np.abs(x), 1.2)
    _cover(
        colours, np.asarray((0.82 if looks.female else 0.62) * inside, np.float32), WOMANS_LIPS if looks.female else MANS_LIPS
    )
    parting = np.exp(-(((y - line) / 0.75) ** 2)) * soft(looks.mouth + 0.6 - np.abs(x), 1.6)
    _cover(colours, np.asarray(0.85 * parting, np.float32), (92, 46, 42))


def _beard(colours: Colours, looks: Looks, x: Field, y: Field) -> None:
    if looks.female:
        return
    line = looks.mouth_line
    mouth = bump(x, y, (0, line), looks.mouth * 0.9, 3.6)
    jaw = soft(y - (looks.nose_tip + 2 + np.abs(x) * 0.28), 8) * (1 - 0.9 * np.clip(mouth * 1.3, 0, 1))
    strength = {"stubble": 0.42, "full": 1.15}.get(looks.beard, 0.10)
    grain = 1 + 0.18 * _patches(looks.seed + 6, 2.6)
    _cover(
        colours,
        np.asarray(np.clip(strength * jaw * grain, 0, 0.93), np.float32),
        _mixed(looks.hair, (96, 88, 86), 0.1 if looks.beard == "full" else 0.5),
    )
    if looks.beard in {"moustache", "goatee"}:
        where = (y - (line - looks.upper_lip - 2.6)) + 0.012 * x**2
        lip = np.exp(-((where / 1.7) ** 4)) * soft(looks.mouth * 0.98 - np.abs(x), 2.5)
        _cover(colours, np.asarray(np.clip(0.8 * lip * grain, 0, 0.92), np.float32), looks.hair)
    if looks.beard == "goatee":
        chin = bump(x, y, (0, looks.chin - 4.5), looks.chin_width * 0.7, 5.5)
        _cover(colours, np.asarray(np.clip(1.1 * chin * grain, 0, 0.9), np.float32), looks.hair)


def _eye(colours: Colours, looks: Looks, x: Field, y: Field, lids: float) -> None:
    """Paint one eye; x grows outwards from the nose."""
    across = (x - looks.eyes) / looks.eye_width
    level = y - looks.eye_line + looks.eye_tilt * across
    arch = np.clip(1 - np.abs(across) ** 2.1, 0, 1)
    lower = 0.62 * looks.eye_height * np.clip(1 - (across - 0.1) ** 2, 0, 1) ** 0.9
    upper = -looks.eye_height * arch**0.72 * (1 - lids) + lower * lids * 0.9
    within = soft(1.02 - np.abs(across), 0.12)
    opened = soft(level - upper, 0.7) * (1 - soft(level - lower, 0.7)) * within
    shaded = np.clip(0.72 + 0.1 * (level - upper), 0.7, 1.0)
    _cover(colours, np.asarray(opened, np.float32), np.array(SCLERA, np.float32) * shaded[:, :, None])
    _iris(colours, looks, x - looks.eyes, level, opened)
    _cover(colours, np.asarray(0.92 * _stroke(level - upper, 0.8 if looks.female else 0.62) * within, np.float32), LASHES)
    _cover(colours, np.asarray(0.34 * _stroke(level - lower, 0.5) * within, np.float32), (110, 70, 60))
    fold = -looks.eye_height * arch**0.6 - 1.4 - 0.9 * looks.crease
    _cover(colours, np.asarray((0.18 + 0.34 * looks.crease) * _stroke(level - fold, 0.55) * within, np.float32), (122, 80, 64))


def _iris(colours: Colours, looks: Looks, x: Field, level: Field, opened: Field) -> None:
    radius = min(looks.eye_width * 0.48, 3.1)
    away = np.hypot(x, level + 0.35)
    _cover(colours, np.asarray(soft(radius - away, 0.7) * opened, np.float32), IRIS)
    _cover(colours, np.asarray(0.55 * soft(radius * 0.72 - np.hypot(x, level - 0.7), 1.6) * opened, np.float32), (92, 62, 44))
    _cover(colours, np.asarray(soft(radius * 0.44 - away, 0.6) * opened, np.float32), (14, 11, 11))
    _cover(colours, np.asarray(0.95 * soft(0.55 - np.hypot(x + 0.8, level + 1.1), 0.5) * opened, np.float32), (250, 250, 250))


def _stroke(away: Field, width: float) -> Field:
    return np.asarray(np.exp(-((away / width) ** 2)), np.float32)


def _brow(colours: Colours, looks: Looks, x: Field, y: Field, side: int) -> None:
    across = (x - looks.eyes - 0.8) / (looks.eye_width + 4.2)
    line = (
        looks.eye_line - looks.brow - looks.brow_slope * across - looks.brow_arch * (1 - np.minimum((across - 0.25) ** 2, 1.4))
    )
    weight = looks.brow_weight * np.clip(1.05 - 0.45 * np.abs(across + 0.25), 0.3, 1)
    strands = 1 + 0.14 * _patches(looks.seed + 20 + side, 3, *x.shape)
    share = np.exp(-(np.abs((y - line) / weight) ** 2.6)) * soft(1.0 - np.abs(across), 0.22) * strands
    _cover(colours, np.asarray(np.clip(0.88 * share, 0, 0.95), np.float32), _mixed(looks.hair, (70, 50, 42), 0.25))


def _hair(colours: Colours, looks: Looks, mask: Field) -> None:
    strands = _patches(looks.seed + 30, 3.2, 1 + ROWS // 14, COLUMNS)
    strands = np.asarray(cv2.resize(strands, (COLUMNS, ROWS), interpolation=cv2.INTER_CUBIC), np.float32)
    tone = 1 + 0.20 * strands + 0.10 * _patches(looks.seed + 31, 26)
    _cover(colours, np.asarray(mask, np.float32), np.array(looks.hair, np.float32) * np.clip(tone, 0.5, 1.8)[:, :, None])


def _mixed(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return red, green, blue
