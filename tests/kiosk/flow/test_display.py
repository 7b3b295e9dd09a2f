"""Language, large type, contrast and reach: one touch on any screen, all of them together, for this visit only."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from kiosk.flow.screen_state import Display
from kiosk.flow.step import Step, View
from kiosk.steps import STEPS
from tests.kiosk.endings import end, fall_idle, stay_too_long
from tests.kiosk.stage import Stage

EVERYTHING = Display("en", elder=True, contrast=True, reachable=True)
SWITCHES: dict[str, dict[str, object]] = {
    "language": {"language": "en"},
    "elder": {"on": True},
    "contrast": {"on": True},
    "reachable": {"on": True},
}
SCREENS = (
    "home",
    "read_id_card",
    "licence_loss",
    "notices",
    "address",
    "confirm",
    "sign",
    "face_consent",
    "face",
    "submitted",
)


def _turn_on_everything(stage: Stage) -> None:
    for action, payload in SWITCHES.items():
        stage.touch(action, **payload)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_switch_works_on_every_screen_and_leaves_it_as_it_is(stage: Stage, screen: str) -> None:
    if screen == "home":
        stage.wake()
    else:
        stage.walk_to(screen)
    before = stage.state
    for action, payload in SWITCHES.items():
        stage.touch(action, **payload)
        assert (stage.screen, stage.view) == (before.screen, before.view), action
    assert stage.state.display == EVERYTHING
    stage.touch("language", language="zh")
    for action in ("elder", "contrast", "reachable"):
        stage.touch(action, on=False)
    assert stage.state.display == Display()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_switches_combine_and_do_not_touch_each_other(stage: Stage, count: int) -> None:
    stage.walk_to("notices")
    for chosen in combinations(("elder", "contrast", "reachable"), count):
        for action in chosen:
            stage.touch(action, on=True)
        assert stage.state.display == Display("zh", **dict.fromkeys(chosen, True))
        for action in chosen:
            stage.touch(action, on=False)


@pytest.mark.parametrize("rubbish", [None, "on", 1, "false", []])
def test_only_a_plain_yes_turns_a_switch_on(stage: Stage, rubbish: object) -> None:
    stage.walk_to("notices")
    for action in ("elder", "contrast", "reachable"):
        stage.touch(action, on=rubbish)
        stage.touch(action)
    stage.touch("language", language=rubbish)
    assert stage.state.display == Display()


@pytest.mark.parametrize("cover", ["help", "end"])
def test_a_switch_works_below_a_question_and_the_question_stays(stage: Stage, cover: str) -> None:
    stage.walk_to("notices")
    stage.touch(cover)
    _turn_on_everything(stage)
    assert stage.state.display == EVERYTHING
    assert stage.state.help_open == (cover == "help")
    assert stage.state.asking_to_end == (cover == "end")


def test_it_stays_from_screen_to_screen_and_over_the_way_home(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    _turn_on_everything(stage)
    stage.walk_to("sign")
    assert stage.state.display == EVERYTHING
    while stage.screen != "home":
        stage.touch("back")
    assert stage.state.display == EVERYTHING


@pytest.mark.parametrize(("leave", "why"), [(end, "ended"), (fall_idle, "idle"), (stay_too_long, "time_over")])
def test_at_the_end_of_the_visit_it_is_gone_with_everything_typed(
    stage: Stage, leave: Callable[[Stage], None], why: str
) -> None:
    stage.walk_to("sign")
    stage.touch("stroke", points=[[100, 100, 0], [9000, 9000, 40]])
    _turn_on_everything(stage)
    leave(stage)
    assert (stage.screen, stage.view["why"]) == ("goodbye", why)
    assert stage.machine._visit.person.strokes == []  # what was typed goes before the goodbye is said
    assert stage.machine._visit.person.address.phone == ""
    stage.answer("removal", True)
    while stage.screen == "goodbye":
        assert stage.state.display == EVERYTHING, "the goodbye is still said to this citizen"
        stage.wait(0.25)
    assert (stage.screen, stage.state.display) == ("attract", Display())
    stage.wake()
    assert stage.state.display == Display()


def test_a_new_visit_in_the_same_second_begins_plain(stage: Stage) -> None:
    stage.walk_to("notices")
    _turn_on_everything(stage)
    end(stage)
    stage.answer("removal", True)
    ended = stage.clock.monotonic()
    stage.touch("finish")
    stage.wake()
    assert stage.clock.monotonic() - ended < 1
    assert (stage.screen, stage.state.display) == ("home", Display())


@pytest.mark.expects_log
def test_a_visit_that_a_bug_ends_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Step) -> View:
        raise RuntimeError

    stage = Stage(tmp_path)
    stage.walk_to("sign")
    _turn_on_everything(stage)
    with monkeypatch.context() as broken:
        broken.setattr(STEPS["sign"], "view", fail)
        broken.setattr(STEPS["advice"], "view", fail)
        stage.touch("activity")
    assert (stage.screen, stage.state.display) == ("out_of_service", Display())
    assert stage.machine._visit.person.document is None


@pytest.mark.expects_log
def test_a_bug_leaves_a_citizen_who_is_still_here_his_display(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Step) -> View:
        raise RuntimeError

    stage.walk_to("sign")
    _turn_on_everything(stage)
    with monkeypatch.context() as broken:
        broken.setattr(STEPS["sign"], "view", fail)
        stage.touch("activity")
    assert (stage.screen, stage.state.display, stage.state.person) == ("advice", EVERYTHING, "")
    stage.wait(141)
    assert stage.screen == "goodbye"
    stage.wait(130)
    assert (stage.screen, stage.state.display) == ("attract", Display())
