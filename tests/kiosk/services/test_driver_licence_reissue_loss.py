"""驾驶证遗失补证 through the whole machine: the happy way and every way off it."""

from datetime import date
from typing import Any

import pytest

from domain.faces import IdentityCheck
from domain.failures import FailureCode
from domain.people import MASK
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.wire.v1 import ApplicationBody, EligibilityAnswer
from drivers.printing import PrintOutcome
from drivers.receipt_printer.contract import Pair, QrCode, TextLine
from tests.kiosk.stage import DUE, ELIGIBLE, NUMBER, Stage

WAY = [
    *("attract", "home", "read_id_card", "licence_loss", "licence_photo", "notices", "address", "confirm", "sign"),
    *("face_consent", "face", "submitted"),
]
PERSONAL = ["张三丰", "500103199001010010", "民权路28号", "13896204417"]


def everything_shown(stage: Stage) -> str:
    return "".join(repr(dict(state.view)) + state.person for state in stage.states)


def chosen(stage: Stage) -> list[str]:
    found: list[str] = stage.view["questions"][0]["chosen"]
    return found


def body_of(stage: Stage) -> ApplicationBody:
    body = stage.hands.waiting("save").asked[1]
    assert isinstance(body, ApplicationBody)
    return body


def printed(stage: Stage) -> str:
    words = []
    for part in stage.hands.waiting("print").asked.parts:
        match part:
            case TextLine(text=text):
                words.append(text)
            case Pair(label=label, value=value):
                words.append(f"{label}={value}")
            case QrCode(content=content):
                words.append(f"[{content}]")
    return "\n".join(words)


def test_a_citizen_finds_the_way_from_the_first_touch_to_the_slip(stage: Stage) -> None:
    stage.walk_to("submitted")
    assert stage.view["phase"] == "saving"
    assert stage.view["number"] == ""  # the number is never shown before the commit
    stage.save()
    assert stage.view["phase"] == "sending"
    assert stage.view["number"] == "2611 2200 0100 0017"
    stage.receive()
    assert (stage.view["phase"], stage.view["due_date"], stage.view["receipt"]) == ("received", DUE.isoformat(), "printing")
    stage.print()
    assert stage.view["receipt"] == "delivered"
    assert stage.view["qr"] == f"CQJG:{NUMBER}"
    assert stage.view["card_left"] is True
    stage.answer("removal", True)
    assert stage.view["card_left"] is False
    stage.touch("finish")
    assert stage.screen == "goodbye"
    shown = [state.step for state in stage.states]
    assert list(dict.fromkeys(shown)) == [*WAY, "goodbye"]


def test_what_leaves_the_terminal_is_what_was_entered(stage: Stage) -> None:
    stage.walk_to("submitted")
    body = body_of(stage)
    assert body.applicant.number == "500103199001010010"
    assert body.declaration["reason"] == "lost"
    assert body.delivery.text.startswith("重庆市渝中区")
    assert body.delivery.text.endswith("民权路28号3单元12-6")
    assert (body.delivery.phone, body.delivery.region_code) == ("13896204417", "500103")
    assert [consent.notice_id for consent in body.consents] == [
        "privacy",
        "truth",
        "driver_licence_reissue_loss",
        "face",
    ]
    assert (body.identity_check, body.eligibility, body.fee_fen) == (IdentityCheck.FACE, "eligible", 0)
    assert len(body.signature.strokes) == 1


