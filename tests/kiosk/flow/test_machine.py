"""The step machine: limits, global touches, late answers, and what happens when a step has a bug."""

from pathlib import Path
from threading import Event
from time import monotonic
from typing import ClassVar

import pytest

from domain.failures import FailureCode
from kiosk.flow.devices import Done
from kiosk.flow.machine import STUCK_S, Machine
from kiosk.flow.outcome import STAY, Edit, Forward, Outcome
from kiosk.flow.screen_state import Display, ScreenState, Touch
from kiosk.flow.step import Step, View
from kiosk.steps import STEPS
from tests.kiosk.stage import ELIGIBLE, Stage, a_citizen

GENEROUS_S = 30.0


def test_the_first_state_is_published_and_the_next_ones_only_when_they_differ(stage: Stage) -> None:
    assert [state.screen for state in stage.states] == ["attract"]
    stage.wait(30)
    assert len(stage.states) == 1
    stage.wake()
    serials = [state.serial for state in stage.states]
    assert serials == list(range(1, len(serials) + 1))


def test_display_changes_are_global_and_gone_with_the_visit(stage: Stage) -> None:
    stage.walk_to("notices")
    stage.touch("language", language="en")
    stage.touch("elder", on=True)
    stage.touch("contrast", on=True)
    stage.touch("language", language="fr")
    assert stage.state.display == Display("en", elder=True, contrast=True)
    assert stage.screen == "notices"
    stage.touch("elder", on=False)
    stage.touch("end_confirmed")
    assert stage.state.display == Display("en", elder=False, contrast=True)  # goodbye is still said to this citizen
    stage.answer("removal", True)
    stage.touch("finish")
    assert (stage.screen, stage.state.display) == ("attract", Display())


def test_a_language_chosen_on_the_attract_screen_stays_for_the_visit(stage: Stage) -> None:
    stage.touch("language", language="en")
    stage.wake()
    assert stage.state.display.language == "en"


def test_elder_mode_gives_two_minutes(stage: Stage) -> None:
    stage.walk_to("address")
    stage.touch("elder", on=True)
    stage.wait(119)
    assert stage.state.idle_seconds_left is None
    stage.wait(1)
    assert stage.state.idle_seconds_left == 20
    stage.wait(19)
    assert stage.state.idle_seconds_left == 1
    stage.wait(1)
    assert (stage.screen, stage.view["why"]) == ("goodbye", "idle")


def test_any_touch_answers_the_idle_warning(stage: Stage) -> None:
    stage.walk_to("address")
    for action in ("continue", "activity", "next"):
        stage.wait(61)
        assert stage.state.idle_seconds_left == 19
        stage.touch(action)
        assert stage.screen == "address"
        assert stage.states[-1].idle_seconds_left is None


def test_the_idle_warning_may_be_answered_with_the_end(stage: Stage) -> None:
    stage.walk_to("address")
    stage.wait(61)
    stage.touch("end_confirmed")
    assert (stage.screen, stage.view["why"]) == ("goodbye", "ended")


def test_fifteen_minutes_are_the_limit_of_a_visit(stage: Stage) -> None:
    stage.walk_to("address")
    for _ in range(17):
        stage.wait(50, beat=10)
        stage.touch("activity")
        assert stage.screen == "address"
    stage.wait(50, beat=10)
    assert (stage.screen, stage.view["why"]) == ("goodbye", "time_over")


def test_help_lies_over_the_screen_and_goes_with_it(stage: Stage) -> None:
    stage.touch("help")
    assert not stage.state.help_open  # nobody is here yet
    stage.walk_to("address")
    stage.touch("help")
    stage.touch("use_id_card")
    stage.touch("back")
    assert (stage.state.help_open, stage.screen, stage.view["phase"]) == (True, "address", "choose")
    stage.touch("close_help")
    stage.touch("use_id_card")
    assert (stage.state.help_open, stage.view["phase"]) == (False, "phone")


def test_nothing_of_one_visit_reaches_the_next(stage: Stage) -> None:
    stage.walk_to("sign")
    stage.touch("end_confirmed")
    stage.answer("removal", True)
    stage.touch("finish")
    first = len(stage.states)
    stage.walk_to("read_id_card")
    stage.lay_card(name="李四", number="11010519491231002X", address="重庆市万州区九池街道1号")
    stage.answer("ask", FailureCode.NETWORK_DOWN)
    assert (stage.view["questions"][0]["chosen"], stage.view["declared"]) == ([], False)
    stage.declare()
    stage.choose_photo()
    assert not any(notice["agreed"] for notice in stage.view["notices"])
    stage.agree()
    assert (stage.view["phase"], stage.view["phone"], stage.view["detail"], stage.view["source"]) == ("choose", "", "", None)
    stage.touch("use_id_card")
    stage.type_phone("13900000000")
    stage.walk_to("sign")
    assert stage.view["strokes"] == []
    shown = "".join(repr(dict(state.view)) + state.person for state in stage.states[first:])
    assert not [trace for trace in ("张", "500∗", "渝中区", "13896204417") if trace in shown]


def test_an_answer_to_a_screen_that_is_gone_is_thrown_away(stage: Stage) -> None:
    stage.walk_to("read_id_card")
    late = stage.hands.waiting("read")
    stage.touch("back")
    assert (stage.screen, late.cancelled) == ("home", True)
    late.on_result(a_citizen())
    stage.machine.process_pending()
    assert (stage.screen, stage.state.person) == ("home", "")


def test_an_answer_that_comes_twice_counts_once(stage: Stage) -> None:
    stage.walk_to("licence_loss")
    request = stage.hands.waiting("ask")
    request.on_result(ELIGIBLE)
    request.on_result(FailureCode.NETWORK_DOWN)
    stage.machine.process_pending()
    assert stage.view["phase"] == "shown"


