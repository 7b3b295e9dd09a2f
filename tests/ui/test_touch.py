"""What fingers do, by real touch events."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.flow.screen_state import Display, Touch
from tests.ui.window import Finger, find, names, settle
from ui.gallery.examples import examples
from ui.gallery.studio import Studio

pytestmark = pytest.mark.no_qt_log
ZH = Display()
STATES = {example.name: example.state for example in examples()}


def _acts(heard: list[Touch]) -> list[Touch]:
    return [touch for touch in heard if touch.action != "activity"]


def _last(heard: list[Touch]) -> tuple[str, dict[str, object]]:
    touch = _acts(heard)[-1]
    return touch.action, {name: value for name, value in touch.payload.items() if name != "serial"}


def test_pressing_shows_at_once_and_releasing_inside_acts(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["confirm"], ZH)
    button, place = find(portrait.shell.window, "confirm.next"), finger.middle("confirm.next")
    finger.press(place)
    assert button.property("down")
    assert not _acts(heard)
    finger.release(place)
    assert not button.property("down")
    assert _last(heard) == ("next", {})


def test_releasing_outside_does_nothing(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["confirm"], ZH)
    place = finger.middle("confirm.next")
    finger.press(place)
    finger.move(place - QPoint(0, 400))
    finger.release(place - QPoint(0, 400))
    assert not _acts(heard)


def test_what_is_not_available_does_not_answer(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["home-some_down"], ZH)
    finger.tap("home.service.driver_licence_reissue_loss")
    assert not _acts(heard)
    finger.tap("home.service.plate_replace")
    assert _last(heard) == ("choose", {"slug": "plate_replace"})


def test_the_first_touch_only_wakes(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["attract"], ZH)
    place = QPoint(300, 700)
    finger.press(place)
    finger.release(place)
    assert [touch.action for touch in heard] == ["wake"]


def test_a_touch_says_for_which_state_it_was_meant(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["confirm"], ZH)
    shown = portrait.serial
    finger.tap("confirm.next")
    assert _acts(heard)[-1].payload["serial"] == shown


def test_a_touch_beside_everything_says_that_somebody_is_here(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["confirm"], ZH)
    finger.press(QPoint(540, 250))
    finger.release(QPoint(540, 250))
    assert [touch.action for touch in heard] == ["activity"]


@pytest.mark.parametrize(
    ("name", "target", "action"),
    [
        ("home-asking_to_end", "end.cancel", "end_cancelled"),
        ("home-asking_to_end", "end.confirm", "end_confirmed"),
        ("address-idle", "idle.continue", "continue"),
        ("read_id_card-help", "help.close", "close_help"),
        ("confirm", "footer.back", "back"),
        ("confirm", "footer.help", "help"),
        ("confirm", "footer.end", "end"),
        ("read_id_card", "read_id_card.without_card", "without_card"),
        ("read_id_card-failed", "read_id_card.retry", "retry"),
        ("licence_loss-declared", "declare.next", "next"),
        ("notices-all", "notices.next", "next"),
        ("address-choose", "address.use_id_card", "use_id_card"),
        ("address-choose", "address.enter_other", "enter_other"),
        ("address-detail_typed", "address.next", "next"),
        ("address-review", "address.next", "next"),
        ("sign-signed", "sign.next", "next"),
        ("sign-signed", "sign.clear", "clear"),
        ("submitted", "submitted.finish", "finish"),
        ("advice-refused", "advice.home", "home"),
        ("advice-other", "advice.instead", "instead"),
        ("advice-other", "advice.home", "home"),
        ("advice-failure", "advice.retry", "retry"),
        ("goodbye", "goodbye.finish", "finish"),
    ],
)
def test_targets_send_their_action(
    portrait: Studio, finger: Finger, heard: list[Touch], name: str, target: str, action: str
) -> None:
    portrait.show(STATES[name], ZH)
    finger.tap(target)
    assert _last(heard) == (action, {})


def test_a_double_tap_on_back_goes_back_once(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    QTest.qWait(450)  # whoever tapped back before us: the guard of 400 ms is over
    portrait.show(STATES["confirm"], ZH)
    finger.tap("footer.back")
    finger.tap("footer.back")
    assert [touch.action for touch in heard].count("back") == 1


@pytest.mark.parametrize(
    ("name", "target", "action", "payload"),
    [
        ("licence_loss", "declare.reason.stolen", "choose", {"question": "reason", "option": "stolen"}),
        ("licence_loss", "declare.declare", "declare", {"on": True}),
        ("licence_loss-declared", "declare.declare", "declare", {"on": False}),
        ("notices-third", "notices.agree", "agree", {"id": "driver_licence_reissue_loss"}),
        ("notices-third", "notices.open.0", "open", {"index": 0}),
        ("address-district", "address.district.500103", "pick_district", {"code": "500103"}),
        ("address-street", "address.street.九池街道", "pick_street", {"name": "九池街道"}),
        ("address-detail", "key.2", "type", {"field": "detail", "text": "2"}),
        ("address-detail", "key.backspace", "backspace", {"field": "detail"}),
        ("address-phone", "key.8", "type", {"field": "phone", "text": "8"}),
        ("address-phone", "key.clear", "clear", {"field": "phone"}),
        ("address-review", "address.edit.phone", "edit", {"field": "phone"}),
        ("confirm", "confirm.edit.loss_reason", "edit", {"step": "licence_loss"}),
        ("confirm", "footer.language", "language", {"language": "en"}),
        ("confirm", "footer.elder", "elder", {"on": True}),
        ("confirm", "footer.contrast", "contrast", {"on": True}),
        ("confirm", "footer.reachable", "reachable", {"on": True}),
    ],
)
def test_targets_send_what_was_chosen(
    portrait: Studio, finger: Finger, heard: list[Touch], name: str, target: str, action: str, payload: dict[str, object]
) -> None:
    portrait.show(STATES[name], ZH)
    finger.tap(target)
    assert _last(heard) == (action, payload)


@pytest.mark.parametrize("name", ["home-asking_to_end", "address-idle", "read_id_card-help"])
def test_under_a_question_nothing_answers(portrait: Studio, finger: Finger, heard: list[Touch], name: str) -> None:
    portrait.show(STATES[name], ZH)
    for place in (QPoint(136, 1828), QPoint(360, 1828), QPoint(952, 1828), QPoint(500, 1650)):
        finger.press(place)
        finger.release(place)
    assert not _acts(heard)


def test_nothing_goes_on_before_choice_and_declaration(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["licence_loss"], ZH)
    finger.tap("declare.next")
    portrait.show(STATES["licence_loss-offline"], ZH)
    finger.tap("declare.next")
    assert not _acts(heard)


def test_two_thumbs_type_at_the_same_time(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["address-phone"], ZH)
    one, two = finger.middle("key.1"), finger.middle("key.2")
    window = portrait.shell.window
    finger.sequence().press(0, one, window).commit()
    finger.sequence().stationary(0).press(1, two, window).commit()
    finger.sequence().release(0, one, window).stationary(1).commit()
    finger.sequence().release(1, two, window).commit()
    assert [touch.payload["text"] for touch in _acts(heard)] == ["1", "2"]


def test_districts_in_large_type_come_by_pages(portrait: Studio, finger: Finger, heard: list[Touch]) -> None:
    portrait.show(STATES["address-district"], Display("zh", elder=True))
    first = {name for name in names(portrait.shell.window) if name.startswith("address.district.5")}
    finger.tap("address.district.page_on")
    portrait.shell.window.grabWindow()
    second = {name for name in names(portrait.shell.window) if name.startswith("address.district.5")}
    assert len(first | second) == 37
    assert not first & second
    assert not _acts(heard)


def test_a_long_notice_turns_its_pages(portrait: Studio, finger: Finger) -> None:
    portrait.show(STATES["notices"], Display("en", elder=True))
    window = portrait.shell.window
    window.grabWindow()
    assert not find(window, "notices.text.page_up").property("can")
    for _ in range(40):
        if not find(window, "notices.text.page_down").property("can"):
            break
        finger.tap("notices.text.page_down")
    assert not find(window, "notices.text.page_down").property("can")
    assert find(window, "notices.text.page_up").property("can")


def test_the_keypad_reaches_and_presses(portrait: Studio, heard: list[Touch]) -> None:
    portrait.show(STATES["address-review"], ZH)
    window = portrait.shell.window
    window.requestActivate()
    settle(window.isActive)
    reached = []
    for _ in range(12):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        reached.append(window.activeFocusItem().objectName())
    assert {
        "address.edit.street",
        "address.edit.detail",
        "address.edit.phone",
        "address.next",
        "footer.back",
        "footer.end",
    } <= set(reached)
    find(window, "address.next").forceActiveFocus()
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert _last(heard) == ("next", {})
