"""首页: services and their groups."""

from typing import Any

import pytest

from tests.kiosk.stage import Stage


@pytest.fixture(params=["elder", "reachable"])
def by_group(request: pytest.FixtureRequest, stage: Stage) -> Stage:
    """Home as it asks for the group first."""
    stage.walk_to("home")
    stage.touch(request.param, on=True)
    return stage


def test_a_group_is_opened_and_the_way_back_leads_out_of_it(by_group: Stage) -> None:
    assert (by_group.view["group"], by_group.state.can_go_back) == ("", False)
    by_group.touch("open_group", group="vehicle")
    assert (by_group.screen, by_group.view["group"], by_group.state.can_go_back) == ("home", "vehicle", True)
    by_group.touch("back")
    assert (by_group.screen, by_group.view["group"], by_group.state.can_go_back) == ("home", "", False)


def test_a_group_that_was_open_is_closed_for_the_next_citizen(by_group: Stage) -> None:
    by_group.touch("open_group", group="vehicle")
    by_group.touch("end")
    by_group.touch("end_confirmed")
    by_group.wait(60)
    by_group.walk_to("home")
    by_group.touch("elder", on=True)
    assert (by_group.view["group"], by_group.state.can_go_back) == ("", False)


def test_the_ordinary_page_shows_all_groups_and_leads_nowhere_back(by_group: Stage) -> None:
    by_group.touch("open_group", group="vehicle")
    for preference in ("elder", "reachable"):
        by_group.touch(preference, on=False)
    assert (by_group.view["group"], by_group.state.can_go_back) == ("", False)
    by_group.touch("back")
    assert by_group.screen == "home"


@pytest.mark.parametrize("payload", [{}, {"group": ""}, {"group": "nothing"}, {"group": 3}, {"group": ["vehicle"]}])
def test_a_group_that_is_none_is_not_opened(by_group: Stage, payload: dict[str, Any]) -> None:
    by_group.touch("open_group", group="violations")
    by_group.touch("open_group", **payload)
    assert by_group.view["group"] == "violations"


def test_a_service_is_chosen_within_its_group(by_group: Stage) -> None:
    by_group.touch("open_group", group="driver_licence")
    by_group.touch("choose", slug="driver_licence_reissue_loss")
    assert by_group.screen == "read_id_card"
