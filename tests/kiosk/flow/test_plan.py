"""A plan of stops: names, stations, stops that only some come past, two of a kind, an edit that opens what comes after it."""

from copy import deepcopy
from pathlib import Path

import pytest

from kiosk.flow.plan import OUTSIDE, Plan, Stop
from kiosk.flow.visit import Answers, Entries
from tests.kiosk.kinds import CAR, CYCLE, PLAN, SLUG, VAN, go, stage_of, type_in
from tests.kiosk.stage import ELIGIBLE, Stage


def plan(*stops: Stop) -> Plan:
    return Plan(SLUG, stops, notices=(), facts=lambda _: [])


def test_a_stop_is_called_as_its_kind_unless_it_has_a_name() -> None:
    assert [Stop("form", "station.address").name, Stop("form", "station.address", "code").name] == ["form", "code"]
    found = PLAN.find("code")
    assert found is not None
    assert (found.kind, PLAN.find("form")) == ("form", None)


def test_neighbours_of_one_station_are_one_on_the_line() -> None:
    assert PLAN.line == ("station.read", "station.licence", "station.address", "station.confirm", "station.done")
    assert [PLAN.place_on_line(step) for step in ("vehicle", "plates", "contact", "check_code", "result")] == [1, 1, 2, 2, 4]
    with pytest.raises(ValueError, match="not in tuple"):
        PLAN.place_on_line("home")


@pytest.mark.parametrize("name", ["", *sorted(OUTSIDE)])
def test_a_name_that_is_taken_is_no_plan(name: str) -> None:
    with pytest.raises(ValueError, match="two steps of one name"):
        plan(Stop("form", "station.address"), Stop("form", "station.address", name))


def test_two_stops_of_one_kind_are_two_screens(tmp_path: Path) -> None:
    twice = (
        Stop("sign", "station.confirm", "first"),
        Stop("sign", "station.confirm", "second"),
        Stop("confirm", "station.confirm"),
    )
    stage = stage_of(tmp_path, *twice)
    stage.touch("stroke", points=[[100 * x, 100, x] for x in range(20)])
    serial = stage.state.serial
    stage.touch("next", serial=serial)
    assert (stage.screen, stage.step, stage.state.direction) == ("sign", "second", "forward")
    stage.touch("next", serial=serial)  # the second half of a double tap: the screen has changed though its kind has not
    assert stage.step == "second"
    stage.touch("back")
    assert stage.step == "first"
    stage.touch("end_confirmed")
    assert ("visit_ended", {"why": "ended", "step": "first"}) in stage.hands.events


def test_only_some_come_past_a_stop(tmp_path: Path) -> None:
    wanted = {"now": False}
    detour = Stop("sign", "station.confirm", "detour", only_if=lambda _: wanted["now"])
    first, last = Stop("sign", "station.confirm", "first"), Stop("confirm", "station.confirm")
    stage = stage_of(tmp_path, first, detour, last)
    stage.touch("stroke", points=[[100 * x, 100, x] for x in range(20)])
    stage.touch("next")
    assert stage.step == "confirm"
    stage.touch("back")
    assert stage.step == "first"
    wanted["now"] = True
    stage.touch("next")
    assert stage.step == "detour"


def test_outside_of_a_plan_the_step_is_the_screen(stage: Stage) -> None:
    stage.wake()
    assert (stage.screen, stage.step) == ("home", "home")


# -- editing ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def confirm(tmp_path: Path) -> Stage:
    stage = stage_of(tmp_path)
    go(stage, "confirm")
    return stage


@pytest.mark.parametrize("stop", ["vehicle", "plates", "contact", "code"])
def test_an_edit_leads_straight_back(confirm: Stage, stop: str) -> None:
    for leave in ("next", "back"):
        confirm.touch("edit", step=stop)
        assert confirm.step == stop
        confirm.touch(leave)
        assert confirm.step == "confirm"
    confirm.touch("next")
    assert confirm.screen == "result"


@pytest.mark.parametrize("garbage", ["home", "result", "read_id_card", "form", "", None, 3, ["vehicle"], "v" * 10_000])
def test_only_what_the_confirmation_offers_can_be_edited(confirm: Stage, garbage: object) -> None:
    confirm.touch("edit", step=garbage)
    assert confirm.step == "confirm"


def test_an_edit_that_opens_another_question_asks_it_before_it_leads_back(confirm: Stage) -> None:
    confirm.touch("edit", step="plates")
    confirm.touch("choose", question="which", option="front")
    confirm.touch("choose", question="which", option="rear")
    confirm.touch("declare", on=True)
    confirm.touch("next")
    assert confirm.step == "confirm"
    confirm.touch("edit", step="vehicle")
    confirm.touch("choose", id=CYCLE)  # it has no front plate
    confirm.touch("next")
    assert confirm.step == "plates"
    confirm.touch("choose", question="which", option="rear")
    confirm.touch("declare", on=True)
    confirm.touch("next")
    assert confirm.step == "confirm"
    assert answers(confirm).option("vehicle", "entry") == CYCLE


def test_half_an_edit_is_given_up_and_everything_is_as_it_was(confirm: Stage) -> None:
    before = deepcopy(answers(confirm))
    confirm.touch("edit", step="plates")
    confirm.touch("choose", question="which", option="rear")
    confirm.touch("declare", on=False)
    confirm.touch("back")
    assert (confirm.step, answers(confirm)) == ("confirm", before)
    confirm.touch("edit", step="vehicle")
    confirm.touch("choose", id=CAR)
    confirm.touch("back")
    confirm.touch("edit", step="contact")
    confirm.touch("clear", field="phone")
    confirm.touch("next")
    assert confirm.step == "contact"
    confirm.touch("back")
    assert (confirm.step, answers(confirm)) == ("confirm", before)


def test_a_whole_edit_is_kept_though_it_is_left_by_back(confirm: Stage) -> None:
    confirm.touch("edit", step="vehicle")
    confirm.touch("choose", id=VAN)
    confirm.touch("back")
    assert (confirm.step, answers(confirm).option("vehicle", "entry")) == ("confirm", VAN)


def test_an_edit_that_somebody_walks_away_from_leaves_nothing_behind(confirm: Stage) -> None:
    confirm.touch("edit", step="contact")
    confirm.wait(90)
    assert confirm.screen == "goodbye"
    assert confirm.machine._route._before_edit == Entries()


def test_another_phone_number_is_proven_before_it_is_confirmed(confirm: Stage) -> None:
    confirm.touch("edit", step="contact")
    confirm.touch("backspace", field="phone")
    type_in(confirm, "phone", "8")
    confirm.touch("next")
    assert confirm.step == "send_code"
    confirm.answer("ask", ELIGIBLE)
    assert confirm.step == "confirm"


def answers(stage: Stage) -> Answers:
    return stage.machine._visit.person.answers
