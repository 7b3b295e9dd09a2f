"""Pages at their fullest: three questions, ten rows, four vehicles. Nothing lies on anything else, in any look."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from kiosk.flow.screen_state import Display
from tests.ui.window import is_a, rect_of, visible_items
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
SLACK = 8  # pixels of leading above and below what is written
STATES = {example.name: example.state for example in examples()}
CROWDED = (
    "plate_reissue",
    "plate_replace-declared",
    "vehicle_licence_reissue",
    "vehicle_licence_replace-declared",
    "licence_overage",
    "vehicle-chosen",
    "confirm-plates",
    "confirm-truck_pass",
    "confirm-contact_owner",
    "truck_pass-period",
    "submitted-plate_reissue",
    "submitted-vehicle_licence_replace",
    "submitted-driver_licence_renew_expiry",
    "advice-other",
    "advice-overage",
)
LOOKS = [Display(language=language, elder=elder) for language in ("zh", "en") for elder in (False, True)]


def written(item: QQuickItem) -> QRectF:
    """Return where the letters of a text lie, less the leading."""
    wide, high = (float(item.property(name)) for name in ("contentWidth", "contentHeight"))
    return item.mapRectToScene(QRectF(0, 0, min(wide, item.width()), high)).adjusted(0, SLACK, 0, -SLACK)


def is_text(item: QQuickItem) -> bool:
    return bool(item.inherits("QQuickText") and item.property("text") and item.width() > 0)


def is_within(item: QQuickItem, other: QQuickItem) -> bool:
    above: QQuickItem | None = item
    while above is not None and above is not other:
        above = above.parentItem()
    return above is other


@pytest.mark.parametrize("name", CROWDED)
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_nothing_lies_on_anything_else(request: pytest.FixtureRequest, orientation: str, name: str) -> None:
    studio: Studio = request.getfixturevalue(orientation)
    for look in LOOKS:
        studio.show(STATES[name], look)
        studio.shell.window.grabWindow()
        seen = list(visible_items(studio.shell.window.contentItem()))
        texts, targets = [item for item in seen if is_text(item)], [item for item in seen if is_a(item, "Touchable")]
        over = [
            (a.property("text"), b.property("text")) for a, b in combinations(texts, 2) if written(a).intersects(written(b))
        ]
        under = [
            (text.property("text"), target.objectName())
            for text in texts
            for target in targets
            if not is_within(text, target) and written(text).intersects(rect_of(target))
        ]
        both = [(a.objectName(), b.objectName()) for a, b in combinations(targets, 2) if rect_of(a).intersects(rect_of(b))]
        assert (look, over, under, both) == (look, [], [], [])
