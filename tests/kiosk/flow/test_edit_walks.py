"""Edits of the address: half of one is never confirmed, and whatever is confirmed can be sent."""

import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.addresses import AddressSource
from kiosk.flow.contents import AddressContent
from kiosk.flow.plan import Stop
from kiosk.services.delivery import delivery, is_complete
from kiosk.services.driver_licence_reissue_loss import PLAN
from tests.kiosk.kinds import stage_of
from tests.kiosk.stage import Stage

PLACE = {"code": "500103", "street": "解放碑街道"}
TOUCHES: list[tuple[str, dict[str, Any]]] = [
    *(("edit", {"step": step}) for step in ("address", "address", "address", "licence_loss")),
    *(("edit", {"field": field}) for field in ("address", "street", "detail", "phone")),
    *((action, {}) for action in ("enter_other", "search", "use_id_card", "use_registry")),
    *(("pick_place", place) for place in (PLACE, {"code": "500157", "street": ""})),
    ("pick_district", {"code": "500157"}),
    ("pick_street", {"name": "鸳鸯街道"}),
    *(("type", {"field": field, "text": text}) for field, text in (("phone", "7"), ("detail", "金开大道68号"))),
    *((action, {"field": field}) for action in ("backspace", "clear") for field in ("phone", "detail")),
    *(("declare", {"on": on}) for on in (True, False)),
    *((action, {}) for action in ("back", "back", "back", "next", "next")),
]


@pytest.fixture
def confirm(stage: Stage) -> Stage:
    stage.walk_to("address")
    stage.touch("use_id_card")
    stage.type_phone()
    assert stage.step == "confirm"
    return stage


def rows(stage: Stage) -> list[Any]:
    return deepcopy(stage.view["rows"])


def require_whole(stage: Stage) -> None:
    assert "bug" not in dict(stage.hands.events)
    if stage.step in {"confirm", "sign"}:
        step = stage.machine._step
        assert PLAN.open_stop(step.matter, before="confirm") is None
        assert delivery(step.visit.person, step.bench.rulebook.regions).phone


@given(st.lists(st.sampled_from(TOUCHES), max_size=30))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_walk_through_edits_confirms_half_an_address_or_is_led_astray(touches: list[tuple[str, dict[str, Any]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        stage.walk_to("confirm")
        for action, payload in touches:
            if stage.step == "sign":
                stage.touch("back")
            edited = stage.step
            if (edited, action) != ("confirm", "back"):
                stage.touch(action, **payload)
            require_whole(stage)
            assert action != "back" or stage.step in {edited, "confirm"}


def test_half_an_address_is_given_up_and_the_way_goes_on_to_the_end(confirm: Stage) -> None:
    before = rows(confirm)
    confirm.touch("edit", step="address")
    confirm.touch("edit", field="address")
    confirm.touch("enter_other")
    confirm.touch("back")
    confirm.touch("back")
    assert (confirm.step, rows(confirm)) == ("confirm", before)
    confirm.walk_to("submitted")
    assert confirm.hands.waiting("save").asked[1].delivery.source is AddressSource.ID_CARD


def test_half_a_phone_number_is_given_up(confirm: Stage) -> None:
    before = rows(confirm)
    confirm.touch("edit", step="address")
    confirm.touch("edit", field="phone")
    confirm.touch("backspace", field="phone")
    confirm.touch("back")
    confirm.touch("back")
    assert (confirm.step, rows(confirm)) == ("confirm", before)


def test_another_street_whose_number_is_cleared_is_given_up_whole(stage: Stage) -> None:
    stage.walk_to("confirm")
    before = rows(stage)
    stage.touch("edit", step="address")
    stage.touch("search")
    stage.touch("pick_place", code="500157", street="鸳鸯街道")
    stage.touch("clear", field="detail")
    for _ in range(3):
        stage.touch("back")
    assert (stage.step, rows(stage)) == ("confirm", before)
    stage.touch("edit", step="address")
    assert stage.view["phase"] == "review"


def test_a_whole_change_is_kept(stage: Stage) -> None:
    stage.walk_to("confirm")
    stage.touch("edit", step="address")
    stage.touch("use_id_card")
    stage.touch("back")
    assert stage.step == "confirm"
    assert stage.machine._visit.person.address.source is AddressSource.ID_CARD


def test_nothing_is_signed_while_something_is_open(confirm: Stage) -> None:
    """Whatever opened it: what was signed could not be sent."""
    confirm.machine._visit.person.address.phone = "1389620441"
    confirm.touch("next")
    assert (confirm.step, confirm.view["phase"]) == ("address", "choose")
    confirm.touch("use_id_card")
    confirm.touch("type", field="phone", text="7")
    confirm.touch("next")
    assert confirm.step == "confirm"
    confirm.touch("next")
    assert confirm.step == "sign"


def test_a_service_may_offer_the_card_only(tmp_path: Path) -> None:
    content = AddressContent(is_complete, offers=(AddressSource.ID_CARD,))
    stage = stage_of(tmp_path, Stop("address", "station.address", content=content), Stop("confirm", "station.confirm"))
    assert stage.view["id_card_address"]
    stage.touch("use_registry")
    assert (stage.view["registry_address"], stage.view["source"]) == (None, None)
    stage.touch("use_id_card")
    stage.type_phone()
    assert stage.step == "confirm"
    stage.machine._visit.person.address.source = AddressSource.REGISTRY
    stage.touch("next")
    assert stage.step == "address"
