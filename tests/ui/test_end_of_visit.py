"""After a visit nothing of it is left in the window or behind it: real machine, real screens, whatever ends the visit.

Marks are planted wherever a citizen leaves something; then every object of the screens and of the bridge is looked through.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlEngine

from domain.clock import SystemClock
from kiosk.flow.screen_state import Display, Observer, ScreenState, Touch
from kiosk.flow.step import Step, View
from kiosk.services.catalogue import PLANS
from kiosk.steps import STEPS
from tests.kiosk.endings import end, fall_idle, stay_too_long
from tests.kiosk.stage import Stage
from tests.ui.window import everything, is_a, settle, until_threads_end, visible_items
from tests.usability.terminal import NAME_PLAN
from ui.gallery.dictionary import SampleMethods
from ui.gallery.studio import Studio
from ui.input.methods import InputMethods
from ui.input.pinyin import PinyinEngine

pytestmark = pytest.mark.no_qt_log
RESET_S = 1
TABLES = {f"ui.input.{name}" for name in ("handwriting", "templates", "places", "rare_characters")}  # the same for everyone
SINGLETONS = ("Flow", "Typist", "Writing", "Keystrokes", "CameraFeed")
PLATE = "渝A7Q4P2"
PHONE, LETTERS, POINT, WRITTEN = "13896204417", "zyxwvq", 7321, 6123
MARKS = ("张", PHONE, "138 9620 4417", "500∗", "民权路", LETTERS, str(POINT), str(WRITTEN))
ALL_MARKS = (*MARKS, PLATE)
READABLE = {"QString", "QVariant", "QJSValue", "QVariantMap", "QVariantList", "QStringList", "QUrl"}


class StageFlow:
    """The machine of a stage as the shell wants it, in the thread of the window."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def observe(self, observer: Observer) -> None:
        self._stage.machine.observe(observer)
        observer(self._stage.state)

    def send(self, touch: Touch) -> None:
        self._stage.machine.post(touch)
        self._stage.machine.process_pending()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path, plans={**PLANS, NAME_PLAN.slug: NAME_PLAN})


@pytest.fixture
def studio(portrait: Studio, stage: Stage) -> Iterator[Studio]:
    portrait.shell.attach(StageFlow(stage))
    yield portrait
    portrait.shell.attach(portrait)


def _work() -> None:
    settle()
    QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as a running event loop does


def _singleton(studio: Studio, name: str) -> Any:
    engine = QQmlEngine.contextForObject(studio.shell.window).engine()
    return engine.singletonInstance("Kiosk.Bridge", name)


def _of_qml(item: QObject) -> Iterator[str]:
    """Every readable property of an object of QML."""
    meta = item.metaObject()
    for index in range(meta.propertyCount()):
        if str(meta.property(index).typeName()) in READABLE:
            value = item.property(str(meta.property(index).name()))
            yield str(value.toVariant() if hasattr(value, "toVariant") else value)


def _of_python(value: object, seen: set[int]) -> Iterator[str]:
    """Everything that an object of the bridge holds, down to texts and numbers; whom it calls is not its own."""
    if id(value) in seen or callable(value) or type(value).__module__ in TABLES:
        return
    seen.add(id(value))
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    if isinstance(value, str | int | float | bytes | QByteArray):
        yield str(value)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _of_python(one, seen)
    elif hasattr(value, "__dict__") and type(value).__module__.split(".")[0] in {"ui", "kiosk", "tests"}:
        yield from _of_python(vars(value), seen)


def _left(studio: Studio) -> dict[str, list[str]]:
    """Where which marks are found."""
    held = [(item.metaObject().className(), text) for item in everything(studio.shell.window) for text in _of_qml(item)]
    for name in SINGLETONS:
        found = _singleton(studio, name)
        held += [(name, text) for text in (*_of_python(vars(found), set()), *_of_qml(found))]
    return {
        mark: sorted({where for where, text in held if mark in text}) for mark in ALL_MARKS if any(mark in t for _, t in held)
    }


def _plant(studio: Studio, stage: Stage) -> set[str]:
    """Go as far as a citizen can leave something, and leave something everywhere; return the marks that were found."""
    stage.walk_to("address")
    stage.type_address(PHONE)
    _work()
    found = set(_left(studio))
    stage.walk_to("sign")
    stage.touch("stroke", points=[[POINT, 100, 0], [POINT, 9000, 40]])
    for action in ("elder", "contrast", "reachable"):
        stage.touch(action, on=True)
    stage.touch("language", language="en")
    _work()
    typist, writing = _singleton(studio, "Typist"), _singleton(studio, "Writing")
    typist.begin("name")
    for letter in LETTERS:
        typist.letter(letter)
    writing.stroke([[WRITTEN, 10], [WRITTEN, 20]], 600, 600)
    return found | set(_left(studio))


