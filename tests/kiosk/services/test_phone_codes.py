"""Proving a phone at the terminal: what the office says leads where it should, and only the very number counts."""

from pathlib import Path

import pytest

from domain.failures import FailureCode
from domain.wire.v1_phone_codes import PhoneCodeAnswer, PhoneProofAnswer
from kiosk.flow.plan import Stop
from kiosk.services.phone_codes import phone_stops, proven_phone
from tests.kiosk.kinds import stage_of, type_in
from tests.kiosk.stage import Stage

PHONE, OTHER = "13896205528", "13896205529"
SENT = PhoneCodeAnswer(result="sent", ticket="A" * 43, valid_seconds=300, resend_seconds=60)
PROVEN = PhoneProofAnswer(result="proven")


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return stage_of(tmp_path, *phone_stops(), Stop("confirm", "station.confirm"))


def send(stage: Stage, phone: str = PHONE, answer: object = SENT) -> None:
    type_in(stage, "phone", phone)
    stage.touch("next")
    stage.answer("ask", answer)


def prove(stage: Stage, answer: object = PROVEN, code: str = "204417") -> None:
    type_in(stage, "code", code)
    stage.touch("next")
    stage.answer("ask", answer)


def error(stage: Stage) -> object:
    fields = stage.view["fields"]
    assert isinstance(fields, list)
    return fields[0]["error"]


def test_the_right_code_leads_on_and_the_phone_is_proven(stage: Stage) -> None:
    send(stage)
    assert stage.step == "phone_code"
    prove(stage)
    assert stage.step == "confirm"
    assert proven_phone(stage.machine._visit.person) == (PHONE, "A" * 43)
    assert stage.machine._visit.person.address.phone == PHONE


def test_a_wrong_code_says_how_many_tries_are_left_and_may_be_typed_anew(stage: Stage) -> None:
    send(stage)
    prove(stage, PhoneProofAnswer(result="wrong", tries_left=3))
    assert (stage.step, error(stage)) == ("phone_code", "phone_code.wrong.3")
    stage.touch("next")
    assert stage.step == "phone_code"  # the same code once more is not even asked about
    stage.touch("clear", field="code")
    prove(stage, code="204418")
    assert stage.step == "confirm"


def test_an_expired_code_can_only_be_sent_again(stage: Stage) -> None:
    send(stage)
    prove(stage, PhoneProofAnswer(result="expired"))
    stage.touch("clear", field="code")
    type_in(stage, "code", "111111")
    stage.touch("next")
    assert (stage.step, error(stage)) == ("phone_code", "phone_code.expired")


def test_it_is_sent_again_after_the_countdown_and_not_before(stage: Stage) -> None:
    send(stage)
    assert stage.view["again"] == 60
    stage.touch("again")
    assert stage.step == "phone_code"
    stage.wait(40)
    stage.touch("activity")
    stage.wait(21)
    assert stage.view["again"] == 0
    stage.touch("again")
    assert stage.step == "send_code"
    stage.answer("ask", SENT)
    assert stage.step == "phone_code"


@pytest.mark.parametrize("why", ["too_soon", "limit", "refused"])
def test_a_number_that_gets_no_code_is_told_so_and_another_may_be_given(stage: Stage, why: str) -> None:
    send(stage, answer=PhoneCodeAnswer(result=why, resend_seconds=60))  # type: ignore[arg-type]
    assert (stage.step, error(stage)) == ("new_phone", f"phone_code.{why}")
    stage.touch("clear", field="phone")
    send(stage, OTHER)
    assert stage.step == "phone_code"


def test_without_the_network_the_wait_offers_another_try_and_the_number_is_still_there(stage: Stage) -> None:
    send(stage, answer=FailureCode.NETWORK_DOWN)
    assert (stage.step, stage.view["phase"]) == ("send_code", "failed")
    stage.touch("retry")
    stage.answer("ask", SENT)
    assert stage.step == "phone_code"


def test_another_number_after_the_proof_has_to_be_proven_too(stage: Stage) -> None:
    send(stage)
    prove(stage)
    stage.touch("back")
    while stage.step != "new_phone":
        stage.touch("back")
    stage.touch("backspace", field="phone")
    type_in(stage, "phone", "9")
    stage.touch("next")
    assert stage.step == "send_code"
    with pytest.raises(LookupError):
        proven_phone(stage.machine._visit.person)
