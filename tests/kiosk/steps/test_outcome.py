"""等结果: it is stored before anything is asked, asked for again and again, and never waited for longer than its limit."""

import pytest

from domain.application import ApplicationStatus
from domain.failures import FailureCode
from domain.wire.v1_outcomes import OutcomeAnswer
from kiosk.flow.visit import Saved
from tests.kiosk.services.handling import THREE, a_document, be_told, decided, see_records, sign_it
from tests.kiosk.stage import NUMBER, Stage

STILL_OPEN = OutcomeAnswer(status=ApplicationStatus.ACCEPTED)


@pytest.fixture
def waiting(stage: Stage) -> Stage:
    see_records(stage)
    be_told(stage, THREE)
    stage.touch("accept")
    sign_it(stage)
    return stage


def save(stage: Stage) -> None:
    stage.answer("save", Saved(NUMBER, stage.hands.waiting("save").asked[0]))


def test_nobody_is_asked_and_nobody_leaves_before_it_is_stored(waiting: Stage) -> None:
    assert (waiting.view["stage"], waiting.state.can_end, waiting.is_asking("outcome")) == ("saving", False, False)
    waiting.touch("end_confirmed")
    assert waiting.screen == "outcome"
    save(waiting)
    assert (waiting.view["stage"], waiting.state.can_end, waiting.is_asking("outcome")) == ("deciding", True, True)
    assert waiting.hands.waiting("outcome").asked.key == waiting.hands.requests[-1].asked.key


def test_it_is_asked_every_second_and_never_twice_at_once(waiting: Stage) -> None:
    save(waiting)
    waiting.wait(5)
    assert waiting.hands.count()["outcome"] == 1
    for _ in range(3):
        waiting.answer("outcome", STILL_OPEN)
        waiting.wait(2)
    assert waiting.hands.count()["outcome"] == 4
    assert waiting.screen == "outcome"


def test_after_a_while_the_sentence_changes_and_after_its_limit_it_goes_on(waiting: Stage) -> None:
    save(waiting)
    assert not waiting.view["slow"]
    waiting.wait(9)
    assert waiting.view["slow"]
    waiting.wait(waiting.settings.times.outcome)
    assert (waiting.screen, waiting.view["words"]) == ("result", "handling_lodged")
    assert ("outcome_told", {"status": "unknown"}) in waiting.hands.events


def test_what_came_last_counts_at_the_limit(waiting: Stage) -> None:
    save(waiting)
    waiting.answer("outcome", STILL_OPEN)
    waiting.wait(waiting.settings.times.outcome + 1)
    assert ("outcome_told", {"status": "accepted"}) in waiting.hands.events
    assert waiting.view["words"] == "handling_lodged"


def test_a_document_that_hangs_is_given_up(waiting: Stage) -> None:
    save(waiting)
    waiting.answer("outcome", decided(THREE))
    assert waiting.view["stage"] == "fetching"
    waiting.wait(16)
    assert (waiting.screen, waiting.view["paper"]) == ("result", "slip")


def test_only_documents_that_are_printed_are_fetched(waiting: Stage) -> None:
    save(waiting)
    answer = decided(THREE, documents=1)
    other = answer.documents[0].model_copy(update={"id": "signed_copy", "kind": "signed_copy"})
    waiting.answer("outcome", answer.model_copy(update={"documents": [other, *answer.documents]}))
    assert waiting.hands.waiting("document").asked.document == "decision_1"
    waiting.answer("document", a_document())
    assert waiting.view["paper"] == "document"


def test_a_store_that_fails_lodges_nothing(waiting: Stage) -> None:
    waiting.answer("save", FailureCode.STORE_FAILED)
    assert (waiting.screen, waiting.view["kind"]) == ("advice", "not_saved")
    assert "outcome" not in waiting.hands.count()
