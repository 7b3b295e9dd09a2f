"""我的申请 through the whole machine: looking, correcting, withdrawing, a new address, papers, and every way off it."""

import base64
from typing import Any

import pytest

from domain.application import ApplicationStatus
from domain.corrections import LODGED_ANEW
from domain.faces import FaceDecision
from domain.failures import FailureCode
from domain.reasons import ReasonCode
from domain.services import End, ServiceSlug
from domain.wire.v1_my_applications import Correction, MyApplicationsAnswer, NewAddress, Withdrawal
from domain.wire.v1_outcomes import DocumentAnswer
from drivers.document_camera.contract import DocumentPicture
from drivers.printing import PrintOutcome, PrintResult
from kiosk.services import own_applications
from tests.kiosk.services.applications import FIRST, MINE, SECOND, SIGNED, answer, come, done, open_one, own, see, to_correct
from tests.kiosk.stage import JPEG, Stage, a_verdict

_S = ApplicationStatus
PHONE = "13896204417"
PDF = DocumentAnswer(pdf=base64.b64encode(b"%PDF-1.7 signed").decode(), sheets=2, sha256="0" * 64)
PRINTED = PrintResult(PrintOutcome.DELIVERED, None, 2, 2)


def sent(stage: Stage) -> Any:
    """What is on its way to the office."""
    return stage.hands.waiting("change").asked


def begin(stage: Stage, *items: str) -> None:
    """Set about correcting these items."""
    open_one(stage, to_correct(*items))
    stage.touch("correct")


def confirm(stage: Stage) -> None:
    assert stage.screen == "confirm"
    stage.touch("next")
    stage.sign()


# -- looking ------------------------------------------------------------------------------------------------------------------


def test_a_verified_person_sees_the_own_applications_with_their_stages(stage: Stage) -> None:
    see(stage, to_correct("phone"), own(_S.POSTED, SECOND, waybill="1180260000001"))
    assert (stage.screen, stage.view["phase"]) == ("applications", "list")
    first, second = stage.view["rows"]
    assert (first["number"], first["at"], first["tone"]) == (FIRST, 1, "attention")
    assert (second["stages"][second["at"]], second["tone"], second["ended"]) == ("post", "ok", False)
    assert ("my_applications_answered", {"verified": True}) in stage.hands.events
    stage.touch("open", number=SECOND)
    one = stage.view["one"]
    assert {"key": "my_application.row.waybill", "value": "1180260000001", "value_key": None, "plate": None} in one["facts"]
    assert stage.state.can_go_back
    stage.touch("back")
    assert (stage.view["phase"], stage.view["one"]) == ("list", None)
    stage.touch("finish")
    assert stage.screen == "goodbye"


def test_the_office_is_asked_with_card_and_face(stage: Stage) -> None:
    come(stage)
    person = stage.hands.waiting("my_applications").asked.person
    assert (person.number, person.face.decision) == ("500103199001010010", "match")


def test_nobody_without_applications_is_left_wondering(stage: Stage) -> None:
    see(stage)
    assert (stage.screen, stage.view["phase"]) == ("applications", "none")
    assert not stage.state.can_go_back
    stage.touch("finish")
    assert stage.screen == "goodbye"


def test_whom_the_office_does_not_know_by_his_face_is_sent_to_the_window(stage: Stage) -> None:
    come(stage)
    stage.answer("my_applications", MyApplicationsAnswer(verified=False))
    assert (stage.screen, stage.view["kind"], stage.view["reasons"]) == ("advice", "window", ["R-FACE"])


def test_an_expired_card_opens_nothing(stage: Stage) -> None:
    stage.wake()
    stage.touch("choose", slug=MINE.value)
    stage.lay_card(valid_to=stage.clock.now().date().replace(day=21))
    assert (stage.screen, stage.view["reasons"]) == ("advice", [ReasonCode.ID_EXPIRED])


def test_home_says_why_it_cannot_be_asked_now(stage: Stage) -> None:
    stage.offers.reasons[MINE] = "unavailable.network"
    stage.wake()
    assert stage.view["my_applications"] == {"available": False, "reason": "unavailable.network"}
    stage.touch("choose", slug=MINE.value)
    assert stage.screen == "home"


