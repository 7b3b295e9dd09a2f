"""罚款缴纳 through the whole machine: never twice for one decision, nothing charged that is not held."""

from typing import Any

import pytest

from domain.application import ApplicationStatus
from domain.faces import IdentityCheck
from domain.failures import FailureCode
from domain.wire.v1_outcomes import OutcomeAnswer
from drivers.code_scanner.contract import ScannedCode
from drivers.receipt_printer.contract import Pair, QrCode
from kiosk.flow.visit import Confirmed
from kiosk.services.fines import number_in
from payment.contract import PaymentOutcome, PaymentPhase
from tests.kiosk.services.handling import PAYMENT, a_decision, a_hold, fines, hold, posted, see_fines
from tests.kiosk.services.violations import DECISION, ELIGIBLE
from tests.kiosk.stage import NUMBER, ORDER, Stage, a_payment

OTHER = a_decision("5001031900000025", surcharge_fen=0, days_late=0, fine_fen=20000)
NUMBER_16 = DECISION.decision_number


def pay_fee(stage: Stage, amount: int) -> None:
    key = stage.hands.waiting("confirm").asked[0]
    stage.answer("confirm", Confirmed(NUMBER, key, ORDER, amount))
    stage.insert_bank_card()
    stage.answer("pay", a_payment(amount_fen=amount, at=stage.clock.now()))
    stage.settle()
    stage.answer("bank_card", True)
    stage.touch("next")


def test_two_own_fines_are_paid_in_one_go_with_a_slip(stage: Stage) -> None:
    see_fines(stage, OTHER, DECISION)
    assert [entry["amount_fen"] for entry in stage.view["entries"]] == [13600, 20000]  # what is late comes first
    amount = hold(stage, DECISION, OTHER)
    rows = {row["key"]: row["value"] for row in stage.view["rows"]}
    assert (rows["confirm.row.fine"], rows["confirm.row.surcharge"]) == ("¥300.00", "¥36.00")
    assert (stage.view["fee_fen"], stage.view["fee_key"]) == (33600, "confirm.row.to_pay")
    assert (stage.view["ways"], stage.view["signs"]) == (None, False)
    stage.touch("next")
    key, body, pictures = stage.hands.waiting("confirm").asked
    assert (body.fee_fen, set(body.declaration["decisions"]), pictures) == (33600, {NUMBER_16, OTHER.decision_number}, ())
    pay_fee(stage, amount)
    assert stage.screen == "outcome"
    assert stage.hands.waiting("outcome").asked.key == key
    stage.answer(
        "outcome", posted(voucher_number="5000260000", voucher_check="a1", voucher_number_2="5000260001", voucher_check_2="b2")
    )
    assert (stage.view["words"], stage.view["qr"]) == ("fine_paid", "CQJG-F:5000260000-a1,5000260001-b2")
    stage.touch("print")
    parts = stage.hands.waiting("print").asked.parts
    assert QrCode("CQJG-F:5000260000-a1,5000260001-b2") in parts
    assert [part for part in parts if isinstance(part, Pair) and "三丰" in part.value] == []
    stage.print()
    stage.touch("finish")
    assert stage.screen == "goodbye"


def by_number(stage: Stage, number: str = NUMBER_16, *, scanned: bool = False) -> None:
    stage.wake()
    stage.choose(PAYMENT)
    stage.lay_card()
    stage.touch("choose", id="by_number")
    stage.touch("next")
    assert (stage.screen, stage.view["scanner"]) == ("form", True)
    if scanned:
        stage.answer("scan", ScannedCode(number, "code128"))
    else:
        stage.touch("type", field="decision", text=number)
    stage.touch("next")
    stage.answer("ask", ELIGIBLE)


@pytest.mark.parametrize("scanned", [False, True])
def test_anybody_pays_a_decision_by_its_number_without_a_face(stage: Stage, scanned: bool) -> None:
    by_number(stage, scanned=scanned)
    question = stage.hands.waiting("fines").asked
    assert (question.decision_number, question.face) == (NUMBER_16, None)
    stage.answer("fines", fines(a_decision(plate="渝A·∗∗2D6"), verified=False))
    amount = hold(stage, DECISION)
    stage.touch("next")
    body = stage.hands.waiting("confirm").asked[1]
    assert (body.consents, body.face, body.identity_check) == ([], None, IdentityCheck.NOT_NEEDED)
    pay_fee(stage, amount)
    stage.answer("outcome", posted())
    assert stage.view["words"] == "fine_paid"


