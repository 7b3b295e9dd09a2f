"""The address step's pages: places found by their sound, and a label that fills as it will be printed."""

from dataclasses import replace

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.flow.screen_state import Display, Json, Touch
from tests.ui.window import Finger, find, is_a, names, rect_of, settle, visible_items, words
from ui.gallery.address_examples import LONGEST, address_state
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

STATES = {example.name: example.state for example in examples()}
ZH = Display("zh")

pytestmark = pytest.mark.no_qt_log  # Qt's messages go the production way, to the log


@pytest.fixture(params=["portrait", "landscape"])
def studio(request: pytest.FixtureRequest) -> Studio:
    found: Studio = request.getfixturevalue(request.param)
    return found


def spell(studio: Studio, letters: str) -> Finger:
    finger = Finger(studio.shell.window)
    settle(lambda: studio.shell._places.property("ready") or "address.enter_other" not in names(studio.shell.window))
    for letter in letters:
        finger.tap(f"key.{letter}")
    studio.shell.window.grabWindow()
    return finger


def last(heard: list[Touch]) -> tuple[str, dict[str, object]]:
    acts = [touch for touch in heard if touch.action != "activity"]
    return acts[-1].action, {key: value for key, value in acts[-1].payload.items() if key != "serial"}


def found(studio: Studio) -> list[str]:
    return [name for name in names(studio.shell.window) if name.startswith("address.place.")]


def test_three_letters_and_a_touch_say_district_and_street(portrait: Studio, heard: list[Touch]) -> None:
    portrait.show(STATES["address-search"], ZH)
    finger = spell(portrait, "jfb")
    finger.tap("address.place.500103解放碑街道")
    assert last(heard) == ("pick_place", {"code": "500103", "street": "解放碑街道"})


def test_a_district_of_old_is_found_under_its_new_name(portrait: Studio, heard: list[Touch]) -> None:
    portrait.show(STATES["address-search"], ZH)
    finger = spell(portrait, "yb")
    assert "原渝北区" in words(portrait.shell.window)
    finger.tap("address.place.500157")
    assert last(heard) == ("pick_place", {"code": "500157", "street": ""})


@pytest.mark.parametrize(("look", "says"), [(ZH, "两江新区，原渝北区"), (Display("en"), "Liangjiang, formerly Yubei")])
def test_a_street_found_by_a_district_of_old_says_why(portrait: Studio, look: Display, says: str) -> None:
    portrait.show(STATES["address-search"], look)
    spell(portrait, "ybs")
    assert says in words(portrait.shell.window)


def test_places_of_one_sound_are_told_apart_in_english(studio: Studio) -> None:
    studio.show(STATES["address-search"], Display("en"))
    spell(studio, "longxing")
    shown = words(studio.shell.window)
    assert "龙兴镇 Longxing Zhen" in shown
    assert "两江新区 Liangjiang Xinqu" in shown
    studio.update(STATES["address-search"], ZH)
    studio.shell.window.grabWindow()
    assert not any("Longxing" in text for text in words(studio.shell.window))


def test_places_to_choose_from_are_spelled_in_english(studio: Studio) -> None:
    studio.show(STATES["address-district"], Display("en"))
    studio.shell.window.grabWindow()
    shown = words(studio.shell.window)
    for text in ("Yuzhong Qu", "两江新区 Liangjiang", "ex Yubei, Jiangbei", "part ex Yubei"):
        assert text in shown
    studio.show(STATES["address-street"], Display("en"))
    studio.shell.window.grabWindow()
    assert "Jiuchi Jiedao" in words(studio.shell.window)
    studio.show(STATES["address-choose"], Display("en"))
    studio.shell.window.grabWindow()
    assert "渝中区∗∗∗∗ Yuzhong Qu" in words(studio.shell.window)


def test_the_label_spells_district_and_street_in_english_only(portrait: Studio) -> None:
    for name in ("address-detail", "address-review"):
        portrait.show(STATES[name], Display("en"))
        portrait.shell.window.grabWindow()
        assert "Yuzhong Qu, Jiefangbei Jiedao" in words(portrait.shell.window)
        portrait.show(STATES[name], ZH)
        portrait.shell.window.grabWindow()
        assert not any("Yuzhong" in text for text in words(portrait.shell.window))


