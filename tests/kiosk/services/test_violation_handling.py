"""交通违法处理 through the whole machine: the three ways out of the notice, and every way off it."""

from typing import Any

import pytest

from domain.application import ApplicationStatus
from domain.faces import FaceDecision
from domain.failures import FailureCode
from domain.reasons import ReasonCode
from domain.rules.violation_handling import Declaration
from domain.violations import HandlingBar
from domain.wire import declarations
from domain.wire.v1_handling import NoticeAnswer, NoticeRefused
from domain.wire.v1_outcomes import OutcomeAnswer
from drivers.document_printer.contract import PrintableDocument
from drivers.printing import PrintOutcome
from kiosk.flow.visit import Saved
from tests.kiosk.services.handling import (
    HANDLING,
    NONE,
    NOTICE_ID,
    PAYMENT,
    SIX,
    THREE,
    TWO,
    a_document,
    a_hold,
    a_notice,
    be_told,
    decided,
    fines,
    numbers,
    see_records,
    sign_it,
    take,
    type_phone,
)
from tests.kiosk.services.violations import DECISION, ELIGIBLE, overview, record
from tests.kiosk.stage import NUMBER, Stage


def lodge(stage: Stage) -> Any:
    """Have it stored; return the body."""
    key, body, _ = stage.hands.waiting("save").asked
    stage.answer("save", Saved(NUMBER, key))
    return body


def test_records_are_accepted_decided_and_printed(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE, NONE)
    assert (stage.screen, stage.view["fine_fen"], stage.view["points_after"]) == ("penalty_notice", 25000, 6)
    stage.touch("accept")
    sign_it(stage)
    assert stage.screen == "outcome"
    assert not stage.state.can_end
    body = lodge(stage)
    told = declarations.read(Declaration, body.declaration)
    assert (told.way, told.notice_id, set(told.records)) == ("accept", str(NOTICE_ID), set(numbers(THREE, NONE)))
    assert [consent.notice_id for consent in body.consents] == [str(NOTICE_ID), "face"]
    notice = a_notice(THREE, NONE).notice
    assert notice is not None
    assert body.consents[0].sha256 == notice.sha256_zh
    assert (body.delivery.service_method, body.delivery.phone, body.identity_check) == ("sms", "13896204417", "face")
    assert stage.hands.waiting("outcome").asked.number == NUMBER
    stage.answer("outcome", FailureCode.OFFICE_REFUSED)  # the courier has not brought it yet
    stage.wait(2)
    stage.answer("outcome", OutcomeAnswer(status=ApplicationStatus.ACCEPTED))
    stage.wait(2)
    stage.answer("outcome", decided(THREE, NONE))
    stage.answer("document", a_document())
    assert (stage.screen, stage.view["words"], stage.view["big"]) == ("result", "handling_done", "¥250.00")
    assert (stage.view["paper"], stage.view["can_move_on"]) == ("document", True)
    stage.touch("print")
    _, document = stage.hands.waiting("print").asked
    assert isinstance(document, PrintableDocument)
    assert document.job_name == "penalty_decision"
    stage.print()
    stage.touch("finish")
    assert stage.screen == "goodbye"


def test_two_decisions_are_two_papers_and_what_failed_is_printed_again(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE, NONE)
    stage.touch("accept")
    sign_it(stage)
    lodge(stage)
    stage.answer("outcome", decided(THREE, NONE, documents=2))
    first, second = a_document(b"%PDF-1.7 one"), a_document(b"%PDF-1.7 two")
    stage.answer("document", first)
    stage.answer("document", second)
    assert stage.view["sheets_asked"] == 2
    stage.touch("print")
    assert stage.hands.waiting("print").asked[1].pdf.endswith(b"one")
    stage.print()
    assert stage.view["print"] == "printing"
    assert stage.hands.waiting("print").asked[1].pdf.endswith(b"two")
    stage.print(PrintOutcome.NOT_DELIVERED)
    assert stage.view["print"] == "not_delivered"
    stage.touch("print")
    assert stage.hands.waiting("print").asked[1].pdf.endswith(b"two")
    stage.print()
    assert stage.view["print"] == "delivered"
    assert stage.hands.count()["print"] == 3


