"""What the simulated camera sees: a mall, somebody in front of it, the head's small movements, the sensor's noise."""

import math
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.world.faces.looks import Looks
from simulators.world.faces.picture import picture_of
from simulators.world.faces.stranger import STRANGER
from simulators.world.mall import mall
from simulators.world.people import Person

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 1280, 720
QUALITY = 84
SWAY_FRAMES = 48  # one small movement to and fro, then it repeats
BLINK_EVERY = 120  # frames
BLINK = (0.5, 1.0, 1.0, 0.6, 0.2)  # how far the lids are closed, frame by frame
TURN_STEP = 1 / 15  # of a whole turn per frame: half a second
NOISE = 2.2  # standard deviation of the sensor, in grey levels
KEPT_PICTURES = 420  # compressed, some 80 kB each
KEPT_CUTOUTS = 96


class Scene(StrEnum):
    """What is in front of the camera."""

    EMPTY = "empty"
    PERSON = "person"
    OTHER = "other"  # somebody whom no registry knows
    PHOTO = "photo"  # the person's registry photograph, held up
    TWO = "two"


class Pose(StrEnum):
    """Where the person looks; the person's own left and right."""

    AUTO = "auto"  # as the terminal's screen asks
    FRONT = "front"
    LEFT = "left"
    RIGHT = "right"


class Fault(StrEnum):
    """How the picture itself can be bad."""

    DARK = "dark"
    BRIGHT = "bright"
    BLURRED = "blurred"


class Wall(StrEnum):
    """What is behind the person."""

    MALL = "mall"
    WHITE = "white"  # a wall painted white, as for photographs; lit a little unevenly
    GREY = "grey"


class Lids(StrEnum):
    """What the person's eyes do."""

    BLINKING = "blinking"
    CLOSED = "closed"


@dataclass(frozen=True)
class View:
    """What shall be seen."""

    scene: Scene
    person: Person
    pose: Pose
    fault: Fault | None
    wall: Wall = Wall.MALL
    lids: Lids = Lids.BLINKING


LIGHT: dict[Fault | None, tuple[float, float]] = {Fault.DARK: (0.02, 1.0), Fault.BRIGHT: (1.6, 110.0)}  # gain, offset

BEHIND = Looks.of("behind", female=True, age=37)
BLINKING = (Scene.PERSON, Scene.OTHER, Scene.TWO)
TURNS = {Pose.LEFT: 1.0, Pose.RIGHT: -1.0}


class Viewfinder:
    """Makes one picture after the other; remembers how far the head has turned, and the pictures it has made."""

    def __init__(self) -> None:
        self._number = 0
        self._turn = 0.0
        self._kept: OrderedDict[object, bytes] = OrderedDict()
        self._cutouts: OrderedDict[object, Picture] = OrderedDict()

    def picture(self, view: View, frames: int = 1) -> bytes:
        """Return the picture `frames` thirtieths of a second later as JPEG, 1280 × 720."""
        self._number += frames
        self._turn = _towards(self._turn, TURNS.get(view.pose, 0.0), frames * TURN_STEP)
        phase = self._number % SWAY_FRAMES
        lids = self._lids(view)
        key = (view.scene, view.person.id, view.fault, view.wall, round(self._turn, 3), phase, lids)
        if key not in self._kept:
            self._kept[key] = self._make(view, phase, lids)
            if len(self._kept) > KEPT_PICTURES:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _lids(self, view: View) -> float:
        if view.lids is Lids.CLOSED:
            return 1.0
        return _lids(self._number) if view.scene in BLINKING else 0.0

    def _make(self, view: View, phase: int, lids: float) -> bytes:
        picture = (mall(WIDTH, HEIGHT) if view.wall is Wall.MALL else _wall(view.wall)).copy()
        if view.scene is Scene.TWO:
            _stand(picture, _to_the_floor(self._cutout(BEHIND, 0.0, 0.0)), _sway(phase + 17), (330, 340), 0.62)
        if view.scene is Scene.PHOTO:
            _hold(picture, _photograph(view.person.registry_photo), phase)
        elif view.scene is not Scene.EMPTY:
            looks = STRANGER if view.scene is Scene.OTHER else view.person.looks
            _stand(picture, self._cutout(looks, self._turn, lids), _sway(phase), (640, 408), 1.0)
        return _compress(_sensor(picture, view.fault, phase))

    def _cutout(self, looks: Looks, turn: float, lids: float) -> Picture:
        key = (looks, round(turn, 3), lids)
        if key not in self._cutouts:
            self._cutouts[key] = picture_of(looks, turn, lids)
            if len(self._cutouts) > KEPT_CUTOUTS:
                self._cutouts.popitem(last=False)
        return self._cutouts[key]