def test_a_failed_question_may_be_asked_again(stage: Stage) -> None:
    come(stage)
    stage.answer("my_applications", FailureCode.NETWORK_DOWN)
    assert (stage.screen, stage.view["phase"], stage.view["can_retry"]) == ("wait", "failed", True)
    stage.touch("retry")
    stage.answer("my_applications", answer(own()))
    assert stage.screen == "applications"


def test_nonsense_changes_nothing(stage: Stage) -> None:
    open_one(stage, own(_S.IN_PRODUCTION))
    before = dict(stage.view)
    for action in ("correct", "withdraw", "ask_to_withdraw", "readdress", "documents", "print", "keep", "open", "home"):
        stage.touch(action, number=SECOND, id="x")
        assert dict(stage.view) == before
    stage.touch("list")
    stage.touch("open", number="2611220001000099")
    stage.touch("open")
    stage.touch("back")
    assert stage.view["phase"] == "list"


@pytest.mark.parametrize("status", [status for status in _S if status not in {_S.DRAFT, _S.CONFIRMED, _S.LODGED, _S.ABANDONED}])
@pytest.mark.parametrize("ends", End)
def test_every_status_has_a_place_on_the_line(status: ApplicationStatus, ends: End) -> None:
    assert status in own_applications.PLACES
    line = own_applications.shown_line(own(status), ends)
    assert isinstance(line["stages"], list)
    assert 0 <= line["at"] < len(line["stages"])  # type: ignore[operator]


# -- correcting ---------------------------------------------------------------------------------------------------------------


def test_only_the_number_is_typed_signed_and_sent(stage: Stage) -> None:
    begin(stage, "phone")
    assert (stage.screen, stage.state.step) == ("form", "phone")
    stage.touch("type", field="phone", text=PHONE)
    stage.touch("next")
    assert [row["key"] for row in stage.view["rows"]][3:] == ["my_change.row.of", "my_change.row.number", "confirm.row.phone"]
    confirm(stage)
    message = sent(stage)
    assert isinstance(message, Correction)
    assert message.delivery is not None
    assert (message.number, message.version, message.delivery.phone) == (FIRST, 4, PHONE)
    assert (message.applicant, message.attachments, bool(message.signature.strokes)) == (None, [], True)
    assert [consent.notice_id for consent in message.consents] == ["face"]
    stage.answer("change", done(own(_S.ACCEPTED)))
    assert (stage.screen, stage.view["words"]) == ("result", "my_corrected")
    assert ("application_changed", {"way": "correct", "taken": True}) in stage.hands.events


def test_everything_that_was_asked_for_is_supplied_at_once(stage: Stage) -> None:
    begin(stage, "photo", "damaged_plate", "delivery_address", "phone", "person")
    assert stage.screen == "licence_photo"
    stage.choose_photo()
    assert (stage.screen, [paper["kind"] for paper in stage.view["papers"]]) == ("documents", ["damaged_plate"])
    stage.answer("take", DocumentPicture(JPEG + b"plate", 990, 673))
    stage.touch("keep")
    stage.touch("next")
    assert stage.screen == "address"
    stage.type_address()
    confirm(stage)
    message = sent(stage)
    assert {one.kind for one in message.attachments} == {"licence_photo", "damaged_plate"}
    assert message.delivery.phone == PHONE
    assert message.delivery.region_code == "500103"
    assert message.applicant.number == message.person.number


def test_the_card_just_read_and_the_face_just_verified_need_no_stop(stage: Stage) -> None:
    begin(stage, "document_valid_to", "person")
    assert stage.screen == "confirm"
    assert stage.view["signs"] is True
    confirm(stage)
    assert sent(stage).applicant.valid_to.year == 2040
    assert sent(stage).delivery is None


@pytest.mark.parametrize("item", sorted(LODGED_ANEW))
def test_what_was_declared_is_lodged_anew(stage: Stage, item: str) -> None:
    open_one(stage, to_correct("phone", item))
    assert (stage.view["one"]["may_correct"], stage.view["one"]["may_withdraw"]) == (False, True)
    stage.touch("correct")
    assert stage.screen == "applications"


def test_a_lost_answer_is_asked_for_again_with_the_same_key(stage: Stage) -> None:
    begin(stage, "person")
    confirm(stage)
    first = sent(stage).key
    stage.answer("change", FailureCode.NETWORK_DOWN)
    assert stage.view["phase"] == "waiting"  # once by itself
    assert sent(stage).key == first
    stage.answer("change", FailureCode.NETWORK_DOWN)
    assert (stage.screen, stage.view["phase"]) == ("wait", "failed")
    stage.touch("retry")
    assert sent(stage).key == first
    stage.answer("change", done(own()))
    assert stage.screen == "result"


