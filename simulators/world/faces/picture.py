"""The picture of a person: body behind, head turned and lit, glasses before it; cut out, with an alpha channel."""

import math
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.world.faces.looks import Colour, Looks
from simulators.world.faces.paint import colours_of
from simulators.world.faces.relief import ROWS, TOP, UNIT, Field, Surface, soft, surface_of

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 512, 640  # pixels: the field of 160 × 200
MIDDLE = WIDTH / 2
FULL_TURN = math.radians(60)
LIGHT = np.array([-0.20, -0.55, 0.80], np.float32)
FILL = np.array([0.45, -0.10, 0.85], np.float32)
FIRST_ROW = round(TOP * UNIT)


def picture_of(looks: Looks, turn: float = 0.0, lids: float = 0.0) -> Picture:
    """Return the person, 640 × 512 × 4, blue, green, red, alpha.

    `turn` runs from -1 (to the person's own right) to 1 (own left), `lids` from 0 (open) to 1 (closed).
    """
    canvas = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    _lay(canvas, _hair_behind(looks, turn), 0)
    _lay(canvas, _body(looks), 0)
    _lay(canvas, _head(looks, turn, lids), FIRST_ROW)
    done = np.clip(canvas, 0, 255).astype(np.uint8)
    if looks.glasses:
        _glasses(done, looks, turn)
    return np.ascontiguousarray(done[:, :, [2, 1, 0, 3]])


def _lay(canvas: NDArray[np.float32], layer: NDArray[np.float32], top: int) -> None:
    """Lay one layer over what is there, its first row at `top`; both with straight alpha."""
    x, y, wide, high = cv2.boundingRect((layer[:, :, 3] > 0).astype(np.uint8))
    over = layer[y : y + high, x : x + wide]
    under = canvas[top + y : top + y + high, x : x + wide]
    alpha = over[:, :, 3:] / 255
    before = under[:, :, 3:] / 255 * (1 - alpha)
    whole = alpha + before
    under[:, :, :3] = (over[:, :, :3] * alpha + under[:, :, :3] * before) / np.maximum(whole, 1e-4)
    under[:, :, 3:] = whole * 255


def _head(looks: Looks, turn: float, lids: float) -> NDArray[np.float32]:
    surface, colours = surface_of(looks), colours_of(looks, lids)
    yaw = turn * FULL_TURN
    x = surface.x * math.cos(yaw) + surface.z * math.sin(yaw)
    z = surface.z * math.cos(yaw) - surface.x * math.sin(yaw)
    normal = _normals(x, z)
    lit = colours * _light(surface, normal)[:, :, None] + _shine(surface, normal)[:, :, None]
    if turn < 0:  # the same work, seen in a mirror
        return np.asarray(_project(-x[:, ::-1], lit[:, ::-1])[:, ::-1], np.float32)
    return _project(x, lit)


def _normals(x: Field, z: Field) -> Field:
    """Return unit normals, rows × columns × 3, pointing out of the head."""
    x, z = (np.asarray(cv2.GaussianBlur(f, (0, 0), 1.4), np.float32) for f in (x, z))
    down = [np.gradient(x, axis=0), np.full_like(x, 1 / UNIT), np.gradient(z, axis=0)]
    across = [np.gradient(x, axis=1), np.zeros_like(x), np.gradient(z, axis=1)]
    normal = np.cross(np.stack(across, -1), np.stack(down, -1))
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6), np.float32)


def _light(surface: Surface, normal: Field) -> Field:
    key = np.clip(normal @ (LIGHT / np.linalg.norm(LIGHT)), 0, 1)
    fill = np.clip(normal @ (FILL / np.linalg.norm(FILL)), 0, 1)
    light = 0.42 + 0.50 * key + 0.20 * fill
    return np.asarray(light * (1 - surface.hidden * (1 - surface.hair)), np.float32)


def _shine(surface: Surface, normal: Field) -> Field:
    half = LIGHT / np.linalg.norm(LIGHT) + np.array([0, 0, 1], np.float32)
    gleam = np.clip(normal @ (half / np.linalg.norm(half)), 0, 1)
    return np.asarray((16 * gleam**22) * (1 - surface.hair) + 20 * gleam**9 * surface.hair, np.float32)


def _project(x: Field, lit: Field) -> NDArray[np.float32]:
    """Look at the surface from the front: what is seen at which pixel. The head has turned to greater x, or not at all."""
    pixels = (np.arange(WIDTH, dtype=np.float32) - MIDDLE + 0.5) / UNIT
    columns = np.arange(x.shape[1], dtype=np.float32)
    source = np.zeros((ROWS, WIDTH), np.float32)
    alpha = np.zeros((ROWS, WIDTH), np.float32)
    for row in range(ROWS):
        first = int(np.argmin(x[row]))
        seen = np.maximum.accumulate(x[row, first:])
        if seen[-1] - seen[0] < 6:
            continue
        source[row] = np.interp(pixels, seen, columns[first:])
        alpha[row] = np.clip((pixels - seen[0]) * UNIT + 0.5, 0, 1) * np.clip((seen[-1] - pixels) * UNIT + 0.5, 0, 1)
    rows = np.broadcast_to(np.arange(ROWS, dtype=np.float32)[:, None], source.shape)
    colour = cv2.remap(lit, source, np.ascontiguousarray(rows), cv2.INTER_LINEAR)
    return np.dstack([colour, alpha * 255]).astype(np.float32)


