"""The crossing between the flow's thread and the GUI thread; the clock on the wall; the size of the panel."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread

from domain.clock import SHANGHAI, FrozenClock
from kiosk.flow.screen_state import ScreenState, Touch
from tests.ui.window import settle
from ui.bridge.flow import Flow
from ui.bridge.surroundings import Surroundings, panel_factor

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]


def test_a_state_from_another_thread_is_shown_in_the_gui_thread() -> None:
    flow, shown_in = Flow(), []
    flow.changed.connect(lambda: shown_in.append(QThread.currentThread()))

    def tell() -> None:
        for serial in range(1, 201):
            flow.receive(ScreenState(serial=serial, screen="home"))

    worker = threading.Thread(target=tell)
    worker.start()
    worker.join()
    assert _value(flow, "serial") == 0, "nothing crosses before the GUI thread is ready for it"
    settle(lambda: len(shown_in) == 200)
    application = QCoreApplication.instance()
    assert application is not None
    assert set(shown_in) == {application.thread()}
    assert _value(flow, "serial") == 200


def test_before_there_is_a_flow_touches_fall_on_nobody() -> None:
    flow, heard = Flow(), list[Touch]()
    flow.send("wake")
    flow.connect_to(heard.append)
    flow.send("choose", {"slug": "plate_replace"})
    assert heard == [Touch("choose", {"slug": "plate_replace", "serial": 0})]


def test_the_state_keeps_persons_out_of_its_repr() -> None:
    flow = Flow()
    flow.receive(ScreenState(serial=1, screen="confirm", view={"phone": "13800138000"}, person="张∗"))
    settle(lambda: _value(flow, "serial") == 1)
    assert "138" not in repr(flow._state)
    assert "张" not in repr(flow._state)


def test_the_minute_follows_the_clock() -> None:
    clock = FrozenClock(datetime(2026, 11, 22, 23, 59, 30, tzinfo=SHANGHAI))
    surroundings = Surroundings()
    surroundings.settle(portrait=True, panel_width_mm=None, moving=False, clock=clock)
    minutes = []
    surroundings.minuteChanged.connect(lambda: minutes.append(_value(surroundings, "timeOfDay")))
    assert (_value(surroundings, "timeOfDay"), _value(surroundings, "weekday")) == ("23:59", 0)
    surroundings._look_at_clock()
    clock.advance(timedelta(minutes=1).total_seconds())
    surroundings._look_at_clock()
    assert minutes == ["00:00"]
    assert (_value(surroundings, "month"), _value(surroundings, "day"), _value(surroundings, "weekday")) == (11, 23, 1)


@pytest.mark.parametrize(("width_mm", "factor"), [(None, 1.0), (336.0, 1.0), (400.0, 1.0), (268.8, 1.25), (100.0, 1.35)])
def test_a_smaller_panel_has_larger_words(width_mm: float | None, factor: float) -> None:
    assert panel_factor(width_mm) == pytest.approx(factor)


def _value(one: QObject, name: str) -> Any:
    """A property as QML reads it; the stubs take it for a Property."""
    return one.property(name)