def test_what_must_not_be_torn_goes_on_when_its_citizen_leaves(stage: Stage) -> None:
    stage.walk_to("submitted")
    request = stage.hands.waiting("save")
    stage.touch("end_confirmed")
    assert stage.screen == "goodbye"
    request.on_result(FailureCode.STORE_FAILED)  # its answer finds nobody, and harms nobody
    stage.machine.process_pending()
    assert stage.screen == "goodbye"


class BrokenStep(Step):
    """Fails where the test says."""

    kind = "declare"
    where: ClassVar[str] = ""

    def _fail(self, where: str) -> None:
        if where == BrokenStep.where:
            raise ValueError(f"{where} of 张三丰 500103199001010010")

    def enter(self) -> Outcome:
        self._fail("enter")
        self.bench.jobs.start("ask", lambda on_result: self.bench.workers.find_receipt(self.visit.person.key, on_result))
        return STAY

    def view(self) -> View:
        self._fail("view")
        return {}

    def touched(self, touch: Touch) -> Outcome:
        self._fail("touched")
        return Forward()

    def done(self, done: Done) -> Outcome:
        self._fail("done")
        return STAY

    def tick(self) -> Outcome:
        self._fail("tick")
        return STAY

    def leave(self) -> None:
        self._fail("leave")


@pytest.mark.expects_log
@pytest.mark.parametrize("where", ["enter", "view", "touched", "done", "tick", "leave"])
def test_a_bug_in_a_step_ends_the_visit_calmly_and_the_terminal_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    stage = Stage(tmp_path)
    monkeypatch.setattr(BrokenStep, "where", where)
    stage.machine._parts.steps.update({"declare": BrokenStep})  # type: ignore[attr-defined]  # Stage hands in a dict
    stage.walk_to("read_id_card")
    stage.answer("read", a_citizen())
    if where == "done":
        stage.answer("look", None)
    stage.touch("next") if stage.step == "licence_loss" else None
    assert (stage.screen, stage.view["failure"]) == ("advice", "terminal_fault")
    assert (stage.state.person, stage.state.service) == ("", None)
    assert "ValueError" in caplog.text
    assert "张三丰" not in caplog.text
    assert "500103199001010010" not in caplog.text
    assert ("bug", {}) in stage.hands.events
    stage.touch("home")
    stage.choose()
    assert stage.screen == "read_id_card"


@pytest.mark.expects_log
def test_a_bug_on_every_screen_still_leaves_a_calm_one(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Step) -> View:
        raise RuntimeError

    with monkeypatch.context() as broken:
        for step in set(STEPS.values()):
            broken.setattr(step, "view", fail)
        stage.wake()
        assert (stage.screen, stage.view) == ("out_of_service", {"failure": "terminal_fault"})
    stage.wait(200)
    assert stage.screen == "attract"


@pytest.mark.expects_log
def test_an_observer_with_a_bug_does_not_stop_the_flow(stage: Stage) -> None:
    def fail(_: ScreenState) -> None:
        raise RuntimeError

    stage.machine.observe(fail)
    stage.wake()
    assert stage.screen == "home"


class RingStep(Step):
    """Leads to itself."""

    kind = "declare"

    def enter(self) -> Outcome:
        return Edit("licence_loss")


@pytest.mark.expects_log
def test_steps_that_lead_round_in_a_ring_are_a_bug(stage: Stage) -> None:
    stage.machine._parts.steps.update({"declare": RingStep})  # type: ignore[attr-defined]  # Stage hands in a dict
    stage.walk_to("read_id_card")
    stage.answer("read", a_citizen())
    assert (stage.screen, stage.view["failure"]) == ("advice", "terminal_fault")


def test_trouble_takes_the_terminal_out_of_service_only_between_visits(stage: Stage) -> None:
    stage.walk_to("notices")
    stage.offers.failure = FailureCode.STORE_FAILED
    stage.wait(5)
    assert stage.screen == "notices"
    stage.touch("end_confirmed")
    stage.answer("removal", True)
    stage.touch("finish")
    assert (stage.screen, stage.view["failure"]) == ("out_of_service", "store_failed")
    stage.wake()
    assert stage.screen == "out_of_service"
    stage.offers.failure = None
    stage.wait(3)
    assert stage.screen == "attract"


def test_the_thread_starts_shows_hears_and_ends(stage: Stage) -> None:
    machine = Machine(stage.machine._parts)
    shown: list[str] = []
    machine.observe(lambda state: shown.append(state.screen))
    machine.start()
    machine.post(Touch("wake"))
    assert machine.stop()
    assert shown[:2] == ["attract", "home"]


def test_a_machine_that_was_never_started_stops(stage: Stage) -> None:
    assert stage.machine.stop()


def test_a_flow_that_hangs_is_noticed_and_one_that_goes_on_is_well_again(stage: Stage) -> None:
    machine, held, go_on = stage.machine, Event(), Event()

    def hold(state: ScreenState) -> None:
        if state.screen == "home":
            held.set()
            go_on.wait(GENEROUS_S)

    machine.observe(hold)
    machine.start()
    assert machine.is_turning
    machine.post(Touch("wake"))
    assert held.wait(GENEROUS_S)
    stage.clock.advance(STUCK_S)
    assert not machine.is_turning
    go_on.set()
    machine.post(Touch("back"))
    until = monotonic() + GENEROUS_S
    while not machine.is_turning and monotonic() < until:
        Event().wait(0.01)
    assert machine.is_turning
    assert machine.stop()
