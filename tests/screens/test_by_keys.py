"""Every target of every screen is reached by the Tab key from the window's start, and the ring round it is seen."""

import numpy as np
import pytest
from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from tests.screens.pixels import Picture, contrast, most_frequent
from tests.screens.sample import pages_in_looks
from tests.ui.window import is_a, rect_of, settle, visible_items
from ui.gallery.examples import examples
from ui.gallery.pictures import LOOKS
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log  # Qt's messages go the production way, to the log

EXAMPLES = {example.name: example for example in examples()}
RING_PX, RING_CONTRAST = 12, 3.0
WHOLE_SCREEN = "attract.wake"  # has nothing round it
COVERS = ("DialogSheet",)
# Which targets there are, and in which order, goes by layout and size of type; all fourteen looks took a minute more.
LOOKS_OF_TARGETS = tuple(look for look in LOOKS if look.endswith(("-zh", "-zh-elder", "-reachable")))
# A ring needs a picture of its own for every target. Its colour goes by the contrast, its place by the layout.
LOOKS_OF_RINGS = ("portrait-zh", "landscape-en-contrast", "portrait-zh-reachable")


@pytest.fixture
def studio(request: pytest.FixtureRequest, look: str) -> Studio:
    found: Studio = request.getfixturevalue(LOOKS[look].orientation)
    return found


@pytest.fixture
def window(studio: Studio) -> QQuickWindow:
    """The window, with nothing in focus."""
    window = studio.shell.window
    window.requestActivate()
    settle(window.isActive)
    QMetaObject.invokeMethod(window.contentItem().childItems()[0], "leave")  # as a finger before would have done
    return window


@pages_in_looks(EXAMPLES, LOOKS_OF_TARGETS)
def test_tab_goes_round_all_targets(studio: Studio, window: QQuickWindow, name: str, look: str) -> None:
    studio.show(EXAMPLES[name].state, LOOKS[look].display)
    wanted = [item.objectName() for item in _targets(window)]
    visited = [_after_tab(window).objectName() for _ in wanted]
    assert sorted(visited) == sorted(wanted)


@pages_in_looks(EXAMPLES, LOOKS_OF_RINGS)
def test_the_ring_round_every_target_is_seen(studio: Studio, window: QQuickWindow, name: str, look: str) -> None:
    plain = Picture.of(studio.picture(EXAMPLES[name].state, LOOKS[look].display))
    faults = []
    for _ in _targets(window):
        focused = _after_tab(window)
        if focused.objectName() != WHOLE_SCREEN and not _ring_is_seen(plain, Picture.of(window.grabWindow()), focused):
            faults.append(f"the ring round {focused.objectName()} is not seen")
    assert not faults, "\n".join(faults)


def _after_tab(window: QQuickWindow) -> QQuickItem:
    QTest.keyClick(window, Qt.Key.Key_Tab)
    focused = window.activeFocusItem()
    assert focused is not None
    return focused


def _targets(window: QQuickWindow) -> list[QQuickItem]:
    shown = list(visible_items(window.contentItem()))
    covers = [item for item in shown if any(is_a(item, kind) for kind in COVERS)]
    ground = list(visible_items(covers[-1])) if covers else shown
    return [item for item in ground if is_a(item, "Touchable") and item.property("can") and item.isEnabled()]


def _ring_is_seen(before: Picture, after: Picture, item: QQuickItem) -> bool:
    place = rect_of(item)
    around = place.adjusted(-RING_PX, -RING_PX, RING_PX, RING_PX)
    old, new = before.at(around), after.at(around)
    changed = (old != new).any(axis=1)
    if changed.sum() < place.width() + place.height():
        return False
    ring, ground = most_frequent(new[changed]), most_frequent(old[changed])
    return bool(np.any(ring != ground)) and contrast(ring, ground) >= RING_CONTRAST
