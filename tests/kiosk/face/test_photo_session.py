"""One try to be photographed, told by what was seen in each frame: guided, counted down, the best of it kept."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from kiosk.face.contract import Guidance, Stage
from kiosk.face.photo_session import PhotoSession, has_room
from kiosk.face.quality import Assessment
from kiosk.face.session import Sight
from kiosk.face.vision import Face, Image
from tests.kiosk.face.people import measures_of
from tests.kiosk.face.sittings import rules

FRAME_S = 0.1
COUNTDOWN = rules().countdown_seconds
LANDMARKS = np.array([[600, 330], [680, 330], [640, 370], [610, 410], [670, 410]], np.float32)
FACE = Face((555, 250, 170, 230), LANDMARKS, 0.93)


def picture(opened: float = 0.2, shines: bool = False) -> Image:
    """A face that says no more than how tall the dark of its eyes is, in distances of the eyes."""
    image = np.full((720, 1280, 3), 170, np.uint8)
    for eye in LANDMARKS[:2]:
        x, y = int(eye[0]), int(eye[1])
        half = round(opened * 80 / 2)
        cv2.rectangle(image, (x - 10, y - half), (x + 10, y + half), (25, 25, 25), -1)
        if shines:
            cv2.rectangle(image, (x - 16, y - 14), (x - 2, y), (255, 255, 255), -1)
    return image


OPEN, SHUT = picture(), picture(0.03)


class Visitor:
    """Somebody before the camera, seen ten times a second."""

    def __init__(self) -> None:
        self.session = PhotoSession(rules(), 0.0)
        self.at = 0.0

    def show(
        self,
        seconds: float,
        problem: Guidance | None = None,
        image: Image = OPEN,
        face: Face | None = FACE,
        sharpness: float = 200.0,
    ) -> "Visitor":
        for _ in range(round(seconds / FRAME_S)):
            self.at += FRAME_S
            measures = measures_of(face, sharpness) if face else None
            self.session.see(Sight(self.at, image, Assessment(problem, face, measures)))
        return self

    @property
    def said(self) -> Guidance:
        return self.session.progress.guidance


def test_who_stands_well_is_photographed_after_the_countdown() -> None:
    visitor = Visitor().show(COUNTDOWN - 0.1)
    assert not visitor.session.is_over
    assert visitor.said is Guidance.HOLD
    assert 0.8 < visitor.session.progress.fraction < 1
    visitor.show(0.4)
    assert visitor.session.is_over
    assert visitor.session.progress.stages == (Stage.FRONT,)
    assert visitor.session.progress.done == 1
    assert visitor.session.frame is not None


def test_the_best_frame_of_the_countdown_is_kept() -> None:
    visitor = Visitor().show(1, sharpness=80).show(0.1, sharpness=250).show(3, sharpness=90)
    frame = visitor.session.frame
    assert frame is not None
    assert frame.at == pytest.approx(1.1)


def test_wider_open_eyes_are_the_better_frame() -> None:
    wide = picture(0.3)
    frame = Visitor().show(1, image=picture(0.15)).show(0.1, image=wide).show(3, image=picture(0.15)).session.frame
    assert frame is not None
    assert frame.image is wide


def test_a_blink_does_not_interrupt_and_is_not_photographed() -> None:
    visitor = Visitor().show(1).show(0.3, image=SHUT).show(2)
    assert visitor.session.is_over
    assert visitor.session.frame is not None
    assert visitor.session.frame.image is OPEN


def test_more_than_a_blink_begins_the_countdown_anew() -> None:
    visitor = Visitor().show(2).show(1, Guidance.STRAIGHT)
    assert visitor.session.progress.fraction == 0
    assert visitor.said is Guidance.STRAIGHT
    assert not visitor.show(COUNTDOWN - 0.2).session.is_over
    assert visitor.show(0.5).session.is_over


def test_shut_eyes_are_said_but_not_for_ever() -> None:
    visitor = Visitor().show(3, image=SHUT)
    assert visitor.said is Guidance.EYES
    assert not visitor.session.is_over
    visitor.show(rules().try_seconds - 5, image=SHUT)
    assert visitor.session.is_over, "narrow eyes are photographed, too"


def test_glasses_that_shine_are_said() -> None:
    assert Visitor().show(2, image=picture(shines=True)).said is Guidance.GLARE


def test_when_time_runs_out_the_best_of_all_frames_is_taken() -> None:
    visitor = Visitor().show(1, Guidance.STRAIGHT, sharpness=70).show(1, Guidance.STRAIGHT, sharpness=220)
    visitor.show(rules().try_seconds, Guidance.STRAIGHT, sharpness=90)
    assert visitor.session.is_over
    assert visitor.session.frame is not None
    assert 1.0 < visitor.session.frame.at <= 2.05


def test_nobody_is_nobody() -> None:
    visitor = Visitor().show(rules().try_seconds + 1, Guidance.NO_FACE, face=None)
    assert visitor.session.is_over
    assert visitor.session.frame is None
    assert visitor.said is Guidance.NO_FACE


def test_two_people_are_not_photographed() -> None:
    visitor = Visitor().show(rules().try_seconds + 1, Guidance.ALONE)
    assert visitor.said is Guidance.ALONE
    assert visitor.session.frame is None


def test_somebody_else_who_steps_in_begins_anew() -> None:
    other = replace(FACE, box=(900, 250, 170, 230), landmarks=LANDMARKS + np.array([345, 0], np.float32))
    visitor = Visitor().show(2.5)
    visitor.show(0.2, face=other)
    assert visitor.session.progress.fraction < 0.2
    visitor.show(4, face=other)
    assert visitor.session.frame is not None
    assert visitor.session.frame.face is other, "of the one who stands there now"


@pytest.mark.parametrize(
    ("x", "y", "fits"), [(0, 0, True), (-480, 0, False), (480, 0, False), (0, -200, False), (0, 180, False)]
)
def test_the_photograph_must_fit_into_the_picture(x: int, y: int, fits: bool) -> None:
    moved = replace(FACE, box=(FACE.box[0] + x, FACE.box[1] + y, *FACE.box[2:]))
    assert has_room(OPEN, moved) is fits
    said = Visitor().show(2, face=moved).said
    assert (said is Guidance.CENTRE) is not fits
