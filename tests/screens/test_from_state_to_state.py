"""A page that stays while its state changes: every change between two states of one screen, without a complaint from QML."""

from itertools import groupby, permutations

import pytest

from kiosk.flow.screen_state import Display
from ui.gallery.examples import Example, examples
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log  # Qt's messages go the production way, to the log, where a stray one fails the test

SCREENS = {
    screen: list(found)
    for screen, found in groupby(sorted(examples(), key=lambda e: e.state.screen), key=lambda e: e.state.screen)
}


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("screen", [screen for screen, found in SCREENS.items() if len(found) > 1])
def test_a_page_follows_its_states_quietly(portrait: Studio, screen: str, elder: bool) -> None:
    change: tuple[Example, Example]
    for change in permutations(SCREENS[screen], 2):
        for example in change:
            portrait.update(example.state, Display("zh", elder=elder))
