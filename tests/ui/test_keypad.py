"""A keypad reaches everything that a finger reaches: in reading order, visibly, and never behind a question."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.flow.screen_state import Display, Touch
from tests.ui.window import Finger, is_a, rect_of, settle, visible_items
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

MOST_TARGETS = 100
pytestmark = pytest.mark.no_qt_log
STATES = {example.name: example.state for example in examples()}


def _show(studio: Studio, name: str) -> QQuickWindow:
    window = studio.shell.window
    window.requestActivate()
    settle(window.isActive)
    studio.show(STATES[name], Display())
    window.grabWindow()  # lays everything out
    return window


def _targets(window: QQuickWindow) -> list[QQuickItem]:
    return [
        item
        for item in visible_items(window.contentItem())
        if is_a(item, "Touchable") and item.property("can") and item.isEnabled()
    ]


def _walk(window: QQuickWindow, key: Qt.Key = Qt.Key.Key_Tab) -> Iterator[QQuickItem]:
    """Press `key` until the first one has the keys again, giving what has them each time."""
    QTest.keyClick(window, key)
    first = window.activeFocusItem()
    yield first
    for _ in range(MOST_TARGETS):
        QTest.keyClick(window, key)
        if window.activeFocusItem() == first:
            break
        yield window.activeFocusItem()


def _go(window: QQuickWindow, name: str) -> None:
    """Press the tab key until `name` has the keys."""
    assert any(item.objectName() == name for item in _walk(window))
    while _name(window) != name:
        QTest.keyClick(window, Qt.Key.Key_Tab)


def _name(window: QQuickWindow) -> str:
    focused = window.activeFocusItem()
    return focused.objectName() if focused else ""


@pytest.mark.parametrize("studio", ["portrait", "landscape"])
@pytest.mark.parametrize("name", STATES)
def test_tab_visits_every_target_once_from_top_to_bottom(request: pytest.FixtureRequest, studio: str, name: str) -> None:
    window = _show(request.getfixturevalue(studio), name)
    visited = list(_walk(window)) if _targets(window) else []
    assert len({item.objectName() for item in visited}) == len(visited)
    assert {item.objectName() for item in visited} == {item.objectName() for item in _targets(window)}
    for one, other in pairwise(visited):
        assert rect_of(other).bottom() > rect_of(one).top(), f"{other.objectName()} comes after {one.objectName()}"
    if any(item.objectName().startswith("footer.") for item in visited):
        order = [item.objectName() for item in visited]
        first = next(index for index, target in enumerate(order) if target.startswith("footer."))
        assert all(target.startswith("footer.") for target in order[first:])


def test_back_tab_goes_the_same_way_back(portrait: Studio) -> None:
    window = _show(portrait, "notices")
    there = [item.objectName() for item in _walk(window)]
    back = [item.objectName() for item in _walk(window, Qt.Key.Key_Backtab)]
    assert back == [*reversed(there)]


def test_arrows_go_where_they_point(portrait: Studio) -> None:
    window = _show(portrait, "face_consent")
    _go(window, "face_consent.window")
    seen = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(window, key)
        seen.append(_name(window).removeprefix("face_consent."))
    assert seen == ["without_face", "window", "read", "without_face", "window", "agree"]
    QTest.keyClick(window, Qt.Key.Key_Down)
    assert _name(window).startswith("footer.")
    QTest.keyClick(window, Qt.Key.Key_Down)
    assert _name(window) == "face_consent.read"


@pytest.mark.parametrize("name", ["home", "confirm", "notices", "footer"])
def test_where_the_keys_are_is_seen(portrait: Studio, name: str) -> None:
    window = _show(portrait, "confirm" if name == "footer" else name)
    if name == "footer":
        _go(window, "footer.help")
    else:
        QTest.keyClick(window, Qt.Key.Key_Tab)
    rings = [item for item in visible_items(window.contentItem()) if is_a(item, "FocusRing")]
    assert len(rings) == 1
    assert rect_of(rings[0]).contains(rect_of(window.activeFocusItem()))


def test_a_page_that_comes_by_keypad_has_its_first_target_ready(portrait: Studio, heard: list[Touch]) -> None:
    window = _show(portrait, "notices-all")
    _go(window, "notices.next")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert heard[-1].action == "next"
    portrait.update(STATES["confirm"], Display())
    settle(lambda: _name(window) == "confirm.edit.loss_reason")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert (heard[-1].action, heard[-1].payload["step"]) == ("edit", "licence_loss")


def test_a_page_that_comes_by_finger_shows_no_ring(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    window = _show(portrait, "notices-all")
    QTest.keyClick(window, Qt.Key.Key_Tab)
    finger.tap("notices.next")
    assert heard
    portrait.update(STATES["confirm"], Display())
    window.grabWindow()
    assert not [item for item in visible_items(window.contentItem()) if is_a(item, "FocusRing")]


def test_a_target_that_stays_keeps_the_keys_when_the_state_changes(portrait: Studio) -> None:
    window = _show(portrait, "address-phone")
    _go(window, "key.8")
    QTest.keyClick(window, Qt.Key.Key_Return)
    portrait.update(STATES["address-phone_wrong"], Display())
    settle()
    assert _name(window) == "key.8"


@pytest.mark.parametrize(
    ("cover", "first"),
    [
        ({"help_open": True}, "help.close"),
        ({"asking_to_end": True}, "end.cancel"),
        ({"idle_seconds_left": 12}, "idle.continue"),
    ],
)
def test_a_question_keeps_the_keys_to_itself(portrait: Studio, cover: dict[str, object], first: str) -> None:
    window = _show(portrait, "confirm")
    QTest.keyClick(window, Qt.Key.Key_Tab)
    portrait.update(replace(STATES["confirm"], **cover), Display())  # type: ignore[arg-type]  # fields by name
    settle(lambda: _name(window) == first)
    names = {item.objectName() for item in _walk(window)}
    assert all(name.startswith(first.partition(".")[0]) for name in names)
    portrait.update(STATES["confirm"], Display())
    settle(lambda: _name(window).startswith("confirm."))


@pytest.mark.parametrize("last", ["confirm.next", "footer.help"])
def test_the_next_citizen_sees_no_ring_of_the_last_one(portrait: Studio, last: str) -> None:
    window = _show(portrait, "confirm")
    _go(window, last)
    portrait.update(STATES["attract"], Display())
    portrait.update(STATES["home"], Display())
    settle()
    assert not [item for item in visible_items(window.contentItem()) if is_a(item, "FocusRing")]


def test_a_tired_finger_and_a_keypad_may_take_turns(portrait: Studio, finger: Finger) -> None:
    window = _show(portrait, "confirm")
    QTest.keyClick(window, Qt.Key.Key_Tab)
    finger.tap("footer.elder")
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert _name(window) == "confirm.edit.loss_reason"
