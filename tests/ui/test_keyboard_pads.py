"""Every pad and page of the keyboard, in both orientations, both languages and large type: keys big enough, far
enough apart, with names; words that fit; and nothing over the field.
"""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem

from kiosk.flow.fields import FIELD_SORTS, FieldSortName
from kiosk.flow.screen_state import Display
from tests.ui.keyboard_page import KeyboardPage
from tests.ui.window import find, is_a, rect_of, settle, visible_items
from ui.gallery.dictionary import SampleMethods, SampleReader
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
LOOKS = {
    "zh": Display(),
    "en": Display("en"),
    "zh-elder": Display(elder=True),
    "en-elder": Display("en", elder=True),
}
PAGES = {
    "address": ("letters", "latin", "digits", "hand", "ink", "composing", "grid"),
    "text": ("digits",),  # the rest is as for an address
    "name": ("letters", "hand"),
    **dict.fromkeys(("digits", "id_number", "phone", "plate", "decision_number", "email", "search"), ("",)),
}
STEPS = {
    "latin": ["mode"],
    "digits": ["digits"],
    "hand": ["hand"],
    "ink": ["hand"],
    "composing": [*"shi"],
    "grid": [*"shi", "candidates_more"],
}
STATES = {example.name: example.state for example in examples()}
KEY_PX, ELDER_KEY_PX, GAP_PX, SMALLEST_WORDS_PX = 72, 90, 16, 24
ROUNDING_PX = 1.0


@pytest.fixture(params=["portrait", "landscape"])
def studio(request: pytest.FixtureRequest) -> Studio:
    found: Studio = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def missing(studio: Studio) -> Iterator[None]:
    """A machine without engines."""
    methods = SampleMethods(works=False)
    methods.handwriting = SampleReader(works=False)
    studio.shell.type_by(methods)
    yield
    studio.shell.type_by(SampleMethods())


def _opened(studio: Studio, pad: str, page: str, look: str) -> KeyboardPage:
    keyboard = KeyboardPage(studio, pad, LOOKS[look]).until_ready()
    settle(lambda: keyboard.writing.property("state") in {"ready", "missing", "closed"})
    keyboard.item.setProperty("error", "这里写错了")
    keyboard.tap(*STEPS.get(page, []))
    if page == "ink":
        keyboard.writing.stroke([[2000, 2000], [8000, 2000]], 1.0, 1.0)
        settle(lambda: keyboard.writing.property("candidates"))
    keyboard.window.grabWindow()
    return keyboard


def _keys(page: KeyboardPage) -> list[QQuickItem]:
    pad = find(page.window, "page.pad")
    return [item for item in visible_items(pad) if is_a(item, "Touchable")]


def _faults(page: KeyboardPage, *, elder: bool) -> Iterator[str]:
    pad, least = find(page.window, "page.pad"), ELDER_KEY_PX if elder else KEY_PX
    whole = rect_of(pad)
    names = [key.objectName() for key in _keys(page)]
    yield from (f"{name} is there twice" for name in set(names) if names.count(name) > 1)
    for key in _keys(page):
        place, name = rect_of(key), key.objectName()
        if min(place.width(), place.height()) < least:
            yield f"{name} is smaller than {least} px: {place}"
        if not whole.adjusted(8, 8, -8, -8).contains(place):
            yield f"{name} leaves the keyboard or lies at its edge: {place}"
        if not QAccessible.queryAccessibleInterface(key).text(QAccessible.Text.Name):
            yield f"{name} has no accessible name"
    half = (GAP_PX - 1) / 2
    for one, other in combinations(_keys(page), 2):
        if rect_of(one).adjusted(-half, -half, half, half).intersects(rect_of(other).adjusted(-half, -half, half, half)):
            yield f"{one.objectName()} and {other.objectName()} are closer than {GAP_PX} px"