def test_who_pays_at_once_shows_neither_card_nor_face_again(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    sign_it(stage)
    first = stage.hands.waiting("save").asked[0]
    lodge(stage)
    stage.answer("outcome", decided(THREE, documents=0))
    stage.touch("instead")
    assert (stage.state.service, stage.step) == (PAYMENT.value, "fines_wait")
    stage.answer("ask", ELIGIBLE)
    assert stage.hands.waiting("fines").asked.face.decision == "match"
    stage.answer("fines", fines(DECISION))
    stage.touch("choose", id=DECISION.decision_number)
    stage.touch("next")
    stage.answer("hold", a_hold(13600))
    stage.touch("next")
    assert stage.screen == "pay"
    assert stage.hands.waiting("confirm").asked[0] != first


def test_payment_is_not_offered_where_it_cannot_be_had(stage: Stage) -> None:
    stage.offers.reasons[PAYMENT] = "unavailable.device.acquirer"
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    sign_it(stage)
    lodge(stage)
    stage.answer("outcome", decided(THREE, documents=0))
    assert (stage.view["instead"], stage.view["can_move_on"]) == (PAYMENT.value, False)
    stage.touch("instead")
    assert stage.screen == "result"


@pytest.mark.parametrize(("standing", "can"), [(5, {6}), (6, set()), (2, {6}), (11, set())])
def test_what_would_reach_twelve_points_cannot_be_taken(stage: Stage, standing: int, can: set[int]) -> None:
    """5 + 6 = 11 may be handled, 6 + 6 = 12 may not; what has no points always may."""
    see_records(stage, SIX, NONE, points=standing)
    assert SIX.record_number in stage.view["choosing"]["can"] or not can
    assert NONE.record_number in stage.view["choosing"]["can"]
    take(stage, SIX)
    assert (SIX.record_number in stage.view["choosing"]["chosen"]) is bool(can)


def test_the_choice_counts_and_bars_live(stage: Stage) -> None:
    see_records(stage, SIX, THREE, TWO, NONE, points=3)  # 3 + 6 + 2 = 11
    take(stage, SIX, TWO)
    choosing = stage.view["choosing"]
    assert (choosing["points"], choosing["points_after"], choosing["fine_fen"]) == (8, 11, 30000)
    assert set(choosing["can"]) == set(numbers(SIX, TWO, NONE))
    barred = next(row for row in stage.view["rows"] if row["id"] == THREE.record_number)
    assert barred["bars"] == ["points_reach_limit"]
    take(stage, THREE)  # not heard
    assert stage.view["choosing"]["points"] == 8
    take(stage, SIX)  # left out again
    assert THREE.record_number in stage.view["choosing"]["can"]


def test_what_is_barred_says_why_and_cannot_be_taken(stage: Stage) -> None:
    barred = record(7, bars=[HandlingBar.FINE_TOO_HIGH])
    see_records(stage, barred)
    assert (stage.view["choosing"]["any"], stage.view["choosing"]["can"]) == (False, [])
    take(stage, barred)
    stage.touch("next")
    assert (stage.screen, stage.view["choosing"]["chosen"]) == ("violation_choice", [])
    stage.touch("finish")
    assert stage.screen == "goodbye"


def test_pictures_are_looked_at_before(stage: Stage) -> None:
    see_records(stage)
    assert stage.hands.waiting("violation_picture").asked.record_number == SIX.record_number
    stage.touch("select", id=SIX.record_number)
    assert stage.view["picture_full"]
    stage.touch("take", id=SIX.record_number)
    assert stage.view["choosing"]["chosen"] == [SIX.record_number]


def defend(stage: Stage, way: str) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch(way)


def test_a_defence_is_stated_and_received(stage: Stage) -> None:
    defend(stage, "defend")
    assert stage.step == "statement"
    stage.touch("next")  # nothing said yet
    assert stage.step == "statement"
    stage.touch("type", field="statement", text="当时在避让救护车")
    stage.touch("next")
    sign_it(stage)
    declared = lodge(stage).declaration
    assert (declared["way"], declared["statement"], declared["ground"]) == ("defend", "当时在避让救护车", "")
    stage.answer("outcome", OutcomeAnswer(status=ApplicationStatus.UNDER_REVIEW))
    stage.wait(30)
    assert (stage.screen, stage.view["words"], stage.view["instead"]) == ("result", "handling_defended", None)


@pytest.mark.parametrize(("ground", "needs_words"), [("wrong_plate", False), ("other", True)])
def test_an_objection_names_its_ground_and_is_not_handled(stage: Stage, ground: str, needs_words: bool) -> None:
    defend(stage, "object")
    assert stage.step == "objection"
    stage.touch("choose", id=ground)
    stage.touch("next")
    stage.touch("next")
    assert (stage.step == "statement") is needs_words
    if needs_words:
        stage.touch("type", field="statement", text="车已经卖了")
        stage.touch("next")
    sign_it(stage)
    declared = lodge(stage).declaration
    assert (declared["way"], declared["ground"]) == ("object", ground)
    stage.answer("outcome", FailureCode.NETWORK_DOWN)
    stage.wait(30)
    assert stage.view["words"] == "handling_lodged"


def test_another_way_after_a_look_back_is_signed_anew(stage: Stage) -> None:
    defend(stage, "accept")
    type_phone(stage)
    stage.touch("next")
    stage.sign()
    assert stage.screen == "outcome"
    assert stage.hands.waiting("save").asked[1].declaration["way"] == "accept"


def test_without_the_network_this_terminal_has_it_and_says_so(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    sign_it(stage)
    lodge(stage)
    for _ in range(12):
        if stage.is_asking("outcome"):
            stage.answer("outcome", FailureCode.NETWORK_DOWN)
        stage.wait(3)
    assert (stage.view["words"], stage.view["tone"]) == ("handling_lodged", "attention")
    assert stage.view["big"].replace(" ", "") == NUMBER
    assert stage.view["paper"] == "slip"


def test_a_document_that_does_not_come_or_is_none_leaves_the_slip(stage: Stage) -> None:
    for garbage in (FailureCode.NETWORK_DOWN, a_document(b"<html>")):
        fresh = Stage(stage.settings.state_dir.parent)
        see_records(fresh)
        be_told(fresh, THREE)
        fresh.touch("accept")
        sign_it(fresh)
        lodge(fresh)
        fresh.answer("outcome", decided(THREE))
        fresh.answer("document", garbage)
        assert (fresh.view["words"], fresh.view["paper"]) == ("handling_done", "slip")


def test_a_refusal_of_the_office_decides_nothing(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    sign_it(stage)
    lodge(stage)
    stage.answer("outcome", OutcomeAnswer(status=ApplicationStatus.REJECTED, reasons=[ReasonCode.DATA]))
    assert (stage.view["words"], stage.view["tone"]) == ("handling_refused", "stopped")


def test_a_store_that_fails_keeps_everything_and_may_be_tried_again(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    sign_it(stage)
    stage.answer("save", FailureCode.STORE_FAILED)
    assert (stage.screen, stage.view["kind"]) == ("advice", "not_saved")
    stage.touch("retry")
    lodge(stage)
    stage.answer("outcome", decided(THREE, documents=0))
    assert stage.view["words"] == "handling_done"


def test_who_does_not_sign_is_sent_to_the_window_and_nothing_is_lodged(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    type_phone(stage)
    stage.touch("next")
    assert stage.view["may_refuse"] is True
    stage.touch("refuse")
    assert (stage.screen, stage.view["kind"]) == ("advice", "window")
    stage.touch("retry")
    assert stage.screen == "sign"
    assert "save" not in stage.hands.count()


# -- the notice ----------------------------------------------------------------------------------------------------------------


def test_a_notice_whose_hash_is_another_texts_is_not_shown(stage: Stage) -> None:
    see_records(stage)
    take(stage, THREE)
    stage.touch("next")
    stage.answer("handling_notice", a_notice(THREE, text_zh="您没有权利"))
    assert (stage.screen, stage.view["phase"]) == ("wait", "failed")
    stage.touch("retry")
    stage.answer("handling_notice", a_notice(THREE))
    assert stage.screen == "penalty_notice"


def test_a_ticket_that_ran_out_is_asked_for_anew(stage: Stage) -> None:
    see_records(stage)
    take(stage, THREE)
    stage.touch("next")
    stage.answer("handling_notice", FailureCode.OFFICE_REFUSED)
    stage.touch("retry")
    assert stage.is_asking("violations")


def test_a_registry_that_moved_on_shows_the_list_again(stage: Stage) -> None:
    see_records(stage)
    take(stage, THREE)
    stage.touch("next")
    refused = NoticeRefused(reasons=[ReasonCode.HANDLING], record_numbers=numbers(THREE))
    stage.answer("handling_notice", NoticeAnswer(refused=refused))
    assert (stage.screen, stage.view["reasons"]) == ("advice", ["R-HANDLE"])
    stage.touch("retry")
    assert stage.is_asking("violations")


def test_a_notice_that_ran_out_is_asked_for_again_before_anybody_signs(stage: Stage) -> None:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    type_phone(stage)
    for _ in range(13):  # twenty-one minutes, with a hand on the screen; the visit's own limit is longer here
        stage.clock.advance(50)
        stage.machine.process_pending()
        stage.touch("activity")
    stage.clock.advance(600)
    stage.touch("next")
    assert (stage.screen, stage.step) in {("wait", "handling_notice"), ("goodbye", "goodbye")}


def test_the_second_half_of_a_double_tap_is_no_answer(stage: Stage) -> None:
    see_records(stage)
    take(stage, THREE)
    stage.touch("next")
    stage.answer("handling_notice", a_notice(THREE))
    stage.touch("accept")
    assert stage.screen == "penalty_notice"


# -- the face ------------------------------------------------------------------------------------------------------------------


def test_without_the_face_there_is_the_window_and_nothing_else(stage: Stage) -> None:
    stage.wake()
    stage.choose(HANDLING)
    stage.walk_to("face_consent")
    stage.go_without_face()
    assert (stage.screen, stage.view["kind"]) == ("advice", "window")
    assert "violations" not in stage.hands.count()


def test_three_tries_that_do_not_match_end_at_the_window_with_the_reason(stage: Stage) -> None:
    stage.wake()
    stage.choose(HANDLING)
    stage.walk_to("face")
    for _ in range(3):
        stage.look(FaceDecision.NO_MATCH)
    stage.touch("next")
    assert (stage.screen, stage.view["reasons"]) == ("advice", ["R-FACE"])


def test_a_name_that_differs_at_the_office_shows_no_overview(stage: Stage) -> None:
    stage.wake()
    stage.choose(HANDLING)
    stage.walk_to("violations_wait")
    stage.answer("ask", ELIGIBLE)
    stage.answer("violations", overview())
    assert (stage.screen, stage.view["reasons"]) == ("advice", ["R-FACE"])
