"""Synthetic people photographed without a process: frames of the simulated camera, fed to a session one after the other."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from domain.licence_photo import PhotoRules
from kiosk.face.contract import Guidance, LicencePhoto
from kiosk.face.photo import develop, nothing_taken
from kiosk.face.photo_session import PhotoSession
from kiosk.face.quality import Mode
from kiosk.face.recogniser import Instruments
from kiosk.face.session import Sight
from kiosk.face.vision import Face, Image
from kiosk.photo_rules import read_photo_rules
from simulators.world.people import Person, load_people
from simulators.world.scene import Fault, Lids, Pose, Scene, View, Viewfinder, Wall
from tests.paths import CONFIG

FOLK = load_people(date(2026, 11, 22))
FRAMES = 3  # thirtieths of a second from one look to the next
SECONDS = FRAMES / 30


@cache
def rules() -> PhotoRules:
    return read_photo_rules(Path(CONFIG))


def strictly(ground: bool = False) -> PhotoRules:
    """The rules, without replacing the ground unless `ground`."""
    return replace(rules(), limits=replace(rules().limits, replace_ground=ground))


def view_of(person: Person, **changes: object) -> View:
    return replace(View(Scene.PERSON, person, Pose.FRONT, None), **changes)  # type: ignore[arg-type]


def frame_of(view: View, frames: int = 10) -> Image:
    """One picture of the simulated camera, not within a blink."""
    jpeg = Viewfinder().picture(view, frames)
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def face_in(instruments: Instruments, image: Image) -> Face:
    face = instruments.assess(image, Mode.PHOTO).face
    assert face is not None
    return face


@dataclass
class Sitting:
    """What came of one try, and what was said in it."""

    photo: LicencePhoto
    said: list[Guidance]
    seconds: float


def sit(instruments: Instruments, view: View, limits: PhotoRules | None = None) -> Sitting:
    """Have somebody stand before the camera for one try."""
    wanted, finder = limits or rules(), Viewfinder()
    session, at = PhotoSession(wanted, 0.0), 0.0
    said: list[Guidance] = []
    while not session.is_over:
        at += SECONDS
        image = np.asarray(cv2.imdecode(np.frombuffer(finder.picture(view, FRAMES), np.uint8), cv2.IMREAD_COLOR), np.uint8)
        session.see(Sight(at, image, instruments.assess(image, Mode.PHOTO)))
        if not said or said[-1] is not session.progress.guidance:
            said.append(session.progress.guidance)
    frame = session.frame
    photo = develop(frame.image, frame.face, wanted) if frame else nothing_taken()
    return Sitting(photo, said, at)


__all__ = [
    "FOLK",
    "Fault",
    "Lids",
    "Pose",
    "Scene",
    "Sitting",
    "Wall",
    "face_in",
    "frame_of",
    "rules",
    "sit",
    "strictly",
    "view_of",
]
