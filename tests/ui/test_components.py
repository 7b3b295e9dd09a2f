"""The component gallery shows every control that there is, in every look, and nothing of it is cut."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from kiosk.flow.screen_state import Display
from tests.paths import ROOT
from tests.ui.window import everything, is_a, rect_of, scrolls, visible_items
from ui.gallery.components import PRESSED, SHEETS, Sheet, component_picture
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]

LOOKS = {
    "zh": Display("zh"),
    "en-contrast": Display("en", contrast=True),
    "zh-elder": Display("zh", elder=True),
    "en-elder-contrast": Display("en", elder=True, contrast=True),
}
AROUND_THE_STAGE = {"KeypadScope", "TidingsStrip"}  # the one has no look of its own, the other is shown over a page
ROUNDING_PX = 1.5
TYPE = re.compile(r"^(\w+) \d", re.MULTILINE)


@pytest.fixture(params=["portrait", "landscape"])
def studio(request: pytest.FixtureRequest) -> Studio:
    found: Studio = request.getfixturevalue(request.param)
    return found


def _open(studio: Studio, sheet: str, look: str) -> Sheet:
    shown = Sheet(studio, sheet, LOOKS[look])
    studio.shell.window.grabWindow()  # lays everything out
    return shown


def _types(module: str) -> set[str]:
    return set(TYPE.findall((ROOT / "ui" / "Kiosk" / module / "qmldir").read_text("utf-8")))


def test_every_control_is_on_some_sheet(portrait: Studio) -> None:
    wanted = (_types("Controls") | _types("Keyboard")) - AROUND_THE_STAGE
    for sheet in SHEETS:
        for look in ("zh", "en-elder-contrast"):
            shown = _open(portrait, sheet, look)
            wanted -= {name for item in everything(shown.item) for name in wanted if is_a(item, name)}
            shown.close()
    assert wanted == set()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_whole(studio: Studio, sheet: str, look: str) -> None:
    shown = _open(studio, sheet, look)
    window = QRectF(0, 0, studio.shell.window.width(), studio.shell.window.height())
    faults = [fault for item in visible_items(shown.item) for fault in _faults(item, window)]
    shown.close()
    assert not faults, "\n".join(faults)


def _faults(item: QQuickItem, window: QRectF) -> Iterator[str]:
    frame = window.adjusted(-ROUNDING_PX, -ROUNDING_PX, ROUNDING_PX, ROUNDING_PX)
    if scrolls(item):
        return
    if item.inherits("QQuickText") and item.property("text"):
        words = f"“{item.property('text')}”"
        if item.property("truncated") or "undefined" in item.property("text"):
            yield f"{words} is cut or not filled in"
        if not frame.contains(rect_of(item)):
            yield f"{words} leaves the sheet: {rect_of(item)}"
    if is_a(item, "Touchable") and not frame.contains(rect_of(item)):
        yield f"{item.property('label')} leaves the sheet: {rect_of(item)}"


def test_no_two_sections_lie_on_each_other(studio: Studio) -> None:
    for sheet in SHEETS:
        shown = _open(studio, sheet, "en-elder-contrast")
        sections = [rect_of(item) for item in visible_items(shown.item) if is_a(item, "Section")]
        shown.close()
        assert not [one for one in sections for other in sections if one is not other and one.intersects(other)], sheet


def test_what_is_to_be_seen_pressed_is_pressed(portrait: Studio) -> None:
    """The picture differs from one without fingers, at each of these places."""
    for sheet in ("buttons", "facts", "typing"):
        shown = _open(portrait, sheet, "zh")
        without = portrait.shell.window.grabWindow()
        held = shown.picture()
        places = [item for item in visible_items(shown.item) if item.objectName().startswith(PRESSED)]
        assert places
        for item in places:
            corner = rect_of(item).center().toPoint()
            corner.setX(int(rect_of(item).x()) + 8)  # beside every word and drawing
            assert without.pixel(corner) != held.pixel(corner), item.objectName()
        assert not [item for item in places if item.property("down")], "the fingers are gone"
        shown.close()


def test_a_picture_leaves_the_window_as_it_was(portrait: Studio) -> None:
    component_picture(portrait, "buttons", Display())
    window = portrait.shell.window
    assert not [item for item in visible_items(window.contentItem()) if is_a(item, "SheetPage")]


def test_a_sheet_that_does_not_exist_is_refused(portrait: Studio) -> None:
    with pytest.raises(LookupError):
        Sheet(portrait, "no_such_sheet", Display())
