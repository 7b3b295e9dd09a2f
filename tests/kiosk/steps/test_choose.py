"""选择: one or several from a list."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kiosk.flow.contents import ChooseContent, Entry, Matter
from kiosk.flow.plan import Stop
from tests.kiosk.kinds import CAR, CYCLE, SEALED, VAN, go, stage_of, vehicles
from tests.kiosk.stage import Stage


def list_of(folder: Path, **changes: Any) -> Stage:
    content = ChooseContent("vehicle", changes.pop("entries", vehicles), **changes)
    return stage_of(folder, Stop("choose", "station.licence", "vehicle", content), Stop("sign", "station.confirm"))


@pytest.fixture
def one(tmp_path: Path) -> Stage:
    return stage_of(tmp_path)


@pytest.fixture
def several(tmp_path: Path) -> Stage:
    return list_of(tmp_path, many=True)


def test_a_list_says_what_there_is_and_why_something_cannot_be_chosen(one: Stage) -> None:
    assert (one.screen, one.step, one.view["words"], one.view["many"]) == ("choose", "vehicle", "vehicle", False)
    assert [entry["id"] for entry in one.view["entries"]] == [CAR, VAN, CYCLE, SEALED]
    assert [(entry["can"], entry["why"]) for entry in one.view["entries"]][-2:] == [(True, None), (False, "vehicle_state.K")]
    assert one.view["entries"][0]["plate"] == {"number": "渝A∗∗2D6", "kind": "02"}
    assert one.view["entries"][0]["chips"] == [{"tone": "ok", "key": "vehicle_state.A"}]
    assert (one.view["chosen"], one.view["complete"], one.view["total_fen"]) == ([], False, 0)


def test_one_touch_chooses_the_next_one_replaces(one: Stage) -> None:
    one.touch("next")
    assert one.step == "vehicle"
    one.touch("choose", id=CAR)
    one.touch("choose", id=CYCLE)
    assert (one.view["chosen"], one.view["total_fen"], one.view["complete"]) == ([CYCLE], 3500, True)
    one.touch("choose", id=CYCLE)
    assert one.view["chosen"] == [CYCLE]
    one.touch("next")
    assert one.step == "plates"


@pytest.mark.parametrize("garbage", [SEALED, "02:渝Z00000", "", 7, None, [CAR], {"id": CAR}, "x" * 10_000])
def test_what_cannot_be_chosen_changes_nothing(one: Stage, garbage: Any) -> None:
    one.touch("choose", id=CAR)
    one.touch("choose", id=garbage)
    one.touch("choose_all")
    one.touch("home")
    assert (one.step, one.view["chosen"]) == ("vehicle", [CAR])


def test_several_are_turned_on_and_off(several: Stage) -> None:
    for vehicle in (CYCLE, CAR, VAN, VAN):
        several.touch("choose", id=vehicle)
    assert (several.view["chosen"], several.view["total_fen"]) == ([CAR, CYCLE], 13500)  # in the order of the list


def test_all_takes_what_can_be_taken_and_once_more_nothing(several: Stage) -> None:
    several.touch("choose_all")
    assert several.view["chosen"] == [CAR, VAN, CYCLE]
    several.touch("choose_all")
    assert (several.view["chosen"], several.view["complete"]) == ([], False)


def test_one_too_many_is_not_taken(tmp_path: Path) -> None:
    stage = list_of(tmp_path, many=True, least=2, most=2)
    stage.touch("choose", id=VAN)
    assert (stage.view["complete"], stage.view["least"], stage.view["most"]) == (False, 2, 2)
    stage.touch("choose_all")
    assert (stage.view["chosen"], stage.view["complete"]) == ([CAR, VAN], True)
    stage.touch("choose", id=CYCLE)
    assert stage.view["chosen"] == [CAR, VAN]


def within_eleven_points(matter: Matter) -> Sequence[Entry]:
    """Six points each; what would reach twelve is barred while another one is chosen."""
    chosen = matter.answers.options("vehicle", "entry")
    full = "handling.points_reach_limit.short"
    return [Entry(name, name, why=None if not chosen or name in chosen else full) for name in ("first", "second")]


def test_what_is_chosen_may_bar_the_rest(tmp_path: Path) -> None:
    stage = list_of(tmp_path, many=True, entries=within_eleven_points)
    stage.touch("choose_all")
    assert stage.view["chosen"] == ["first"]
    stage.touch("choose", id="second")
    assert stage.view["chosen"] == ["first"]
    stage.touch("choose", id="first")
    stage.touch("choose", id="second")
    assert stage.view["chosen"] == ["second"]


def test_an_empty_list_leads_home_only(tmp_path: Path) -> None:
    stage = list_of(tmp_path, entries=lambda _: ())
    assert (stage.view["entries"], stage.view["complete"], stage.view["total_fen"]) == ([], False, None)
    stage.touch("choose_all")
    stage.touch("next")
    assert stage.step == "vehicle"
    stage.touch("home")
    assert stage.screen == "home"


def test_back_and_forth_keeps_the_choice_and_a_double_tap_does_no_harm(one: Stage) -> None:
    one.touch("choose", id=VAN)
    serial = one.state.serial
    one.touch("next", serial=serial)
    one.touch("next", serial=serial)
    assert one.step == "plates"
    one.touch("back")
    assert (one.step, one.view["chosen"]) == ("vehicle", [VAN])


def test_who_walks_away_leaves_no_choice(one: Stage) -> None:
    go(one, "contact")
    one.wait(90)
    assert one.screen == "goodbye"
    assert one.machine._visit.person.answers.chosen == {}