def test_the_marks_are_really_there_during_the_visit(studio: Studio, stage: Stage) -> None:
    """Else the other tests would prove nothing."""
    assert _plant(studio, stage) == set(MARKS)
    flow = _singleton(studio, "Flow")
    assert [flow.property(name) for name in ("language", "elder", "contrast", "reachable")] == ["en", True, True, True]


@pytest.mark.parametrize("leave", [end, fall_idle, stay_too_long])
def test_nothing_is_left_when_the_visit_ends(studio: Studio, stage: Stage, leave: Callable[[Stage], None]) -> None:
    _plant(studio, stage)
    leave(stage)
    assert stage.screen == "goodbye"
    _work()
    assert _left(studio) == {}, "from the goodbye on"
    stage.answer("removal", True)
    stage.touch("finish")
    _work()
    _is_as_new(studio, stage)


def _search(studio: Studio, stage: Stage) -> None:
    stage.walk_to("address")
    stage.touch("search")
    _work()
    shown = visible_items(studio.shell.window.contentItem())
    next(item for item in shown if is_a(item, "AddressSearch")).setProperty("typed", LETTERS)


def _fill_in(_: Studio, stage: Stage) -> None:
    stage.wake()
    stage.choose(NAME_PLAN.slug)
    stage.touch("type", field="name", text="张")
    stage.touch("next")
    stage.touch("type", field="plate", text=PLATE)
    _work()


@pytest.mark.parametrize(("plant", "marks"), [(_search, {LETTERS}), (_fill_in, {"张", PLATE})])
def test_nothing_is_left_of_a_search_and_of_a_form(
    studio: Studio, stage: Stage, plant: Callable[[Studio, Stage], None], marks: set[str]
) -> None:
    plant(studio, stage)
    assert marks <= set(_left(studio)), "else this would prove nothing"
    end(stage)
    _work()
    assert _left(studio) == {}
    if stage.is_asking("removal"):  # a card lay there
        stage.answer("removal", True)
    stage.touch("finish")
    _work()
    _is_as_new(studio, stage)


@pytest.fixture
def hanging(studio: Studio) -> Iterator[PinyinEngine]:
    """An engine that is waited for longer than a test may take, and never answers."""
    engine = PinyinEngine((sys.executable, "-c", "import time; time.sleep(600)"), birth_s=300)
    studio.shell.type_by(InputMethods(engine))
    yield engine
    studio.shell.type_by(SampleMethods())
    until_threads_end("typist")


def test_the_end_waits_for_no_engine(studio: Studio, stage: Stage, hanging: PinyinEngine) -> None:
    stage.walk_to("address")
    stage.touch("search")
    stage.touch("pick_place", code="500103", street="解放碑街道")
    _work()
    typist, session, clock = _singleton(studio, "Typist"), hanging._session, SystemClock()
    for letter in LETTERS:
        typist.letter(letter)
    settle(session.lock.locked)
    assert typist.property("state") == "warming"
    assert LETTERS in _left(studio)
    begun = clock.monotonic()
    end(stage)
    _work()
    assert _left(studio) == {}, "before the engine has answered"
    stage.answer("removal", True)
    stage.touch("finish")
    _work()
    assert clock.monotonic() - begun < 10 * RESET_S, "the limit, on a machine with other work beside it"
    assert hanging._session is not session, "the next citizen's is another one"
    _is_as_new(studio, stage)


@pytest.mark.expects_log
def test_nothing_is_left_when_a_bug_ends_the_visit(studio: Studio, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Step) -> View:
        raise RuntimeError

    _plant(studio, stage)
    with monkeypatch.context() as broken:
        broken.setattr(STEPS["sign"], "view", fail)
        stage.touch("activity")
    _work()
    assert stage.screen == "advice"
    assert _left(studio) == {}, "from the apology on"
    stage.wait(141)
    stage.wait(130)
    _work()
    _is_as_new(studio, stage)


def _is_as_new(studio: Studio, stage: Stage) -> None:
    """Attract stands as for the first citizen of the day."""
    flow, window = _singleton(studio, "Flow"), studio.shell.window
    assert (stage.screen, flow.property("screen")) == ("attract", "attract")
    assert _left(studio) == {}
    assert [flow.property(name) for name in ("language", "elder", "contrast", "reachable")] == ["zh", False, False, False]
    assert not [item for item in visible_items(window.contentItem()) if is_a(item, "FocusRing")]
    assert window.grabWindow() == studio.picture(ScreenState(serial=0, screen="attract", sandbox=True), Display())
