"""Paying as the citizen sees it: what is asked, what is said of the money, and what becomes of it when somebody leaves."""

from tests.kiosk.stage import Stage


def test_the_number_is_shown_only_after_it_is_paid(stage: Stage) -> None:
    stage.walk_to("pay")
    stage.confirm()
    assert stage.hands.waiting("pay").asked[1] == 1000
    stage.insert_bank_card()
    stage.approve()
    assert stage.view["phase"] == "take_card"
    stage.settle()
    stage.answer("bank_card", True)
    assert stage.view["phase"] == "approved"
    stage.touch("next")
    assert stage.screen == "submitted"
    assert stage.view["number"] != ""
    assert stage.hands.count()["save"] == 0
