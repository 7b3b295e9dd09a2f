"""The surface of a head: a cylinder with an outline and a profile of its own, and nose, eyes, lips and hair upon it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.world.faces.looks import Looks

Field = NDArray[np.float32]

UNIT = 3.2  # pixels per unit of the field
TOP, BOTTOM = 18.0, 150.0  # rows of the surface, in units
IRREGULAR = 2.0  # standard deviation of a face's own hills and hollows
WIDEST = 1.95  # radians to either side of the face's middle
ROWS = round((BOTTOM - TOP) * UNIT)
COLUMNS = 520


@dataclass(frozen=True)
class Surface:
    """Where every point of the surface lies when the head looks straight ahead: rows are heights, columns angles."""

    angle: Field  # 1 × columns
    y: Field  # rows × 1
    flat: Field  # x without hair and ears, for painting
    x: Field
    z: Field
    hair: Field  # 0 to 1: how much hair covers the skin
    hidden: Field  # 0 to 1: how little light reaches a fold


def bump(x: Field, y: Field, at: tuple[float, float], wide: float, high: float) -> Field:
    """Return a soft round hill of height 1."""
    hill: Field = np.exp(-(((x - at[0]) / wide) ** 2) - ((y - at[1]) / high) ** 2)
    return hill


def soft(value: NDArray[np.floating[Any]], width: float) -> Field:
    """Return 0 below nought, 1 above, with a soft step of `width`."""
    return np.asarray(1 / (1 + np.exp(np.clip(-value * (4 / width), -40, 40))), np.float32)


@lru_cache(maxsize=32)
def surface_of(looks: Looks) -> Surface:
    """Return the surface of one head."""
    angle = np.linspace(-WIDEST, WIDEST, COLUMNS, dtype=np.float32)[None, :]
    y = np.linspace(TOP, BOTTOM, ROWS, dtype=np.float32)[:, None]
    half = _half_width(looks, y)
    flat = half * np.sin(angle)
    hair = hair_mask(looks, angle, y)
    ear = _ears(looks, angle, y)
    depth = np.minimum(half * 0.98, looks.face)
    outward = (_hair_thickness(looks, y) * _smooth(hair) + 4.6 * ear) * np.minimum(half / 14, 1)
    x = flat + outward * np.sin(angle)
    front = np.clip(np.cos(angle), 0, 1) ** 0.5
    z = (
        _profile(looks, y)
        - depth
        + depth * np.cos(angle)
        + _features(looks, flat, y) * front * (1 - hair)
        + outward * np.cos(angle)
    )
    return Surface(angle, y, flat, x.astype(np.float32), z.astype(np.float32), hair, _folds(looks, flat, y, angle))


def _through(y: Field, points: list[tuple[float, float]]) -> Field:
    heights, values = zip(*points, strict=True)
    return np.asarray(np.interp(y[:, 0], heights, values), np.float32)[:, None]


def _smooth(field: Field) -> Field:
    return np.asarray(cv2.GaussianBlur(field, (0, 0), 9), np.float32)


def _half_width(looks: Looks, y: Field) -> Field:
    """Interpolate the square of the half width: a round crown and chin come of themselves."""
    face, jaw, chin = looks.face, looks.jaw, looks.chin
    top = 23.0 if looks.style != 1 else 26.0
    points = [
        (top, 0.0),
        (top + 5, (face * 0.52) ** 2),
        (top + 14, (face * 0.80) ** 2),
        (top + 26, (face * 0.95) ** 2),
        (68, face**2),
        (92, (face * 0.99) ** 2),
        (108, (face * 0.45 + jaw * 0.55 + 2) ** 2),
        (chin - 13, jaw**2),
        (chin - 5, ((jaw + looks.chin_width) * 0.5) ** 2),
        (chin - 1.5, (looks.chin_width * 0.72) ** 2),
        (chin + 0.5, 0.0),
    ]
    squared = _through(y, points)
    kernel = np.hanning(11).astype(np.float32)
    blurred = np.convolve(np.pad(squared[:, 0], 5, mode="edge"), kernel / kernel.sum(), mode="valid")
    return np.asarray(np.sqrt(np.maximum(blurred - 26, 0)), np.float32)[:, None]


def _profile(looks: Looks, y: Field) -> Field:
    """How far the middle of the face stands in front of the neck's axis."""
    face, chin = looks.face, looks.chin
    points = [
        (18.0, face * 0.1),
        (30, face * 0.55),
        (45, face * 0.88),
        (62, face * 0.98),
        (80, face),
        (100, face * 0.99),
        (looks.mouth_line, face),
        (chin - 8, face * 0.97),
        (chin, face * 0.86),
        (150, face * 0.7),
    ]
    raw = _through(y, points)
    kernel = np.hanning(31).astype(np.float32)
    smooth = np.convolve(np.pad(raw[:, 0], 15, mode="edge"), kernel / kernel.sum(), mode="valid")
    return np.asarray(smooth, np.float32)[:, None]


