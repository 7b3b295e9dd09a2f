"""One journey in a real window: X11, xdotool, no shortcut into the program but to learn where a button stands."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.citizen import driver_licence_reissue_loss as loss
from simulators.citizen.client import TerminalClient
from simulators.stage.house import House
from tests.houses import cases_in_office, touched_terminal

XVFB = Path("/usr/bin/Xvfb")
XDOTOOL = Path("/usr/bin/xdotool")
PERSON = "zhou_minjie"

pytestmark = pytest.mark.skipif(not (XVFB.exists() and XDOTOOL.exists()), reason="xvfb and xdotool are not installed")


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of our own, on a display number that it picks itself; it listens on no network address."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [XVFB, "-displayfd", str(writing), "-screen", "0", "1080x1920x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


class MouseHand(TerminalClient):
    """Clicks with the X pointer instead of touching from inside."""

    display = ""

    def tap(self, name: str, patience_s: float | None = None) -> None:
        super()._insist(self._click_at_rest, name, patience_s=patience_s)

    def _click_at_rest(self, name: str) -> None:
        before = self.ask(do="where", name=name)
        time.sleep(0.1)
        point = self.ask(do="where", name=name)
        if point != before:
            return self._click_at_rest(name)
        return self.xdotool("mousemove", str(point["x"]), str(point["y"]), "click", "1")

    def draw(self, name: str, strokes: object) -> None:
        middle = self.ask(do="where", name=name)
        self.xdotool("mousemove", str(middle["x"] - 300), str(middle["y"]), "mousedown", "1")
        for step in range(20):
            self.xdotool("mousemove", str(middle["x"] - 300 + step * 30), str(middle["y"] + (step % 5) * 20))
        self.xdotool("mouseup", "1")

    def xdotool(self, *arguments: str) -> None:
        subprocess.run([XDOTOOL, *arguments], check=True, env={**os.environ, "DISPLAY": self.display})


def test_a_letter_can_be_ordered_in_a_real_window(house: House, display: str) -> None:
    house.cabinet.reset()
    with touched_terminal(house, QT_QPA_PLATFORM="xcb", DISPLAY=display):
        hand = MouseHand(house.terminal_socket)
        hand.display = display
        with hand:
            number = loss.visit(hand, house.cabinet, PERSON)
    assert cases_in_office(house).count(number) == 1
