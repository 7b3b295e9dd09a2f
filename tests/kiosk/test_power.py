"""A power cut from the first flicker to the command that ends everything, and back from every point of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import SHANGHAI, FrozenClock
from domain.failures import FailureCode
from drivers.ups.contract import PowerSource, PowerState
from kiosk.power import FORGET_S, OFF_AGAIN_S, PowerGuard, PowerStage
from kiosk.settings import Power

MAINS = PowerState(PowerSource.MAINS, 100, 1800, low=False, replace_battery=False)
BATTERY = replace(MAINS, source=PowerSource.BATTERY, charge_percent=80, runtime_s=1200)
LOW = replace(BATTERY, low=True)
PLAN = Power()


@dataclass
class Hands:
    """Writes down what the guard wants."""

    events: list[str] = field(default_factory=list)
    details: list[dict[str, Any]] = field(default_factory=list)
    home: bool = False
    hurried: int = 0
    switched_off: int = 0

    def note(self, event: str, **details: Any) -> None:
        self.events.append(event)
        self.details.append(details)

    def bring_home(self) -> None:
        self.hurried += 1

    def is_home(self) -> bool:
        return self.home

    def switch_off(self) -> None:
        self.switched_off += 1


class Watch:
    """A guard, its hands and its clock."""

    def __init__(self) -> None:
        self.clock = FrozenClock(datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI))
        self.hands = Hands()
        self.guard = PowerGuard(PLAN, self.clock, self.hands)

    def see(self, power: PowerState | None, seconds: int = 1) -> PowerStage:
        for _ in range(seconds):
            self.guard.look(power)
            self.clock.advance(1)
        return self.guard.stage


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_flicker_is_no_power_cut(watch: Watch) -> None:
    for _ in range(5):
        watch.see(BATTERY, 2)
        assert watch.see(MAINS, 2) is PowerStage.MAINS
    assert watch.hands.events == []


def test_on_battery_nobody_begins_until_the_mains_have_been_back_for_a_while(watch: Watch) -> None:
    assert watch.see(BATTERY, 4) is PowerStage.BATTERY
    assert watch.guard.trouble is FailureCode.ON_BATTERY
    assert watch.see(MAINS, 3) is PowerStage.BATTERY
    assert watch.see(BATTERY, 1) is PowerStage.BATTERY
    assert watch.see(MAINS, 6) is PowerStage.MAINS
    assert watch.guard.trouble is None
    assert watch.hands.events == ["power_lost", "power_back"]


@pytest.mark.parametrize(
    "nearly_empty",
    [LOW, replace(BATTERY, charge_percent=20), replace(BATTERY, runtime_s=180), replace(BATTERY, charge_percent=0)],
)
def test_when_everything_is_home_it_switches_off_at_once(watch: Watch, nearly_empty: PowerState) -> None:
    watch.see(BATTERY, 5)
    assert watch.see(nearly_empty) is PowerStage.GOING_DOWN
    assert watch.guard.trouble is FailureCode.BATTERY_LOW
    watch.see(nearly_empty, 5)
    assert (watch.hands.switched_off, watch.hands.hurried) == (0, 6)
    watch.hands.home = True
    assert watch.see(nearly_empty) is PowerStage.OFF
    assert watch.hands.events == ["power_lost", "battery_low", "power_off"]
    assert watch.hands.details[-1] == {"brought_home": True}
    assert watch.hands.switched_off == 1


def test_what_does_not_come_home_does_not_keep_it_up_for_ever(watch: Watch) -> None:
    watch.see(LOW, int(PLAN.last_while) + 4)
    assert watch.guard.stage is PowerStage.OFF
    assert watch.hands.details[-1] == {"brought_home": False}


def test_a_command_that_did_nothing_is_given_again(watch: Watch) -> None:
    watch.hands.home = True
    watch.see(LOW, 5)
    watch.see(LOW, int(OFF_AGAIN_S) + 1)
    assert watch.hands.switched_off == 2


@pytest.mark.parametrize("seconds", [4, 20, 60])
def test_the_mains_come_back_at_any_point(watch: Watch, seconds: int) -> None:
    watch.see(BATTERY, 5)
    watch.see(LOW, seconds)
    assert watch.see(MAINS, 7) is PowerStage.MAINS
    assert watch.hands.events[-1] == "power_back"
    given_before = watch.hands.switched_off
    watch.see(MAINS, 100)
    assert watch.hands.switched_off == given_before


def test_a_battery_that_is_low_while_it_charges_is_no_power_cut(watch: Watch) -> None:
    assert watch.see(replace(MAINS, low=True, charge_percent=3), 100) is PowerStage.MAINS
    assert watch.hands.events == []


def test_a_supply_that_falls_silent_is_believed_for_a_while(watch: Watch) -> None:
    watch.see(BATTERY, 5)
    assert watch.see(None, int(FORGET_S) - 1) is PowerStage.BATTERY
    assert watch.see(None, 3) is PowerStage.MAINS
    assert watch.see(None, 1000) is PowerStage.MAINS


def test_silence_does_not_stop_what_has_begun(watch: Watch) -> None:
    watch.see(LOW, 4)
    assert watch.see(None, int(PLAN.last_while) + 2) is PowerStage.OFF


@given(st.lists(st.tuples(st.sampled_from([MAINS, BATTERY, LOW, None]), st.integers(1, 20), st.booleans()), max_size=30))
def test_it_never_switches_off_without_having_said_so_and_never_on_mains(
    walk: list[tuple[PowerState | None, int, bool]],
) -> None:
    watch = Watch()
    for power, seconds, home in walk:
        watch.hands.home = home
        before = watch.hands.switched_off
        watch.see(power, seconds)
        assert watch.hands.switched_off == watch.hands.events.count("power_off")
        if watch.guard.stage is PowerStage.MAINS:
            assert watch.guard.trouble is None
        if watch.hands.switched_off > before:
            assert "battery_low" in watch.hands.events
