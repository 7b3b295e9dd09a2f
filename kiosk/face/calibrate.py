"""Measures how often an engine accepts strangers (FAR) and refuses the right people (FRR), on a folder of photographs.

`PERSON/*.jpg`, four photographs of each or more. Every photograph in turn is the reference, reduced to what a card holds, and
the others are the probes as they are; one probe alone, or the mean of three. A photograph that fails the gates of a reference
(in profile, say) cannot be on a card and is used as a probe only. When a folder holds `reference.jpg` (a real card's, or the
registry's), that and nothing else is the reference, untouched. A probe without a face is refused.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from kiosk.face.alignment import similarity
from kiosk.face.pictures import BadPicture, decode
from kiosk.face.quality import Mode
from kiosk.face.recogniser import Instruments
from kiosk.face.vision import Embedding, Face, Image, mean_embedding

CARD_SIZE = (102, 126)  # pixels of the photograph in a resident ID card
CARD_EYES = np.array([[37.5, 55.0], [64.5, 55.0]], np.float32)  # 27 pixels apart
CARD_JPEG_QUALITY = 75  # about 3 kB
PLAIN = (235, 235, 235)
REFERENCE = "reference.jpg"
FRAMES = (1, 3)
FARS = (0.01, 0.005, 0.001, 0.0001)
REFUSED = -math.inf  # the score of what could not be compared


@dataclass(frozen=True)
class Person:
    """The photographs of one person as vectors; None: no face found (probe), or not fit for a card (reference)."""

    references: tuple[Embedding | None, ...]
    probes: tuple[Embedding | None, ...]
    same_photographs: bool  # the reference at a place is made of the probe at that place

    def groups(self, place: int, frames: int) -> list[Embedding | None]:
        """Return the means of every `frames` probes, without the photograph of which the reference at `place` is made."""
        left_out = place % len(self.probes) if self.same_photographs else -1
        others = [probe for at, probe in enumerate(self.probes) if at != left_out]
        return [_mean(others[at : at + frames]) for at in range(0, len(others) - frames + 1, frames)]


@dataclass(frozen=True)
class Scores:
    """Scores of the right people and of strangers with so many frames."""

    frames: int
    genuine: tuple[float, ...]
    strangers: tuple[float, ...]

    def threshold(self, far: float) -> float:
        """Return the lowest threshold that at most a share `far` of the strangers exceeds."""
        ordered = sorted(self.strangers, reverse=True)
        return ordered[min(int(far * len(ordered)), len(ordered) - 1)]

    def frr(self, threshold: float) -> float:
        """Return the share of the right people that do not exceed `threshold`."""
        return sum(score <= threshold for score in self.genuine) / len(self.genuine)


@dataclass(frozen=True)
class Measured:
    """Everything that was measured on one folder with one engine."""

    people: int
    photographs: int
    without_face: int  # probes
    unfit_references: int
    by_frames: tuple[Scores, ...]

    @property
    def fte(self) -> float:
        """Failure to enrol: share of the photographs in which no face was found."""
        return self.without_face / self.photographs


def measure_folder(instruments: Instruments, data: Path) -> Measured:
    """Measure on `data`; raises :class:`ValueError` when there are too few people or photographs."""
    folders = [folder for folder in sorted(data.iterdir()) if folder.is_dir()]
    people = [person for folder in folders if (person := _read(instruments, folder)) is not None]
    if len(people) < 2:
        raise ValueError("needs at least two people with four photographs each")
    probes = [probe for person in people for probe in person.probes]
    return Measured(
        people=len(people),
        photographs=len(probes),
        without_face=sum(probe is None for probe in probes),
        unfit_references=sum(reference is None for person in people for reference in person.references),
        by_frames=tuple(_scores(instruments, people, frames) for frames in FRAMES),
    )


def _read(instruments: Instruments, folder: Path) -> Person | None:
    """Return one person, or None with too few photographs; those that cannot be decoded are passed over."""
    own = folder / REFERENCE
    images = [image for path in sorted(folder.glob("*.jpg")) if path != own and (image := _picture(path)) is not None]
    if own.is_file() and images:
        image = _picture(own)
        reference = None if image is None else _embed_reference(instruments, image)
        return Person((reference,), tuple(_embed(instruments, image) for image in images), same_photographs=False)
    if len(images) < 2:
        return None
    references = tuple(_reference_of(instruments, image) for image in images)
    return Person(references, tuple(_embed(instruments, image) for image in images), same_photographs=True)


def _picture(path: Path) -> Image | None:
    try:
        return decode(path.read_bytes())
    except BadPicture:
        return None


def _embed(instruments: Instruments, image: Image) -> Embedding | None:
    face = middle_face(instruments, image)
    return None if face is None else instruments.engine.embed(image, face)


def _reference_of(instruments: Instruments, image: Image) -> Embedding | None:
    """Return the vector of a photograph after it has been on a card."""
    face = middle_face(instruments, image)
    return None if face is None else _embed_reference(instruments, decode(as_on_a_card(image, face)))


def _embed_reference(instruments: Instruments, image: Image) -> Embedding | None:
    assessment = instruments.assess(image, Mode.REFERENCE)
    if assessment.problem is not None or assessment.face is None:
        return None
    return instruments.engine.embed(image, assessment.face)


def _mean(probes: Sequence[Embedding | None]) -> Embedding | None:
    found = [probe for probe in probes if probe is not None]
    return mean_embedding(found) if found else None


def _scores(instruments: Instruments, people: Sequence[Person], frames: int) -> Scores:
    """Compare every reference with every group of probes, the person's own and everybody else's."""
    genuine: list[float] = []
    strangers: list[float] = []
    most = max(len(person.references) for person in people)
    groups = [[person.groups(place, frames) for person in people] for place in range(most)]
    for at, person in enumerate(people):
        for place, reference in enumerate(person.references):
            if reference is None:
                continue
            for other, probes in enumerate(groups[place]):
                scored = [_score(instruments, reference, probe) for probe in probes]
                (genuine if other == at else strangers).extend(scored)
    if not genuine or max(strangers, default=REFUSED) == REFUSED:
        raise ValueError(f"too few usable photographs to measure with {frames} frame(s)")
    return Scores(frames, tuple(genuine), tuple(strangers))


def _score(instruments: Instruments, reference: Embedding, probe: Embedding | None) -> float:
    return REFUSED if probe is None else instruments.engine.score(reference, probe)


def as_on_a_card(image: Image, face: Face) -> bytes:
    """Return the photograph as a card holds it: small, the face in its place on a plain ground, compressed."""
    matrix = similarity(face.landmarks[:2], CARD_EYES)
    framed = cv2.warpAffine(image, matrix, CARD_SIZE, flags=cv2.INTER_AREA, borderValue=PLAIN)
    _, coded = cv2.imencode(".jpg", framed, [cv2.IMWRITE_JPEG_QUALITY, CARD_JPEG_QUALITY])
    return coded.tobytes()


def middle_face(instruments: Instruments, image: Image) -> Face | None:
    """Return the face nearest to the middle: whose photograph it is, whoever else came into the picture."""
    middle = np.array([image.shape[1], image.shape[0]]) / 2

    def distance(face: Face) -> float:
        x, y, width, height = face.box
        return float(np.linalg.norm(np.array([x + width / 2, y + height / 2]) - middle))

    return min(instruments.detector.find(image), key=distance, default=None)