def _word_faults(page: KeyboardPage) -> Iterator[str]:
    for text in visible_items(find(page.window, "page.pad")):
        if not text.inherits("QQuickText") or not text.property("text"):
            continue
        words = text.property("text")
        above = text.parentItem()
        assert above is not None
        if text.property("font").pixelSize() < SMALLEST_WORDS_PX:
            yield f"“{words}” is too small"
        if text.property("contentWidth") > above.width() - 8 + ROUNDING_PX:
            yield f"“{words}” is wider than its key: {text.property('contentWidth')} > {above.width()}"
        if "undefined" in words or "{" in words:
            yield f"“{words}” is not filled in"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("pad", "page"), [(pad, page) for pad, pages in PAGES.items() for page in pages])
def test_keys_are_big_apart_and_named_and_hide_no_field(studio: Studio, pad: str, page: str, look: str) -> None:
    keyboard = _opened(studio, pad, page, look)
    faults = [*_faults(keyboard, elder=LOOKS[look].elder), *_word_faults(keyboard)]
    assert not faults, "\n".join(faults)
    top = rect_of(find(keyboard.window, "page.pad")).top()
    assert rect_of(find(keyboard.window, "page.field")).bottom() <= top
    assert rect_of(find(keyboard.window, "page.pad")).bottom() == pytest.approx(rect_of(_footer(keyboard)).top())


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    "name", [name for name, state in STATES.items() if state.screen in {"address", "form"} and not state.help_open]
)
def test_no_screen_lets_the_keyboard_lie_on_its_words(studio: Studio, name: str, look: str) -> None:
    studio.show(STATES[name], LOOKS[look])
    window = studio.shell.window
    window.grabWindow()
    shown = list(visible_items(window.contentItem()))
    for keyboard in [item for item in shown if is_a(item, "Keyboard")]:
        others = [item for item in shown if is_a(item, "Field") or item.inherits("QQuickText")]
        outside = [item for item in others if not keyboard.isAncestorOf(item)]
        assert any(is_a(item, "Field") for item in outside)
        on_it = [item for item in outside if rect_of(item).adjusted(0, 0, 0, -1).intersects(rect_of(keyboard))]
        assert not on_it, [item.property("text") or item.property("label") for item in on_it]


def _footer(page: KeyboardPage) -> QQuickItem:
    return next(item for item in visible_items(page.window.contentItem()) if is_a(item, "Footer"))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("pad", ["address", "name", "text"])
def test_a_keyboard_without_engines_is_whole(studio: Studio, missing: None, pad: str, look: str) -> None:
    keyboard = _opened(studio, pad, "", look)
    faults = [*_faults(keyboard, elder=LOOKS[look].elder), *_word_faults(keyboard)]
    assert not faults, "\n".join(faults)
    assert not find(keyboard.window, "key.hand").property("can")


@pytest.mark.parametrize("sort", FIELD_SORTS)
def test_no_key_is_dead_in_the_field_that_its_pad_serves(portrait: Studio, sort: FieldSortName) -> None:
    field = FIELD_SORTS[sort]
    before = "张" if field.pad in {"name", "text", "address"} else ""  # no field begins with a space or a dot
    page = KeyboardPage(portrait, field.pad).until_ready()
    pad = find(page.window, "page.pad")
    typed: set[str] = set()
    for shown in ("pinyin", "latin", "digits", "hand"):
        pad.setProperty("page", shown)
        keys = {str(key["text"]) for key in pad.property("keys").toVariant()}
        typed |= {key for key in keys if not key.startswith("$")} | ({" "} if "$space" in keys else set())
    assert len(typed) >= 10
    assert [key for key in sorted(typed) if field.keep(before + key) != before + key] == []


def test_keys_say_what_they_are(portrait: Studio) -> None:
    page = _opened(portrait, "address", "composing", "zh")
    assert find(page.window, "key.q").property("label") == "字母 q"
    assert find(page.window, "key.space").property("label") == "空格"
    assert find(page.window, "key.candidate.0").property("label") == "候选 是"
    assert find(page.window, "key.backspace").property("label") == "删一个字"


def test_the_grid_holds_a_page_of_two_dozen(studio: Studio) -> None:
    page = _opened(studio, "address", "grid", "zh-elder")
    assert len(page.candidates) >= 24
