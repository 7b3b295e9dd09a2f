"""Which step comes next, and which one before."""

import pytest

from kiosk.flow.contents import Matter
from kiosk.flow.route import HOME, LEAVING, Route
from kiosk.services.driver_licence_reissue_loss import PLAN
from kiosk.steps import STEPS
from tests.kiosk.stage import Stage


@pytest.fixture
def matter(stage: Stage) -> Matter:
    return stage.machine._step.matter


@pytest.fixture
def route() -> Route:
    return Route(STEPS)


def test_forward_goes_through_the_plan_to_goodbye(route: Route, matter: Matter) -> None:
    way = [PLAN.steps[0]]
    while way[-1] != LEAVING:
        way.append(route.after(PLAN, way[-1], matter))
    assert tuple(way) == (*PLAN.steps, LEAVING)


def test_back_jumps_over_what_passes_by_itself(route: Route, matter: Matter) -> None:
    assert route.before(PLAN, "notices", matter) == "licence_photo"
    assert route.before(PLAN, "licence_loss", matter) == HOME  # reading the card passes by itself
    assert route.before(PLAN, "read_id_card", matter) == HOME


def test_an_edit_passes_by_what_is_still_open(route: Route, matter: Matter) -> None:
    route.begin_edit("sign", matter.person)
    assert route.after(PLAN, "licence_loss", matter) == "licence_photo"
    assert route.after(PLAN, "licence_photo", matter) == "address"


def test_who_gives_up_an_edit_and_has_no_whole_answer_goes_to_what_is_open(route: Route, matter: Matter) -> None:
    route.begin_edit("confirm", matter.person)
    assert route.before(PLAN, "address", matter) == "licence_loss"
    assert route.before(PLAN, "address", matter) == "notices"  # the edit is over


def test_outside_of_a_plan_every_way_leads_home(route: Route, matter: Matter) -> None:
    assert [route.after(None, "sign", matter), route.before(None, "sign", matter)] == [HOME, HOME]
    assert [route.after(PLAN, "advice", matter), route.before(PLAN, "advice", matter)] == [HOME, HOME]


def test_an_edit_leads_back_once(route: Route, matter: Matter) -> None:
    route.begin_edit("sign", matter.person)
    assert route.after(PLAN, "address", matter) == "sign"
    assert route.after(PLAN, "address", matter) == "confirm"
    route.begin_edit("confirm", matter.person)
    route.clear()
    assert route.before(PLAN, "address", matter) == "notices"