@pytest.mark.parametrize("look", [ZH, Display("en"), Display("zh", elder=True), Display("en", elder=True)])
def test_the_districts_of_the_city_stand_on_the_first_page(studio: Studio, look: Display) -> None:
    studio.show(STATES["address-district"], look)
    studio.shell.window.grabWindow()
    first = ["500103", "500157", "500106", "500107", "500108", "500104", "500109", "500113"]
    shown = [
        name.removeprefix("address.district.") for name in names(studio.shell.window) if name.startswith("address.district.5")
    ]
    assert shown[: len(first)] == first
    assert len(shown) > len(first)


@pytest.mark.parametrize(
    ("name", "edits"), [("address-review", ["street", "detail", "phone"]), ("address-review_registry", ["address", "phone"])]
)
def test_each_part_of_the_label_is_one_touch_away(portrait: Studio, heard: list[Touch], name: str, edits: list[str]) -> None:
    portrait.show(STATES[name], ZH)
    finger = Finger(portrait.shell.window)
    shown = [one.removeprefix("address.edit.") for one in names(portrait.shell.window) if one.startswith("address.edit.")]
    assert shown == edits
    for field in edits:
        finger.tap(f"address.edit.{field}")
        assert last(heard) == ("edit", {"field": field})


def test_two_ways_to_another_address_have_names_of_their_own(portrait: Studio) -> None:
    portrait.show(STATES["address-choose"], ZH)
    assert {"打拼音找地址", "从列表选地址"} <= set(words(portrait.shell.window))


def test_what_is_typed_in_the_search_stays_on_the_screen(portrait: Studio, heard: list[Touch]) -> None:
    portrait.show(STATES["address-search"], ZH)
    finger = spell(portrait, "yb")
    finger.tap("key.backspace")
    finger.tap("key.clear")
    assert found(portrait) == []
    assert {touch.action for touch in heard} <= {"activity"}


def test_a_search_that_finds_nothing_says_so_and_leads_to_the_lists(portrait: Studio, heard: list[Touch]) -> None:
    portrait.show(STATES["address-search"], ZH)
    finger = spell(portrait, "vivu")
    assert found(portrait) == []
    assert "没有找到。换个拼法，或者从列表里选" in words(portrait.shell.window)
    finger.tap("address.enter_other")
    assert last(heard) == ("enter_other", {})


@pytest.mark.parametrize(
    "look",
    [
        ZH,
        Display("en"),
        Display("en", elder=True),
        Display("zh", elder=True),
        Display("zh", reachable=True),
        Display("en", reachable=True),
    ],
)
@pytest.mark.parametrize("letters", ["z", "lj", "yb", "ybs", "sqm", "hkmzgl", "pengshui"])
def test_what_was_found_stands_between_field_and_keys(studio: Studio, look: Display, letters: str) -> None:
    studio.show(STATES["address-search"], look)
    spell(studio, letters)
    window = studio.shell.window
    pad = rect_of(find(window, "key.q"))
    places = [rect_of(find(window, name)) for name in found(studio)]
    assert places
    assert all(place.bottom() <= pad.top() - 16 for place in places)
    assert all(place.right() <= window.width() and place.height() >= 88 for place in places)
    for name in found(studio):
        key = find(window, name)
        texts = [item for item in visible_items(key) if item.inherits("QQuickText")]
        assert all(rect_of(key).contains(rect_of(text)) for text in texts), name


@pytest.mark.parametrize("look", [ZH, Display("en"), Display("zh", elder=True), Display("en", elder=True)])
@pytest.mark.parametrize("phase", ["detail", "phone"])
@pytest.mark.parametrize("wrong", [False, True])
def test_however_long_an_address_grows_its_field_stands_between_label_and_keys(
    studio: Studio, look: Display, phase: str, wrong: bool
) -> None:
    errors: Json = {phase: f"address.error.{phase}"} if wrong else {}
    for length in (0, 20, 32, 48, len(LONGEST)):
        place: Json = {"code": "500242", "name": "酉阳土家族苗族自治县"}
        state = address_state(phase, district=place, street="桃花源街道", detail=LONGEST[:length], phone="138", errors=errors)
        studio.show(state, look)
        studio.shell.window.grabWindow()
        shown = list(visible_items(studio.shell.window.contentItem()))
        (field,), (keyboard,) = ([rect_of(item) for item in shown if is_a(item, kind)] for kind in ("Field", "Keyboard"))
        assert field.bottom() <= keyboard.top()
        above = [item for item in shown if is_a(item, "Waybill")]
        assert all(rect_of(label).bottom() <= field.top() - 16 for label in above)
        assert all(rect_of(label).contains(rect_of(words)) for label in above for words in texts_of(label)), length


