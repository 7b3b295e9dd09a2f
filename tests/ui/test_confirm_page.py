"""The confirmation of many rows: a page at a time, all of them before it is signed; what belongs together is one row."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

import pytest

from kiosk.flow.screen_state import Display, Touch
from tests.ui.window import Finger, names, words
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
STATES = {example.name: example.state for example in examples()}
LONG, OWNER = STATES["confirm-truck_pass"], STATES["confirm-contact_owner"]
EDITS = {f"confirm.edit.{name}" for name in ("vehicle", "kind", "days", "window", "road", "phone")}


@pytest.fixture(params=["portrait", "landscape"])
def studio(request: pytest.FixtureRequest) -> Studio:
    found: Studio = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def said(studio: Studio) -> Iterator[list[Touch]]:
    """What the flow hears, but for the activity."""
    touches: list[Touch] = []
    studio.listen(lambda touch: None if touch.action == "activity" else touches.append(touch))
    yield touches
    studio.listen(lambda _: None)


def edits(studio: Studio) -> set[str]:
    return {name for name in names(studio.shell.window) if name.startswith("confirm.edit.")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_is_seen_before_it_is_signed(studio: Studio, said: list[Touch], language: Literal["zh", "en"]) -> None:
    finger = Finger(studio.shell.window)
    studio.show(LONG, Display(language, elder=True))
    first = edits(studio)
    assert first < EDITS
    assert "confirm.next" not in names(studio.shell.window)
    finger.tap("confirm.page_on")
    assert edits(studio) == EDITS - first
    finger.tap("confirm.page_back")
    assert edits(studio) == first
    finger.tap("confirm.page_on")
    assert said == []
    finger.tap("confirm.next")
    assert [touch.action for touch in said] == ["next"]


def test_one_page_has_no_keys_to_turn(studio: Studio) -> None:
    studio.show(LONG, Display())
    assert edits(studio) == EDITS
    assert {"confirm.page_on", "confirm.page_back"}.isdisjoint(names(studio.shell.window))


def test_a_page_that_is_gone_in_normal_type_is_left(studio: Studio) -> None:
    """Whoever turns large type off on the second page sees everything, and may sign."""
    finger = Finger(studio.shell.window)
    studio.show(LONG, Display(elder=True))
    finger.tap("confirm.page_on")
    studio.update(LONG, Display())
    assert edits(studio) == EDITS
    assert "confirm.next" in names(studio.shell.window)


def test_vehicles_that_are_changed_at_one_place_are_one_row(studio: Studio) -> None:
    studio.show(OWNER, Display())
    shown = [text.replace("\u2060", "") for text in words(studio.shell.window)]
    assert "渝A∗∗2D6、渝A∗∗61B、渝A∗∗∗207" in shown
    assert sum(name == "confirm.edit.vehicle" for name in names(studio.shell.window)) == 1


def test_two_days_are_said_as_people_say_them(studio: Studio) -> None:
    studio.show(LONG, Display())
    assert "11月24日至12月23日" in words(studio.shell.window)
    view: Any = LONG.view
    odd = [{**row, "value": "2026-11-24 ~ soon"} if row["key"] == "pass.row.days" else row for row in view["rows"]]
    studio.show(replace(LONG, view={**view, "rows": odd}), Display())
    assert "2026-11-24 ~ soon" in words(studio.shell.window)
