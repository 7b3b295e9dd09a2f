"""A log of what the terminal did: its screens and the events that it notes of itself, asked over the sandbox's socket.

Only words of catalogues and small numbers get in, whatever the terminal tells: no person, no text, no number of an application.
"""

import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from domain.clock import Clock
from simulators.terminal_link import ask_now

LOG = "terminal_log"
LOOK_S = 0.25
MOST_ENTRIES = 400
WORD = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d")
OF_A_SCREEN = ("screen", "step", "service", "tidings")
FLAGS = ("help_open", "asking_to_end")
Row = dict[str, Any]


class TerminalLog:
    """Follows the terminal in a thread of its own while there is one. `changed` is called with every new entry."""

    def __init__(self, socket: Callable[[], Path | None], clock: Clock, changed: Callable[[], None] = lambda: None) -> None:
        self._socket = socket
        self._clock = clock
        self._changed = changed
        self._lock = threading.Lock()
        self._entries: deque[Row] = deque(maxlen=MOST_ENTRIES)
        self._count = 0
        self._there: bool | None = None
        self._screen: Row = {}
        self._last_event = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="terminal-log", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def entries(self, after: int = 0) -> list[Row]:
        """Return the entries of higher numbers than `after`, oldest first; each has n, at and kind."""
        with self._lock:
            return [entry for entry in self._entries if entry["n"] > after]

    def look(self) -> None:
        """Ask the terminal once."""
        socket = self._socket()
        if socket is None:
            self._is_there(there=False)
            return
        try:
            events = ask_now(socket, {"do": "events", "after": self._last_event})
            state = ask_now(socket, {"do": "state"})
        except (OSError, ValueError):
            self._is_there(there=False)
            return
        self._is_there(there=True)
        self._take_events(events)
        self._take_screen(state)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_S):
            self.look()

    def _is_there(self, *, there: bool) -> None:
        if there is not self._there and (there or self._there):
            self._add({"kind": "found" if there else "lost"})
            self._screen = {}
        self._there = there

    def _take_screen(self, state: Mapping[str, Any]) -> None:
        shown: Row = {name: word for name in OF_A_SCREEN if (word := _plain(state.get(name)))}
        shown |= {name: True for name in FLAGS if state.get(name) is True}
        view = state.get("view")
        failure = _plain(view.get("failure")) if isinstance(view, Mapping) else None
        shown |= {"failure": failure} if failure else {}
        if shown and shown != self._screen:
            self._screen = shown
            self._add({"kind": "screen", **shown})

    def _take_events(self, told: Mapping[str, Any]) -> None:
        last = told.get("last")
        if isinstance(last, int) and last < self._last_event:  # another terminal, with a log of its own
            self._last_event = 0
            return
        rows = told.get("events")
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, Mapping) and isinstance(row.get("seq"), int) and (event := _plain(row.get("event"))):
                self._last_event = max(self._last_event, row["seq"])
                self._add({"kind": "event", "event": event, "details": _details(row.get("details"))}, row.get("at"))

    def _add(self, entry: Row, at: object = None) -> None:
        moment = at if isinstance(at, str) and MOMENT.fullmatch(at) else self._clock.now().isoformat()
        with self._lock:
            self._count += 1
            self._entries.append({"n": self._count, "at": moment, **entry})
        self._changed()


def _plain(value: object) -> str | None:
    """Return a word of a catalogue; anything else is not for a log. Keys of texts have points."""
    return value if isinstance(value, str) and all(WORD.fullmatch(part) for part in value.split(".")) else None


def _details(told: object) -> Row:
    if not isinstance(told, Mapping):
        return {}
    words = {str(key): _plain(value) for key, value in told.items() if _plain(key)}
    flags = {str(key): value for key, value in told.items() if _plain(key) and isinstance(value, bool)}
    return {**{key: word for key, word in words.items() if word is not None}, **flags}
