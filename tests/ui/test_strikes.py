"""When a touch of a key counts, and when a held key repeats. The clock stands still but for `later`."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from domain.clock import SHANGHAI, FrozenClock
from kiosk.settings import Keyboard, load_settings
from ui.bridge.strikes import KeyTimes, Strikes


class Hand:
    """Strikes keys on a clock of its own."""

    def __init__(self, *, elder: bool = False) -> None:
        self.clock = FrozenClock(datetime(2026, 11, 22, 9, tzinfo=SHANGHAI))
        self.strikes = Strikes(KeyTimes(), self.clock)
        self.elder = elder

    def strike(self, key: str) -> bool:
        self.strikes.press(key, elder=self.elder)
        return self.strikes.lift(key, elder=self.elder)

    def later(self, ms: float) -> None:
        self.clock.advance(ms / 1000)


@pytest.mark.parametrize(("elder", "limit_ms"), [(False, 80), (True, 350)])
def test_the_same_key_again_at_once_is_the_same_strike(elder: bool, limit_ms: int) -> None:
    hand = Hand(elder=elder)
    assert hand.strike("key.1")
    hand.later(limit_ms - 1)
    assert not hand.strike("key.1")
    hand.later(1.1)
    assert hand.strike("key.1"), "the limit is counted from the strike that counted"


@pytest.mark.parametrize("elder", [False, True])
def test_two_keys_are_never_taken_for_one(elder: bool) -> None:
    hand = Hand(elder=elder)
    assert [hand.strike(key) for key in ("key.1", "key.2", "key.1", "key.2")] == [True] * 4


def test_two_thumbs_lie_on_two_keys_at_the_same_time() -> None:
    hand = Hand()
    for key in ("key.1", "key.2"):
        hand.strikes.press(key, elder=False)
    assert hand.strikes.lift("key.2", elder=False)
    assert hand.strikes.lift("key.1", elder=False)


def test_a_slow_finger_may_strike_again_after_it_was_lifted() -> None:
    hand = Hand()
    hand.strikes.press("key.1", elder=False)
    hand.later(5_000)
    assert hand.strikes.lift("key.1", elder=False)
    hand.later(40)
    assert not hand.strike("key.1"), "a trembling finger is lifted twice"


def test_a_finger_that_slid_off_strikes_nothing_and_may_come_back() -> None:
    hand = Hand()
    hand.strikes.press("key.1", elder=False)
    hand.strikes.leave("key.1")
    assert hand.strike("key.1")


def test_the_keypad_strikes_without_a_finger() -> None:
    hand = Hand()
    assert hand.strikes.lift("key.1", elder=False)
    assert not hand.strikes.lift("key.1", elder=False)


@pytest.mark.parametrize(("elder", "delay_ms"), [(False, 600), (True, 2000)])
def test_a_held_key_repeats_after_the_delay_and_then_steadily(elder: bool, delay_ms: int) -> None:
    hand = Hand(elder=elder)
    hand.strikes.press("key.backspace", elder=elder)
    hand.later(delay_ms - 1)
    assert not hand.strikes.repeats("key.backspace")
    hand.later(1.1)
    assert hand.strikes.repeats("key.backspace")
    assert not hand.strikes.repeats("key.backspace")
    hand.later(199)
    assert not hand.strikes.repeats("key.backspace")
    hand.later(1.1)
    assert hand.strikes.repeats("key.backspace")
    assert not hand.strikes.lift("key.backspace", elder=elder), "leaving it after repeats is no strike of its own"


def test_what_a_stalled_machine_missed_is_not_made_up_for() -> None:
    hand = Hand()
    hand.strikes.press("key.backspace", elder=False)
    hand.later(60_000)
    assert hand.strikes.repeats("key.backspace")
    assert not hand.strikes.repeats("key.backspace")


def test_a_bounce_is_no_hold_either() -> None:
    hand = Hand()
    hand.strike("key.backspace")
    hand.strikes.press("key.backspace", elder=False)
    hand.later(10_000)
    assert not hand.strikes.repeats("key.backspace")


def test_nothing_repeats_that_nobody_holds() -> None:
    assert not Hand().strikes.repeats("key.backspace")


def test_forgetting_forgets_the_last_strike() -> None:
    hand = Hand()
    hand.strike("key.1")
    hand.strikes.forget()
    assert hand.strike("key.1")


def test_the_settings_say_what_the_rules_are_by_themselves() -> None:
    assert KeyTimes(**load_settings().ui.keyboard.model_dump()) == KeyTimes()


@pytest.mark.parametrize(
    "wrong",
    [
        {"repeat_delay_ms": 2001},
        {"repeat_delay_elder_ms": 2001},
        {"double_strike_ms": 501},
        {"double_strike_elder_ms": 501},
        {"double_strike_ms": -1},
        {"repeat_delay_ms": 0},
        {"repeat_ms": 0},
    ],
)
def test_settings_beyond_the_standard_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Keyboard(**wrong)


def test_the_most_that_the_standard_asks_for_can_be_set() -> None:
    Keyboard(repeat_delay_ms=2000, repeat_delay_elder_ms=2000, double_strike_ms=500, double_strike_elder_ms=500)
