"""寄递地址: picking, typing, and everything that does not belong there."""

from typing import Any

import pytest

from domain.people import MASK
from tests.kiosk.stage import ELIGIBLE, Stage


@pytest.fixture
def at_address(stage: Stage) -> Stage:
    stage.walk_to("address")
    return stage


def to_detail(stage: Stage) -> None:
    stage.touch("enter_other")
    stage.touch("pick_district", code="500157")
    stage.touch("pick_street", name=stage.view["streets"][0])


def test_there_are_thirty_seven_districts_with_their_former_names(at_address: Stage) -> None:
    at_address.touch("enter_other")
    districts = {row["code"]: row for row in at_address.view["districts"]}
    assert len(districts) == 37
    assert {"江北区", "渝北区"} <= set(districts["500157"]["former"].split("、"))
    assert not districts["500157"]["former_in_part"]


def test_a_district_that_took_only_some_towns_of_another_says_so(at_address: Stage) -> None:
    at_address.touch("enter_other")
    taken_in = {row["name"]: row["former"] for row in at_address.view["districts"] if row["former_in_part"]}
    assert taken_in == {"北碚区": "渝北区"}


def test_streets_are_listed_by_their_sound(at_address: Stage) -> None:
    at_address.touch("enter_other")
    at_address.touch("pick_district", code="500157")
    streets = at_address.view["streets"]
    listed = [streets.index(name) for name in ("宝圣湖街道", "大石坝街道", "人和街道", "五宝镇")]
    assert listed == sorted(listed)


def test_one_question_after_the_other_and_back_through_them(at_address: Stage) -> None:
    phases = []
    to_detail(at_address)
    at_address.touch("type", field="detail", text="民权路28号")
    at_address.touch("next")
    for _ in range(5):
        phases.append(at_address.view["phase"])
        at_address.touch("back")
    assert phases == ["phone", "detail", "street", "district", "choose"]
    assert at_address.screen == "notices"


def test_what_is_found_by_its_sound_fills_district_and_street_at_once(at_address: Stage) -> None:
    phases = []
    at_address.touch("search")
    phases.append(at_address.view["phase"])
    at_address.touch("pick_place", code="500103", street="解放碑街道")
    assert at_address.view["label"] == ["重庆市渝中区解放碑街道"]
    at_address.touch("type", field="detail", text="民权路28号")
    at_address.touch("next")
    for _ in range(4):
        phases.append(at_address.view["phase"])
        at_address.touch("back")
    assert phases == ["search", "phone", "detail", "search", "choose"]


def test_a_district_found_by_its_sound_asks_for_the_street(at_address: Stage) -> None:
    at_address.touch("search")
    at_address.touch("pick_place", code="500157", street="")
    assert (at_address.view["phase"], at_address.view["street"]) == ("street", None)
    assert at_address.view["streets"]
    at_address.touch("back")
    assert at_address.view["phase"] == "search"
    at_address.touch("enter_other")
    at_address.touch("pick_district", code="500157")
    at_address.touch("back")
    assert at_address.view["phase"] == "district"


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"code": "500103", "street": "九池街道"},  # of another district
        {"code": "110101", "street": ""},
        {"code": "", "street": "解放碑街道"},
        {"code": 500103, "street": ["解放碑街道"]},
        {"code": "500103" * 100},
    ],
)
def test_a_place_that_is_none_is_not_taken(at_address: Stage, payload: dict[str, Any]) -> None:
    at_address.touch("search")
    before = at_address.view
    at_address.touch("pick_place", **payload)
    assert at_address.view == before


def test_a_place_is_picked_where_it_is_searched_only(at_address: Stage) -> None:
    at_address.touch("pick_place", code="500103", street="解放碑街道")
    assert (at_address.view["phase"], at_address.view["district"]) == ("choose", None)
    at_address.touch("search")
    at_address.touch("pick_street", name="解放碑街道")
    assert at_address.view["phase"] == "search"


