"""The kinds of step, flow and screen together: a finger walks through a whole service on the real screens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication

from kiosk.flow.screen_state import Touch
from tests.kiosk.kinds import CAR, CODE, PHONE, SEALED, stage_of
from tests.kiosk.stage import ELIGIBLE, Stage
from tests.ui.window import Finger, names
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]


class Hand:
    """Touches what is on the screen and shows what the flow makes of it."""

    def __init__(self, studio: Studio, stage: Stage) -> None:
        self._studio, self._stage = studio, stage
        self._finger = Finger(studio.shell.window)
        studio.listen(self._hear)
        self.show()

    def _hear(self, touch: Touch) -> None:
        self._stage.touch(touch.action, **touch.payload)

    def show(self) -> None:
        self._studio.shell.show(self._stage.state)
        QGuiApplication.processEvents()
        QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def tap(self, *targets: str) -> None:
        for target in targets:
            self._studio.clock.advance(1)  # a key struck twice at once counts once
            self._finger.tap(target)
            self.show()

    def find(self, entry: str) -> None:
        """Turn the pages of the list until the entry is there."""
        while entry not in names(self._studio.shell.window):
            self.tap("choose.page_on")
        self.tap(entry)

    def type(self, text: str) -> None:
        self.tap(*(f"key.{letter}" for letter in text))

    def answer(self) -> None:
        self._stage.answer("ask", ELIGIBLE)
        self.show()


@pytest.fixture(params=["portrait", "landscape"])
def studio(request: pytest.FixtureRequest) -> Iterator[Studio]:
    found: Studio = request.getfixturevalue(request.param)
    yield found
    found.listen(lambda _: None)


@pytest.mark.parametrize("elder", [False, True])
def test_a_finger_finds_through_every_kind_of_step(studio: Studio, tmp_path: Path, elder: bool) -> None:
    stage = stage_of(tmp_path)
    stage.touch("elder", on=elder)
    hand = Hand(studio, stage)
    hand.tap(f"choose.entry.{CAR}")
    hand.find(f"choose.entry.{SEALED}")
    hand.tap("choose.next")
    assert stage.machine._visit.person.answers.option("vehicle", "entry") == CAR
    assert stage.step == "plates"
    hand.tap("declare.which.front", "declare.which.rear", "declare.which.front", "declare.declare", "declare.next")
    assert stage.step == "contact"
    hand.type(PHONE)
    hand.tap("form.next", "form.next")  # no e-mail
    hand.type("400010")
    hand.tap("form.next")
    assert stage.step == "send_code"
    hand.answer()
    hand.type("99" + CODE[2:])
    hand.tap("form.next")
    hand.answer()
    assert stage.step == "code"
    hand.tap("key.clear")
    hand.type(CODE)
    hand.tap("form.next")
    hand.answer()
    hand.tap("confirm.edit.address", "declare.next", "confirm.next", "result.print")  # an edit of the plates, and back
    stage.print()
    hand.show()
    hand.tap("result.finish")
    assert stage.screen == "goodbye"
