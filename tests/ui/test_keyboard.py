"""The keyboard in the real window, by real touch events."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from kiosk.flow.screen_state import Display, ScreenState
from tests.ui.keyboard_page import KeyboardPage
from tests.ui.window import find, names, rect_of, settle, words
from ui.gallery.dictionary import BY_STROKES, KNOWN, SampleMethods
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
HOME = ScreenState(
    serial=0, screen="home", view={"groups": [], "my_applications": {"available": False, "reason": None}}, sandbox=True
)
ATTRACT = ScreenState(serial=0, screen="attract", sandbox=True)


@pytest.fixture
def methods(portrait: Studio) -> Iterator[SampleMethods]:
    """Engines whose answers are known, in the portrait window."""
    fake = SampleMethods()
    portrait.shell.type_by(fake)
    yield fake
    fake.opens.set()
    portrait.shell.type_by(SampleMethods())


@pytest.fixture
def address(portrait: Studio, methods: SampleMethods) -> KeyboardPage:
    return KeyboardPage(portrait, "address").until_ready()


def test_pinyin_becomes_characters_in_the_field(address: KeyboardPage) -> None:
    address.spell("yu")
    assert (address.composing, address.candidates) == ("yu", ["与", "渝"])
    assert "yu" in words(address.window), "the field shows what is composed"
    address.tap("candidate.1")
    assert (address.text, address.composing, address.candidates) == ("渝", "", [])


def test_the_space_bar_takes_the_first_candidate_and_else_types_a_space(address: KeyboardPage) -> None:
    address.spell("shi")
    address.tap("space", "space")
    assert address.text == "是 "


def test_done_takes_the_first_candidate_before_it_means_done(address: KeyboardPage) -> None:
    address.spell("shi")
    assert find(address.window, "page.done").property("label") == "选定"
    address.tap("page.done")
    assert (address.text, address.item.property("doneTimes")) == ("是", 0)
    address.tap("page.done")
    assert (address.text, address.item.property("doneTimes")) == ("是", 1)


def test_digits_stand_above_the_letters_until_there_are_candidates(address: KeyboardPage) -> None:
    address.tap("2", "8")
    address.spell("shi")
    assert "key.1" not in names(address.window)
    address.tap("space", "3")
    assert address.text == "28是3"


def test_the_symbols_know_house_numbers(address: KeyboardPage) -> None:
    address.tap("3", "digits", "单元", "1", "2", "-", "6", "letters")
    address.spell("shi")
    address.tap("space")
    assert address.text == "3单元12-6是"


def test_latin_letters_are_capitals_in_an_address_until_told_otherwise(address: KeyboardPage) -> None:
    address.tap("mode", "A", "shift", "b", "mode")
    address.spell("yu")
    assert (address.text, address.composing) == ("Ab", "yu")


def test_leaving_the_letters_takes_what_was_composed(address: KeyboardPage) -> None:
    address.spell("yu")
    address.tap("digits")
    assert (address.text, address.composing) == ("与", "")


def test_backspace_takes_letters_before_it_takes_characters(address: KeyboardPage) -> None:
    address.item.setProperty("text", "渝")
    address.spell("yu")
    address.tap("backspace", "backspace")
    assert (address.text, address.composing) == ("渝", "")
    address.tap("backspace")
    assert address.text == ""


def test_clear_takes_what_is_composed_and_the_field(address: KeyboardPage) -> None:
    address.item.setProperty("text", "渝")
    address.tap("digits", "clear")
    assert address.text == ""


def test_the_grid_shows_what_the_strip_has_no_room_for(address: KeyboardPage) -> None:
    address.spell("shi")
    strip = address.candidates
    assert 5 <= len(strip) < 30
    address.tap("candidates_more")
    first = address.candidates
    assert first[: len(strip)] == strip
    assert len(first) >= 24
    assert "key.q" not in names(address.window)
    address.tap("candidates_more")
    assert [*first, *address.candidates] == list(KNOWN["shi"].texts), "every one, once, in this order"
    assert address.candidates
    address.tap("candidate.0")
    assert len(address.text) == 1
    assert address.text not in first
    assert "key.q" in names(address.window)


def test_the_grid_leads_back_to_the_keys(address: KeyboardPage) -> None:
    address.spell("shi")
    address.tap("candidates_more", "candidates_more", "candidates_back", "candidates_back")
    assert (address.composing, "key.q" in names(address.window)) == ("shi", True)


def test_a_long_candidate_is_whole(address: KeyboardPage) -> None:
    address.spell("long")
    address.window.grabWindow()
    key = find(address.window, "key.candidate.0")
    assert rect_of(key).right() <= rect_of(find(address.window, "key.p")).right() + 1
    text = next(item for item in key.childItems() if item.inherits("QQuickText"))
    assert text.property("contentWidth") <= key.width()


def write(page: KeyboardPage, strokes: int) -> None:
    """Write so many strokes with the finger, and wait for what they may be."""
    for number in range(strokes):
        places = [page.finger.at("key.ink", 0.4 + 0.02 * step, 0.2 + 0.1 * number) for step in range(11)]
        page.finger.press(places[0])
        for place in places[1:]:
            page.finger.move(place)
        page.finger.release(places[-1])
    settle(lambda: page.writing.property("candidates") == list(BY_STROKES[strokes]))


def test_a_written_character_is_chosen_and_the_paper_is_blank_again(address: KeyboardPage) -> None:
    address.tap("hand")
    write(address, 2)
    assert address.candidates == list(BY_STROKES[2])
    address.tap("candidate.1")
    assert (address.text, address.candidates) == ("十", [])
    assert address.writing.property("strokes") == []
    write(address, 1)
    address.tap("page.done")
    assert (address.text, address.item.property("doneTimes")) == ("十一", 0)
    address.tap("page.done")
    assert address.item.property("doneTimes") == 1


def test_a_stroke_is_taken_back_and_the_paper_wiped(address: KeyboardPage) -> None:
    address.tap("hand")
    assert not find(address.window, "key.undo").property("can")
    write(address, 2)
    address.tap("undo")
    settle(lambda: address.writing.property("candidates") == list(BY_STROKES[1]))
    address.item.setProperty("text", "渝")
    address.tap("clear")
    assert (address.candidates, address.text) == ([], "渝")
    address.tap("backspace")
    assert address.text == ""


def test_ink_goes_with_the_page_and_with_the_other_keys(address: KeyboardPage) -> None:
    address.tap("hand")
    write(address, 1)
    address.tap("pinyin", "hand")
    assert (address.candidates, address.text) == ([], "一")
    write(address, 1)
    KeyboardPage(address.studio, "address")
    assert address.writing.property("strokes") == []


def test_a_key_is_pressed_at_once_and_types_when_it_is_left(address: KeyboardPage) -> None:
    place = address.finger.middle("key.1")
    address.finger.press(place)
    assert find(address.window, "key.1").property("down")
    assert address.text == ""
    address.finger.release(place)
    assert address.text == "1"


def test_a_finger_that_slides_off_types_nothing(address: KeyboardPage) -> None:
    place = address.finger.middle("key.1")
    address.finger.press(place)
    address.finger.move(place - QPoint(0, 300))
    address.finger.release(place - QPoint(0, 300))
    assert address.text == ""


@pytest.mark.parametrize(("elder", "within", "beyond"), [(False, 0.059, 0.061), (True, 0.119, 0.121)])
def test_a_trembling_finger_types_once(
    portrait: Studio, methods: SampleMethods, elder: bool, within: float, beyond: float
) -> None:
    page = KeyboardPage(portrait, "phone", Display(elder=elder))
    for seconds in (10, within, beyond):
        page.later(seconds)
        page.finger.tap("key.1")
    assert page.text == "11"


@pytest.mark.parametrize(("elder", "dead"), [(False, 0.5), (True, 0.8)])
def test_who_taps_take_twice_does_not_leave_the_page(
    portrait: Studio, methods: SampleMethods, elder: bool, dead: float
) -> None:
    page = KeyboardPage(portrait, "address", Display(elder=elder)).until_ready()
    page.spell("shi")
    page.tap("page.done")
    for pause in (0.13, dead - 0.14):
        page.later(pause)
        page.finger.tap("page.done")
        assert (page.text, page.item.property("doneTimes")) == ("是", 0)
    page.later(0.02)
    page.finger.tap("page.done")
    assert page.item.property("doneTimes") == 1, "touching it in vain does not make it dead for longer"


def test_who_takes_by_the_space_bar_twice_types_no_space(address: KeyboardPage) -> None:
    address.spell("shi")
    address.tap("space")
    address.later(0.3)
    address.finger.tap("key.space")
    assert address.text == "是"
    address.tap("space")
    assert address.text == "是 "


def test_who_taps_the_key_to_another_page_twice_stays_on_it(address: KeyboardPage) -> None:
    place = address.finger.middle("key.hand")
    address.tap("hand")
    assert find(address.window, "page.pad").property("shownPage") == "hand"
    for pause, page in ((0.3, "hand"), (0.25, "digits")):  # 123 stands there now
        address.later(pause)
        address.window.grabWindow()
        address.finger.press(place)
        address.finger.release(place)
        assert find(address.window, "page.pad").property("shownPage") == page


def test_two_thumbs_type_two_characters(address: KeyboardPage) -> None:
    one, two = address.finger.middle("key.1"), address.finger.middle("key.2")
    window = address.window
    address.finger.sequence().press(0, one, window).commit()
    address.finger.sequence().stationary(0).press(1, two, window).commit()
    address.finger.sequence().release(0, one, window).stationary(1).commit()
    address.finger.sequence().release(1, two, window).commit()
    assert address.text == "12"


def test_a_held_backspace_goes_on_and_no_other_key_does(address: KeyboardPage) -> None:
    address.item.setProperty("text", "1234567890")
    held = address.finger.middle("key.backspace")
    address.finger.press(held)
    address.later(0.601)
    settle(lambda: len(address.text) == 9)
    address.later(0.201)
    settle(lambda: len(address.text) == 8)
    address.finger.release(held)
    address.later(60)
    QTest.qWait(100)  # several ticks of the key's timer
    assert address.text == "12345678"
    held = address.finger.middle("key.7")
    address.finger.press(held)
    address.later(60)
    QTest.qWait(100)  # as above
    address.finger.release(held)
    assert address.text == "123456787"


def test_letters_before_the_engine_are_kept(portrait: Studio, methods: SampleMethods) -> None:
    methods.opens.clear()
    page = KeyboardPage(portrait, "address")
    page.spell("yu")
    assert (page.composing, page.candidates, page.text) == ("yu", [], "")
    methods.opens.set()
    page.until_ready()
    assert page.candidates == ["与", "渝"]


def test_without_an_engine_it_says_so_and_types_what_it_can(portrait: Studio, methods: SampleMethods) -> None:
    methods.works = False
    page = KeyboardPage(portrait, "address").until_ready()
    page.window.grabWindow()
    assert any(text.startswith(("拼音暂时不能用", "暂时不能输入汉字")) for text in words(page.window))
    assert not find(page.window, "key.mode").property("can")
    page.tap("Q", "digits", "8", "号")
    assert page.text == "Q8号"


@pytest.mark.parametrize("end", [ATTRACT, HOME], ids=["attract", "home"])
def test_the_end_of_a_visit_ends_what_was_composed(address: KeyboardPage, methods: SampleMethods, end: ScreenState) -> None:
    address.tap("hand")
    write(address, 1)
    address.writing.stroke([[0, 0], [9, 9]], 1.0, 1.0)  # and the hand is still on the paper
    address.typist.letter("y")
    before = methods.forgotten
    address.studio.update(end, Display())
    assert address.typist.property("composing") == ""
    assert address.typist.property("candidates") == []
    assert address.writing.property("strokes") == address.writing.property("candidates") == []
    assert methods.forgotten > before


def test_the_next_page_ends_what_was_composed(address: KeyboardPage, methods: SampleMethods) -> None:
    address.spell("yu")
    page = KeyboardPage(address.studio, "name").until_ready()
    assert (page.composing, page.candidates) == ("", [])


def test_another_field_on_the_page_begins_anew(address: KeyboardPage) -> None:
    address.tap("mode")
    address.item.setProperty("pad", "name")
    address.until_ready()
    assert "key.q" in names(address.window)
    address.spell("yu")
    address.item.setProperty("pad", "phone")
    QGuiApplication.processEvents()
    assert (address.composing, address.text) == ("", "")


def test_the_keypad_reaches_every_key(address: KeyboardPage) -> None:
    window = address.window
    window.requestActivate()
    settle(window.isActive)
    keys = {name for name in names(window) if name.startswith("key.")}
    reached = set()
    for _ in range(len(keys) + 20):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        reached.add(window.activeFocusItem().objectName())
    assert keys <= reached
    find(window, "key.8").forceActiveFocus()
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert address.text == "8"


def test_a_plate_begins_with_its_place(portrait: Studio) -> None:
    page = KeyboardPage(portrait, "plate")
    page.tap("A", "渝A", "渝B", "D", "1", "2")
    assert page.text == "渝AD12"
    assert "渝A D12" in words(page.window)
    assert not {"key.I", "key.O", "key.渝E"} & set(names(page.window))


@pytest.mark.parametrize(
    ("pad", "typed", "shown"),
    [
        ("phone", "13800138000", "138 0013 8000"),
        ("decision_number", "5001031234567890", "5001 0312 3456 7890"),
        ("id_number", "11010519491231002X", "110105 19491231 002X"),
        ("digits", "400000", "400000"),
        ("email", "me_1.x-y@qq.com", "me_1.x-y@qq.com"),
    ],
)
def test_numbers_are_grouped_as_people_read_them(portrait: Studio, pad: str, typed: str, shown: str) -> None:
    page = KeyboardPage(portrait, pad)
    chip = "@qq.com" if pad == "email" else ""
    page.tap(*typed.removesuffix(chip))
    if chip:
        page.tap(chip)
    assert page.text == typed
    assert shown in words(page.window)
    page.tap("page.done")
    assert page.item.property("doneTimes") == 1