def test_another_district_forgets_the_street(at_address: Stage) -> None:
    to_detail(at_address)
    at_address.touch("back")
    at_address.touch("back")
    at_address.touch("pick_district", code="500103")
    assert at_address.view["street"] is None
    at_address.touch("pick_street", name="九池街道")  # of another district
    assert at_address.view["phase"] == "street"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("28号3单元12-6", "28号3单元12-6"),
        ("<script>28号</script>", "script28号/script"),
        ("28号\n\t\x00", "28号"),
        ("𠮷祥里㐂园〇号", "𠮷祥里㐂园〇号"),
        ("😀28号", "28号"),
        ("   28号", "28号"),
        ("x" * 100, "x" * 60),
    ],
)
def test_only_what_belongs_into_an_address_is_kept(at_address: Stage, typed: str, kept: str) -> None:
    to_detail(at_address)
    at_address.touch("type", field="detail", text=typed)
    assert at_address.view["detail"] == kept


@pytest.mark.parametrize("phone", ["1389620441", "23896204417", "12896204417", ""])
def test_what_is_no_mobile_number_is_explained_and_goes_nowhere(at_address: Stage, phone: str) -> None:
    at_address.touch("use_id_card")
    at_address.type_phone(phone)
    assert (at_address.screen, at_address.view["errors"]) == ("address", {"phone": "address.error.phone"})
    at_address.touch("backspace", field="phone")
    assert at_address.view["errors"] == {}


def test_a_phone_takes_eleven_digits_and_nothing_else(at_address: Stage) -> None:
    at_address.touch("use_id_card")
    at_address.touch("type", field="phone", text="138-9620 4417ab99")
    assert at_address.view["phone"] == "13896204417"
    at_address.touch("clear", field="phone")
    assert at_address.view["phone"] == ""


@pytest.mark.parametrize(
    ("detail", "error"),
    [(" 1 ", "detail"), ("民权路", "detail_house"), ("28号3单元12-6", "detail_place"), ("三组", "detail_place")],
)
def test_what_a_postman_would_miss_is_said(at_address: Stage, detail: str, error: str) -> None:
    to_detail(at_address)
    at_address.touch("type", field="detail", text=detail)
    at_address.touch("next")
    assert (at_address.view["phase"], at_address.view["errors"]) == ("detail", {"detail": f"address.error.{error}"})


def test_who_insists_is_believed_but_a_change_is_looked_at_again(at_address: Stage) -> None:
    to_detail(at_address)
    at_address.touch("type", field="detail", text="滨江路")
    at_address.touch("next")
    at_address.touch("type", field="detail", text="尾")
    assert at_address.view["errors"] == {}
    at_address.touch("next")
    assert at_address.view["phase"] == "detail"
    at_address.touch("next")
    assert (at_address.view["phase"], at_address.view["errors"]) == ("phone", {})


def test_a_warning_counts_for_the_words_it_was_said_of_only(at_address: Stage) -> None:
    to_detail(at_address)
    at_address.touch("type", field="detail", text="滨江路")
    at_address.touch("next")
    for undo in ("backspace", "clear"):
        at_address.touch(undo, field="detail")
        at_address.touch("type", field="detail", text="路" if undo == "backspace" else "滨江路")
        at_address.touch("next")
        assert (at_address.view["detail"], at_address.view["phase"]) == ("滨江路", "detail")
        assert at_address.view["errors"] == {"detail": "address.error.detail_house"}


def test_another_street_is_warned_of_anew(at_address: Stage) -> None:
    to_detail(at_address)
    at_address.touch("type", field="detail", text="滨江路")
    at_address.touch("next")
    at_address.touch("back")
    at_address.touch("pick_street", name=at_address.view["streets"][1])
    at_address.touch("type", field="detail", text="滨江路")
    at_address.touch("next")
    assert at_address.view["phase"] == "detail"


