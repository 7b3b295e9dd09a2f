"""申报: what the register says, the questions, the declaration; the office asked meanwhile. With the office: 驾驶证遗失补证."""

from pathlib import Path
from typing import Any

import pytest

from domain.failures import FailureCode
from kiosk.flow.contents import DeclareContent
from kiosk.flow.plan import Stop
from tests.kiosk.kinds import CYCLE, go, stage_of
from tests.kiosk.stage import ELIGIBLE, Stage


@pytest.fixture
def plates(tmp_path: Path) -> Stage:
    stage = stage_of(tmp_path)
    go(stage, "plates")
    return stage


def chosen(stage: Stage) -> dict[str, list[str]]:
    return {question["name"]: question["chosen"] for question in stage.view["questions"]}


def test_without_an_office_to_ask_it_is_shown_at_once(plates: Stage) -> None:
    assert (plates.screen, plates.view["phase"], plates.view["card"]) == ("declare", "shown", "vehicle_licence")
    assert [question["options"] for question in plates.view["questions"]] == [["front", "rear"], ["wanted", "not_wanted"]]
    assert [question["many"] for question in plates.view["questions"]] == [True, False]
    assert plates.view["facts"][0]["key"] == "plates.fact.kind"
    assert plates.hands.live() == []


def test_options_are_chosen_replaced_or_turned_off(plates: Stage) -> None:
    for question, option in (("which", "rear"), ("which", "front"), ("temporary", "wanted"), ("temporary", "not_wanted")):
        plates.touch("choose", question=question, option=option)
    assert chosen(plates) == {"which": ["front", "rear"], "temporary": ["not_wanted"]}
    plates.touch("choose", question="which", option="front")
    plates.touch("choose", question="temporary", option="not_wanted")
    assert chosen(plates) == {"which": ["rear"], "temporary": ["not_wanted"]}


def test_it_goes_on_when_what_is_required_is_answered_and_the_tick_is_set(plates: Stage) -> None:
    plates.touch("choose", question="which", option="rear")
    plates.touch("next")
    assert (plates.step, plates.view["complete"]) == ("plates", False)
    plates.touch("declare", on=True)
    plates.touch("choose", question="which", option="rear")
    plates.touch("next")
    assert (plates.step, plates.view["complete"]) == ("plates", False)
    plates.touch("choose", question="which", option="rear")
    assert (plates.view["declared"], plates.view["complete"]) == (False, False)
    plates.touch("declare", on=True)
    assert plates.view["complete"] is True
    plates.touch("next")
    assert plates.step == "contact"
    plates.touch("back")
    assert (plates.step, plates.view["declared"], chosen(plates)["which"]) == ("plates", True, ["rear"])


def test_another_answer_takes_the_declaration_back_and_the_same_answer_does_not(plates: Stage) -> None:
    plates.touch("choose", question="which", option="rear")
    plates.touch("choose", question="temporary", option="wanted")
    plates.touch("declare", on=True)
    plates.touch("choose", question="temporary", option="wanted")
    plates.touch("choose", question="temporary", option="somewhere")
    assert plates.view["declared"] is True
    plates.touch("choose", question="temporary", option="not_wanted")
    assert (plates.view["declared"], plates.view["complete"]) == (False, False)


@pytest.mark.parametrize(
    "payload",
    [
        {"question": "which", "option": "both"},
        {"question": "who", "option": "rear"},
        {"question": "which"},
        {"option": "rear"},
        {"question": ["which"], "option": {"rear": 1}},
        {"question": "which", "option": "r" * 10_000},
        {"question": None, "option": 1.5},
    ],
)
def test_garbage_chooses_nothing(plates: Stage, payload: dict[str, Any]) -> None:
    plates.touch("choose", question="temporary", option="wanted")
    plates.touch("choose", **payload)
    plates.touch("choose", **{**payload, "question": "temporary"})
    plates.touch("declare", on="yes")
    assert (chosen(plates), plates.view["declared"]) == ({"which": [], "temporary": ["wanted"]}, False)


def test_an_option_that_is_not_offered_any_more_does_not_count(plates: Stage) -> None:
    plates.touch("choose", question="which", option="front")
    plates.touch("declare", on=True)
    plates.touch("back")
    plates.touch("choose", id=CYCLE)
    plates.touch("next")
    assert (chosen(plates)["which"], plates.view["complete"]) == ([], False)


def test_without_a_declaration_there_is_no_tick(tmp_path: Path) -> None:
    content = DeclareContent("plates", declaration=False)
    stage = stage_of(tmp_path, Stop("declare", "station.licence", "plates", content), Stop("sign", "station.confirm"))
    assert (stage.view["declaration"], stage.view["complete"], stage.view["facts"]) == (False, True, None)
    stage.touch("declare", on=True)
    assert stage.view["declared"] is False
    stage.touch("next")
    assert stage.screen == "sign"


def test_it_is_chosen_while_the_office_is_asked_but_goes_on_only_after_it(stage: Stage) -> None:
    stage.walk_to("licence_loss")
    stage.declare()
    assert (stage.view["phase"], stage.view["facts"], stage.view["complete"]) == ("asking", None, False)
    stage.answer("ask", ELIGIBLE)
    assert (stage.view["phase"], stage.view["complete"]) == ("shown", True)
    assert stage.view["facts"][0]["key"] == "licence.fact.holder"
    stage.touch("next")
    stage.touch("back")
    assert (stage.view["phase"], stage.hands.count()["ask"]) == ("shown", 1)  # nobody is asked twice


def test_an_answer_that_is_none_is_no_answer(stage: Stage) -> None:
    stage.walk_to("licence_loss")
    stage.answer("ask", "yes")
    assert (stage.view["phase"], stage.view["facts"]) == ("offline", None)
    assert ("eligibility_not_asked", {"failure": FailureCode.OFFICE_UNAVAILABLE.value}) in stage.hands.events