def test_a_document_that_the_office_must_look_at_goes_on_and_says_so(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    stage.lay_card(doubtful=True, name="张\ue000丰")
    assert stage.step == "licence_loss"
    stage.walk_to("submitted")
    assert body_of(stage).applicant.doubtful


def test_the_address_of_the_card_is_shown_masked_and_sent_whole(stage: Stage) -> None:
    stage.walk_to("address")
    assert stage.view["id_card_address"] == "渝中区" + MASK * 4
    stage.touch("use_id_card")
    stage.type_phone()
    assert stage.screen == "confirm"
    stage.walk_to("submitted")
    assert body_of(stage).delivery.text == "重庆市渝中区解放碑街道民权路28号"
    assert "民权路28号" not in everything_shown(stage)


def test_name_number_and_card_address_are_never_shown_unmasked(stage: Stage) -> None:
    stage.walk_to("submitted")
    stage.save()
    stage.receive()
    stage.print()
    shown = everything_shown(stage)
    assert "张三丰" not in shown
    assert "500103199001010010" not in shown
    assert "解放碑街道民权路" not in shown


@pytest.mark.parametrize(
    ("decision", "reasons", "instead"),
    [
        ("refused", [ReasonCode.OUT_OF_AREA], None),
        ("refused", [ReasonCode.WINDOW], ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY),
        ("refused", [ReasonCode.ID_EXPIRED, ReasonCode.AGE], None),
        ("verify_first", [], None),
    ],
)
def test_a_refusal_of_the_office_is_told_before_anything_is_typed(
    stage: Stage, decision: Any, reasons: list[ReasonCode], instead: ServiceSlug | None
) -> None:
    stage.walk_to("licence_loss")
    stage.answer("ask", EligibilityAnswer(decision=decision, reasons=reasons, instead=instead))
    assert stage.screen == "advice"
    assert stage.view["kind"] == decision
    assert stage.view["reasons"] == [reason.value for reason in reasons]
    assert stage.view["instead"] == (instead.value if instead else None)
    stage.touch("home")
    assert (stage.screen, stage.state.person) == ("home", "")


def test_an_expired_card_is_refused_without_asking_anybody(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    stage.lay_card(valid_to=date(2026, 11, 21))
    assert (stage.screen, stage.view["reasons"]) == ("advice", ["R-IDEXP"])
    assert stage.hands.count()["ask"] == 0
    assert stage.state.person == ""


def test_a_card_is_valid_on_its_last_day(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    stage.lay_card(valid_to=date(2026, 11, 22))
    assert stage.step == "licence_loss"


@pytest.mark.parametrize(
    "failure",
    [
        FailureCode.NETWORK_DOWN,
        FailureCode.OFFICE_UNAVAILABLE,
        FailureCode.OFFICE_REFUSED,
        FailureCode.CLOCK_WRONG,
        FailureCode.TERMINAL_NOT_ENROLLED,
    ],
)
def test_without_the_office_the_citizen_goes_on_and_the_slip_says_this_terminal_has_it(
    stage: Stage, failure: FailureCode
) -> None:
    stage.walk_to("licence_loss")
    stage.answer("ask", failure)
    assert (stage.view["phase"], stage.view["facts"]) == ("offline", None)
    stage.declare()
    stage.walk_to("submitted")
    assert body_of(stage).eligibility == "not_asked"
    stage.save()
    stage.answer("look", None)
    stage.wait(9)
    assert (stage.view["phase"], stage.view["due_date"], stage.view["expected"]) == ("lodged", None, "2026-11-25")
    assert "本机已收" in printed(stage)
    assert "如今天送达，最晚 2026年11月25日 寄出。" in printed(stage)
    assert "最晚寄出=" not in printed(stage)


def test_an_office_that_does_not_answer_is_given_up_after_its_limit(stage: Stage) -> None:
    stage.walk_to("licence_loss")
    stage.declare()
    assert (stage.step, stage.view["phase"]) == ("licence_loss", "asking")  # chosen, but the answer is awaited
    stage.wait(10)
    assert stage.view["phase"] == "offline"
    late = stage.hands.requests[-1]
    assert late.cancelled
    late.on_result(ELIGIBLE)  # too late: what the citizen was told stands
    stage.machine.process_pending()
    assert stage.view["phase"] == "offline"


def test_the_slip_names_the_promised_date_only_when_the_office_answered(stage: Stage) -> None:
    stage.walk_to("submitted")
    stage.save()
    stage.receive()
    slip = printed(stage)
    assert "样本" in slip
    assert "已收到" in slip
    assert "最晚寄出=2026年11月25日" in slip
    assert f"[CQJG:{NUMBER}]" in slip
    assert "流水号=2611 2200 0100 0017" in slip
    assert "本凭条不作为驾驶证、行驶证、号牌使用" in slip
    assert "138∗∗∗∗4417" in slip
    assert "122" in slip
    assert not [secret for secret in PERSONAL if secret in slip]


def test_received_without_a_calendar_names_no_date(stage: Stage) -> None:
    stage.walk_to("submitted")
    stage.save()
    stage.receive(due=None)
    assert (stage.view["phase"], stage.view["due_date"]) == ("received", None)
    assert "最晚寄出=" not in printed(stage)


@pytest.mark.parametrize(
    ("outcome", "failure", "slip_left"),
    [
        (PrintOutcome.NOT_DELIVERED, FailureCode.RECEIPT_PAPER_OUT, False),
        (PrintOutcome.UNKNOWN, FailureCode.RECEIPT_RESULT_UNKNOWN, True),
        (PrintOutcome.DELIVERED, None, True),
    ],
)
def test_the_fate_of_the_slip_is_told_and_never_changes_the_application(
    stage: Stage, outcome: PrintOutcome, failure: FailureCode | None, slip_left: bool
) -> None:
    stage.walk_to("submitted")
    stage.save()
    stage.receive()
    stage.print(outcome, failure)
    assert stage.view["receipt"] == outcome.value
    assert stage.view["receipt_failure"] == (failure.value if failure else None)
    assert stage.view["number"] == "2611 2200 0100 0017"
    stage.wait(30)
    assert stage.hands.count()["print"] == 1  # never printed again by itself
    stage.touch("finish")
    assert [left["thing"] for left in stage.view["left"]] == ["id_card"] + ["receipt"] * slip_left


def test_a_printer_that_is_gone_leaves_the_number_on_the_screen(stage: Stage) -> None:
    stage.walk_to("submitted")
    stage.save()
    stage.receive()
    stage.answer("print", FailureCode.DEVICE_UNPLUGGED)
    assert (stage.view["receipt"], stage.view["receipt_failure"]) == ("not_delivered", "device_unplugged")


def test_what_could_not_be_saved_shows_no_number_and_may_be_tried_again_with_everything_kept(stage: Stage) -> None:
    stage.walk_to("submitted")
    first = stage.hands.waiting("save").asked
    stage.answer("save", FailureCode.STORE_FAILED)
    assert (stage.screen, stage.view["kind"], stage.view["failure"]) == ("advice", "not_saved", "store_failed")
    assert stage.hands.count()["print"] == 0
    stage.touch("retry")
    assert stage.screen == "submitted"
    second = stage.hands.waiting("save").asked
    assert second[0] == first[0]  # the same key: it cannot be stored twice
    assert second[1].delivery == first[1].delivery
    stage.save()
    assert stage.view["number"]


def test_a_moved_card_is_asked_for_again_and_the_third_time_explained(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    for tries in (1, 2):
        stage.answer("read", FailureCode.ID_CARD_MOVED)
        assert (stage.view["phase"], stage.view["failure"], stage.view["tries"]) == ("again", "id_card_moved", tries)
    stage.answer("read", FailureCode.ID_CARD_MOVED)
    assert stage.view["phase"] == "failed"
    stage.touch("retry")
    assert (stage.view["phase"], stage.view["tries"]) == ("waiting", 0)
    stage.lay_card()
    assert stage.step == "licence_loss"


@pytest.mark.parametrize("failure", [FailureCode.ID_CARD_REJECTED, FailureCode.DEVICE_UNPLUGGED, FailureCode.ID_READER_FAULT])
def test_what_laying_again_cannot_mend_is_explained_at_once(stage: Stage, failure: FailureCode) -> None:
    stage.walk_to("read_id_card")
    stage.answer("read", failure)
    assert (stage.view["phase"], stage.view["failure"]) == ("failed", failure.value)


def test_a_card_that_was_found_is_said_to_be_read(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    found = stage.hands.waiting("read").on_found
    assert found
    found()
    stage.machine.process_pending()
    assert stage.view["phase"] == "reading"
    stage.answer("read", FailureCode.ID_CARD_ABSENT)  # lifted again at once: nothing to complain about
    assert (stage.view["phase"], stage.view["failure"]) == ("waiting", None)


def test_a_double_tap_agrees_to_one_notice_only(stage: Stage) -> None:
    stage.walk_to("notices")
    stage.touch("agree", id="privacy")
    stage.touch("agree", id="truth")  # the second tap, on what has only just come up
    assert [notice["agreed"] for notice in stage.view["notices"]] == [True, False, False]
    stage.wait(1)
    stage.touch("agree", id="driver_licence_reissue_loss")  # not the one that is open
    assert [notice["agreed"] for notice in stage.view["notices"]] == [True, False, False]
    stage.touch("agree", id="truth")
    assert [notice["agreed"] for notice in stage.view["notices"]] == [True, True, False]


def test_a_notice_may_be_opened_again(stage: Stage) -> None:
    stage.walk_to("notices")
    stage.touch("agree", id="privacy")
    stage.touch("open", index=0.0)
    assert stage.view["open"] == 0
    for index in (3, -1, "1", None, 1.5):
        stage.touch("open", index=index)
        assert stage.view["open"] == 0


def test_waiting_says_something_else_after_eight_seconds(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    assert stage.view["slow"] is False
    stage.wait(8)
    assert stage.view["slow"] is True


def test_without_a_card_there_is_advice(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    stage.touch("without_card")
    assert (stage.screen, stage.view["kind"]) == ("advice", "no_card")


def test_going_back_and_forward_keeps_what_was_entered(stage: Stage) -> None:
    stage.walk_to("sign")
    for screen in ("confirm", "address"):
        stage.touch("back")
        assert stage.screen == screen
    assert (stage.view["phase"], stage.view["phone"], stage.view["complete"]) == ("review", "13896204417", True)
    stage.touch("back")
    assert (stage.screen, stage.view["all_agreed"]) == ("notices", True)
    stage.touch("back")
    assert (stage.screen, stage.view["phase"]) == ("licence_photo", "shown")
    stage.touch("back")
    assert (stage.step, chosen(stage), stage.view["declared"]) == ("licence_loss", ["lost"], True)
    assert stage.hands.count()["ask"] == 1  # the office is not asked twice
    stage.touch("next")
    stage.touch("use")
    assert stage.screen == "notices"
    for screen in ("address", "confirm", "sign"):
        stage.touch("next")
        assert stage.screen == screen


def test_back_from_the_licence_leads_home_and_forgets_the_person(stage: Stage) -> None:
    stage.walk_to("licence_loss")
    stage.touch("back")
    assert (stage.screen, stage.state.person, stage.state.service) == ("home", "", None)
    stage.choose()
    assert (stage.view["phase"], stage.view["failure"]) == ("again", None)  # the card lies there: lift it, lay it again


def test_an_edit_leads_straight_back_to_the_confirmation(stage: Stage) -> None:
    stage.walk_to("confirm")
    stage.touch("edit", step="licence_loss")
    assert stage.step == "licence_loss"
    stage.declare("stolen")
    assert stage.screen == "confirm"
    assert "licence_loss.reason.stolen" in [row["value_key"] for row in stage.view["rows"]]
    stage.touch("edit", step="address")
    stage.touch("back")
    assert stage.screen == "confirm"
    stage.touch("edit", step="submitted")
    assert stage.screen == "confirm"


def test_nothing_goes_on_until_it_is_complete(stage: Stage) -> None:
    stage.walk_to("licence_loss")
    stage.answer("ask", ELIGIBLE)
    stage.touch("next")
    stage.touch("choose", question="reason", option="eaten")
    stage.touch("declare", on=True)
    stage.touch("next")
    assert (stage.step, chosen(stage)) == ("licence_loss", [])
    stage.declare()
    stage.choose_photo()
    stage.touch("agree", id="truth")
    stage.touch("next")
    assert (stage.screen, stage.view["open"]) == ("notices", 0)
    stage.walk_to("sign")
    stage.touch("next")
    stage.touch("stroke", points=[[1, 1, 0]])
    stage.touch("next")
    assert stage.screen == "sign"


@pytest.mark.parametrize("step", WAY[1:])
def test_ending_is_asked_about_and_possible_everywhere(stage: Stage, step: str) -> None:
    stage.walk_to(step)
    stage.touch("end")
    assert stage.state.asking_to_end
    stage.touch("next")
    assert stage.step == step  # the question covers the screen
    stage.touch("end_cancelled")
    assert not stage.state.asking_to_end
    stage.touch("end")
    stage.touch("end_confirmed")
    assert (stage.screen, stage.view["why"], stage.state.person) == ("goodbye", "ended", "")
    assert all(request.cancelled for request in stage.hands.requests if request.job in {"read", "ask", "look"}) or step


@pytest.mark.parametrize("step", WAY[1:])
def test_who_walks_away_is_warned_then_forgotten(stage: Stage, step: str) -> None:
    stage.walk_to(step)
    stage.wait(59)
    assert stage.state.idle_seconds_left is None
    stage.wait(1)
    assert stage.state.idle_seconds_left == 20
    stage.touch("next")  # the warning covers the screen: a touch only says that somebody is there
    assert (stage.step, stage.state.idle_seconds_left) == (step, None)
    stage.wait(80)
    assert (stage.screen, stage.view["why"], stage.state.person) == ("goodbye", "idle", "")
    if stage.view["left"]:
        stage.answer("removal", True)
    stage.wait(10)
    assert stage.screen == "attract"


def test_a_double_tap_does_not_reach_the_next_screen(stage: Stage) -> None:
    stage.walk_to("address")
    stage.touch("use_id_card")
    for digit in "13896204417":
        stage.touch("type", field="phone", text=digit)
    serial = stage.state.serial
    stage.touch("next", serial=serial)
    stage.touch("next", serial=serial)
    assert stage.screen == "confirm"