def _features(looks: Looks, x: Field, y: Field) -> Field:
    return _nose(looks, x, y) + _eye_region(looks, x, y) + _mouth_region(looks, x, y) + _irregular(looks, x, y)


def _irregular(looks: Looks, x: Field, y: Field) -> Field:
    """Return what no parameter names: low hills and hollows that are this face's own, much the same on both sides."""
    draw = np.random.default_rng(looks.seed + 40)
    relief = np.zeros_like(x)
    for _ in range(14):
        at = (draw.uniform(4, 30), draw.uniform(58, 140))
        wide, high, size = draw.uniform(4, 10), draw.uniform(4, 10), draw.normal(0, IRREGULAR)
        both = bump(x, y, at, wide, high) + draw.uniform(0.5, 1.0) * bump(x, y, (-at[0], at[1]), wide, high)
        relief += np.float32(size) * both
    return relief


def _nose(looks: Looks, x: Field, y: Field) -> Field:
    start, tip = looks.eye_line - 6, looks.nose_tip
    along = np.clip((y - start) / (tip - start), 0, 1)
    below = 1 - soft(y - (tip + 2.4), 4.6)
    height = (
        looks.nose_bridge * np.sin(np.pi * np.minimum(along * 2.2, 1) / 2)
        + (looks.nose_relief - looks.nose_bridge) * along**1.9
    ) * below
    width = 3.0 + (looks.nose * 0.62 - 1.6) * along**1.5
    ridge = height * soft(y - start, 5) * np.exp(-(np.abs(x / width) ** 2.2))
    wings = sum(bump(x, y, (side * looks.nose * 0.82, tip), looks.nose * 0.36, 3.1) for side in (-1, 1)) * 4.2
    return np.asarray(ridge + wings, np.float32)


def _eye_region(looks: Looks, x: Field, y: Field) -> Field:
    relief = np.zeros_like(x)
    for side in (-1, 1):
        middle = side * looks.eyes
        relief += -4.4 * bump(x, y, (middle, looks.eye_line - 0.5), 9.5, 6.5) + 2.6 * bump(
            x, y, (middle, looks.eye_line), 6.0, 4.0
        )
        relief += (1.7 if looks.female else 2.5) * bump(x, y, (middle, looks.eye_line - looks.brow), 11, 4)
        relief += looks.cheeks * bump(x, y, (side * looks.face * 0.62, looks.eye_line + 16), 9, 8)
        if looks.age >= 45:
            relief += min((looks.age - 40) / 22, 1.5) * 0.9 * bump(x, y, (middle - side, looks.eye_line + 7.5), 7, 2.2)
    return relief


def _mouth_region(looks: Looks, x: Field, y: Field) -> Field:
    line = looks.mouth_line
    relief = 2.6 * bump(x, y, (0, line), looks.mouth * 1.15, 9)
    relief += 1.3 * bump(x, y, (0, line - looks.upper_lip * 0.6), looks.mouth * 0.8, looks.upper_lip * 0.8)
    relief += 1.8 * bump(x, y, (0, line + looks.lower_lip * 0.6), looks.mouth * 0.7, looks.lower_lip * 0.8)
    relief += -1.5 * bump(x, y, (0, line + looks.lower_lip + 3.2), looks.mouth * 0.8, 2.4)
    relief += 3.0 * bump(x, y, (0, looks.chin - 6), looks.chin_width * 0.9, 5.5)
    relief += -0.8 * bump(x, y, (0, (line + looks.nose_tip) / 2 + 1), 1.6, 4)
    return np.asarray(relief, np.float32)


def _folds(looks: Looks, x: Field, y: Field, angle: Field) -> Field:
    """Where little light comes: under brow and nose, beside the nose, in the folds that come with age."""
    old = min(max((looks.age - 28) / 40, 0.12), 1.0)
    dark = 0.10 * bump(x, y, (0, looks.nose_tip + 4.2), looks.nose * 0.9, 1.8)
    dark += 0.22 * bump(x, y, (0, looks.mouth_line + looks.lower_lip + 2.8), looks.mouth * 0.7, 1.9)
    for side in (-1, 1):
        dark += 0.26 * bump(x, y, (side * (looks.eyes - 4.5), looks.eye_line - 3.0), 5.5, 4.0)
        dark += (0.10 + 0.12 * old) * bump(x, y, (side * looks.eyes, looks.eye_line + 5.2), 6.5, 2.2)
        dark += 0.30 * bump(x, y, (side * (looks.nose + 0.8), looks.nose_tip - 0.5), 1.5, 3.2)
        dark += _line_of_age(x, y, side, looks, old)
        dark += 0.22 * bump(np.asarray(np.abs(x), np.float32), y, (looks.mouth + 1.0, looks.mouth_line + 0.4), 2.0, 2.0) * 0.5
    if looks.age >= 50:
        for row, strength in ((0.34, 0.10), (0.55, 0.13), (0.76, 0.08)):
            height = looks.hairline + (looks.eye_line - looks.brow - looks.hairline) * row
            wave = height + 1.2 * np.sin(x / 9 + looks.seed % 7)
            dark += old * strength * np.exp(-(((y - wave) / 0.7) ** 2)) * np.exp(-((x / 17) ** 4))
    return np.asarray(dark * np.clip(np.cos(angle) * 2, 0, 1), np.float32)


