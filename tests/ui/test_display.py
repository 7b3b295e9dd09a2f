"""Language, large type and contrast change under the citizen's finger; nothing of a visit stays behind."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtQuick import QQuickItem

from kiosk.flow.screen_state import Display, ScreenState
from tests.ui.window import everything, find, words
from ui.gallery.book import open_book
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
STATES = {example.name: example.state for example in examples()}
SECRETS = ("张∗", "13800138000", "138 0013 8000", "28号3单元12-6", "5001∗∗∗∗∗∗∗∗∗∗0010", "2611 2200", "渝中区")


@pytest.mark.parametrize("name", ["home", "confirm", "address-phone_wrong", "submitted", "advice-refused"])
def test_every_text_follows_the_language_and_comes_back(portrait: Studio, name: str) -> None:
    portrait.show(STATES[name], Display("zh"))
    before = words(portrait.shell.window)
    portrait.update(STATES[name], Display("en"))
    english = words(portrait.shell.window)
    portrait.update(STATES[name], Display("zh"))
    assert words(portrait.shell.window) == before
    assert english != before
    portrait.show(STATES[name], Display("en"))
    assert words(portrait.shell.window) == english, "switching gives what beginning in that language gives"


def test_large_type_and_contrast_change_a_standing_screen(portrait: Studio) -> None:
    portrait.show(STATES["confirm"], Display())
    button = find(portrait.shell.window, "confirm.next")
    height, plain = button.height(), portrait.shell.window.grabWindow()
    portrait.update(STATES["confirm"], Display(elder=True))
    assert find(portrait.shell.window, "confirm.next").height() > height
    portrait.update(STATES["confirm"], Display(contrast=True))
    assert portrait.shell.window.grabWindow().pixelColor(20, 1000).lightness() == 0
    portrait.update(STATES["confirm"], Display())
    assert portrait.shell.window.grabWindow() == plain


@pytest.mark.parametrize("name", [name for name in STATES if name != "attract"])
def test_nothing_of_a_visit_stays_behind(portrait: Studio, name: str) -> None:
    portrait.show(STATES[name], Display())
    portrait.shell.window.grabWindow()
    portrait.update(ScreenState(serial=0, screen="attract", sandbox=True), Display())
    left = [(item.metaObject().className(), found) for item in everything(portrait.shell.window) for found in _secrets_of(item)]
    assert not left


def _secrets_of(item: QObject) -> list[str]:
    """Property names of `item` in which something of a person stands."""
    meta = item.metaObject()
    found = []
    for index in range(meta.propertyCount()):
        prop = meta.property(index)
        if str(prop.typeName()) in {"QString", "QVariant", "QJSValue", "QVariantMap", "QVariantList", "QUrl"}:
            name = str(prop.name())
            value = item.property(name)
            text = str(value.toVariant() if hasattr(value, "toVariant") else value)
            found += [name for secret in SECRETS if secret in text]
    return found


def test_the_secrets_of_that_test_are_really_shown(portrait: Studio) -> None:
    """Else it would prove nothing."""
    seen = set()
    for state in STATES.values():
        portrait.show(state, Display())
        items = [item for item in everything(portrait.shell.window) if isinstance(item, QQuickItem)]
        text = " ".join(str(item.property("text")) for item in items)
        seen |= {secret for secret in SECRETS if secret in text}
    assert {"张∗", "138 0013 8000", "28号3单元12-6", "2611 2200"} <= seen


def test_every_screen_of_a_sandbox_says_sample(portrait: Studio) -> None:
    for state in STATES.values():
        portrait.show(state, Display())
        assert find(portrait.shell.window, "sample").property("text").startswith("样本")
    portrait.show(replace(STATES["confirm"], sandbox=False), Display())
    assert "样本　演示环境" not in words(portrait.shell.window)


def test_every_text_that_a_screen_names_is_in_the_book() -> None:
    book = open_book()
    assert sum(1 for _ in book) > 300
    for text in words_of_screens():
        assert book.has(text), text


def words_of_screens() -> set[str]:
    """Return the keys that QML names in so many words."""
    import re
    from pathlib import Path

    import ui

    files = (Path(ui.__file__).parent / "Kiosk").rglob("*.qml")
    return {key for file in files for key in re.findall(r'Texts\.book\["([a-z0-9_.]+)"\]', file.read_text("utf-8"))}