def test_another_code_is_not_taken_and_the_scanner_goes_on_listening(stage: Stage) -> None:
    stage.wake()
    stage.choose(PAYMENT)
    stage.lay_card()
    stage.touch("choose", id="by_number")
    stage.touch("next")
    stage.answer("scan", ScannedCode("https://example.invalid/?n=5001031900000017", "qr"))
    field = stage.view["fields"][0]
    assert (field["value"], field["error"]) == ("", "form_error.wrong_code")
    stage.answer("scan", ScannedCode("5001031900000017\r", "code128"))
    field = stage.view["fields"][0]
    assert (field["value"], field["error"]) == (NUMBER_16, None)
    stage.answer("scan", FailureCode.DEVICE_UNPLUGGED)
    assert stage.view["scanner"] is False
    stage.touch("back")
    assert not stage.is_asking("scan")


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("5001031900000017", NUMBER_16),
        (" CQJG-D:5001031900000017 \n", NUMBER_16),
        ("500103190000001", None),
        ("50010319000000170", None),
        ("５００１０３１９０００００００１", None),
        ("", None),
        (":", None),
    ],
)
def test_a_code_is_a_decisions_or_nothing(code: str, number: str | None) -> None:
    assert number_in(code) == number


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"paid": [NUMBER_16]}, "R-PAID"), ({"clarifying": [NUMBER_16]}, "R-CLARIFY"), ({}, "R-NODEC")],
)
def test_a_number_that_cannot_be_paid_says_why_and_may_be_typed_anew(
    stage: Stage, changes: dict[str, Any], reason: str
) -> None:
    by_number(stage)
    stage.answer("fines", fines(verified=False, **changes))
    assert (stage.screen, stage.view["reasons"]) == ("advice", [reason])
    stage.touch("retry")
    assert (stage.screen, stage.step) == ("form", "decision")


def test_one_that_is_being_clarified_cannot_be_chosen(stage: Stage) -> None:
    stage.wake()
    see_fines_of(stage, clarifying=[NUMBER_16])
    entry = stage.view["entries"][0]
    assert (entry["can"], entry["why"]) == (False, "fines.clarifying")
    stage.touch("choose", id=NUMBER_16)
    assert stage.view["chosen"] == []


def see_fines_of(stage: Stage, **changes: Any) -> None:
    stage.choose(PAYMENT)
    stage.lay_card()
    stage.touch("choose", id="mine")
    stage.touch("next")
    stage.consent_to_face()
    stage.show_face()
    stage.answer("ask", ELIGIBLE)
    stage.answer("fines", fines(DECISION, **changes))


def test_who_declines_the_face_goes_on_by_the_number(stage: Stage) -> None:
    stage.wake()
    stage.choose(PAYMENT)
    stage.lay_card()
    stage.touch("choose", id="mine")
    stage.touch("next")
    stage.go_without_face()
    assert (stage.screen, stage.step) == ("form", "decision")


def test_what_somebody_else_holds_is_not_charged(stage: Stage) -> None:
    see_fines(stage, DECISION)
    stage.touch("choose", id=NUMBER_16)
    stage.touch("next")
    stage.answer("hold", a_hold(0, held=False))
    assert (stage.screen, stage.view["reasons"]) == ("advice", ["R-TAKEN"])
    stage.touch("retry")
    assert stage.is_asking("fines")
    assert "confirm" not in stage.hands.count()


def holds(stage: Stage) -> list[tuple[Any, str]]:
    return [(one.asked.key, one.asked.purpose) for one in stage.hands.requests if one.job == "hold"]