def test_an_answer_that_never_comes_ends_in_the_same_question(stage: Stage) -> None:
    begin(stage, "person")
    confirm(stage)
    stage.wait(30)
    assert (stage.screen, stage.view["phase"], stage.view["can_retry"]) == ("wait", "failed", True)


def test_what_was_edited_after_a_lost_answer_is_another_change(stage: Stage) -> None:
    begin(stage, "phone")
    stage.touch("type", field="phone", text=PHONE)
    stage.touch("next")
    confirm(stage)
    first = sent(stage).key
    stage.answer("change", FailureCode.NETWORK_DOWN)
    stage.touch("back")
    stage.touch("back")
    stage.touch("edit", step="phone")
    stage.touch("clear", field="phone")
    stage.touch("type", field="phone", text="13896204418")
    stage.touch("next")
    confirm(stage)
    assert sent(stage).key != first


def test_what_has_moved_on_meanwhile_is_shown_again_and_said(stage: Stage) -> None:
    begin(stage, "person")
    confirm(stage)
    stage.answer("change", FailureCode.OFFICE_REFUSED)
    assert stage.state.step == "my_applications"
    stage.answer("my_applications", answer(own(_S.REJECTED, reasons=[ReasonCode.DATA])))
    assert (stage.view["phase"], stage.view["moved_on"]) == ("list", True)
    assert ("application_changed", {"way": "correct", "taken": False}) in stage.hands.events
    stage.touch("open", number=FIRST)
    assert stage.view["moved_on"] is False


def test_what_was_given_for_one_application_is_not_offered_for_another(stage: Stage) -> None:
    see(stage, to_correct("phone"), to_correct("phone", number=SECOND))
    stage.touch("open", number=FIRST)
    stage.touch("correct")
    stage.touch("type", field="phone", text=PHONE)
    stage.touch("back")
    assert (stage.screen, stage.view["phase"]) == ("applications", "detail")
    stage.touch("correct")
    assert stage.view["fields"][0]["value"] == PHONE  # the same once more: nothing is lost
    stage.touch("back")
    stage.touch("back")
    stage.touch("open", number=SECOND)
    stage.touch("correct")
    assert stage.view["fields"][0]["value"] == ""


def test_after_a_change_the_list_is_asked_for_anew(stage: Stage) -> None:
    begin(stage, "person")
    confirm(stage)
    stage.answer("change", done(own()))
    assert stage.view["again"] is True
    stage.touch("again")
    stage.answer("my_applications", answer(own()))
    assert (stage.screen, stage.view["phase"], stage.view["rows"][0]["status"]) == ("applications", "list", "accepted")


# -- withdrawing, a new address -----------------------------------------------------------------------------------------------


def test_what_withdrawing_means_is_said_before_it_is_done(stage: Stage) -> None:
    open_one(stage, own(may_withdraw=True, paid_fen=1000))
    stage.touch("ask_to_withdraw")
    assert (stage.view["phase"], stage.view["one"]["paid_fen"]) == ("withdraw", 1000)
    stage.touch("keep")
    assert stage.view["phase"] == "detail"
    stage.touch("ask_to_withdraw")
    stage.touch("withdraw")
    message = sent(stage)
    assert isinstance(message, Withdrawal)
    assert (message.number, message.version) == (FIRST, 4)
    stage.answer("change", done(own(_S.WITHDRAWN), 1000))
    assert (stage.view["words"], stage.view["big"]) == ("my_withdrawn", "¥10.00")


def test_a_letter_that_came_back_goes_to_a_new_address(stage: Stage) -> None:
    open_one(stage, own(_S.RETURNED_UNDELIVERED, may_readdress=True))
    stage.touch("readdress")
    assert stage.screen == "address"
    stage.type_address()
    assert (stage.screen, stage.view["signs"], stage.view["sends"]) == ("confirm", False, True)
    stage.touch("next")
    message = sent(stage)
    assert isinstance(message, NewAddress)
    assert message.delivery.region_code == "500103"
    stage.answer("change", done(own(_S.RETURNED_UNDELIVERED)))
    assert stage.view["words"] == "my_readdressed"


# -- papers -------------------------------------------------------------------------------------------------------------------


