"""Whoever must be verified first is verified at once: the question is asked again with the face, and the reason is said."""

from pathlib import Path

import pytest

from domain.faces import FaceDecision
from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.wire.v1 import EligibilityAnswer, EligibilityQuestion
from tests.kiosk.stage import ELIGIBLE
from tests.kiosk.stage import Stage as Table

FIRST = EligibilityAnswer(decision="verify_first", reasons=[])
REFUSED = EligibilityAnswer(decision="refused", reasons=[ReasonCode.STATE], verified=True)


@pytest.fixture
def told(tmp_path: Path) -> Table:
    """Somebody who was told to be verified first."""
    stage = Table(tmp_path)
    stage.walk_to("licence_loss")
    stage.answer("ask", FIRST)
    return stage


def asked(stage: Table) -> EligibilityQuestion:
    question = stage.hands.waiting("ask").asked
    assert isinstance(question, EligibilityQuestion)
    return question


def look(stage: Table) -> None:
    stage.touch("retry")
    stage.consent_to_face()
    stage.show_face()


def test_the_advice_offers_to_be_verified_now(told: Table) -> None:
    assert (told.screen, told.view["kind"], told.view["can_retry"]) == ("advice", "verify_first", True)
    assert told.view["service"] == ServiceSlug.DRIVER_LICENCE_REISSUE_LOSS
    told.touch("retry")
    assert told.step == "face_consent"
    assert told.view["without"] == "window"


def test_after_the_face_the_question_is_asked_again_and_the_reason_is_said(told: Table) -> None:
    look(told)
    assert told.step == "licence_loss"
    assert asked(told).face is not None
    told.answer("ask", REFUSED)
    assert (told.view["kind"], told.view["reasons"]) == ("refused", ["R-STATE"])
    assert told.view["can_retry"] is False


def test_who_may_go_on_is_not_asked_for_the_face_again(told: Table) -> None:
    look(told)
    told.answer("ask", ELIGIBLE)
    told.declare()
    told.walk_to("sign")
    told.sign()
    assert told.step == "submitted"  # past consent, face and, without a fee, paying


def test_back_from_paying_leads_past_the_face_that_was_shown(told: Table) -> None:
    look(told)
    told.answer("ask", ELIGIBLE)
    told.declare()
    told.walk_to("confirm")
    told.touch("back")
    assert told.step == "address"


def test_whoever_declines_gets_the_way_to_the_window(told: Table) -> None:
    told.touch("retry")
    told.go_without_face()
    assert (told.screen, told.view["kind"]) == ("advice", "window")
    told.touch("home")
    assert told.step == "home"


def test_a_change_of_mind_before_the_camera_leads_to_the_window(told: Table) -> None:
    told.touch("retry")
    told.consent_to_face()
    told.touch("without_face")
    assert told.view["kind"] == "window"


def test_a_face_that_does_not_match_opens_nothing(told: Table) -> None:
    told.touch("retry")
    told.consent_to_face()
    for _ in range(3):
        told.look(FaceDecision.NO_MATCH)
    assert told.view["without"] == "window"
    told.touch("next")
    assert told.step == "licence_loss"
    told.answer("ask", FIRST)
    assert (told.screen, told.view["kind"]) == ("advice", "window")


def test_back_from_the_consent_gives_the_detour_up(told: Table) -> None:
    told.touch("retry")
    told.touch("back")
    assert told.step == "home"
    told.choose()
    told.lay_card()
    assert told.step == "licence_loss"


def test_without_a_camera_only_the_counter_remains(tmp_path: Path) -> None:
    stage = Table(tmp_path)
    stage.walk_to("licence_loss")
    stage.offers.camera = False
    stage.answer("ask", FIRST)
    assert stage.view["can_retry"] is False
    stage.touch("retry")
    assert stage.step == "home"


def test_nothing_of_a_detour_is_left_for_the_next_one(told: Table) -> None:
    told.touch("retry")
    told.touch("end")
    told.touch("end_confirmed")
    assert told.machine._visit.detour is None
