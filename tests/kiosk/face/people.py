"""People without a picture: a session is fed with what would be seen of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from kiosk.face.contract import FaceProgress, Guidance, Stage
from kiosk.face.quality import Assessment, Measures, Mode
from kiosk.face.session import Session, Sight
from kiosk.face.vision import Embedding, Face, Image

FRAME_S = 1 / 25
TURN_PER_FRAME = 0.03
EYES_APART = 70.0
ALICE, BOB = 1, 2


def face_of(turn: float, x: float = 640.0, width: float = 160.0) -> Face:
    """A face whose head is turned so far, `x` in the picture."""
    eyes = EYES_APART
    points = [(x - eyes / 2, 300), (x + eyes / 2, 300), (x + turn * eyes, 340), (x - 30, 380), (x + 30, 380)]
    return Face((x - width / 2, 240.0, width, 200.0), np.array(points, np.float32), 0.93)


def measures_of(face: Face, sharpness: float = 200.0) -> Measures:
    return Measures(
        eye_distance=face.eye_distance,
        off_centre=0.0,
        outside=0.0,
        turn=face.turn,
        roll=face.roll,
        asymmetry=0.1,
        brightness=130.0,
        contrast=40.0,
        glare=0.0,
        shadow=0.0,
        sharpness=sharpness,
        score=face.score,
    )


def picture_of(person: int) -> Image:
    """A picture that says no more than who is on it."""
    return np.full((1, 1, 3), person, np.uint8)


@dataclass(frozen=True)
class Look:
    """What is in front of the camera in one frame."""

    person: int = ALICE
    turn: float = 0.0
    x: float = 640.0
    width: float = 160.0
    problem: Guidance | None = None
    sharpness: float = 200.0


NOBODY = Look(person=0)


def sight_of(look: Look, at: float, mode: Mode) -> Sight:
    """What the gates would say of it."""
    if look.person == 0:
        return Sight(at, picture_of(0), Assessment(Guidance.NO_FACE, None, None))
    face = face_of(look.turn, look.x, look.width)
    problem = look.problem or (Guidance.STRAIGHT if mode is Mode.LIVE and abs(look.turn) > 0.2 else None)
    return Sight(at, picture_of(look.person), Assessment(problem, face, measures_of(face, look.sharpness)))


class KnowingEyes:
    """An engine like the real one: two strangers are a little alike, no two frames of one person are quite alike.

    Implements :class:`kiosk.face.session.Eyes` with the calibrated thresholds, so that what mixes two people fails here as it
    would there.
    """

    STRANGERS = 0.08  # likeness of two people
    FRAMES = 0.9  # likeness of two frames of one
    ACCEPT, REVIEW = 0.43, 0.33  # config/face/sface.toml

    def __init__(self) -> None:
        self.embedded = 0
        self.alike_when_turned = False

    def embed(self, image: Image, face: Face) -> Embedding:
        noise = np.random.default_rng(self.embedded).normal(size=512)
        self.embedded += 1
        person = np.zeros(512)
        person[0], person[int(image[0, 0, 0])] = self.STRANGERS**0.5, (1 - self.STRANGERS) ** 0.5
        noise[:4] = 0
        vector = self.FRAMES**0.5 * person + (1 - self.FRAMES) ** 0.5 * noise / np.linalg.norm(noise)
        return np.asarray(vector, dtype=np.float32)

    def is_same(self, known: Embedding, probe: Embedding, *, straight: bool) -> bool:
        likeness = float(np.dot(known, probe))
        return (self.alike_when_turned and not straight) or likeness >= (self.ACCEPT if straight else self.REVIEW)


class Booth:
    """A session, its clock, and whoever stands in front of it."""

    def __init__(self, *stages: Stage, limit_s: float = 25.0) -> None:
        self.drawn = 0
        self.stages = (Stage.FRONT, *stages)
        self.eyes = KnowingEyes()
        self.session = Session(self._draw, self.eyes, 0.0, limit_s)
        self.at = 0.0
        self.told: list[tuple[float, FaceProgress]] = []

    def _draw(self) -> tuple[Stage, ...]:
        self.drawn += 1
        return self.stages

    @property
    def guidance(self) -> Guidance:
        return self.session.progress.guidance

    def show(self, look: Look, frames: int = 1, pause_s: float = FRAME_S) -> None:
        for _ in range(frames):
            self.at += pause_s
            self.session.see(sight_of(look, self.at, self.session.mode))
            self.told.append((self.at, self.session.progress))

    def turn_to(self, turn: float, before: Look) -> Look:
        """Turn the head slowly."""
        steps = max(1, round(abs(turn - before.turn) / TURN_PER_FRAME))
        for step in range(1, steps + 1):
            self.show(replace(before, turn=before.turn + (turn - before.turn) * step / steps))
        return replace(before, turn=turn)

    def look_ahead(self, look: Look) -> None:
        """Look straight until the turns begin."""
        for _ in range(100):
            if self.session.progress.done or self.session.is_over:
                return
            self.show(look)

    def obey(self, look: Look, until: Callable[[], bool] = lambda: False) -> None:
        """Do what the sentence says until the try is over."""
        while not self.session.is_over and not until():
            wanted = {Guidance.LEFT: 0.4, Guidance.RIGHT: -0.4}.get(self.guidance, 0.0)
            step = max(-TURN_PER_FRAME, min(TURN_PER_FRAME, wanted - look.turn))
            look = replace(look, turn=look.turn + step)
            self.show(look)
