"""再见: nobody else begins while a card lies there; a slip is only reminded of."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from domain.failures import FailureCode
from kiosk.flow.outside import NoOutside, Thing
from tests.kiosk.stage import Stage


def leave(stage: Stage, screen: str = "licence_loss") -> None:
    stage.walk_to(screen)
    stage.touch("end_confirmed")


def test_who_read_no_card_is_let_go_at_once(stage: Stage) -> None:
    leave(stage, "home")
    assert stage.view["left"] == []
    stage.touch("finish")
    assert stage.screen == "attract"


def test_a_card_that_lies_there_keeps_the_next_visit_from_beginning(stage: Stage) -> None:
    leave(stage)
    assert stage.view["left"] == [{"thing": "id_card", "taken": False, "sensed": True}]
    for action in ("finish", "wake", "home", "back"):
        stage.touch(action)
    stage.wait(100)
    assert stage.screen == "goodbye"
    stage.answer("removal", True)
    assert stage.view["left"] == [{"thing": "id_card", "taken": True, "sensed": True}]
    stage.wait(8)
    assert stage.screen == "attract"


def test_a_card_that_nobody_takes_is_reported_and_the_terminal_goes_on(stage: Stage) -> None:
    leave(stage)
    stage.wait(120)
    assert stage.screen == "attract"
    assert ("card_left_behind", {}) in stage.hands.events
    stage.walk_to("read_id_card")
    assert stage.view["phase"] == "waiting"


def test_the_reader_may_be_the_first_to_say_that_the_card_stays(stage: Stage) -> None:
    leave(stage)
    stage.answer("removal", False)
    assert stage.screen == "attract"
    assert ("card_left_behind", {}) in stage.hands.events


def test_a_reader_that_is_gone_holds_nobody_up(stage: Stage) -> None:
    leave(stage)
    stage.answer("removal", FailureCode.DEVICE_UNPLUGGED)
    stage.touch("finish")
    assert stage.screen == "attract"


def test_a_slip_cannot_be_sensed_and_the_screen_does_not_claim_to(stage: Stage) -> None:
    stage.walk_to("submitted")
    stage.save()
    stage.receive()
    stage.print()
    stage.answer("removal", True)
    stage.touch("finish")
    assert stage.view["left"] == [{"thing": "receipt", "taken": False, "sensed": False}]
    stage.wait(8)
    assert stage.screen == "attract"


def test_sheets_of_a4_are_reminded_of_as_slips_are(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    stage.machine._visit.document_was_printed = True
    stage.touch("end")
    stage.touch("end_confirmed")
    assert stage.view["left"] == [{"thing": "document", "taken": False, "sensed": False}]


class Exits(NoOutside):
    """Exits that a sensor watches."""

    def __init__(self) -> None:
        self.seen: dict[Thing, bool] = {"receipt": False, "document": False}
        self.behind: list[Thing] = []
        self.closing = False

    def papers(self) -> Mapping[Thing, bool]:
        return self.seen

    def left_behind(self, things: Collection[Thing]) -> None:
        self.behind += things

    def tidings(self) -> str:
        return "tidings.battery_low" if self.closing else ""

    def is_closing(self) -> bool:
        return self.closing


@pytest.fixture
def exits(stage: Stage) -> Exits:
    exits = Exits()
    stage.machine._parts = replace(stage.machine._parts, outside=exits)
    return exits


def test_paper_that_is_sensed_keeps_the_next_visit_from_beginning(stage: Stage, exits: Exits) -> None:
    leave(stage, "home")
    exits.seen["document"] = True
    stage.wait(1)
    assert stage.view["left"] == [{"thing": "document", "taken": False, "sensed": True}]
    stage.touch("finish")
    stage.wait(60)
    assert stage.screen == "goodbye"
    exits.seen["document"] = False
    stage.wait(1)
    assert stage.view["left"] == []
    stage.touch("finish")
    assert stage.screen == "attract"


def test_a_slip_that_was_taken_is_said_to_be_taken(stage: Stage, exits: Exits) -> None:
    stage.walk_to("read_id_card")
    stage.machine._visit.slip_was_printed = True
    exits.seen["receipt"] = True
    stage.touch("end")
    stage.touch("end_confirmed")
    assert stage.view["left"] == [{"thing": "receipt", "taken": False, "sensed": True}]
    exits.seen["receipt"] = False
    stage.wait(1)
    assert stage.view["left"] == [{"thing": "receipt", "taken": True, "sensed": True}]
    stage.wait(8)
    assert stage.screen == "attract"


def test_everything_that_is_left_is_reported_by_name(stage: Stage, exits: Exits) -> None:
    leave(stage)
    exits.seen = {"receipt": True, "document": True}
    stage.wait(120)
    events = [event for event, _ in stage.hands.events]
    assert events[-3:] == ["card_left_behind", "slip_left_behind", "document_left_behind"]
    assert exits.behind == ["id_card", "receipt", "document"]


def test_when_the_terminal_is_about_to_switch_off_the_visit_ends_and_is_told(stage: Stage, exits: Exits) -> None:
    stage.walk_to("licence_loss")
    assert stage.state.tidings == ""
    exits.closing = True
    stage.wait(1)
    assert (stage.screen, stage.view["why"]) == ("goodbye", "power")
    assert ("visit_ended", {"why": "power", "step": "licence_loss"}) in stage.hands.events
