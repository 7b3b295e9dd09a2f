"""At every stop of every service: who ends or walks away leaves nothing behind, or exactly one matter that is settled."""

import pytest

from domain.services import ServiceSlug
from kiosk.services.catalogue import PLANS
from kiosk.steps import STEPS
from simulators.stage.house import House
from tests.houses import eventually
from tests.matrix.citizen import Citizen
from tests.matrix.hands import Hands, State, wait_for
from tests.matrix.walk import home_again, rest, to_stop
from tests.matrix.world import BEYOND, forget_cases, is_sampled, lodged, needs_face, passes, stops, waiting

IDLE_S, COUNTDOWN_S = 61.0, 21.0


def every_stop(how: str) -> pytest.MarkDecorator:
    """Every stop of every service; in CI a sample, another one for each way of leaving."""
    cases = [
        pytest.param(slug, stop, marks=() if is_sampled(how, slug, stop) else pytest.mark.long, id=f"{slug}-{stop}")
        for slug, stop in stops()
    ]
    return pytest.mark.parametrize(("slug", "stop"), cases)


@every_stop("ends")
def test_who_ends_leaves_nothing_behind(house: House, hands: Hands, slug: ServiceSlug, stop: str) -> None:
    before = lodged(house)
    citizen = arrived(house, hands, slug, stop)
    beyond = is_beyond(hands.state())
    home_again(citizen)
    nothing_is_left(house, hands, before, beyond)


@every_stop("walks away")
def test_who_walks_away_leaves_nothing_behind(house: House, hands: Hands, slug: ServiceSlug, stop: str) -> None:
    before = lodged(house)
    citizen = arrived(house, hands, slug, stop)
    beyond = is_beyond(hands.state())
    house.cabinet.set_scene("empty")
    house.cabinet.lay_card(None)
    wait_until_given_up(hands)
    rest(citizen)
    nothing_is_left(house, hands, before, beyond)


def arrived(house: House, hands: Hands, slug: ServiceSlug, stop: str) -> Citizen:
    """Walk there; a stop that this citizen does not come past is passed over."""
    forget_cases(house)
    chooses = {"penalty_notice": "defend"} if stop == "statement" else {}
    citizen = Citizen(hands, house, slug, passes(slug), chooses, with_face=needs_face(slug) or stop == "face")
    state = to_stop(citizen, stop)
    if state["screen"] == "advice":
        raise AssertionError(f"{slug} ended in advice: {state['view']} after {citizen.way}")
    assert state["step"] == stop or may_be_passed_over(slug, stop), citizen.way
    return citizen


def may_be_passed_over(slug: ServiceSlug, stop: str) -> bool:
    """Some stops only some come past; others pass by themselves for whoever has done them, or chose the way without."""
    found = PLANS[slug].find(stop)
    return found is not None and (found.only_if is not None or STEPS[found.kind].passes_by_itself or found.kind == "wait")


def wait_until_given_up(hands: Hands) -> None:
    """Let the time pass in which nobody is there; what may not be torn is waited for."""

    def given_up(state: State) -> bool:
        if state["screen"] in {"attract", "goodbye"}:
            return True
        hands.pass_time(COUNTDOWN_S if state["idle_seconds_left"] is not None else IDLE_S / 4)
        return False

    wait_for(hands, "the terminal gives up", given_up, 60)


def is_beyond(state: State) -> bool:
    """Tell whether the durable act is done: a stop that this citizen does not come past leads to the end."""
    return state["step"] in BEYOND or state["screen"] == "goodbye"


def nothing_is_left(house: House, hands: Hands, before: set[str], beyond: bool) -> None:
    state = hands.state()
    assert (state["screen"], state["person"], state["service"]) == ("attract", "", None)
    eventually("what was not paid lapses", lambda: not waiting(house))
    new = lodged(house) - before
    assert len(new) <= beyond, len(new)