@lru_cache(maxsize=32)
def _body(looks: Looks) -> NDArray[np.float32]:
    layer = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    wide = 58 if looks.female else 67
    shoulders = [(17, 147), (28, 153), (wide - 12, 164), (wide, 172), (wide + 6, 184), (wide + 8, 230)]
    _fill(layer, _rounded(_mirrored(shoulders)), _cloth(looks))
    _fill(layer, _mirrored([(15.5, 110), (15.5, 140), (19, 150), (9, 162), (0, 167)]), _neck(looks))
    for side in (-1, 1):
        _fill(layer, [(side * 16.5, 143), (side * 25, 150), (side * 6, 181), (0, 166)], _plain(looks.collar, 0.94))
    return layer


def _mirrored(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [*points, *((-x, y) for x, y in reversed(points))]


def _fill(layer: NDArray[np.float32], points: list[tuple[float, float]], colours: NDArray[np.float32]) -> None:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    fine = np.array([((MIDDLE + x * UNIT) * 16, y * UNIT * 16) for x, y in points])
    cv2.fillPoly(mask, [np.rint(fine).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
    _lay(layer, np.dstack([colours, mask.astype(np.float32)]).astype(np.float32), 0)


def _grid() -> tuple[Field, Field]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    return (x - MIDDLE) / UNIT, y / UNIT


def _plain(colour: Colour, share: float) -> NDArray[np.float32]:
    return np.broadcast_to(np.array(colour, np.float32) * share, (HEIGHT, WIDTH, 3))


def _cloth(looks: Looks) -> NDArray[np.float32]:
    x, y = _grid()
    light = 1.06 - 0.0035 * (x + 30) - 0.002 * (y - 150) + 0.05 * np.sin(x / 7 + y / 13) * soft(y - 160, 20)
    return np.asarray(np.array(looks.clothes, np.float32) * light[:, :, None], np.float32)


def _neck(looks: Looks) -> NDArray[np.float32]:
    x, y = _grid()
    light = 0.80 - 0.10 * (x / 16) - 0.12 * (x / 16) ** 2 - 0.26 * np.exp(-(((y - looks.chin - 2) / 8) ** 2))
    return np.asarray(np.array(looks.skin, np.float32) * np.clip(light, 0.3, 1)[:, :, None], np.float32)


def _hair_behind(looks: Looks, turn: float) -> NDArray[np.float32]:
    layer = np.zeros((HEIGHT, WIDTH, 4), np.float32)
    if not looks.female or looks.style == 2:
        return layer
    wide = looks.face + (7, 6, 0, 9)[looks.style]
    length = (128, 176, 0, 152)[looks.style]
    points = [
        (14, 26),
        (wide - 8, 42),
        (wide, 70),
        (wide + 1, 100),
        (wide + 2, length - 16),
        (wide - 5, length),
        (wide - 18, length + 2),
    ]
    x, y = _grid()
    streaks = 0.66 + 0.10 * np.sin(x * 1.9 + 2 * np.sin(y / 23)) + 0.05 * np.sin(x * 4.3 + looks.seed % 5) - 0.06 * (x / 40)
    shift = -turn * 7
    _fill(
        layer,
        [(a + shift, b) for a, b in _rounded(_mirrored(points))],
        np.asarray(np.array(looks.hair, np.float32) * streaks[:, :, None], np.float32),
    )
    return layer


def _rounded(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Cut the corners off, twice (Chaikin)."""
    for _ in range(2):
        ring = [*points[1:], points[0]]
        pairs = list(zip(points, ring, strict=True))
        points = [(a[0] * (1 - s) + b[0] * s, a[1] * (1 - s) + b[1] * s) for a, b in pairs for s in (0.25, 0.75)]
    return points


def _glasses(picture: Picture, looks: Looks, turn: float) -> None:
    yaw = turn * FULL_TURN
    front = looks.face + 5.5
    colour = (52, 48, 46, 255) if looks.glasses != 1 else (70, 74, 92, 255)

    def at(x: float, y: float, z: float) -> tuple[int, int]:
        seen = x * math.cos(yaw) + z * math.sin(yaw)
        return round((MIDDLE + seen * UNIT) * 16), round(y * UNIT * 16)

    half, high = (10.2, 9.2) if looks.glasses == 1 else (11.8, 7.4)
    y = looks.eye_line + 1.2
    for side in (-1, 1):
        rim = [
            at(side * (looks.eyes + 0.4) + half * dx, y + high * dy, front - 0.06 * (half * dx + side * looks.eyes) ** 2 * 0.25)
            for dx, dy in _rim(looks.glasses)
        ]
        cv2.polylines(picture, [np.array(rim, np.int32)], looks.glasses != 3, colour, 5, cv2.LINE_AA, 4)
        if side * turn <= 0.25 and (looks.style == 2 or not looks.female):
            cv2.line(
                picture,
                at(side * (looks.eyes + 0.4 + half), y - 2, front - 9),
                at(side * (looks.face + 3), y - 1, 0),
                colour,
                4,
                cv2.LINE_AA,
                4,
            )
    gap = looks.eyes + 0.4 - half
    cv2.line(picture, at(-gap, y - 2, front), at(gap, y - 2, front), colour, 5, cv2.LINE_AA, 4)


def _rim(kind: int) -> list[tuple[float, float]]:
    power = {1: 1.0, 2: 0.55, 3: 0.5}[kind]
    span = (math.pi, 2 * math.pi) if kind == 3 else (0.0, 2 * math.pi)
    angles = np.linspace(*span, 40)
    return [
        (math.copysign(abs(math.cos(a)) ** power, math.cos(a)), math.copysign(abs(math.sin(a)) ** power, math.sin(a)))
        for a in angles
    ]