@pytest.mark.parametrize("detail", ["光明村3组", "光明村", "王家湾", "西南大学桂园"])
def test_a_village_needs_no_house_number(at_address: Stage, detail: str) -> None:
    to_detail(at_address)
    at_address.touch("type", field="detail", text=detail)
    at_address.touch("next")
    assert at_address.view["phase"] == "phone"


def test_nobody_insists_on_nothing(at_address: Stage) -> None:
    to_detail(at_address)
    for _ in range(3):
        at_address.touch("next")
    assert at_address.view["phase"] == "detail"


def test_the_label_fills_as_it_will_be_printed(at_address: Stage) -> None:
    labels = [at_address.view["label"]]
    at_address.touch("enter_other")
    at_address.touch("pick_district", code="500103")
    labels.append(at_address.view["label"])
    at_address.touch("pick_street", name="解放碑街道")
    at_address.touch("type", field="detail", text="民权路28号12-6")
    labels.append(at_address.view["label"])
    assert labels == [["重庆市"], ["重庆市渝中区"], ["重庆市渝中区解放碑街道", "民权路28号12-6"]]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("重庆市渝北区龙溪街道1号", "两江新区" + MASK * 4),
        ("四川省成都市锦江区1号", "四川省成都市" + MASK * 4),
        ("somewhere", MASK * 4),
        ("", None),
    ],
)
def test_the_address_of_the_card_is_offered_masked(stage: Stage, address: str, shown: str | None) -> None:
    stage.walk_to("read_id_card")
    stage.lay_card(address=address)
    stage.walk_to("address")
    assert stage.view["id_card_address"] == shown
    stage.touch("use_id_card")
    assert stage.view["source"] == ("id_card" if shown else None)


def test_the_registered_address_is_offered_as_the_office_masked_it(at_address: Stage) -> None:
    assert at_address.view["registry_address"] == "渝中区" + MASK * 4
    at_address.touch("use_registry")
    assert (at_address.view["phase"], at_address.view["source"]) == ("phone", "registry")
    assert at_address.view["label"] == ["渝中区" + MASK * 4]
    at_address.touch("back")
    assert at_address.view["phase"] == "choose"
    at_address.touch("use_registry")
    at_address.type_phone()
    assert at_address.screen == "confirm"
    shown = {row["key"]: row["value"] for row in at_address.view["rows"]}
    assert shown["confirm.row.address"] == "渝中区" + MASK * 4


@pytest.mark.parametrize("address", ["", "  ", MASK * 4])
def test_a_licence_without_an_address_offers_none(at_address: Stage, address: str) -> None:
    licence = ELIGIBLE.licence
    assert licence
    answered = ELIGIBLE.model_copy(update={"licence": licence.model_copy(update={"address": address})})
    at_address.machine._visit.person.answer = answered
    at_address.touch("use_registry")
    assert (at_address.view["registry_address"], at_address.view["source"]) == (None, None)


def test_without_the_office_there_is_no_registered_address(at_address: Stage) -> None:
    at_address.machine._visit.person.answer = None
    at_address.touch("use_registry")
    assert (at_address.view["registry_address"], at_address.view["phase"]) == (None, "choose")


def test_an_address_that_was_changed_leads_back_to_the_whole_label(at_address: Stage) -> None:
    at_address.type_address()
    at_address.touch("back")
    at_address.touch("edit", field="street")
    at_address.touch("search")
    at_address.touch("pick_place", code="500103", street="大坪街道")
    at_address.touch("type", field="detail", text="大坪正街1号")
    at_address.touch("next")
    assert at_address.view["phase"] == "review"
    assert at_address.view["label"] == ["重庆市渝中区大坪街道", "大坪正街1号"]


@pytest.fixture
def at_review(at_address: Stage) -> Stage:
    at_address.type_address()
    at_address.touch("back")
    return at_address


