"""From a refusal straight to the service that is the right one: as the same person, with nothing of what was entered."""

from pathlib import Path

import pytest

from domain.reasons import ReasonCode
from domain.services import ServiceSlug
from domain.wire.v1 import EligibilityAnswer, EligibilityQuestion
from kiosk.flow.visit import Person
from tests.kiosk.stage import ELIGIBLE
from tests.kiosk.stage import Stage as Table

EXPIRY, OVERAGE = ServiceSlug.DRIVER_LICENCE_RENEW_EXPIRY, ServiceSlug.DRIVER_LICENCE_RENEW_OVERAGE
ENDED = EligibilityAnswer(decision="refused", reasons=[ReasonCode.OTHER_SERVICE], instead=EXPIRY, verified=True)
OLD = EligibilityAnswer(decision="refused", reasons=[ReasonCode.AGE], instead=OVERAGE)


def asking(tmp_path: Path) -> Table:
    stage = Table(tmp_path)
    stage.walk_to("licence_loss")
    return stage


@pytest.fixture
def told(tmp_path: Path) -> Table:
    """Somebody whose licence has ended, told so before any face."""
    stage = asking(tmp_path)
    stage.answer("ask", ENDED)
    return stage


def asked(stage: Table) -> EligibilityQuestion:
    question = stage.hands.waiting("ask").asked
    assert isinstance(question, EligibilityQuestion)
    return question


def person(stage: Table) -> Person:
    return stage.machine._visit.person


def test_the_right_service_begins_with_the_card_that_was_read(told: Table) -> None:
    assert (told.view["instead"], told.view["can_move_on"], told.view["can_retry"]) == (EXPIRY, True, False)
    before, read = person(told), told.hands.count()["read"]
    told.touch("instead")
    assert (told.step, told.state.service) == ("licence_expiry", EXPIRY)
    assert (asked(told).service, asked(told).number, asked(told).face) == (EXPIRY, "500103199001010010", None)
    assert told.hands.count()["read"] == read
    assert person(told).key != before.key  # a matter of its own


def test_nothing_that_was_entered_comes_along(tmp_path: Path) -> None:
    stage = asking(tmp_path)
    stage.touch("choose", question="reason", option="lost")
    stage.answer("ask", ENDED)
    stage.touch("instead")
    assert (person(stage).answers.chosen, person(stage).consents, person(stage).answer) == ({}, {}, None)


def test_back_from_there_leads_home_and_the_next_person_lays_a_card(told: Table) -> None:
    told.touch("instead")
    told.touch("back")
    assert (told.step, told.state.person) == ("home", "")
    told.choose()
    assert told.step == "read_id_card"


def test_a_face_that_matched_is_not_asked_for_again(tmp_path: Path) -> None:
    stage = asking(tmp_path)
    stage.answer("ask", EligibilityAnswer(decision="verify_first", reasons=[]))
    stage.touch("retry")
    stage.consent_to_face()
    stage.show_face()
    stage.answer("ask", ENDED)
    stage.touch("instead")
    assert asked(stage).face is not None
    stage.answer("ask", ELIGIBLE)
    assert person(stage).face.early
    assert "face" in person(stage).consents


def test_whoever_was_not_verified_is_asked_for_the_face_in_its_turn(told: Table) -> None:
    told.touch("instead")
    told.answer("ask", ELIGIBLE)
    assert not person(told).face.early


def test_what_stands_against_the_other_service_by_the_card_alone_is_said_at_once(tmp_path: Path) -> None:
    stage = asking(tmp_path)
    stage.answer("ask", OLD)  # somebody of 36: an answer that does not fit
    stage.touch("instead")
    assert (stage.screen, stage.view["reasons"], stage.view["instead"]) == ("advice", ["R-AGE"], None)
    assert stage.state.service == OVERAGE
    stage.touch("instead")  # nowhere to go
    assert stage.screen == "advice"


def test_a_service_that_cannot_be_begun_now_is_named_but_not_offered(told: Table) -> None:
    told.offers.reasons[EXPIRY] = "unavailable.network"
    assert told.view["instead"] == EXPIRY
    told.touch("instead")
    assert told.screen == "advice"
    told.touch("home")
    assert told.step == "home"
