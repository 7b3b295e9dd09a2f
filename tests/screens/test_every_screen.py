"""Every example of every screen in every look: the picture is the accepted one; nothing is cut, nothing lies on something else,
everything can be reached, is big enough, has a name in the language shown and stands out from its ground.
"""

import json
import re
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import pytest
from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtQml import qmlEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.flow.screen_state import Display
from tests.paths import ROOT
from tests.screens.pixels import Picture, contrast_of
from tests.screens.sample import pages_in_looks
from tests.ui.window import is_a, rect_of, scrolls, visible_items
from ui.gallery.components import SHEETS, component_picture
from ui.gallery.examples import Example, examples
from ui.gallery.pictures import COMPONENT, LOOKS, digest, read_accepted
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log  # Qt's messages go the production way, to the log

LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")
EXAMPLES = {example.name: example for example in examples()}
PICTURES = read_accepted()
ACTUAL = ROOT / "var" / "pictures"
TO_ACCEPT = "look, then: .venv/bin/python -m ui.gallery --accept"
TEXT_CONTRAST, HIGH_TEXT_CONTRAST, GRAPHIC_CONTRAST = 4.5, 7.0, 3.0
HANZI = re.compile(r"[\u4e00-\u9fff]+")
PROPER_NAMES = ("交管",)  # 交管12123 is what the application is called, in English too
NAMED_IN_THE_OTHER_LANGUAGE = ("footer.language",)  # who cannot read this one must find the other
TOUCH_PX, KEY_PX, GAP_PX, ELDER_FACTOR = 88, 72, 16, 1.25
SMALLEST_WORDS_PX = 24
WHOLE_SCREEN = "attract.wake"
OF_STAFF = "maintenance"  # who opens the cabinet can reach all of the screen
ROUNDING_PX = 1.5
COVERS = ("DialogSheet",)


@dataclass(frozen=True)
class Target:
    """Something that can be touched."""

    item: QQuickItem
    rect: QRectF

    @property
    def name(self) -> str:
        return self.item.objectName()


@pytest.fixture
def studio(request: pytest.FixtureRequest, look: str) -> Studio:
    found: Studio = request.getfixturevalue(LOOKS[look].orientation)
    return found


def test_every_example_has_its_own_name() -> None:
    listed = [example.name for example in examples()]
    assert sorted({name for name in listed if listed.count(name) > 1}) == []


def test_every_picture_was_accepted_and_no_other() -> None:
    pages = [*EXAMPLES, *(f"{COMPONENT}{sheet}" for sheet in SHEETS)]
    there = {f"{look}/{page}" for look in LOOKS for page in pages}
    missing, gone = sorted(there - PICTURES.keys()), sorted(PICTURES.keys() - there)
    assert not missing + gone, f"{len(missing)} were not accepted, {len(gone)} are gone; {TO_ACCEPT}"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_of_components_is_the_accepted_one(studio: Studio, sheet: str, look: str) -> None:
    faults = _picture_faults(component_picture(studio, sheet, LOOKS[look].display), f"{look}/{COMPONENT}{sheet}")
    assert not faults, faults


@pages_in_looks(EXAMPLES, LOOKS)
def test_a_screen_is_whole_and_can_be_touched(studio: Studio, name: str, look: str) -> None:
    example: Example = EXAMPLES[name]
    display = LOOKS[look].display
    image = studio.picture(example.state, display)
    window = studio.shell.window
    ground = _uncovered(window)
    targets = _targets(ground)
    for item in visible_items(ground):
        if item.objectName() == "dialog":
            assert _inside(rect_of(item), QRectF(0, 16, window.width(), window.height() - 32))
    values = json.dumps(dict(example.state.view), ensure_ascii=False) + example.state.person
    faults = [
        *_picture_faults(image, f"{look}/{name}"),
        *_word_faults(ground, window),
        *_target_faults(targets, studio, elder=display.elder, of_staff=example.state.screen == OF_STAFF),
        *_contrast_faults(ground, Picture.of(image), high=display.contrast),
        *(fault for target in targets for fault in _name_faults(target, display.language, values)),
    ]
    assert not faults, "\n".join(faults)


def _picture_faults(image: QImage, name: str) -> list[str]:
    if digest(image) == PICTURES.get(name):
        return []
    actual = ACTUAL / f"{name}.png"
    actual.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(actual))
    fault = "is not the accepted picture" if name in PICTURES else "was never accepted"
    return [f"{name} {fault}: {actual.relative_to(ROOT)}; {TO_ACCEPT}"]