def test_a_declined_card_releases_the_hold_and_a_new_try_holds_anew(stage: Stage) -> None:
    see_fines(stage, DECISION)
    hold(stage, DECISION)
    stage.touch("next")
    key = stage.hands.waiting("confirm").asked[0]
    stage.answer("confirm", Confirmed(NUMBER, key, ORDER, 13600))
    stage.insert_bank_card()
    stage.answer("pay", a_payment(PaymentOutcome.DECLINED, amount_fen=13600, reason="balance"))
    stage.answer("bank_card", True)
    stage.touch("without")
    assert holds(stage) == [(key, "pay"), (key, "release")]
    stage.touch("retry")
    assert (stage.screen, stage.step) == ("wait", "fine_hold")
    stage.answer("hold", a_hold(13600))
    assert stage.screen == "confirm"
    stage.touch("next")
    again = stage.hands.waiting("confirm").asked[0]
    assert again != key
    assert holds(stage)[-1] == (again, "pay")


def test_a_lost_answer_leaves_the_decision_clarifying(stage: Stage) -> None:
    see_fines(stage, DECISION)
    hold(stage, DECISION)
    stage.touch("next")
    key = stage.hands.waiting("confirm").asked[0]
    stage.answer("confirm", Confirmed(NUMBER, key, ORDER, 13600))
    stage.insert_bank_card()
    stage.answer("pay", a_payment(PaymentOutcome.UNKNOWN, amount_fen=13600))
    stage.answer("bank_card", True)
    stage.wait(70)
    stage.print()
    stage.touch("next")
    assert stage.screen == "goodbye"
    assert holds(stage)[-1] == (key, "clarify")


def test_a_hold_that_ran_out_is_renewed_before_anything_is_paid(stage: Stage) -> None:
    see_fines(stage, DECISION)
    stage.touch("choose", id=NUMBER_16)
    stage.touch("next")
    stage.answer("hold", a_hold(13600, minutes=0.2))
    stage.wait(30)
    stage.touch("next")
    assert (stage.screen, stage.step) == ("wait", "fine_hold")
    assert "confirm" not in stage.hands.count()


def paid(stage: Stage) -> None:
    see_fines(stage, DECISION)
    amount = hold(stage, DECISION)
    stage.touch("next")
    pay_fee(stage, amount)


def test_without_the_offices_answer_it_is_paid_and_said_so(stage: Stage) -> None:
    paid(stage)
    for _ in range(12):
        if stage.is_asking("outcome"):
            stage.answer("outcome", FailureCode.NETWORK_DOWN)
        stage.wait(3)
    assert (stage.view["words"], stage.view["tone"], stage.view["big"]) == ("fine_lodged", "attention", "¥136.00")
    assert stage.view["qr"] == f"CQJG-F:{NUMBER}"
    assert "save" not in stage.hands.count(), "it came with the payment"


def test_what_could_not_be_posted_is_refunded(stage: Stage) -> None:
    paid(stage)
    stage.answer("outcome", OutcomeAnswer(status=ApplicationStatus.REJECTED))
    assert (stage.view["words"], stage.view["qr"]) == ("fine_refund", None)


def test_nothing_to_pay_leads_home(stage: Stage) -> None:
    see_fines(stage)
    assert stage.view["entries"] == []
    stage.touch("home")
    assert stage.screen == "home"


def test_what_midnight_added_is_shown_as_it_is_charged(stage: Stage) -> None:
    """The list is of yesterday, the hold of today: what is read before paying adds up to what is paid."""
    see_fines(stage, DECISION)
    stage.touch("choose", id=NUMBER_16)
    stage.touch("next")
    stage.answer("hold", a_hold(13900))
    rows = {row["key"]: row["value"] for row in stage.view["rows"]}
    assert (rows["confirm.row.fine"], rows["confirm.row.surcharge"]) == ("¥100.00", "¥39.00")


def test_left_in_the_middle_nobody_says_that_nothing_was_paid(stage: Stage) -> None:
    """The request may be on its way: only closing the order tells, and then housekeeping tells the office."""
    see_fines(stage, DECISION)
    hold(stage, DECISION)
    stage.touch("next")
    key = stage.hands.waiting("confirm").asked[0]
    stage.answer("confirm", Confirmed(NUMBER, key, ORDER, 13600))
    stage.progress(PaymentPhase.INSERT, limit_s=60)
    stage.progress(PaymentPhase.READING)
    stage.progress(PaymentPhase.PIN)
    stage.touch("end")
    stage.touch("end_confirmed")
    assert stage.screen != "pay"
    assert holds(stage) == [(key, "pay")]
