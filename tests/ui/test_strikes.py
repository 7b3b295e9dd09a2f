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

    def strike(self, key: str, meaning: str = "", *, for_ms: float = 0) -> bool:
        self.strikes.press(key, meaning, elder=self.elder)
        self.later(for_ms)
        return self.strikes.lift(key, meaning, elder=self.elder)

    def later(self, ms: float) -> None:
        self.clock.advance(ms / 1000)


@pytest.mark.parametrize(("elder", "limit_ms"), [(False, 60), (True, 120)])
def test_the_same_key_again_at_once_is_the_same_strike(elder: bool, limit_ms: int) -> None:
    hand = Hand(elder=elder)
    assert hand.strike("key.1")
    hand.later(limit_ms - 1)
    assert not hand.strike("key.1")
    hand.later(limit_ms + 0.1)
    assert hand.strike("key.1")


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("apart_ms", [200, 240, 270, 300, 340])
def test_four_fours_typed_quickly_are_four(elder: bool, apart_ms: int) -> None:
    hand = Hand(elder=elder)
    held_ms = 75
    counted = 0
    for _ in range(4):
        counted += hand.strike("key.4", for_ms=held_ms)
        hand.later(apart_ms - held_ms)
    assert counted == 4


@pytest.mark.parametrize("pause_ms", [20, 40, 60, 90, 119])
def test_a_finger_that_trembles_for_long_strikes_once(pause_ms: int) -> None:
    hand = Hand(elder=True)
    assert hand.strike("key.4", for_ms=50)
    for _ in range(5):
        hand.later(pause_ms)
        assert not hand.strike("key.4", for_ms=50), "counted from when the finger was last lifted"


def test_how_long_a_key_is_held_is_no_part_of_a_double_strike() -> None:
    hand = Hand(elder=True)
    assert hand.strike("key.4", for_ms=3_000)
    hand.later(119)
    assert not hand.strike("key.4", for_ms=3_000)


@pytest.mark.parametrize(("elder", "dead_ms"), [(False, 500), (True, 800)])
def test_a_key_that_means_something_else_under_the_finger_is_dead_for_a_while(elder: bool, dead_ms: int) -> None:
    for pause_ms in (120, 200, 300, dead_ms - 1):
        hand = Hand(elder=elder)
        assert hand.strike("address.next", "选定")
        hand.later(pause_ms)
        assert not hand.strike("address.next", "填好了")
        hand.later(dead_ms - pause_ms + 0.1)
        assert hand.strike("address.next", "填好了"), "touching it in vain does not make it dead for longer"


def test_a_key_of_the_same_meaning_is_not_dead() -> None:
    hand = Hand()
    assert hand.strike("address.next", "选定")
    hand.later(200)
    assert hand.strike("address.next", "选定")


def test_a_key_that_another_finger_gave_a_new_meaning_was_meant_to_have_the_old_one() -> None:
    hand = Hand()
    hand.strikes.press("address.next", "选定", elder=False)
    hand.later(100)
    assert not hand.strikes.lift("address.next", "填好了", elder=False)
    hand.later(100)
    assert not hand.strike("address.next", "填好了")


def test_keys_that_stand_in_the_place_of_the_one_struck_are_dead_for_a_while_and_no_others() -> None:
    hand = Hand()
    assert hand.strike("key.hand", "手写")
    hand.strikes.replaced(["key.digits"])
    hand.later(300)
    assert not hand.strike("key.digits", "123")
    assert hand.strike("key.undo", "撤销")
    hand = Hand()
    hand.strikes.replaced(["key.digits"])
    assert hand.strike("key.digits", "123")


def test_a_new_meaning_is_at_once_alive_for_a_finger_that_was_elsewhere() -> None:
    hand = Hand()
    assert hand.strike("key.candidate.0", "路")
    assert hand.strike("address.next", "填好了")


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
    hand.later(59)
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
        {"new_meaning_ms": 2001},
        {"new_meaning_elder_ms": -1},
        {"repeat_delay_ms": 0},
        {"repeat_ms": 0},
    ],
)
def test_settings_beyond_the_standard_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Keyboard(**wrong)


def test_the_most_that_the_standard_asks_for_can_be_set() -> None:
    Keyboard(repeat_delay_ms=2000, repeat_delay_elder_ms=2000, double_strike_ms=500, double_strike_elder_ms=500)
