"""Two stops of one kind are two pages: nothing that a page keeps of its own goes from one to the other."""

from dataclasses import replace

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.flow.screen_state import Display, ScreenState
from tests.ui.window import find, settle
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]
SIGN: ScreenState = next(example.state for example in examples() if example.name == "sign")


@pytest.fixture
def studio() -> Studio:
    return Studio("portrait", moving=False)


def shown(studio: Studio) -> QQuickItem:
    item = find(studio.shell.window, "page").property("item")
    assert isinstance(item, QQuickItem)
    return item


def test_a_page_begins_anew_when_the_step_changes_though_its_kind_does_not(studio: Studio) -> None:
    studio.update(replace(SIGN, step="first"), Display())
    first = shown(studio)
    gone: list[str] = []
    first.destroyed.connect(lambda: gone.append("first"))
    studio.update(replace(SIGN, step="second"), Display())
    settle(lambda: gone)
    assert shown(studio) is not None
    studio.shell.close()


def test_a_page_stays_while_only_its_view_changes(studio: Studio) -> None:
    studio.update(replace(SIGN, step="first"), Display())
    first = shown(studio)
    studio.update(replace(SIGN, step="first", view={**SIGN.view, "enough": True}), Display())
    assert shown(studio) is first
    studio.shell.close()
