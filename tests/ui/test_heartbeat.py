"""The screen's heartbeat: only a drawn frame is a sign of life; a blocked main thread gives none."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

from domain.clock import SystemClock
from domain.life_signs import LifeSigns
from drivers.life_signs import send
from tests.life_line import LifeLine
from ui.gallery.studio import Studio
from ui.heartbeat import Heartbeat

LIMIT_S = 0.3


def turn_until(said: list[str], words: str, line: LifeLine) -> None:
    """Run the event loop until `words` are heard."""
    for _ in range(500):
        said += line.heard()
        if words in said:
            return
        QTest.qWait(10)
    pytest.fail(f"never said: {words}; {said}")


@pytest.fixture
def window(portrait: Studio) -> QQuickWindow:
    return portrait.shell.window


def test_the_first_frame_says_ready_and_every_beat_draws_one(window: QQuickWindow, tmp_path: Path) -> None:
    with LifeLine(tmp_path, LIMIT_S) as line:
        heart = Heartbeat(window, LifeSigns(line.environment, send, SystemClock()))
        frames: list[None] = []
        window.frameSwapped.connect(lambda: frames.append(None))
        said: list[str] = []
        turn_until(said, "WATCHDOG=1", line)
        assert said[0] == "READY=1"
        said.clear()
        turn_until(said, "WATCHDOG=1", line)
        assert len(frames) >= 2
        heart.end()
        assert line.heard()[-1] == "STOPPING=1"


def test_a_blocked_main_thread_gives_no_sign(window: QQuickWindow, tmp_path: Path) -> None:
    with LifeLine(tmp_path, LIMIT_S) as line:
        heart = Heartbeat(window, LifeSigns(line.environment, send, SystemClock()))
        turn_until([], "WATCHDOG=1", line)
        line.heard()
        time.sleep(4 * LIMIT_S)  # the main thread hangs
        assert line.heard() == []
        heart.end()


def test_a_loop_that_turns_without_drawing_gives_no_sign(
    window: QQuickWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LifeLine(tmp_path, LIMIT_S) as line:
        heart = Heartbeat(window, LifeSigns(line.environment, send, SystemClock()))
        turn_until([], "WATCHDOG=1", line)
        monkeypatch.setattr(heart, "_window", _Undrawn())
        window.hide()  # what moves on the page that a test before has left draws frames, too
        QCoreApplication.processEvents()
        line.heard()
        QTest.qWait(round(3000 * LIMIT_S))
        assert line.heard() == []
        heart.end()
        window.show()


def test_frames_of_a_flow_that_hangs_are_no_sign(window: QQuickWindow, tmp_path: Path) -> None:
    well = [True]
    with LifeLine(tmp_path, LIMIT_S) as line:
        heart = Heartbeat(window, LifeSigns(line.environment, send, SystemClock()), lambda: well[0])
        turn_until([], "WATCHDOG=1", line)
        well[0] = False
        line.heard()
        QTest.qWait(round(3000 * LIMIT_S))
        assert line.heard() == []
        well[0] = True
        turn_until([], "WATCHDOG=1", line)
        heart.end()


class _Undrawn:
    """A window whose frames never come."""

    def isExposed(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def update(self) -> None:
        """Draw nothing."""


def test_a_dark_panel_is_no_crash(window: QQuickWindow, tmp_path: Path) -> None:
    with LifeLine(tmp_path, LIMIT_S) as line:
        window.hide()
        try:
            heart = Heartbeat(window, LifeSigns(line.environment, send, SystemClock()))
            said: list[str] = []
            turn_until(said, "WATCHDOG=1", line)
            assert said[0] == "READY=1"
            heart.end()
        finally:
            window.show()


def test_without_a_manager_the_screen_draws_nothing_for_it(window: QQuickWindow) -> None:
    heart = Heartbeat(window, LifeSigns({}, send, SystemClock()))
    assert not heart.findChildren(type(heart._timer))[0].isActive()