def texts_of(item: QQuickItem) -> list[QQuickItem]:
    return [one for one in visible_items(item) if one.inherits("QQuickText")]


def test_all_districts_stand_on_one_page(studio: Studio) -> None:
    studio.show(STATES["address-district"], ZH)
    studio.shell.window.grabWindow()
    shown = [name for name in names(studio.shell.window) if name.startswith("address.district.5")]
    assert len(shown) == 37


@pytest.mark.parametrize(
    ("name", "offers"),
    [
        ("address-choose", ["use_id_card", "use_registry", "enter_other", "search"]),
        ("address-choose_without_office", ["use_id_card", "enter_other", "search"]),
        ("address-choose_no_card_address", ["use_id_card", "enter_other", "search"]),
    ],
)
def test_only_addresses_that_are_there_are_offered(portrait: Studio, heard: list[Touch], name: str, offers: list[str]) -> None:
    portrait.show(STATES[name], ZH)
    finger = Finger(portrait.shell.window)
    shown = [name.removeprefix("address.") for name in names(portrait.shell.window) if name.startswith("address.")]
    assert shown == offers
    for offer in offers[1:]:
        finger.tap(f"address.{offer}")
        assert last(heard) == (offer, {})
    finger.tap("address.use_id_card")
    assert last(heard)[0] == ("use_id_card" if name != "address-choose_no_card_address" else "search")


@pytest.mark.parametrize("name", ["address-detail_typed", "address-review", "address-phone_wrong"])
def test_the_label_is_broken_as_on_paper(portrait: Studio, name: str) -> None:
    portrait.show(STATES[name], ZH)
    shown = words(portrait.shell.window)
    assert "重庆市渝中区解放碑街道" in shown
    assert "民权路28号3单元12-6" in shown


@pytest.mark.parametrize(
    ("name", "key", "sent"),
    [
        ("address-detail", "key.7", ("type", {"field": "detail", "text": "7"})),
        ("address-phone", "key.7", ("type", {"field": "phone", "text": "7"})),
        ("address-detail_typed", "key.backspace", ("backspace", {"field": "detail"})),
        ("address-phone", "key.backspace", ("backspace", {"field": "phone"})),
        ("address-phone", "key.clear", ("clear", {"field": "phone"})),
        ("address-detail_typed", "address.next", ("next", {})),
        ("address-phone", "address.next", ("next", {})),
        ("address-street", "address.search", ("search", {})),
    ],
)
def test_a_key_writes_into_the_field_that_is_open(
    portrait: Studio, heard: list[Touch], name: str, key: str, sent: tuple[str, dict[str, object]]
) -> None:
    portrait.show(STATES[name], ZH)
    Finger(portrait.shell.window).tap(key)
    assert last(heard) == sent


def test_pinyin_becomes_the_name_of_a_road(portrait: Studio, heard: list[Touch]) -> None:
    """With the gallery's small dictionary; the journeys type by the real one."""
    portrait.show(STATES["address-detail"], ZH)
    finger = spell(portrait, "yu")
    assert "yu" in words(portrait.shell.window), "the field shows what is composed"
    finger.tap("key.candidate.0")
    assert last(heard)[0] == "type"
    assert last(heard)[1]["field"] == "detail"


@pytest.mark.parametrize("look", [ZH, Display("en"), Display("zh", elder=True), Display("en", elder=True)])
def test_help_speaks_of_the_question_that_is_asked(studio: Studio, look: Display) -> None:
    said = set()
    for phase in ("choose", "district", "street", "search", "detail", "phone", "review"):
        studio.show(replace(address_state(phase, source=None), help_open=True), look)
        studio.shell.window.grabWindow()
        sheet = [item for item in visible_items(studio.shell.window.contentItem()) if is_a(item, "HelpSheet")]
        said.add(next(str(text.property("text")) for text in texts_of(sheet[0])[1:]))
    assert len(said) == 7