def see_papers(stage: Stage) -> None:
    open_one(stage, own(_S.POSTED, documents=[SIGNED]))
    stage.touch("documents")


def state_of(stage: Stage) -> Any:
    return stage.view["documents"][0]["state"]


def test_a_paper_is_fetched_printed_and_not_printed_twice(stage: Stage) -> None:
    see_papers(stage)
    stage.touch("print", id="signed_copy")
    asked = stage.hands.waiting("my_document").asked
    assert (asked.number, asked.document, asked.person.face.decision) == (FIRST, "signed_copy", "match")
    assert (state_of(stage), stage.view["busy"], stage.state.can_go_back) == ("fetching", True, False)
    stage.answer("my_document", PDF)
    assert state_of(stage) == "printing"
    assert stage.hands.waiting("print").asked[1].pdf == b"%PDF-1.7 signed"
    stage.answer("print", PRINTED)
    assert state_of(stage) == "delivered"
    stage.touch("print", id="signed_copy")
    assert stage.hands.count()["my_document"] == 1
    stage.touch("back")
    stage.touch("back")
    stage.touch("finish")
    assert [thing["thing"] for thing in stage.view["left"]] == ["id_card", "document"]


def test_a_paper_that_did_not_come_may_be_touched_again(stage: Stage) -> None:
    see_papers(stage)
    stage.touch("print", id="signed_copy")
    stage.answer("my_document", FailureCode.NETWORK_DOWN)
    assert state_of(stage) == "not_fetched"
    stage.touch("print", id="signed_copy")
    stage.wait(20)
    assert (state_of(stage), stage.view["busy"]) == ("not_fetched", False)
    stage.touch("print", id="signed_copy")
    stage.answer("my_document", DocumentAnswer(pdf="no base64!", sheets=1, sha256="0" * 64))
    assert state_of(stage) == "not_fetched"


def test_a_printer_without_paper_is_told_and_asked_again(stage: Stage) -> None:
    see_papers(stage)
    stage.touch("print", id="signed_copy")
    stage.answer("my_document", PDF)
    stage.answer("print", PrintResult(PrintOutcome.NOT_DELIVERED, FailureCode.DOCUMENT_PAPER_OUT, 0, 2))
    assert (state_of(stage), stage.view["documents"][0]["failure"]) == ("not_delivered", "document_paper_out")
    stage.touch("print", id="signed_copy")
    stage.answer("my_document", PDF)
    stage.answer("print", PrintResult(PrintOutcome.UNKNOWN, FailureCode.DOCUMENT_RESULT_UNKNOWN, None, 2))
    assert state_of(stage) == "unknown"


def test_the_code_of_a_pass_can_be_shown(stage: Stage) -> None:
    one = own(_S.COMPLETED, service=ServiceSlug.TRUCK_PASS, codes={"pass_number": "YB1", "pass_qr": "TP1.YB1"})
    open_one(stage, one)
    assert stage.view["one"]["qr"] == "TP1.YB1"
    assert stage.view["one"]["ended"] is True


# -- gone ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["walks away", "ends"])
def test_whoever_leaves_leaves_nothing_behind(stage: Stage, way: str) -> None:
    begin(stage, "phone")
    stage.touch("type", field="phone", text=PHONE)
    if way == "ends":
        stage.touch("end_confirmed")
    else:
        stage.wait(90)
    assert stage.screen == "goodbye"
    person = stage.machine._visit.person
    assert (person.own.answer, person.own.change, person.document, person.answers.typed) == (None, None, None, {})
    assert not stage.is_asking("change")


def test_time_over_while_the_office_is_silent_ends_the_visit(stage: Stage) -> None:
    begin(stage, "person")
    confirm(stage)
    for _ in range(20):
        stage.touch("activity")
        stage.wait(50)
    assert stage.screen in {"goodbye", "attract"}


def test_a_face_that_does_not_match_sees_nothing(stage: Stage) -> None:
    stage.wake()
    stage.touch("choose", slug=MINE.value)
    stage.lay_card()
    stage.wait(1)
    stage.touch("agree")
    stage.answer("reference", FailureCode.NETWORK_DOWN)
    stage.answer("face", a_verdict(FaceDecision.REVIEW))
    stage.touch("next")
    assert (stage.screen, stage.step) == ("form", "my_number")  # the progress of one, by its number
    assert "my_applications" not in stage.hands.count()
