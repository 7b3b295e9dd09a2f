"""Each service by its own cast: one who passes reaches the end state."""

import pytest

from domain.clock import SystemClock
from domain.services import ServiceSlug
from kiosk.services.catalogue import PLANS
from simulators.stage.house import House
from simulators.world.people import load_people
from tests.houses import cases_in_office, eventually
from tests.matrix.citizen import Citizen
from tests.matrix.hands import Hands
from tests.matrix.walk import home_again, to_end

PEOPLE = load_people(SystemClock().now().date())


def passes(slug: ServiceSlug) -> str:
    return next(one.id for one in PEOPLE.values() if "passes" in one.cast.get(slug, "").split())


@pytest.mark.long  # in CI the journeys go the same ways through the screens
@pytest.mark.parametrize("slug", list(PLANS))
def test_who_passes_reaches_the_end(house: House, hands: Hands, slug: ServiceSlug) -> None:
    before = set(cases_in_office(house))
    citizen = Citizen(hands, house, slug, passes(slug))
    last = to_end(citizen)
    home_again(citizen)
    assert last["screen"] != "advice", (citizen.way, last["view"])
    if PLANS[slug].declaration is not None:
        eventually("the office has it", lambda: len(set(cases_in_office(house)) - before) == 1)