def _contrast_faults(ground: QQuickItem, picture: Picture, *, high: bool) -> list[str]:
    least = HIGH_TEXT_CONTRAST if high else TEXT_CONTRAST
    faults = []
    for item in visible_items(ground):
        if item.inherits("QQuickText") and item.property("text").strip() and not scrolls(item):
            found = contrast_of(picture.at(_ink(item)), item.property("color"))
            if found < least:
                faults.append(f"“{item.property('text')}” has a contrast of {found:.1f}, less than {least}")
        elif is_a(item, "Icon") and _answers(item) and not scrolls(item):
            found = contrast_of(picture.at(rect_of(item)), item.property("color"))
            if found < GRAPHIC_CONTRAST:
                faults.append(f"icon {item.property('name')} has a contrast of {found:.1f}, less than {GRAPHIC_CONTRAST}")
    return faults


def _answers(item: QQuickItem) -> bool:
    """Tell whether the item belongs to a target that can be touched now."""
    above: QQuickItem | None = item
    while above is not None:
        if is_a(above, "Touchable"):
            return bool(above.property("can"))
        above = above.parentItem()
    return False


def _name_faults(target: Target, language: str, values: str) -> list[str]:
    """A name is in the language shown, but for what is a value: a plate, a street, a character of the keyboard."""
    name = QAccessible.queryAccessibleInterface(target.item).text(QAccessible.Text.Name)
    if is_a(target.item, "Key") or target.name in NAMED_IN_THE_OTHER_LANGUAGE:
        return []
    hanzi = HANZI.findall(name)
    if language == "en":
        foreign = [part for part in hanzi if part not in PROPER_NAMES and part not in values]
        return [f"{target.name} is named “{name}” in English"] if foreign else []
    words = re.findall(r"[A-Za-z]{4,}", name)
    return [f"{target.name} is named “{name}” in Chinese"] if not hanzi and any(word not in values for word in words) else []


def _uncovered(window: QQuickWindow) -> QQuickItem:
    """What is above everything else: a question that covers the screen, or the screen."""
    covers = [item for item in visible_items(window.contentItem()) if any(is_a(item, kind) for kind in COVERS)]
    return covers[-1] if covers else window.contentItem()


def _word_faults(ground: QQuickItem, window: QQuickWindow) -> list[str]:
    texts = [item for item in visible_items(ground) if item.inherits("QQuickText") and item.property("text")]
    faults = [fault for text in texts for fault in _faults_of_text(text, window)]
    inked = [(text, _ink(text)) for text in texts if not scrolls(text)]
    covered = [rect_of(item) for item in visible_items(ground) if is_a(item, "Footer") or is_a(item, "Header")]
    for text, ink in inked:
        if any(ink.intersects(cover) for cover in covered) and not _belongs_to_the_frame(text):
            faults.append(f"“{text.property('text')}” lies under the header or the footer")
    touchables = [item for item in visible_items(ground) if is_a(item, "Touchable") and item.objectName() != WHOLE_SCREEN]
    for text, ink in inked:
        over = [item for item in touchables if ink.intersects(rect_of(item)) and not item.isAncestorOf(text)]
        faults += [f"“{text.property('text')}” lies on {item.objectName()}" for item in over]
    for (one, here), (other, there) in combinations(inked, 2):
        overlap = here.intersected(there)
        if overlap.width() > 3 and overlap.height() > 3:
            faults.append(f"“{one.property('text')}” lies on “{other.property('text')}”")
    return faults


def _belongs_to_the_frame(text: QQuickItem) -> bool:
    above: QQuickItem | None = text
    while above is not None:
        if any(is_a(above, kind) for kind in ("Footer", "Header", "SampleMark")):
            return True
        above = above.parentItem()
    return False


def _faults_of_text(text: QQuickItem, window: QQuickWindow) -> list[str]:
    words = f"“{text.property('text')}”"
    faults = []
    if text.property("truncated"):
        faults.append(f"{words} is truncated")
    if text.property("contentWidth") > text.width() + ROUNDING_PX:
        faults.append(f"{words} is wider than its place: {text.property('contentWidth')} > {text.width()}")
    if text.property("contentHeight") > text.height() + ROUNDING_PX:
        faults.append(f"{words} is higher than its place: {text.property('contentHeight')} > {text.height()}")
    if text.property("font").pixelSize() < SMALLEST_WORDS_PX:
        faults.append(f"{words} is too small: {text.property('font').pixelSize()} px")
    if "{" in text.property("text") or "undefined" in text.property("text"):
        faults.append(f"{words} is not filled in")
    if not scrolls(text) and not _inside(_ink(text), _frame(text, window)):
        faults.append(f"{words} leaves its frame: {_ink(text)} {_frame(text, window)}")
    return faults


