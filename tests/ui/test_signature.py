"""Ink: every finger leaves its own stroke, painted at once, reported when it ends."""

import gc

import pytest
from PySide6.QtGui import QColor

from kiosk.flow.screen_state import Display, Touch
from tests.ui.window import Finger, find, rect_of
from ui.bridge.ink import SignatureInk
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
STATES = {example.name: example.state for example in examples()}


def _inked(studio: Studio) -> int:
    """Count dark pixels in the upper half of the box, where nothing is printed."""
    box = rect_of(find(studio.shell.window, "sign.box")).toRect().adjusted(12, 12, -12, 0)
    box.setHeight(box.height() // 2)
    image = studio.shell.window.grabWindow().copy(box)
    return sum(QColor(image.pixel(x, y)).lightness() < 128 for x in range(0, box.width(), 3) for y in range(0, box.height(), 3))


def _strokes(heard: list[Touch]) -> list[list[list[int]]]:
    return [touch.payload["points"] for touch in heard if touch.action == "stroke"]  # type: ignore[misc]


def test_a_finger_leaves_ink_and_a_stroke(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["sign"], Display())
    assert _inked(portrait) == 0
    finger.press(finger.at("sign.box", 0.1, 0.1))
    for step in range(1, 20):
        finger.move(finger.at("sign.box", 0.1 + 0.04 * step, 0.1 + 0.015 * step))
    assert _inked(portrait) > 100, "the ink follows before the finger is lifted"
    finger.release(finger.at("sign.box", 0.86, 0.385))
    (stroke,) = _strokes(heard)
    assert 19 <= len(stroke) <= 21
    assert abs(stroke[0][0] - 1000) < 20
    assert abs(stroke[0][1] - 1000) < 20
    assert all(0 <= x <= 10_000 and 0 <= y <= 10_000 and ms >= 0 for x, y, ms in stroke)


def test_two_fingers_leave_two_strokes(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["sign"], Display())
    window = portrait.shell.window
    left, right = finger.at("sign.box", 0.2, 0.2), finger.at("sign.box", 0.7, 0.2)
    lower_left, lower_right = finger.at("sign.box", 0.2, 0.6), finger.at("sign.box", 0.7, 0.6)
    finger.sequence().press(0, left, window).press(1, right, window).commit()
    finger.sequence().move(0, lower_left, window).move(1, lower_right, window).commit()
    finger.sequence().release(0, lower_left, window).release(1, lower_right, window).commit()
    starts = sorted(stroke[0][0] for stroke in _strokes(heard))
    assert [round(x, -3) for x in starts] == [2000, 7000]


def test_a_finger_that_leaves_the_box_stays_on_its_edge(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["sign"], Display())
    finger.press(finger.at("sign.box", 0.9, 0.5))
    finger.move(finger.at("sign.box", 1.2, 0.5))
    finger.release(finger.at("sign.box", 1.2, 0.5))
    (stroke,) = _strokes(heard)
    assert stroke[-1][:2] == [10_000, stroke[0][1]]


def test_the_ink_of_the_state_is_painted_and_wiped(portrait: Studio) -> None:
    portrait.show(STATES["sign-signed"], Display())
    assert _inked(portrait) > 100
    portrait.update(STATES["sign"], Display())
    assert _inked(portrait) == 0


def test_wiping_takes_what_was_not_yet_in_the_state(portrait: Studio, finger: Finger) -> None:
    portrait.show(STATES["sign-signed"], Display())
    finger.press(finger.at("sign.box", 0.05, 0.05))
    finger.move(finger.at("sign.box", 0.9, 0.05))
    finger.release(finger.at("sign.box", 0.9, 0.05))
    portrait.update(STATES["sign"], Display())
    assert _inked(portrait) == 0


def test_nothing_of_a_signature_stays_in_memory_when_its_page_is_gone(portrait: Studio) -> None:
    portrait.show(STATES["sign-signed"], Display())
    portrait.show(STATES["attract"], Display())
    pages = [one for one in gc.get_objects() if type(one) is SignatureInk]
    assert [ink for ink in pages if any(isinstance(value, list) and value for value in vars(ink).values())] == []


def _inks() -> int:
    return sum(type(one) is SignatureInk for one in gc.get_objects())


def test_the_next_page_has_the_ink_of_the_last_one(portrait: Studio) -> None:
    portrait.show(STATES["sign-signed"], Display())
    before = _inks()
    for _ in range(3):
        portrait.show(STATES["sign-signed"], Display())
        assert _inked(portrait) > 100
        portrait.show(STATES["sign"], Display())
        assert _inked(portrait) == 0, "and nothing of what was drawn"
    assert _inks() <= before + 1, "the next page may stand before the last is gone"


def test_a_finger_still_down_when_its_page_goes_draws_on_no_other(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["sign"], Display())
    place, elsewhere = finger.at("sign.box", 0.2, 0.2), finger.at("sign.box", 0.8, 0.4)
    finger.press(place)
    finger.move(finger.at("sign.box", 0.5, 0.2))
    portrait.show(STATES["sign"], Display())
    finger.move(elsewhere)
    finger.release(elsewhere)
    assert _inked(portrait) == 0
    assert _strokes(heard) == []
