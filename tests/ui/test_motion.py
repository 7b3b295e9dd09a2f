"""Pages come from the side one is going to, and stand still at their place within their time."""

from dataclasses import replace

import pytest

from kiosk.flow.screen_state import Display
from tests.ui.window import find, settle
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]
STATES = {example.name: example.state for example in examples()}


def test_a_page_comes_in_and_stands_still() -> None:
    studio = Studio("portrait", moving=True)
    page = find(studio.shell.window, "page")
    for name, direction in (
        ("read_id_card", "forward"),
        ("licence_loss", "forward"),
        ("read_id_card", "back"),
        ("sign", "forward"),
    ):
        studio.update(replace(STATES[name], direction=direction), Display())  # type: ignore[arg-type]
        assert page.opacity() < 1
        assert (page.x() > 0) == (direction == "forward")
        settle(lambda: page.x() == 0 and page.opacity() == 1)
    studio.shell.close()


def test_the_next_page_may_come_before_the_last_has_arrived() -> None:
    studio = Studio("portrait", moving=True)
    page = find(studio.shell.window, "page")
    for _ in range(5):
        for name in ("read_id_card", "licence_loss", "notices", "attract"):
            studio.update(replace(STATES[name], direction="none" if name == "attract" else "forward"), Display())
    settle(lambda: page.x() == 0 and page.opacity() == 1)
    assert find(studio.shell.window, "attract.wake").isEnabled()
    studio.shell.close()