def _frame(text: QQuickItem, window: QQuickWindow) -> QRectF:
    """The touch target, sheet or label that a text belongs to, else the window."""
    above = text.parentItem()
    while above is not None:
        if any(is_a(above, kind) for kind in ("Touchable", "Sheet", "Waybill", "Chip", "Footer", "Header")):
            return rect_of(above)
        above = above.parentItem()
    return QRectF(0, 0, window.width(), window.height())


def _ink(text: QQuickItem) -> QRectF:
    """The rectangle that the glyphs fill."""
    place = rect_of(text)
    width, height = text.property("contentWidth"), text.property("contentHeight")
    spare = place.width() - width
    alignment = text.property("side")
    left = place.x() + (spare / 2 if alignment == 4 else spare if alignment == 2 else 0)
    top = place.y() + (place.height() - height) / 2
    lead = text.property("font").pixelSize() * 0.12
    return QRectF(left, top + lead, width, height - 2 * lead)


def _inside(inner: QRectF, outer: QRectF) -> bool:
    slack = ROUNDING_PX
    return outer.adjusted(-slack, -slack, slack, slack).contains(inner)


def _targets(ground: QQuickItem) -> list[Target]:
    found = [item for item in visible_items(ground) if is_a(item, "Touchable") and item.property("can") and item.isEnabled()]
    return [Target(item, rect_of(item)) for item in found]


def _target_faults(targets: list[Target], studio: Studio, *, elder: bool, of_staff: bool = False) -> list[str]:
    window, reach = studio.shell.window, 0 if of_staff else _reach(studio)
    factor = ELDER_FACTOR if elder else 1.0
    faults = [fault for target in targets for fault in _faults_of_target(target, window, factor)]
    out_of_reach = [target for target in targets if target.rect.y() < reach - 0.5 and target.name != WHOLE_SCREEN]
    faults += [f"{target.name} is out of reach: {target.rect}" for target in out_of_reach]
    names = [target.name for target in targets]
    faults += [f"{name} is there twice" for name in set(names) if names.count(name) > 1]
    for one, other in combinations([target for target in targets if target.name != WHOLE_SCREEN], 2):
        half = (GAP_PX - 1) / 2
        if one.rect.adjusted(-half, -half, half, half).intersects(other.rect.adjusted(-half, -half, half, half)):
            faults.append(f"{one.name} and {other.name} are closer than {GAP_PX} px: {one.rect} {other.rect}")
    return faults


def _faults_of_target(target: Target, window: QQuickWindow, factor: float) -> list[str]:
    faults = []
    least = (KEY_PX if is_a(target.item, "Key") else TOUCH_PX) * factor
    if min(target.rect.width(), target.rect.height()) < least - 0.5:
        faults.append(f"{target.name} is smaller than {least} px: {target.rect}")
    if not target.name:
        faults.append(f"a target at {target.rect} has no name")
    if not QAccessible.queryAccessibleInterface(target.item).text(QAccessible.Text.Name):
        faults.append(f"{target.name} has no accessible name")
    if not _inside(target.rect, QRectF(0, 0, window.width(), window.height())):
        faults.append(f"{target.name} leaves the window: {target.rect}")
    return faults


def _reach(studio: Studio) -> int:
    """The line of the theme above which nothing may have to be touched."""
    engine = qmlEngine(studio.shell.window)
    assert engine is not None
    theme = engine.singletonInstance("Kiosk.Theme", "Theme")
    assert isinstance(theme, QObject)
    return int(theme.property("reach"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", ["portrait-zh", "landscape-zh"])
@pytest.mark.parametrize("group", ["violations", "pass_and_contact", "driver_licence", "vehicle"])
def test_a_group_of_home_in_large_type_is_whole(studio: Studio, group: str, language: Literal["zh", "en"]) -> None:
    display = Display(language, elder=True)
    state = EXAMPLES["home-some_down"].state
    studio.show(replace(state, view={**state.view, "group": group}, can_go_back=True), display)
    window = studio.shell.window
    window.grabWindow()
    targets = _targets(window.contentItem())
    assert any(target.name == "home.all_groups" for target in targets)
    faults = [*_word_faults(window.contentItem(), window), *_target_faults(targets, studio, elder=True)]
    assert not faults, "\n".join(faults)
