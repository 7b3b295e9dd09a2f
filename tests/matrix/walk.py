"""Walks a citizen along: to a stop, to the end, or to wherever the terminal leads."""

import time
from collections.abc import Callable

from tests.matrix.citizen import Citizen
from tests.matrix.hands import POLL_S, State, phase, wait_for

STEP_LIMIT_S = 45.0  # real seconds without anything new on the screen
QUIET_S = 0.4  # after a touch that changed nothing it is tried again
OUTSIDE = {"attract", "goodbye", "home"}  # of any service
FINISHED_BY_HAND = {"submitted", "result", "outcome"}  # nothing is left to give up: one is done here


def walk(citizen: Citizen, until: Callable[[State], bool], what: str) -> State:
    """Do whatever the screens ask for until one fulfils the condition; return it."""
    touched, touched_at, changed_at = -1, 0.0, time.monotonic()
    while not until(state := citizen.hands.state()):
        now = time.monotonic()
        if state["serial"] != touched or now - touched_at > QUIET_S:
            if state["serial"] != touched:
                changed_at = now
            citizen.act(state)
            touched, touched_at = state["serial"], now
        assert now - changed_at < STEP_LIMIT_S, f"stuck on the way to {what}: {state['step']} {phase(state)}"
        time.sleep(POLL_S)
    if not citizen.way or citizen.way[-1] != state["step"]:
        citizen.way.append(str(state["step"]))
    return state


def to_stop(citizen: Citizen, stop: str) -> State:
    """Walk to a stop of the plan, or to advice, whichever comes first."""
    return walk(citizen, lambda state: state["step"] in {stop, "advice", "goodbye"}, stop)


def to_end(citizen: Citizen) -> State:
    """Walk to the end; return the last screen before goodbye."""
    last: list[State] = []

    def over(state: State) -> bool:
        if state["screen"] in {"submitted", "result", "violations", "outcome", "advice"}:
            last[:] = [state]
        return state["screen"] in {"goodbye", "advice"}

    state = walk(citizen, over, "the end")
    assert last, (citizen.way, state["view"])
    return last[-1]


def home_again(citizen: Citizen) -> None:
    """Leave: whoever is still in a service ends it, takes everything away, and the terminal rests."""
    hands = citizen.hands
    screen = hands.state()["screen"]
    if screen in FINISHED_BY_HAND:
        walk(citizen, lambda state: state["screen"] not in FINISHED_BY_HAND, "the last touch")
    elif screen not in OUTSIDE:
        hands.do("footer.end", "end")
        wait_for(hands, "the question", lambda s: s["asking_to_end"] or s["screen"] in OUTSIDE | FINISHED_BY_HAND, 10)
        if hands.state()["asking_to_end"]:
            hands.do("end.confirm", "end_confirmed")
    citizen.house.cabinet.lay_card(None)
    citizen.house.cabinet.take_slip()
    citizen.house.cabinet.take_documents()
    citizen.house.cabinet.set_scene("empty")
    rest(citizen)


def rest(citizen: Citizen) -> None:
    """Wait until nobody is there any more."""

    def resting(state: State) -> bool:
        if state["screen"] == "goodbye":
            citizen.hands.do("goodbye.finish", "finish")
        if state["screen"] == "home":
            citizen.hands.do("footer.end", "end")
        return bool(state["screen"] == "attract")

    wait_for(citizen.hands, "rest", resting)


def is_stopped(state: State) -> bool:
    """Refused in so many words, or shown what cannot be chosen: who owns several things may go on with another one."""
    if state["screen"] == "choose":
        return not all(entry["can"] for entry in state["view"]["entries"])
    return state["screen"] in {"advice", "sign", "goodbye"}
