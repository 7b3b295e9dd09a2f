"""Which step comes next, and which one before."""

import pytest

from kiosk.flow.route import HOME, LEAVING, Route
from kiosk.services.driver_licence_reissue_loss import PLAN
from kiosk.steps import STEPS


@pytest.fixture
def route() -> Route:
    return Route(STEPS)


def test_forward_goes_through_the_plan_to_goodbye(route: Route) -> None:
    way = [PLAN.steps[0]]
    while way[-1] != LEAVING:
        way.append(route.after(PLAN, way[-1]))
    assert tuple(way) == (*PLAN.steps, LEAVING)


def test_back_jumps_over_what_passes_by_itself(route: Route) -> None:
    assert route.before(PLAN, "notices") == "licence_loss"
    assert route.before(PLAN, "licence_loss") == HOME  # reading the card passes by itself
    assert route.before(PLAN, "read_id_card") == HOME


def test_outside_of_a_plan_every_way_leads_home(route: Route) -> None:
    assert [route.after(None, "sign"), route.before(None, "sign")] == [HOME, HOME]
    assert [route.after(PLAN, "advice"), route.before(PLAN, "advice")] == [HOME, HOME]


def test_an_edit_leads_back_once(route: Route) -> None:
    route.begin_edit("confirm")
    assert route.after(PLAN, "licence_loss") == "confirm"
    assert route.after(PLAN, "licence_loss") == "notices"
    route.begin_edit("confirm")
    route.clear()
    assert route.before(PLAN, "address") == "notices"
