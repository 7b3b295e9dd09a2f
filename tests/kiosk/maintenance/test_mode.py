"""The negotiation: asked for, granted between visits, left in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.flow.backstage import Way
from kiosk.maintenance.mode import Mode, ModeState


def test_it_goes_round_through_its_four_states() -> None:
    mode = Mode()
    seen = [mode.state]
    assert mode.request_entry(Way.KEY)
    seen.append(mode.state)
    assert mode.grant() is Way.KEY
    seen.append(mode.state)
    mode.request_exit()
    seen.append(mode.state)
    mode.left()
    assert [*seen, mode.state] == [*ModeState, ModeState.INACTIVE]


def test_only_one_is_let_in_and_a_person_comes_before_an_errand() -> None:
    mode = Mode()
    assert mode.request_entry(Way.ERRAND)
    assert mode.request_entry(Way.KEY)
    assert not mode.request_entry(Way.CORNER)
    assert mode.grant() is Way.KEY
    assert not mode.request_entry(Way.ERRAND)


def test_a_key_turned_back_takes_its_own_request_back_and_no_other() -> None:
    mode = Mode()
    mode.request_entry(Way.CORNER)
    mode.withdraw(Way.KEY)
    states = [mode.state]
    mode.withdraw(Way.CORNER)
    assert [*states, mode.state] == [ModeState.ENTER_PENDING, ModeState.INACTIVE]


def test_nobody_is_let_in_who_did_not_ask() -> None:
    with pytest.raises(RuntimeError):
        Mode().grant()


@given(st.lists(st.sampled_from(["key", "corner", "errand", "withdraw", "grant", "exit", "left"]), max_size=30))
def test_whatever_happens_it_can_be_left(acts: list[str]) -> None:
    mode = Mode()
    for act in acts:
        match act:
            case "withdraw":
                mode.withdraw(Way.KEY)
            case "grant" if mode.state is ModeState.ENTER_PENDING:
                mode.grant()
            case "exit":
                mode.request_exit()
            case "left":
                mode.left()
            case "key" | "corner" | "errand":
                mode.request_entry(Way(act))
    before = mode.state
    mode.left()
    assert mode.state is (ModeState.ENTER_PENDING if before is ModeState.ENTER_PENDING else ModeState.INACTIVE)
