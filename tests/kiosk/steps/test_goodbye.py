"""再见: nobody else begins while a card lies there; a slip is only reminded of."""

from domain.failures import FailureCode
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
