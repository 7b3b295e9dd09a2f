"""等待: asked, slow, not answered, asked again, given up. With two questions in a row: 交通违法查询."""

from pathlib import Path

import pytest

from domain.failures import FailureCode
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.wire.v1 import EligibilityAnswer
from kiosk.flow.contents import WaitContent
from kiosk.flow.plan import Stop
from kiosk.services.eligibility import Eligibility
from tests.kiosk.kinds import PHONE, go, stage_of, type_in
from tests.kiosk.stage import ELIGIBLE, Stage


@pytest.fixture
def sending(tmp_path: Path) -> Stage:
    stage = stage_of(tmp_path)
    go(stage, "send_code")
    return stage


def waiting_for(folder: Path, **changes: bool) -> Stage:
    content = WaitContent("wait", (Eligibility(),), **changes)  # type: ignore[arg-type]  # the flags only
    return stage_of(folder, Stop("wait", "station.query", content=content), Stop("sign", "station.confirm"))


def test_it_goes_on_by_itself(sending: Stage) -> None:
    assert (sending.screen, sending.step, sending.view["words"]) == ("wait", "send_code", "send_code")
    assert (sending.view["phase"], sending.view["slow"], sending.view["failure"]) == ("waiting", False, None)
    for action in ("retry", "home", "next", "finish"):
        sending.touch(action)
    assert sending.step == "send_code"
    sending.answer("ask", ELIGIBLE)
    assert sending.step == "code"


def test_after_eight_seconds_the_sentence_changes_after_ten_it_is_given_up(sending: Stage) -> None:
    sending.wait(8)
    assert (sending.view["phase"], sending.view["slow"]) == ("waiting", True)
    request = sending.hands.waiting("ask")
    sending.wait(2)
    assert (sending.view["phase"], sending.view["failure"], sending.view["slow"]) == ("failed", "network_down", False)
    assert request.cancelled
    request.on_result(ELIGIBLE)
    sending.machine.process_pending()
    assert sending.view["phase"] == "failed"  # too late


@pytest.mark.parametrize("result", [FailureCode.OFFICE_UNAVAILABLE, "garbage", None])
def test_what_is_no_answer_is_said_and_asked_again(sending: Stage, result: object) -> None:
    sending.answer("ask", result)
    assert (sending.view["phase"], sending.view["failure"], sending.view["can_retry"]) == ("failed", "office_unavailable", True)
    sending.touch("retry")
    assert (sending.view["phase"], sending.view["slow"]) == ("waiting", False)
    sending.answer("ask", ELIGIBLE)
    assert sending.step == "code"


def test_who_was_told_that_nothing_came_is_not_told_again_by_the_clock(sending: Stage) -> None:
    sending.wait(10)
    sending.wait(30)
    assert [event for event, _ in sending.hands.events].count("eligibility_not_asked") == 1


def test_every_question_has_its_own_ten_seconds(stage: Stage) -> None:
    stage.wake()
    stage.choose(ServiceSlug.VIOLATION_QUERY)
    stage.walk_to("violations_wait")
    stage.wait(9)
    stage.answer("ask", ELIGIBLE)
    stage.wait(9)
    assert (stage.view["phase"], stage.view["slow"]) == ("waiting", True)
    stage.wait(1)
    assert stage.view["phase"] == "failed"


def test_home_forgets_everything(sending: Stage) -> None:
    sending.answer("ask", FailureCode.NETWORK_DOWN)
    sending.touch("home")
    assert (sending.screen, sending.state.person) == ("home", "")


def test_back_gives_up_the_question_and_jumps_over_the_waiting(sending: Stage) -> None:
    request = sending.hands.waiting("ask")
    sending.touch("back")
    assert (sending.step, request.cancelled) == ("contact", True)
    go(sending, "code")
    sending.touch("back")
    assert sending.step == "contact"


def test_what_is_answered_is_not_asked_again_but_another_number_is(sending: Stage) -> None:
    sending.answer("ask", ELIGIBLE)
    sending.touch("back")
    sending.touch("next")
    assert (sending.step, sending.hands.count()["ask"]) == ("code", 1)
    sending.touch("back")
    sending.touch("backspace", field="phone")
    type_in(sending, "phone", "8")
    sending.touch("next")
    assert (sending.step, sending.hands.count()["ask"]) == ("send_code", 2)
    assert PHONE not in repr(sending.state)


def test_a_refusal_leads_to_advice(tmp_path: Path) -> None:
    stage = waiting_for(tmp_path)
    stage.answer("ask", EligibilityAnswer(decision="refused", reasons=[ReasonCode.OUT_OF_AREA]))
    assert (stage.screen, stage.view["reasons"]) == ("advice", ["R-OUT"])


def test_what_may_stay_open_goes_on_without_the_office(tmp_path: Path) -> None:
    stage = waiting_for(tmp_path, optional=True)
    stage.wait(10)
    assert stage.screen == "sign"
    assert ("eligibility_not_asked", {"failure": "network_down"}) in stage.hands.events
    stage.touch("back")
    assert stage.screen == "home"  # the waiting is no place to go back to


def test_without_another_try_only_home_is_left(tmp_path: Path) -> None:
    stage = waiting_for(tmp_path, can_retry=False)
    stage.answer("ask", FailureCode.NETWORK_DOWN)
    stage.touch("retry")
    assert (stage.view["phase"], stage.view["can_retry"], stage.hands.count()["ask"]) == ("failed", False, 1)


def test_who_walks_away_while_waiting_is_forgotten(sending: Stage) -> None:
    sending.answer("ask", FailureCode.NETWORK_DOWN)
    sending.wait(90)
    assert (sending.screen, sending.state.person) == ("goodbye", "")
