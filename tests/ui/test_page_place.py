"""How pages are built, so that none leaves anything behind (measured in tests/soak/test_pages_leave_nothing.py)."""

import re

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.flow.screen_state import Display
from tests.paths import ROOT
from tests.ui.window import find
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

QML = ROOT / "ui" / "Kiosk"
STATES = {example.name: example.state for example in examples()}
LEAKS = {
    "Loader.setSource keeps for ever what it is given to begin with": (r"\bsetSource\(", ()),
    "PySide keeps for ever the Python half of what QML makes": (r"^\s*(SignatureInk|CameraView) \{", ("Painted.qml",)),
}


def test_nothing_is_written_that_is_known_to_leak() -> None:
    faults = [
        f"{path.name}:{number}: {why}"
        for path in QML.rglob("*.qml")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for why, (pattern, allowed) in LEAKS.items()
        if path.name not in allowed and re.search(pattern, line)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.no_qt_log
def test_one_page_stands_in_its_place_and_fills_it(portrait: Studio) -> None:
    for name in ("home", "sign", "violations", "attract"):
        portrait.show(STATES[name], Display())
        page = find(portrait.shell.window, "page")
        (item,) = page.childItems()
        assert (item.width(), item.height()) == (page.width(), page.height())
        shown = page.property("item")
        assert isinstance(shown, QQuickItem)
        assert shown == item
