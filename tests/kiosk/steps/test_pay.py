"""Paying as the citizen sees it: what is asked, what is said of the money, and what becomes of it when somebody leaves."""

from typing import Any

import pytest

from domain.failures import FailureCode
from drivers.printing import PrintOutcome
from drivers.receipt_printer.contract import Pair, TextLine
from kiosk.steps.pay import Pay
from payment.contract import PaymentOutcome, PaymentPhase
from tests.kiosk.stage import ORDER, Stage, a_payment

APPROVED, DECLINED, NOT_CHARGED, UNKNOWN = PaymentOutcome
NUMBER_SHOWN = "2611 2200 0100 0017"
CARD = "622202∗∗∗∗∗∗∗∗∗0000"


def at_the_slot(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    till.progress(PaymentPhase.INSERT, limit_s=60)


def decide(till: Stage, outcome: PaymentOutcome, **changes: Any) -> None:
    """Card in, the bank's word, card out."""
    till.walk_to("pay")
    till.confirm()
    till.insert_bank_card()
    till.answer("pay", a_payment(outcome, **changes))
    till.answer("bank_card", True)


def events(till: Stage) -> list[str]:
    return [name for name, _ in till.hands.events]


def slip(till: Stage) -> str:
    words = []
    for part in till.hands.waiting("print").asked.parts:
        match part:
            case TextLine(text=text):
                words.append(text)
            case Pair(label=label, value=value):
                words.append(f"{label}={value}")
    return "\n".join(words)


def test_the_number_is_shown_only_after_it_is_paid(till: Stage) -> None:
    till.walk_to("pay")
    assert till.view["phase"] == "saving"
    till.confirm()
    assert till.hands.waiting("pay").asked == (ORDER, 1000)
    till.insert_bank_card()
    till.approve()
    till.settle()
    till.answer("bank_card", True)
    assert (till.view["phase"], till.view["card"], till.view["reference"]) == ("approved", CARD, "112233445566")
    assert NUMBER_SHOWN not in "".join(repr(dict(state.view)) for state in till.states)
    till.touch("next")
    assert (till.screen, till.view["number"]) == ("submitted", NUMBER_SHOWN)
    assert till.hands.count()["save"] == 0, "it is lodged already"


def test_what_is_paid_is_settled_with_what_the_office_needs(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    key = till.hands.requests[-2].asked[0]
    till.insert_bank_card()
    till.approve()
    settled_key, paid = till.hands.waiting("settle").asked
    assert settled_key == key
    assert (paid.order_id, paid.amount_fen, paid.card, paid.trace) == (ORDER, 1000, CARD, "000007")


def test_the_slip_says_how_it_was_paid(till: Stage) -> None:
    till.walk_to("submitted")
    till.receive()
    printed = slip(till)
    for expected in ("工本费=10.00 元", "缴费方式=银行卡（银联）", f"卡号={CARD}", "检索参考号=112233445566", "缴费时间="):
        assert expected in printed


def test_a_service_without_a_fee_passes_by_itself(stage: Stage) -> None:
    stage.walk_to("submitted")
    assert "pay" not in [state.screen for state in stage.states]
    assert stage.hands.count()["confirm"] == stage.hands.count()["pay"] == 0
    assert stage.hands.closed == []


def test_each_phase_says_what_to_do(till: Stage) -> None:
    at_the_slot(till)
    assert (till.view["phase"], till.view["seconds_left"]) == ("insert", 60)
    till.wait(12)
    assert till.view["seconds_left"] == 48
    till.progress(PaymentPhase.READING)
    till.progress(PaymentPhase.CHOOSE, applications=("借记卡", "贷记卡"), limit_s=30)
    assert till.view["applications"] == ["借记卡", "贷记卡"]
    for index in (2, -1, "0", None):
        till.touch("choose", index=index)
    till.touch("choose", index=1.0)
    assert till.hands.waiting("pay").chosen == [1]
    till.progress(PaymentPhase.PIN, limit_s=60)
    till.wait(5)
    till.progress(PaymentPhase.PIN, pin_digits=3, limit_s=60)
    assert (till.view["digits"], till.view["seconds_left"]) == (3, 55)
    till.progress(PaymentPhase.WORKING, can_cancel=False)
    assert (till.view["phase"], till.view["seconds_left"], till.view["digits"]) == ("working", None, 0)


@pytest.mark.parametrize(
    ("reached", "outcome", "finished"),
    [
        (PaymentPhase.READING, NOT_CHARGED, ["insert"]),
        (PaymentPhase.PIN, NOT_CHARGED, ["insert"]),
        (PaymentPhase.WORKING, DECLINED, ["insert", "pin"]),
        (PaymentPhase.WORKING, UNKNOWN, ["insert", "pin"]),
        (PaymentPhase.WORKING, APPROVED, ["insert", "pin", "working"]),
    ],
)
def test_only_what_was_really_done_is_ticked(
    till: Stage, reached: PaymentPhase, outcome: PaymentOutcome, finished: list[str]
) -> None:
    at_the_slot(till)
    assert till.view["finished"] == []
    till.progress(reached)
    till.answer("pay", a_payment(outcome))
    assert (till.view["phase"], till.view["finished"]) == ("take_card", finished)


def test_a_bank_that_takes_long_is_said_to(till: Stage) -> None:
    at_the_slot(till)
    till.insert_bank_card()
    assert till.view["is_slow"] is False
    till.wait(8)
    assert till.view["is_slow"] is True


def test_a_wrong_pin_says_how_many_tries_are_left(till: Stage) -> None:
    at_the_slot(till)
    till.insert_bank_card()
    till.progress(PaymentPhase.PIN, pin_tries_left=2, limit_s=60)
    assert (till.view["phase"], till.view["tries_left"], till.view["seconds_left"]) == ("pin", 2, 60)


def test_while_the_bank_works_nothing_ends_the_visit(till: Stage) -> None:
    at_the_slot(till)
    till.insert_bank_card()
    assert (till.state.can_go_back, till.state.can_end) == (False, False)
    for action in ("back", "end", "end_confirmed", "cancel", "no_card", "retry", "without", "next"):
        till.touch(action)
    till.wait(1000)  # longer than a whole visit
    assert (till.screen, till.view["phase"], till.state.idle_seconds_left) == ("pay", "working", None)
    assert not till.hands.waiting("pay").cancelled


@pytest.mark.parametrize("outcome", [DECLINED, NOT_CHARGED])
def test_what_was_not_charged_says_why_and_may_be_paid_again_under_the_same_order(till: Stage, outcome: PaymentOutcome) -> None:
    decide(till, outcome, reason="balance")
    assert (till.view["phase"], till.view["reason"]) == (outcome.value, "balance")
    assert till.hands.count()["settle"] == 0
    till.touch("retry")
    assert till.hands.waiting("pay").asked == (ORDER, 1000)
    till.insert_bank_card()
    till.approve()
    till.settle()
    till.answer("bank_card", True)
    till.touch("next")
    assert till.view["number"] == NUMBER_SHOWN


def test_nobody_is_asked_to_take_a_card_that_was_pulled(till: Stage) -> None:
    at_the_slot(till)
    till.progress(PaymentPhase.PIN)
    till.answer("pay", a_payment(NOT_CHARGED, reason="card_removed"))
    assert (till.view["phase"], till.view["reason"], till.view["card_lies"]) == ("not_charged", "card_removed", False)


def test_a_payment_that_was_undone_says_so(till: Stage) -> None:
    decide(till, NOT_CHARGED, reason=None)
    assert till.view["reason"] == "reversed"


def test_who_does_not_pay_leaves_a_closed_order_and_may_begin_anew(till: Stage) -> None:
    decide(till, DECLINED, reason="balance")
    key = till.hands.requests[-3].asked
    till.touch("without")
    assert (till.screen, till.view["kind"]) == ("advice", "unpaid")
    [closed] = till.hands.closed
    assert key
    till.touch("retry")
    assert (till.screen, till.view["phase"]) == ("pay", "saving")
    assert till.hands.waiting("confirm").asked[0] != closed, "the closed order's application has lapsed"


def test_without_a_card_nothing_is_charged_and_the_way_is_named(till: Stage) -> None:
    at_the_slot(till)
    payment = till.hands.waiting("pay")
    till.touch("no_card")
    assert (till.screen, till.view["kind"], till.view["can_retry"]) == ("advice", "no_bank_card", True)
    assert payment.cancelled
    assert len(till.hands.closed) == 1


@pytest.mark.parametrize("phase", [PaymentPhase.INSERT, PaymentPhase.READING, PaymentPhase.CHOOSE, PaymentPhase.PIN])
def test_ending_before_the_bank_works_cancels_and_closes(till: Stage, phase: PaymentPhase) -> None:
    at_the_slot(till)
    payment, key = till.hands.waiting("pay"), till.hands.requests[-2].asked[0]
    till.progress(phase)
    till.touch("end")
    till.touch("end_confirmed")
    assert till.screen == "goodbye"
    assert payment.cancelled
    assert till.hands.closed == [key]
    things = [left["thing"] for left in till.view["left"]]
    assert ("bank_card" in things) == (phase is not PaymentPhase.INSERT)
    assert ("payment_left", {"phase": phase.value}) in till.hands.events


def test_walking_away_from_the_slot_closes_the_order(till: Stage) -> None:
    at_the_slot(till)
    till.wait(81)
    assert till.screen == "goodbye"
    assert len(till.hands.closed) == 1


def test_going_back_with_the_card_in_gives_the_card_back_first(till: Stage) -> None:
    at_the_slot(till)
    till.progress(PaymentPhase.PIN)
    payment = till.hands.waiting("pay")
    till.hands.requests[-1].cancelled = False
    till.touch("back")
    assert till.screen == "pay"
    payment.cancelled = False  # it was asked to, and says so
    till.answer("pay", a_payment(NOT_CHARGED, reason="cancelled"))
    assert (till.view["phase"], till.view["outcome"]) == ("take_card", "not_charged")
    till.answer("bank_card", True)
    assert till.view["reason"] == "cancelled"
    till.touch("back")
    assert till.screen == "face_consent"


def test_a_card_that_stays_is_noted_and_the_terminal_goes_on(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    till.insert_bank_card()
    till.approve()
    till.settle()
    till.wait(100)
    assert till.view["phase"] == "take_card"
    till.answer("bank_card", False)
    assert "bank_card_left_behind" in events(till)
    till.wait(6)
    assert till.screen == "submitted"
    till.receive()
    till.print()
    till.touch("finish")
    assert {"thing": "bank_card", "taken": False, "sensed": True} in till.view["left"]


def test_the_good_news_goes_on_by_itself(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    till.insert_bank_card()
    till.approve()
    till.settle()
    till.answer("bank_card", FailureCode.PAYMENT_PROCESS_GONE)  # nobody can tell any more
    till.wait(5)
    assert till.screen == "submitted"


def test_what_is_paid_but_not_yet_lodged_is_tried_again_and_never_lost(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    till.insert_bank_card()
    till.approve()
    till.answer("bank_card", True)
    till.answer("settle", FailureCode.STORE_FAILED)
    till.touch("next")
    assert till.screen == "pay"
    for _ in range(8):
        till.wait(2)
        if till.screen == "pay":
            till.answer("settle", FailureCode.STORE_FAILED)
    till.wait(6)
    assert (till.screen, till.view["number"]) == ("submitted", NUMBER_SHOWN), "it is stored and paid: housekeeping lodges it"
    assert len(till.hands.closed) == 1


def test_an_unknown_result_is_asked_for_until_it_is_known(till: Stage) -> None:
    decide(till, UNKNOWN)
    assert (till.view["phase"], till.view["clarifying"], till.view["clue"]) == ("unknown", True, "20261122-000007")
    till.wait(3)
    till.answer("query", FailureCode.PAYMENT_PROCESS_GONE)
    till.wait(3)
    till.answer("query", a_payment(UNKNOWN))
    till.wait(3)
    till.answer("query", a_payment(NOT_CHARGED))
    assert (till.view["phase"], till.view["reason"]) == ("not_charged", "reversed")


def test_an_unknown_result_that_turns_out_paid_is_lodged(till: Stage) -> None:
    decide(till, UNKNOWN)
    till.wait(3)
    till.answer("query", a_payment())
    till.settle()
    assert till.view["phase"] == "approved"
    till.wait(6)
    assert till.view["number"] == NUMBER_SHOWN


def test_what_stays_unknown_is_said_honestly_with_a_slip(till: Stage) -> None:
    decide(till, UNKNOWN)
    for _ in range(20):
        till.wait(3)
        if any(request.job == "query" for request in till.hands.live()):
            till.answer("query", a_payment(UNKNOWN))
    assert (till.screen, till.view["clarifying"]) == ("pay", False)
    printed = slip(till)
    for expected in ("查询号=20261122-000007", "10.00 元", CARD, "最多扣款一次", "自动作废", "122"):
        assert expected in printed
    assert NUMBER_SHOWN not in printed
    till.touch("next")
    assert till.screen == "pay", "the slip first"
    till.print()
    till.touch("next")
    assert (till.screen, [left["thing"] for left in till.view["left"]]) == ("goodbye", ["id_card", "receipt"])
    assert len(till.hands.closed) == 1
    assert "payment_unclear" in events(till)


def test_who_ends_while_it_is_unclear_gets_the_slip_and_the_clue(till: Stage) -> None:
    decide(till, UNKNOWN)
    till.touch("end")
    till.touch("end_confirmed")
    assert (till.screen, till.view["clue"]) == ("goodbye", "20261122-000007")
    assert [left["thing"] for left in till.view["left"]] == ["id_card", "receipt"]
    printed = slip(till)
    for expected in ("查询号=20261122-000007", CARD, "最多扣款一次"):
        assert expected in printed
    assert not till.hands.waiting("print").cancelled
    assert till.hands.count()["print"] == 1
    assert "payment_unclear" in events(till)


def test_a_slip_that_was_printed_is_not_printed_again_on_leaving(till: Stage) -> None:
    decide(till, UNKNOWN)
    till.wait(61)
    till.print()
    till.touch("end")
    till.touch("end_confirmed")
    assert (till.screen, till.view["clue"]) == ("goodbye", "20261122-000007")
    assert till.hands.count()["print"] == 1


def test_who_ends_before_anything_was_charged_gets_no_slip(till: Stage) -> None:
    at_the_slot(till)
    till.touch("end")
    till.touch("end_confirmed")
    assert (till.view["clue"], till.hands.count()["print"]) == (None, 0)


def test_a_payment_process_that_dies_at_work_leaves_it_unknown(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    till.insert_bank_card()
    till.answer("pay", FailureCode.PAYMENT_PROCESS_GONE)
    assert (till.view["outcome"], till.view["clue"]) == ("unknown", f"20261122-{ORDER.hex[-8:]}")


def test_a_payment_process_that_is_gone_before_charged_nothing(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    till.answer("pay", FailureCode.PAYMENT_PROCESS_GONE)
    assert (till.view["phase"], till.view["reason"]) == ("not_charged", "process_gone")
    till.touch("without")
    assert till.view["kind"] == "unpaid"


def test_a_till_that_still_gives_up_another_payment_is_asked_again(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    till.answer("pay", FailureCode.DEVICE_BUSY)
    assert till.view["phase"] == "saving"
    till.wait(2)
    till.progress(PaymentPhase.INSERT)
    assert till.view["phase"] == "insert"


def test_a_till_that_stays_busy_is_said_to_be(till: Stage) -> None:
    till.walk_to("pay")
    till.confirm()
    for _ in range(15):
        if till.view["phase"] == "saving":
            till.answer("pay", FailureCode.DEVICE_BUSY)
            till.wait(2)
    assert (till.view["phase"], till.view["reason"]) == ("not_charged", "busy")


def test_what_was_not_confirmed_asks_for_no_card(till: Stage) -> None:
    till.walk_to("pay")
    till.answer("confirm", FailureCode.STORE_FAILED)
    assert (till.screen, till.view["kind"]) == ("advice", "not_saved")
    assert till.hands.count()["pay"] == 0
    till.touch("retry")
    assert till.view["phase"] == "saving"


def test_a_slip_that_does_not_come_leaves_the_clue_on_the_screen(till: Stage) -> None:
    decide(till, UNKNOWN)
    till.wait(61)
    till.print(PrintOutcome.NOT_DELIVERED, FailureCode.RECEIPT_PAPER_OUT)
    assert (till.view["slip"], till.view["clue"]) == ("not_delivered", "20261122-000007")
    till.touch("next")
    assert till.screen == "goodbye"


@pytest.mark.expects_log
def test_a_bug_while_paying_gives_the_order_up(till: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_slot(till)
    payment = till.hands.waiting("pay")
    monkeypatch.setattr(Pay, "tick", lambda _: 1 // 0)
    till.wait(1)
    assert (till.screen, till.view["kind"]) == ("advice", "failure")
    assert payment.cancelled
    assert len(till.hands.closed) == 1


def test_both_cards_forgotten_are_both_noted(till: Stage) -> None:
    at_the_slot(till)
    till.progress(PaymentPhase.READING)
    till.touch("end")
    till.touch("end_confirmed")
    assert [left["taken"] for left in till.view["left"]] == [False, False]
    till.touch("finish")
    assert till.screen == "goodbye"
    till.wait(121)
    assert till.screen == "attract"
    assert events(till)[-2:] == ["card_left_behind", "bank_card_left_behind"]


def test_a_bank_card_that_is_taken_at_last_lets_go(till: Stage) -> None:
    at_the_slot(till)
    till.progress(PaymentPhase.READING)
    till.touch("end")
    till.touch("end_confirmed")
    till.answer("removal", True)
    till.touch("finish")
    assert till.screen == "goodbye"
    till.answer("bank_card", True)
    assert {"thing": "bank_card", "taken": True, "sensed": True} in till.view["left"]
    till.touch("finish")
    assert till.screen == "attract"
