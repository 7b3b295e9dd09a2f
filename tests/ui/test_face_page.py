"""The page of the face check says what fits: of a camera that fails, of a turn that is asked twice."""

import pytest

from kiosk.flow.screen_state import Display
from tests.ui.window import visible_items
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]


def words_of(studio: Studio, name: str) -> str:
    """Return every word of one example."""
    studio.show(next(example.state for example in examples() if example.name == name), Display())
    return "\n".join(
        item.property("text") for item in visible_items(studio.shell.window.contentItem()) if item.inherits("QQuickText")
    )


def test_a_camera_that_fails_sends_nobody_to_another_machine(portrait: Studio) -> None:
    lodged = words_of(portrait, "face-failed")
    assert "摄像头暂时用不了" in lodged
    assert "工作人员核对照片" in lodged
    assert "旁边的机器" not in lodged


def test_a_query_is_not_told_of_what_was_filled_in(portrait: Studio) -> None:
    asked = words_of(portrait, "face-failed_covered")
    assert "摄像头可能被挡住了" in asked
    assert "可以只看概要" in asked
    assert "填好" not in asked


def test_a_turn_that_is_asked_twice_is_numbered(portrait: Studio) -> None:
    assert {"向左转头 ①", "向左转头 ②", "正对镜头"} <= set(words_of(portrait, "face-turn_twice").splitlines())


def test_turns_that_differ_are_not_numbered(portrait: Studio) -> None:
    assert {"向左转头", "向右转头"} <= set(words_of(portrait, "face").splitlines())
