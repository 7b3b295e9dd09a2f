"""What may go wrong on the way of every service: it is lodged exactly once or not at all, and the terminal says which."""

import pytest

from domain.services import ServiceSlug
from kiosk.services.catalogue import PLANS
from simulators.stage.house import House
from tests.houses import cases_in_office, eventually
from tests.matrix.citizen import Citizen
from tests.matrix.hands import Hands, State, phase
from tests.matrix.walk import home_again, to_end, to_stop, walk
from tests.matrix.world import LODGING, PAYING, forget_cases, is_sampled, lodged, needs_face, passes, waiting


def some(slugs: list[ServiceSlug], what: str) -> list[object]:
    """Return every service; in CI the first and a sample."""
    return [
        pytest.param(slug, marks=() if index == 0 or is_sampled(slug, what) else pytest.mark.long, id=slug.value)
        for index, slug in enumerate(slugs)
    ]


@pytest.fixture(autouse=True)
def nothing_pending(house: House) -> None:
    forget_cases(house)


@pytest.mark.parametrize("slug", some(LODGING, "paper"))
def test_without_paper_for_the_slip_it_is_lodged_all_the_same(house: House, hands: Hands, slug: ServiceSlug) -> None:
    before = lodged(house)
    house.cabinet.set_printer_fault("paper_end", on=True)
    citizen = Citizen(hands, house, slug, passes(slug), with_face=needs_face(slug))
    last = to_end(citizen)
    home_again(citizen)
    assert last["screen"] != "advice", citizen.way
    eventually("it is lodged once", lambda: len(lodged(house) - before) == 1)


@pytest.mark.parametrize("slug", some([slug for slug in LODGING if not PLANS[slug].has("wait")], "network"))
def test_with_the_network_down_at_lodging_the_office_has_it_once_later(house: House, hands: Hands, slug: ServiceSlug) -> None:
    before = set(cases_in_office(house))
    citizen = Citizen(hands, house, slug, passes(slug), with_face=needs_face(slug))
    to_stop(citizen, "sign")
    house.cabinet.set_network("cut")
    to_end(citizen)
    home_again(citizen)
    assert set(cases_in_office(house)) == before
    house.cabinet.set_network("up")
    eventually("the office has it", lambda: len(set(cases_in_office(house)) - before) == 1)


@pytest.mark.parametrize("slug", some(PAYING, "declined"))
def test_a_bank_that_declines_leaves_nothing_lodged(house: House, hands: Hands, slug: ServiceSlug) -> None:
    before = lodged(house)
    citizen = Citizen(hands, house, slug, passes(slug), with_face=needs_face(slug), card="low_balance")
    walk(citizen, lambda state: state["screen"] == "pay" and phase(state) == "declined", "the bank's no")
    home_again(citizen)
    eventually("it lapses", lambda: not waiting(house))
    assert lodged(house) == before


@pytest.mark.parametrize("slug", some(PAYING, "lost"))
def test_an_answer_of_the_bank_that_is_lost_never_lodges_what_was_not_paid(
    house: House, hands: Hands, slug: ServiceSlug
) -> None:
    before = lodged(house)
    house.cabinet.set_acquirer_fault("lose_answer", once=True)
    citizen = Citizen(hands, house, slug, passes(slug), with_face=needs_face(slug))
    state = walk(citizen, is_known, "what became of the money")
    house.cabinet.pull_bank_card()
    home_again(citizen)
    held = [row for row in house.cabinet.acquirer_transactions() if row["state"] == "held"]
    eventually("nothing waits", lambda: not waiting(house))
    assert len(lodged(house) - before) == len(held), phase(state)


def is_known(state: State) -> bool:
    return state["screen"] == "pay" and phase(state) in {"not_charged", "declined", "unknown", "approved"}


@pytest.mark.parametrize("slug", some([slug for slug in PLANS if PLANS[slug].has("face")], "face"))
def test_a_face_that_fails_three_times_never_opens_what_a_match_opens(house: House, hands: Hands, slug: ServiceSlug) -> None:
    citizen = Citizen(hands, house, slug, passes(slug))
    to_stop(citizen, "face_consent")
    citizen.once("scene")  # somebody else stands there
    house.cabinet.set_scene("other")
    state = walk(citizen, lambda s: s["screen"] not in {"face_consent", "face"}, "the way on without a match")
    assert state["view"].get("verified") is not True
    home_again(citizen)