def test_a_road_of_another_place_is_forgotten(at_review: Stage) -> None:
    at_review.touch("edit", field="street")
    at_review.touch("search")
    at_review.touch("pick_place", code="500103", street="大坪街道")
    assert (at_review.view["detail"], at_review.view["label"]) == ("", ["重庆市渝中区大坪街道"])
    at_review.touch("next")
    assert (at_review.view["phase"], at_review.view["errors"]) == ("detail", {"detail": "address.error.detail"})


def test_another_district_forgets_the_road_at_once(at_review: Stage) -> None:
    at_review.touch("edit", field="street")
    at_review.touch("back")
    at_review.touch("pick_district", code="500157")
    assert at_review.view["label"] == ["重庆市两江新区"]


@pytest.mark.parametrize("district_first", [False, True])
def test_the_same_street_picked_again_keeps_the_road(at_review: Stage, district_first: bool) -> None:
    before = at_review.view["label"], at_review.view["district"]["code"], at_review.view["street"]
    at_review.touch("edit", field="street")
    if district_first:
        at_review.touch("back")
        at_review.touch("pick_district", code=before[1])
    at_review.touch("pick_street", name=before[2])
    assert (at_review.view["phase"], at_review.view["label"]) == ("detail", before[0])
    at_review.touch("next")
    assert at_review.view["phase"] == "review"


@pytest.mark.parametrize("field", ["street", "detail", "phone"])
def test_each_part_of_an_entered_address_is_one_touch_away(at_review: Stage, field: str) -> None:
    before = dict(at_review.view)
    assert before["edits"] == ["street", "detail", "phone"]
    at_review.touch("edit", field=field)
    now = at_review.view
    assert (now["phase"], now["edits"]) == (field, [])
    assert [now[key] for key in ("street", "detail", "phone")] == [before[key] for key in ("street", "detail", "phone")]


@pytest.mark.parametrize("field", ["detail", "phone"])
def test_back_from_a_part_that_is_whole_leads_to_the_label(at_review: Stage, field: str) -> None:
    before = at_review.view
    at_review.touch("edit", field=field)
    at_review.touch("back")
    assert at_review.view == before
    at_review.touch("edit", field=field)
    at_review.touch("clear", field=field)
    at_review.touch("back")
    assert at_review.view["phase"] != "review", "nobody is asked whether half an address is right"


@pytest.mark.parametrize("field", ["", "address", "review", "search", "recipient"])
def test_what_is_not_offered_is_not_edited(at_review: Stage, field: str) -> None:
    before = at_review.view
    at_review.touch("edit", field=field)
    assert at_review.view == before


def test_what_was_typed_goes_with_the_visit(at_address: Stage) -> None:
    at_address.touch("search")
    at_address.touch("pick_place", code="500103", street="解放碑街道")
    at_address.touch("type", field="detail", text="民权路28号")
    at_address.touch("end")
    at_address.touch("end_confirmed")
    assert "民权路" not in repr(at_address.state.view)
    assert at_address.machine.state.screen == "goodbye"


def test_a_filled_in_address_is_reviewed_and_may_be_changed(at_address: Stage) -> None:
    at_address.touch("use_id_card")
    at_address.type_phone()
    at_address.touch("back")
    assert at_address.view["phase"] == "review"
    at_address.touch("edit", field="phone")
    assert at_address.view["phase"] == "phone"
    at_address.touch("back")
    assert at_address.view["phase"] == "review"
    assert at_address.view["edits"] == ["address", "phone"]
    at_address.touch("edit", field="detail")
    assert at_address.view["phase"] == "review", "there is nothing of one's own to change"
    at_address.touch("edit", field="address")
    assert at_address.view["phase"] == "choose"


@pytest.mark.parametrize("payload", [{}, {"field": "phone"}, {"field": "name", "text": "x"}, {"field": 3, "text": 4}])
def test_typing_into_nothing_does_nothing(at_address: Stage, payload: dict[str, Any]) -> None:
    before = at_address.view
    at_address.touch("type", **payload)
    assert at_address.view == before
