"""The screens of the kinds of step: what a touch on them says, what they show of a state, and how they take bad ones."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from kiosk.flow.screen_state import Display, Json, ScreenState, Touch
from tests.ui.window import Finger, find, names, rect_of, words
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
ZH = Display()
STATES = {example.name: example.state for example in examples()}


def _acts(heard: list[Touch]) -> list[tuple[str, dict[str, object]]]:
    acts = [touch for touch in heard if touch.action != "activity"]
    return [(touch.action, {name: value for name, value in touch.payload.items() if name != "serial"}) for touch in acts]


def _changed(name: str, **changes: Json) -> ScreenState:
    return replace(STATES[name], view={**STATES[name].view, **changes})


@pytest.mark.parametrize(
    ("name", "target", "action", "payload"),
    [
        ("wait-failed", "wait.retry", "retry", {}),
        ("wait-failed", "wait.home", "home", {}),
        ("wait-failed_for_good", "wait.home", "home", {}),
        ("choose-vehicle", "choose.entry.52:渝AD26288", "choose", {"id": "52:渝AD26288"}),
        ("choose-vehicle_chosen", "choose.next", "next", {}),
        ("choose-vehicle_none", "choose.home", "home", {}),
        ("choose-fines", "choose.all", "choose_all", {}),
        ("choose-fines_chosen", "choose.entry.2", "choose", {"id": "2"}),
        ("declare-plates", "declare.temporary.not_wanted", "choose", {"question": "temporary", "option": "not_wanted"}),
        ("declare-damage", "declare.kind.torn", "choose", {"question": "kind", "option": "torn"}),
        ("declare-damage", "declare.next", "next", {}),
        ("form-phone", "form.field.code", "focus", {"field": "code"}),
        ("form-phone", "key.7", "type", {"field": "phone", "text": "7"}),
        ("form-phone_typed", "key.backspace", "backspace", {"field": "phone", "text": ""}),
        ("form-decision", "form.next", "next", {}),
        ("result-decision_none", "result.print", "print", {}),
        ("result-decision_not_delivered", "result.print", "print", {}),
        ("result-decision_delivered", "result.finish", "finish", {}),
        ("result-decision_delivered", "result.home", "home", {}),
    ],
)
def test_targets_say_what_was_touched(
    portrait: Studio, finger: Finger, heard: list[Touch], name: str, target: str, action: str, payload: dict[str, object]
) -> None:
    portrait.show(STATES[name], ZH)
    finger.tap(target)
    assert _acts(heard) == [(action, payload)]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("choose-vehicle", "choose.entry.01:渝AD36388"),  # sealed
        ("choose-vehicle", "choose.next"),  # nothing chosen
        ("choose-fines", "choose.entry.4"),  # too high a fine
        ("declare-plates", "declare.next"),
        ("result-decision_printing", "result.finish"),
        ("result-decision_printing", "result.home"),
    ],
)
def test_what_cannot_be_does_not_answer(portrait: Studio, finger: Finger, heard: list[Touch], name: str, target: str) -> None:
    portrait.show(STATES[name], ZH)
    finger.tap(target)
    assert _acts(heard) == []


def _entries(view: Mapping[str, Json]) -> list[dict[str, Json]]:
    entries = view["entries"]
    assert isinstance(entries, list)
    return [entry for entry in entries if isinstance(entry, dict)]


def _shown(studio: Studio) -> list[str]:
    studio.shell.window.grabWindow()
    return [name for name in names(studio.shell.window) if name.startswith("choose.entry.")]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_sixty_entries_come_by_pages_each_once(request: pytest.FixtureRequest, orientation: str, elder: bool) -> None:
    studio: Studio = request.getfixturevalue(orientation)
    studio.show(STATES["choose-sixty"], Display(elder=elder))
    finger = Finger(studio.shell.window)
    found = _shown(studio)
    while find(studio.shell.window, "choose.page_on").property("can"):
        finger.tap("choose.page_on")
        found += _shown(studio)
        assert len(found) <= 60
    assert found == [f"choose.entry.{entry['id']}" for entry in _entries(STATES["choose-sixty"].view)]


def test_a_list_opens_at_what_is_chosen_and_stays_where_it_was_turned_to(portrait: Studio, finger: Finger) -> None:
    chosen = STATES["choose-sixty_late"].view["chosen"]
    assert isinstance(chosen, list)
    portrait.show(STATES["choose-sixty_late"], ZH)
    assert f"choose.entry.{chosen[0]}" in _shown(portrait)
    finger.tap("choose.page_back")
    before = _shown(portrait)
    assert f"choose.entry.{chosen[0]}" not in before
    first = before[0].removeprefix("choose.entry.")
    portrait.update(_changed("choose-sixty_late", chosen=[first]), ZH)
    assert _shown(portrait) == before


def test_a_list_that_became_shorter_shows_its_last_page(portrait: Studio, finger: Finger) -> None:
    portrait.show(STATES["choose-sixty"], ZH)
    for _ in range(5):
        finger.tap("choose.page_on")
    left = _entries(STATES["choose-sixty"].view)[:8]
    portrait.update(_changed("choose-sixty", entries=[*left]), ZH)
    assert _shown(portrait) == [f"choose.entry.{entry['id']}" for entry in left[6:]]


def test_the_sum_of_what_is_chosen_stands_large(portrait: Studio) -> None:
    portrait.show(STATES["choose-fines_chosen"], ZH)
    figure = find(portrait.shell.window, "figure")
    assert figure.property("text") == "400.50"
    assert figure.property("size") == 80
    portrait.update(_changed("choose-fines_chosen", total_fen=123456700, chosen=["1"]), ZH)
    assert find(portrait.shell.window, "figure").property("text") == "1,234,567"


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize(
    ("before", "after"), [("choose-vehicle", "choose-vehicle_chosen"), ("choose-fines", "choose-fines_chosen")]
)
def test_nothing_moves_when_something_is_chosen(portrait: Studio, before: str, after: str, elder: bool) -> None:
    portrait.show(STATES[before], Display(elder=elder))
    rows = [rect_of(find(portrait.shell.window, name)) for name in _shown(portrait)]
    portrait.update(STATES[after], Display(elder=elder))
    assert [rect_of(find(portrait.shell.window, name)) for name in _shown(portrait)] == rows


def test_a_title_is_cut_between_characters(portrait: Studio) -> None:
    """Rare characters are two units of text each; half of one is none."""
    first = _entries(STATES["choose-fines"].view)[0]
    for before in ("", "a"):
        entry: Json = {**first, "title": before + "𬭎" * 80, "plate": None}
        portrait.show(_changed("choose-fines", entries=[entry]), Display(elder=True))
        (shown,) = (text for text in words(portrait.shell.window) if text.endswith("…") and "𬭎" in text)
        assert set(shown) <= {"a", "𬭎", "…"}


def test_a_slow_answer_is_said_to_be_slow(portrait: Studio) -> None:
    portrait.show(STATES["wait"], ZH)
    assert "正在联系交管后台" in words(portrait.shell.window)
    portrait.update(STATES["wait-slow"], ZH)
    assert "正在联系交管后台" not in words(portrait.shell.window)
    assert "比平时慢一些，还在等" in words(portrait.shell.window)


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_the_open_field_lies_clear_of_its_keyboard(request: pytest.FixtureRequest, orientation: str, elder: bool) -> None:
    studio: Studio = request.getfixturevalue(orientation)
    window = studio.shell.window
    for name in (name for name, state in STATES.items() if state.screen == "form"):
        studio.show(STATES[name], Display(elder=elder))
        window.grabWindow()
        top = min(rect_of(find(window, key)).top() for key in names(window) if key.startswith("key."))
        field = rect_of(find(window, "form.open"))
        assert field.bottom() <= top, name
        for other in (other for other in names(window) if other.startswith("form.field.")):
            assert not rect_of(find(window, other)).intersects(field), name


def test_numbers_are_grouped_as_people_read_them(portrait: Studio) -> None:
    portrait.show(STATES["form-phone_typed"], ZH)
    assert "138 0013 80" in words(portrait.shell.window)
    portrait.show(STATES["form-decision"], ZH)
    assert "5001 1226 112" in words(portrait.shell.window)


def test_a_form_of_many_fields_offers_every_neighbour(portrait: Studio) -> None:
    portrait.show(STATES["form-contact_email"], ZH)
    shown = [name for name in names(portrait.shell.window) if name.startswith("form.field.")]
    assert shown == ["form.field.phone", "form.field.postcode", "form.field.employer"]


@pytest.mark.parametrize(
    ("standing", "said", "target"),
    [
        ("not_delivered", "凭条纸用完了，凭条没打出来", "result.print"),
        ("unknown", "凭条可能没打全，请看一下出纸口", "result.home"),
        ("delivered", "请从出纸口取走凭条", "result.home"),
        ("printing", "正在打印", "result.home"),
    ],
)
def test_the_fate_of_the_slip_is_said_as_it_is(portrait: Studio, standing: str, said: str, target: str) -> None:
    before = STATES["result-pass"]
    failure = "receipt_paper_out" if standing == "not_delivered" else None
    portrait.show(before, ZH)
    portrait.update(replace(before, view={**before.view, "print": standing, "print_failure": failure}), ZH)
    assert said in words(portrait.shell.window)
    assert find(portrait.shell.window, target)


def test_what_nobody_foresaw_is_said_in_general_words(portrait: Studio) -> None:
    state = STATES["result-pass"]
    failed = {"print": "not_delivered", "print_failure": "device_unplugged"}
    portrait.show(replace(state, view={**state.view, **failed}), ZH)
    assert "打印机出了问题，凭条没打出来" in words(portrait.shell.window)


@pytest.mark.parametrize(
    ("standing", "said", "target"),
    [
        ("not_delivered", "文书打印机没有纸了，2 张只打出 1 张", "result.print"),
        ("unknown", "文书可能没打全，请看文书出口，应有 2 张", "result.home"),
        ("delivered", "共 2 张，请从文书出口全部取走", "result.home"),
        ("printing", "正在打印 2 张，请等它打完", "result.home"),
    ],
)
def test_the_fate_of_a_document_is_said_with_its_sheets(portrait: Studio, standing: str, said: str, target: str) -> None:
    portrait.show(STATES["result-decision_none"], ZH)
    portrait.update(STATES[f"result-decision_{standing}"], ZH)
    assert said in words(portrait.shell.window)
    assert find(portrait.shell.window, target)


def test_a_day_of_another_year_is_not_taken_for_one_of_this(portrait: Studio) -> None:
    portrait.show(STATES["result-refused"], ZH)
    said = words(portrait.shell.window)
    assert {"2月18日", "2027年", "星期四"} <= set(said)


def test_twelve_facts_can_all_be_seen_in_large_type(portrait: Studio, finger: Finger) -> None:
    portrait.show(STATES["result-many"], Display(elder=True))
    window = portrait.shell.window
    plates = set()
    while True:
        window.grabWindow()
        plates |= {text for text in words(window) if text.startswith("渝A·")}
        if not find(window, "result.page_on").property("can"):
            break
        finger.tap("result.page_on")
    assert len(plates) == 12
