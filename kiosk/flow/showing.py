"""What is shown: the newest state, and everybody who wants to hear of the next one."""

import logging
from dataclasses import replace

from kiosk.bugs import tell_bug
from kiosk.flow.screen_state import Observer, ScreenState, Touch

log = logging.getLogger(__name__)


class Showing:
    """Numbers the states and hands on those that differ. Read :attr:`state` from any thread; the rest is the flow's."""

    def __init__(self, sandbox: bool) -> None:
        self.state = ScreenState(serial=0, screen="attract", sandbox=sandbox)
        self._observers: list[Observer] = []
        self._screen_serial = 0  # serial with which the present screen first appeared

    def observe(self, observer: Observer) -> None:
        """Have `observer` called with every new state."""
        self._observers.append(observer)

    def publish(self, state: ScreenState) -> None:
        """Show it, unless it is what is shown already; the first one is always shown."""
        before = self.state
        if before.serial and replace(state, serial=before.serial) == before:
            return
        state = replace(state, serial=before.serial + 1)
        if (state.screen, state.step) != (before.screen, before.step):
            self._screen_serial = state.serial
        self.state = state
        for observer in tuple(self._observers):
            self._tell(observer, state)

    def is_late(self, touch: Touch) -> bool:
        """Tell whether it was meant for a screen that is no longer there (the second half of a double tap)."""
        serial = touch.payload.get("serial")
        return isinstance(serial, int) and serial < self._screen_serial

    def _tell(self, observer: Observer, state: ScreenState) -> None:
        try:
            observer(state)
        except Exception as bug:  # noqa: BLE001 - the thread's edge: a bug of the screen must not end the flow
            tell_bug(log, "observer", bug)
