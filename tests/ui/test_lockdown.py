"""Nobody at the panel gets out of the application, with whatever keys, fingers or mouse: after every try all is as before."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QWheelEvent,
    QWindow,
)
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.flow.screen_state import Display, Touch
from tests.paths import ROOT
from tests.ui.window import Finger, is_a, rect_of, settle, visible_items, words
from ui.gallery.examples import examples
from ui.gallery.studio import Studio
from ui.lockdown import KEYS, Lockdown

pytestmark = pytest.mark.no_qt_log
STATES = {example.name: example.state for example in examples()}
SCREENS = (
    "attract",
    "home",
    "read_id_card",
    "notices",
    "address-detail_typed",
    "address-phone",
    "confirm",
    "pay",
    "out_of_service",
)
WITH_TEXT = ("address-detail_typed", "address-phone", "address-search")
M = Qt.KeyboardModifier
MODIFIERS = (M.NoModifier, M.ControlModifier, M.AltModifier, M.MetaModifier, M.ControlModifier | M.AltModifier)
MICRO = 0xB5  # one of its two names is deprecated, and saying it warns
NAMED = [key for key in Qt.Key.__members__.values() if key not in KEYS and key.value not in (MICRO, Qt.Key.Key_unknown.value)]
LEADING_OUT = [
    (Qt.Key.Key_F4, M.AltModifier),
    (Qt.Key.Key_Tab, M.AltModifier),
    (Qt.Key.Key_Space, M.AltModifier),
    (Qt.Key.Key_Tab, M.MetaModifier),
    (Qt.Key.Key_Return, M.AltModifier),
    (Qt.Key.Key_Backspace, M.ControlModifier | M.AltModifier),
    (Qt.Key.Key_Delete, M.ControlModifier | M.AltModifier),
    (Qt.Key.Key_F1, M.ControlModifier | M.AltModifier),
    (Qt.Key.Key_Escape, M.ControlModifier | M.ShiftModifier),
    (Qt.Key.Key_Space, M.ControlModifier),
    (Qt.Key.Key_Space, M.MetaModifier),
]
EDITING = [Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V, Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_Insert]
FORBIDDEN_QML = re.compile(
    r"\b(TextInput|TextEdit|TextField|TextArea|MouseArea|Shortcut|Menu|MenuBar|Popup|Dialog|FileDialog|ToolTip|DropArea|DragHandler"
    r"|PinchHandler|PinchArea|WheelHandler|MultiPointTouchArea|WebView|InputPanel|openUrlExternally|onLinkActivated|Qt\.quit"
    r"|Qt\.exit|showMinimized|showNormal|linkActivated|import QtQuick\.Controls|import QtQuick\.Dialogs)\b"
)


class Panel:
    """The terminal's window on the whole panel, and what was to be seen and heard before somebody tried something."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.window = studio.shell.window
        self.finger = Finger(self.window)
        self.heard: list[Touch] = []
        studio.listen(self.heard.append)

    def show(self, name: str) -> None:
        """Show one example, and remember what there is to be seen."""
        self.window.requestActivate()
        settle(self.window.isActive)
        self.studio.show(STATES[name], Display())
        self.window.grabWindow()
        self.finger.press(QPoint(1, 1))  # whoever had a keypad has gone
        self.finger.release(QPoint(1, 1))
        QGuiApplication.clipboard().clear()
        self.heard.clear()
        self.said = words(self.window)
        self.others = self._others()

    def strike(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Press and let go, the way a keyboard does; keys that no keyboard of QTest has come as events."""
        if key.value <= Qt.Key.Key_F35.value:
            QTest.keyClick(self.window, key, modifiers)
            return
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QGuiApplication.sendEvent(self.window, QKeyEvent(kind, key.value, modifiers))

    def holds(self, attempt: object, allowed: frozenset[str] = frozenset()) -> None:
        """Say that nothing has come of `attempt`."""
        assert self.window.isVisible(), attempt
        assert self.window.visibility() is QWindow.Visibility.FullScreen, attempt
        assert self._others() == self.others, attempt
        assert {touch.action for touch in self.heard} <= allowed, attempt
        assert QGuiApplication.clipboard().text() == "", attempt

    def is_unchanged(self) -> None:
        QGuiApplication.processEvents()
        assert words(self.window) == self.said

    def free_places(self) -> list[QPoint]:
        """Return places of the panel, far from each other, where nothing answers a finger."""
        taken = [rect_of(item) for item in visible_items(self.window.contentItem()) if is_a(item, "Touchable")]
        width, height = self.window.width(), self.window.height()
        grid = [QPoint(width * x // 10, height * y // 16) for x, y in product(range(1, 10), range(1, 16))]
        return [place for place in grid if not any(rect.contains(QPointF(place)) for rect in taken)][::7]

    def stage(self) -> QQuickItem:
        return next(item for item in visible_items(self.window.contentItem()) if is_a(item, "KeypadScope"))

    def _others(self) -> set[QWindow]:
        return {one for one in QGuiApplication.topLevelWindows() if one.isVisible() and one is not self.window}


@pytest.fixture(scope="module")
def studio() -> Iterator[Studio]:
    studio = Studio("portrait", fullscreen=True)
    yield studio
    studio.shell.close()


@pytest.fixture
def panel(studio: Studio) -> Iterator[Panel]:
    panel = Panel(studio)
    yield panel
    studio.listen(lambda _: None)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_and_no_shortcut_leads_anywhere(panel: Panel, screen: str) -> None:
    panel.show(screen)
    for key, modifiers in [*((key, M.NoModifier) for key in NAMED), *LEADING_OUT]:
        panel.strike(key, modifiers)
        panel.holds((key, modifiers))
    assert not panel.stage().property("byKeypad")
    panel.is_unchanged()


def test_no_modifier_makes_any_key_lead_out(panel: Panel) -> None:
    panel.show("confirm")
    for key, modifiers in product((*NAMED, *KEYS), MODIFIERS[1:]):
        panel.strike(key, modifiers)
        panel.holds((key, modifiers))
    assert not panel.stage().property("byKeypad")
    panel.is_unchanged()


@pytest.mark.parametrize("screen", WITH_TEXT)
def test_nothing_is_copied_cut_pasted_or_undone(panel: Panel, screen: str) -> None:
    panel.show(screen)
    for key in EDITING:
        for modifiers in (M.ControlModifier, M.ShiftModifier, M.ControlModifier | M.ShiftModifier):
            QTest.keyClick(panel.window, key, modifiers)
            panel.holds((key, modifiers))
    QGuiApplication.clipboard().setText("hunter2")
    QTest.keyClick(panel.window, Qt.Key.Key_V, M.ControlModifier)
    QTest.keyClick(panel.window, Qt.Key.Key_Insert, M.ShiftModifier)
    assert QGuiApplication.clipboard().text() == "hunter2"
    panel.is_unchanged()
    assert not panel.heard


@pytest.mark.parametrize("screen", SCREENS)
def test_tab_goes_round_and_never_out(panel: Panel, screen: str) -> None:
    panel.show(screen)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        for _ in range(30):
            QTest.keyClick(panel.window, key)
            panel.holds(key)
            assert panel.window.isActive()


@pytest.mark.parametrize("screen", [screen for screen in SCREENS if screen != "attract"])
def test_no_gesture_does_anything(panel: Panel, screen: str) -> None:
    panel.show(screen)
    places = panel.free_places()
    for place in places:
        for _ in range(2):  # a double tap
            panel.finger.press(place)
            panel.finger.release(place)
        panel.holds(("double tap", place), frozenset({"activity"}))
    panel.is_unchanged()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("fingers", [2, 3, 5])
def test_many_fingers_pinch_turn_and_swipe_in_vain(panel: Panel, screen: str, fingers: int) -> None:
    panel.show(screen)
    width, height = panel.window.width(), panel.window.height()
    starts = [QPoint(width // 2 + 30 * finger - 60, height // 2) for finger in range(fingers)]
    ends = [QPoint(width * finger // fingers + 4, 2) for finger in range(fingers)]  # the upper edge: no target lies there
    for begun, ended in ((starts, ends), (ends[::-1], ends)):
        _glide(panel, begun, ended)
        panel.holds((begun, ended), frozenset({"activity", "wake"} if screen == "attract" else {"activity"}))
    panel.is_unchanged()


@pytest.mark.parametrize("screen", SCREENS)
def test_no_swipe_from_an_edge_brings_anything_in(panel: Panel, screen: str) -> None:
    panel.show(screen)
    right, bottom = panel.window.width() - 1, panel.window.height() - 1
    middle = QPoint(right // 2, bottom // 2)
    for edge in (QPoint(0, middle.y()), QPoint(right, middle.y()), QPoint(middle.x(), 0), QPoint(middle.x(), bottom)):
        _glide(panel, [edge], [QPoint((edge.x() + right // 2) // 2, 1)])
        panel.holds(edge, frozenset({"activity", "wake"} if screen == "attract" else {"activity"}))
    panel.is_unchanged()


@pytest.mark.parametrize("screen", ["home", *WITH_TEXT])
def test_a_long_press_opens_no_menu_and_selects_nothing(panel: Panel, screen: str) -> None:
    panel.show(screen)
    texts = [item for item in visible_items(panel.window.contentItem()) if item.inherits("QQuickText")]
    free = panel.free_places()
    place = next((p for p in free if any(rect_of(text).contains(QPointF(p)) for text in texts)), free[0])
    panel.finger.press(place)
    QTest.qWait(QGuiApplication.styleHints().mousePressAndHoldInterval() + 100)  # what Qt would take for a long press
    panel.finger.release(place)
    panel.holds(place, frozenset({"activity"}))
    panel.is_unchanged()


@pytest.mark.parametrize("screen", SCREENS)
def test_other_buttons_of_a_mouse_and_its_wheel_do_nothing(panel: Panel, screen: str) -> None:
    panel.show(screen)
    targets = [item for item in visible_items(panel.window.contentItem()) if is_a(item, "Touchable")]
    for place in [*panel.free_places(), *(rect_of(item).center().toPoint() for item in targets[:6])]:
        for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.BackButton):
            QTest.mouseClick(panel.window, button, M.NoModifier, place)
            QTest.mouseDClick(panel.window, button, M.NoModifier, place)
            panel.holds((button, place))
    wheel = QWheelEvent(
        QPointF(500, 900), QPointF(500, 900), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton, M.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QGuiApplication.sendEvent(panel.window, wheel)
    panel.holds("wheel")
    panel.is_unchanged()


@pytest.mark.parametrize("screen", SCREENS)
def test_no_file_can_be_dropped(panel: Panel, screen: str) -> None:
    panel.show(screen)
    for mime in _things_to_drop():
        enter = QDragEnterEvent(QPoint(500, 900), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, M.NoModifier)
        QGuiApplication.sendEvent(panel.window, enter)
        assert not enter.isAccepted()
        drop = QDropEvent(QPointF(500, 900), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, M.NoModifier)
        QGuiApplication.sendEvent(panel.window, drop)
        assert not drop.isAccepted()
        panel.holds(mime.formats())
    panel.is_unchanged()


def test_the_window_neither_closes_nor_shrinks(panel: Panel) -> None:
    panel.show("confirm")
    panel.window.close()
    panel.holds("close")
    wish = QCloseEvent()
    QGuiApplication.sendEvent(panel.window, wish)
    assert not wish.isAccepted()
    panel.holds("the window system's wish to close")
    for shrink in (panel.window.showMinimized, panel.window.showNormal, panel.window.showMaximized):
        shrink()
        settle(lambda: panel.window.visibility() is QWindow.Visibility.FullScreen)
        panel.holds(shrink.__name__)
    panel.is_unchanged()


def test_no_second_window_stays(panel: Panel) -> None:
    panel.show("confirm")
    other = QWindow()
    other.show()
    other.requestActivate()
    settle(lambda: not other.isVisible() and panel.window.isActive())
    panel.holds("a second window")
    other.destroy()


@pytest.mark.parametrize("screen", WITH_TEXT)
def test_no_foreign_keyboard_types(panel: Panel, screen: str) -> None:
    panel.show(screen)
    assert not QGuiApplication.inputMethod().isVisible()
    typed = QInputMethodEvent()
    typed.setCommitString("外来")
    focus = panel.window.focusObject()
    for place in (panel.window, focus):
        QGuiApplication.sendEvent(place, typed)
    for letter in "ABC123":
        QTest.keyClick(panel.window, Qt.Key(ord(letter)))
    panel.holds("typed from elsewhere")
    panel.is_unchanged()


def test_a_held_key_of_a_keypad_still_presses(panel: Panel) -> None:
    panel.show("confirm")
    for _ in range(30):
        QTest.keyClick(panel.window, Qt.Key.Key_Tab)
        if panel.window.activeFocusItem().objectName() == "confirm.next":
            break
    QTest.keyClick(panel.window, Qt.Key.Key_Return)
    assert [touch.action for touch in panel.heard] == ["next"]


def test_the_pointer_is_hidden_on_the_whole_panel(panel: Panel) -> None:
    assert panel.window.cursor().shape() is Qt.CursorShape.BlankCursor


def test_the_lock_itself_is_what_holds(panel: Panel) -> None:
    """Without it a key does reach the screens: else the tests above would prove nothing."""
    panel.show("confirm")
    lock = panel.studio.shell._lockdown
    lock.end()
    try:
        QTest.keyClick(panel.window, Qt.Key.Key_F5)
        assert panel.stage().property("byKeypad")
    finally:
        panel.studio.shell._lockdown = Lockdown(panel.window, fullscreen=True)


def test_no_screen_is_made_of_anything_that_opens_or_selects() -> None:
    found = [
        f"{path.name}: {match.group()}"
        for path in (ROOT / "ui" / "Kiosk").rglob("*.qml")
        for match in FORBIDDEN_QML.finditer(re.sub(r"//.*", "", path.read_text("utf-8")))
    ]
    assert found == []
    windows = [
        path.name
        for path in (ROOT / "ui" / "Kiosk").rglob("*.qml")
        if re.search(r"^\s*Window \{", path.read_text("utf-8"), re.M)
    ]
    assert windows == ["Main.qml"]


def _glide(panel: Panel, begun: list[QPoint], ended: list[QPoint]) -> None:
    """Lay fingers down, move them over the panel together, and lift them where they ended."""
    window = panel.window
    for way in ("press", "move", "move", "release"):
        sequence = panel.finger.sequence()
        for finger, (one, other) in enumerate(zip(begun, ended, strict=True)):
            getattr(sequence, way)(finger, one if way == "press" else other, window)
        sequence.commit()


def _things_to_drop() -> Iterator[QMimeData]:
    file, text = QMimeData(), QMimeData()
    file.setUrls([QUrl.fromLocalFile("/etc/hostname")])
    text.setText("dropped")
    yield file
    yield text
