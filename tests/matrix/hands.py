"""The citizen's hands: on the flow itself, or on the screen in front of it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, ClassVar, Protocol

from domain.clock import SystemClock
from kiosk.cabinet import Cabinet
from kiosk.flow.screen_state import Touch
from simulators.citizen.client import TerminalClient
from tests.kiosk.stage import SIGNATURE

POLL_S = 0.01
State = Mapping[str, Any]


class HastyClock(SystemClock):
    """The machine's clock, put forward as far as a test wants: nobody waits a minute to see somebody walk away."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead

    def pass_time(self, seconds: float) -> None:
        """Let time pass at once."""
        self._ahead += seconds


class Hands(Protocol):
    """What a citizen can do. `target` is the name on the screen, `action` and `payload` what the flow hears."""

    def state(self) -> State: ...

    def do(self, target: str, action: str, **payload: Any) -> None: ...

    def type(self, field: str, text: str) -> None: ...

    def sign(self) -> None: ...

    def pass_time(self, seconds: float) -> None: ...


class FlowHands:
    """Touches the flow: what a screen would say is said directly."""

    def __init__(self, cabinet: Cabinet, clock: HastyClock) -> None:
        self._cabinet = cabinet
        self._clock = clock

    def state(self) -> State:
        shown = self._cabinet.machine.state
        return asdict(shown) | {"pictures": sorted(shown.pictures)}

    def do(self, target: str, action: str, **payload: Any) -> None:
        del target
        self._cabinet.touch(Touch(action, {"serial": self._cabinet.machine.state.serial, **payload}))

    def type(self, field: str, text: str) -> None:
        for character in text:
            self._cabinet.touch(Touch("type", {"field": field, "text": character}))

    def sign(self) -> None:
        self.do("sign.box", "stroke", points=SIGNATURE)

    def pass_time(self, seconds: float) -> None:
        self._clock.pass_time(seconds)


class ScreenHands:
    """Touches the glass."""

    WAVE: ClassVar = ([(0.1 + 0.08 * n, 0.5 + 0.3 * (-1) ** n) for n in range(10)],)

    def __init__(self, terminal: TerminalClient) -> None:
        self._terminal = terminal

    def state(self) -> State:
        return self._terminal.state()

    def do(self, target: str, action: str, **payload: Any) -> None:
        del action, payload
        self._terminal.tap(target)

    def type(self, field: str, text: str) -> None:
        del field
        self._terminal.type(text)

    def sign(self) -> None:
        self._terminal.draw("sign.box", self.WAVE)

    def pass_time(self, seconds: float) -> None:
        time.sleep(seconds)


def wait_for(hands: Hands, what: str, fulfilled: Callable[[State], bool], limit_s: float = 60.0) -> State:
    """Wait until the screen fulfils a condition; fail by name when it never does."""
    deadline = time.monotonic() + limit_s
    while not fulfilled(state := hands.state()):
        assert time.monotonic() < deadline, f"never: {what}; shown: {state['screen']} {state['step']} {phase(state)}"
        time.sleep(POLL_S)
    return state


def phase(state: State) -> str:
    """Return the phase of a screen, as far as it has one."""
    return str(state["view"].get("phase") or state["view"].get("kind") or "")
