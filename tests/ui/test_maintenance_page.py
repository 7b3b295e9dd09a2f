"""The maintenance mode under a real finger: the corner is held, the pad hears digits, every cell of the touch test is found."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.flow.screen_state import Display, Touch
from tests.ui.window import Finger, find, names, settle, words
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]

STATES = {example.name: example.state for example in examples()}


def show(studio: Studio, name: str) -> None:
    studio.show(STATES[name], Display())


def acts(heard: list[Touch]) -> list[str]:
    return [touch.action for touch in heard if touch.action != "activity"]


@pytest.mark.parametrize("screen", ["attract", "out_of_service"])
def test_the_hidden_corner_is_held_and_a_short_touch_is_not_enough(
    portrait: Studio, finger: Finger, heard: list[Touch], screen: str
) -> None:
    show(portrait, screen)
    finger.tap("maintenance.corner")
    settle(lambda: acts(heard) == (["wake"] if screen == "attract" else []))
    before = len(heard)
    place = finger.middle("maintenance.corner")
    finger.press(place)
    settle(lambda: "corner_held" in acts(heard))
    finger.release(place)
    assert acts(heard[before:]) == ["corner_held"], "the finger that leaves does not wake the terminal as well"


def test_the_pad_tells_digits_and_shows_none_of_the_pin(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    show(portrait, "maintenance-sign_in_pin")
    for digit in "907":
        finger.tap(f"maintenance.digit.{digit}")
    finger.tap("maintenance.erase")
    settle(lambda: len(acts(heard)) == 4)
    assert [touch.payload.get("digit") for touch in heard if touch.action == "digit"] == ["9", "0", "7"]
    assert not any(word in {"0217", "5"} for word in words(portrait.shell.window) if len(word) > 1)


def test_a_locked_pad_hears_nothing_but_the_way_out(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    show(portrait, "maintenance-sign_in_locked")
    finger.tap("maintenance.digit.1")
    finger.tap("maintenance.quit")
    settle(lambda: acts(heard) == ["leave"])


def test_a_part_opens_by_its_row_also_on_the_second_page(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    show(portrait, "maintenance-overview")
    assert "maintenance.part.models" not in names(portrait.shell.window)
    finger.tap("maintenance.page_on")
    settle(lambda: "maintenance.part.models" in names(portrait.shell.window))
    finger.tap("maintenance.part.models")
    settle(lambda: acts(heard) == ["open"])
    assert heard[-1].payload["name"] == "models"


def test_the_worst_fault_is_tested_from_the_overview(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    show(portrait, "maintenance-overview")
    finger.tap("maintenance.worst.test")
    settle(lambda: acts(heard) == ["test"])
    assert heard[-1].payload["name"] == "document_printer"


def test_every_cell_has_to_be_found_before_the_touch_screen_passes(
    portrait: Studio, finger: Finger, heard: list[Touch]
) -> None:
    show(portrait, "maintenance-trial_touch")
    cells = sorted(name for name in names(portrait.shell.window) if name.startswith("maintenance.cell."))
    for cell in cells[1:]:
        finger.tap(cell)
    finger.tap(cells[1])  # twice is once
    settle(lambda: any("还剩 1 格" in word for word in words(portrait.shell.window)))
    assert acts(heard) == []
    finger.tap(cells[0])
    settle(lambda: acts(heard) == ["judge"])
    assert heard[-1].payload["on"] is True


def test_a_judgement_is_two_different_touches(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    show(portrait, "maintenance-trial")
    finger.tap("maintenance.judge_bad")
    finger.tap("maintenance.judge_good")
    settle(lambda: len(acts(heard)) == 2)
    assert [touch.payload["on"] for touch in heard] == [False, True]


def test_nobody_stops_a_test_on_command(portrait: Studio) -> None:
    show(portrait, "maintenance-unattended")
    here = [name for name in names(portrait.shell.window) if name.startswith("maintenance.")]
    assert here == []


def test_a_page_keeps_its_place_while_its_state_changes(portrait: Studio, finger: Finger) -> None:
    show(portrait, "maintenance-overview")
    finger.tap("maintenance.page_on")
    settle(lambda: "maintenance.part.models" in names(portrait.shell.window))
    view = dict(STATES["maintenance-overview"].view)
    changed: Any = {**view, "body": {**view["body"], "waiting": 7}}  # type: ignore[dict-item]  # it is an object
    portrait.update(replace(STATES["maintenance-overview"], view=changed), Display())
    assert find(portrait.shell.window, "maintenance.part.models")
    assert any("待传业务 7 件" in word for word in words(portrait.shell.window))


def test_a_report_that_is_being_printed_is_not_asked_for_again(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    show(portrait, "maintenance-report_printing")
    finger.tap("maintenance.print")
    finger.tap("maintenance.export")
    show(portrait, "maintenance-report")
    finger.tap("maintenance.export")
    settle(lambda: acts(heard) == ["export"])