@cache
def _wall(wall: Wall) -> Picture:
    """Return a plain wall, lighter in the middle than at the edges by a few levels."""
    across = np.abs(np.linspace(-1, 1, WIDTH, dtype=np.float32))[None, :, None]
    level = {Wall.WHITE: 246.0, Wall.GREY: 150.0}[wall]
    return np.broadcast_to(level - 10 * across**2, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def _towards(turn: float, goal: float, step: float) -> float:
    return goal if abs(goal - turn) <= step else turn + math.copysign(step, goal - turn)


def _lids(number: int) -> float:
    at = number % BLINK_EVERY
    return BLINK[at] if at < len(BLINK) else 0.0


def _sway(phase: int) -> tuple[float, float, float]:
    """Return how a person who stands still moves: pixels to the side, up, and degrees."""
    at = 2 * math.pi * phase / SWAY_FRAMES
    return 3.2 * math.sin(at), 1.6 * math.sin(2 * at + 0.7), 0.5 * math.sin(at + 1.1)


def _stand(picture: Picture, cutout: Picture, sway: tuple[float, float, float], centre: tuple[int, int], size: float) -> None:
    """Put a cut-out person into the picture, the middle of the cut-out at `centre`."""
    height, width = cutout.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height), sway[2], size)
    matrix[:, 2] += (centre[0] - width / 2 + sway[0], centre[1] - height / 2 + sway[1])
    _lay(picture, np.asarray(cv2.warpAffine(cutout, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR), np.uint8))


def _to_the_floor(cutout: Picture) -> Picture:
    """Lengthen the body of somebody who stands farther away."""
    return np.asarray(cv2.copyMakeBorder(cutout, 0, 300, 0, 0, cv2.BORDER_REPLICATE), np.uint8)


def _lay(picture: Picture, layer: Picture) -> None:
    alpha = layer[:, :, 3:].astype(np.uint16)
    rows = np.flatnonzero(alpha.any(axis=(1, 2)))
    columns = np.flatnonzero(alpha.any(axis=(0, 2)))
    if not rows.size:
        return
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    under = picture[box].astype(np.uint16)
    picture[box] = (under * (255 - alpha[box]) + layer[box][:, :, :3].astype(np.uint16) * alpha[box]) // 255


@lru_cache(maxsize=8)
def _photograph(jpeg: bytes) -> Picture:
    """Return the registry's photograph as a print with a white edge, BGRA."""
    print_ = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if print_ is None:
        raise ValueError("the registry's photograph is no picture")
    framed = cv2.copyMakeBorder(print_, 22, 34, 22, 22, cv2.BORDER_CONSTANT, value=(246, 249, 250))
    return np.dstack([framed, np.full(framed.shape[:2], 255, np.uint8)]).astype(np.uint8)


def _hold(picture: Picture, print_: Picture, phase: int) -> None:
    """Hold a print in front of the camera, moved and tilted a little."""
    height, width = print_.shape[:2]
    at = 2 * math.pi * phase / SWAY_FRAMES
    x, y, tilt = 640 + 9 * math.sin(at), 372 + 5 * math.sin(2 * at), 14 * math.sin(at + 0.6)
    w, h = width * 0.47, height * 0.47
    corners = [(x - w, y - h + tilt), (x + w, y - h - tilt), (x + w, y + h + tilt), (x - w, y + h - tilt)]
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    _lay(picture, np.asarray(cv2.warpPerspective(print_, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR), np.uint8))


@cache
def _noise() -> NDArray[np.int16]:
    grain = np.random.default_rng(7).normal(0, NOISE, (HEIGHT + SWAY_FRAMES, WIDTH + SWAY_FRAMES, 1))
    return np.rint(grain).astype(np.int16)


def _sensor(picture: Picture, fault: Fault | None, phase: int) -> Picture:
    if fault is Fault.BLURRED:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 9), np.uint8)
    noise = _noise()[phase : phase + HEIGHT, (phase * 29) % SWAY_FRAMES :][:, :WIDTH]
    gain, offset = LIGHT.get(fault, (1.0, 0.0))
    seen: Picture = np.clip(picture * np.float32(gain) + offset + noise, 0, 255).astype(np.uint8)
    return seen


def _compress(picture: Picture) -> bytes:
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("a picture cannot be compressed")
    return data.tobytes()