def _line_of_age(x: Field, y: Field, side: int, looks: Looks, old: float) -> Field:
    """The fold from the wing of the nose to the corner of the mouth."""
    along = np.clip((y - looks.nose_tip) / (looks.mouth_line + 3 - looks.nose_tip), 0, 1)
    where = looks.nose + 2.4 + (looks.mouth - looks.nose + 1.4) * along**1.2
    inside = soft(y - looks.nose_tip + 1, 4) * (1 - soft(y - looks.mouth_line - 2, 5))
    return np.asarray((0.07 + 0.26 * old) * inside * np.exp(-(((side * x - where) / (1.0 + 0.6 * along)) ** 2)), np.float32)


def hair_mask(looks: Looks, angle: Field, y: Field) -> Field:
    """Return where hair covers the head."""
    draw = np.random.default_rng(looks.seed)
    coarse = np.interp(np.arange(COLUMNS), np.linspace(0, COLUMNS, 60), draw.normal(0, 1, 60))
    fine = np.interp(np.arange(COLUMNS), np.linspace(0, COLUMNS, 220), draw.normal(0, 1, 220))
    ragged = (0.7 * coarse + 0.4 * fine).astype(np.float32)[None, :]
    line = _hairline(looks, angle) + ragged * (1.3 if looks.style == 0 else 0.8)
    return np.asarray(soft(line - y, 1.6), np.float32)


def _hairline(looks: Looks, angle: Field) -> Field:
    aside = np.abs(angle)
    if looks.female:
        return _womans_line(looks, angle, aside)
    recede = max(looks.age - 38, 0) * 0.16 + (7 if looks.style == 3 and looks.age >= 40 else 0)
    middle = looks.hairline + (0, -3, 7, -4)[looks.style] - recede
    corner = np.exp(-(((aside - 0.62) / 0.25) ** 2)) * (-(4 + recede * 0.6))
    swing = (looks.part * 4.5 * np.sin(angle * 1.6)) if looks.style in {0, 2} else 0.0
    temple = soft(aside - 0.98, 0.22)
    ear = soft(aside - 1.3, 0.1)
    side = looks.eye_line + (8 if looks.style != 1 else 0) - 13 * ear
    nape = 14 * soft(aside - 1.74, 0.1)
    return np.asarray((middle + corner + swing + 3 * aside**2) * (1 - temple) + (side + nape) * temple, np.float32)


def _womans_line(looks: Looks, angle: Field, aside: Field) -> Field:
    if looks.style == 0:  # a fringe
        middle = looks.eye_line - looks.brow - 1.5 + 2.2 * aside**2
        edge = 0.86
    elif looks.style == 2:  # tied back
        middle = looks.hairline - 1 + 5 * aside**2
        edge = 1.02
    else:  # parted
        off = angle - looks.part * 0.28
        middle = looks.hairline - 6 + np.minimum(np.abs(off) * 26, 17) * np.minimum(np.abs(off) * 4, 1)
        edge = 0.84
    down = soft(aside - edge, 0.16)
    side = looks.eye_line - 4 if looks.style == 2 else looks.chin - 13
    return np.asarray(middle * (1 - down) + side * down, np.float32)


def _hair_thickness(looks: Looks, y: Field) -> Field:
    if looks.female:
        return np.asarray(
            _through(
                y,
                [(18, 1.0), (45, 3.2), (90, (4.5, 3.5, 1.2, 5.0)[looks.style]), (looks.chin - 22, 2.5), (looks.chin - 14, 0.4)],
            ),
            np.float32,
        )
    thick = (3.2, 1.0, 4.2, 1.6)[looks.style]
    return np.asarray(_through(y, [(18, 0.6), (40, thick), (75, thick * 0.7), (95, 0.6)]), np.float32)


def _ears(looks: Looks, angle: Field, y: Field) -> Field:
    if looks.female and looks.style != 2:
        return np.zeros((ROWS, COLUMNS), np.float32)
    along = (y - (looks.eye_line + 5.5)) / 11.5
    lean = np.abs(angle) - 1.58 + 0.08 * along
    return np.asarray(np.exp(-(along**4)) * np.exp(-((lean / 0.13) ** 4)), np.float32)
