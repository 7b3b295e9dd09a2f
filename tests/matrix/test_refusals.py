"""Everybody of the cast whom a rule refuses is refused at the terminal: before anything is typed, or once the face is known."""

import pytest

from domain.services import ServiceSlug
from simulators.stage.house import House
from tests.matrix.citizen import Citizen
from tests.matrix.hands import Hands
from tests.matrix.walk import home_again, is_stopped, walk
from tests.matrix.world import SLUGS, forget_cases, is_sampled, lodged, refused

everybody = [
    pytest.param(
        slug, person, rule, marks=() if index == 0 or is_sampled(slug, rule) else pytest.mark.long, id=f"{slug}-{rule}"
    )
    for slug in SLUGS
    for index, (person, rule) in enumerate(refused(slug))
]


@pytest.mark.parametrize(("slug", "person", "rule"), everybody)
def test_who_is_refused_gets_no_further(house: House, hands: Hands, slug: ServiceSlug, person: str, rule: str) -> None:
    forget_cases(house)
    before = lodged(house)
    citizen = Citizen(hands, house, slug, person)
    last = walk(citizen, is_stopped, f"a refusal by {rule}")
    assert not citizen.way or set(citizen.way) & {"sign", "pay", "submitted", "outcome"} == set()
    if last["screen"] == "advice":
        assert last["view"]["kind"] in {"refused", "verify_first"}
    home_again(citizen)
    assert lodged(house) == before
