"""The citizen's eyes and fingers on a terminal that :mod:`simulators.citizen.host` runs elsewhere."""

import json
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

SAME_KEY_S = 0.15  # a hand's pause; within 80 ms the keyboard takes the same key for a trembling finger
POLL_S = 0.03
CANDIDATE = "key.candidate."
AT_REST_S = 0.45  # a page needs 200 ms to arrive


class TerminalError(RuntimeError):
    """The terminal did not show or accept what the citizen expected."""


class TerminalClient:
    """Sees screens and touches them. `pictures` is where every screen is kept, numbered in order."""

    def __init__(self, socket_path: Path, pictures: Path | None = None, patience_s: float = 30.0) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(socket_path))
        self._file = self._socket.makefile("rwb")
        self._pictures = pictures
        self._patience_s = patience_s
        self._taken = 0

    def close(self) -> None:
        """Hang up; harmless when the terminal was killed in the middle of a word."""
        with suppress(OSError):
            self._file.close()
        self._socket.close()

    def __enter__(self) -> "TerminalClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send one request and return the answer; raises :class:`TerminalError` when it could not be done."""
        self._file.write(json.dumps(request).encode() + b"\n")
        self._file.flush()
        line = self._file.readline()
        if not line:
            raise TerminalError("the terminal has gone")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise TerminalError(answer["error"])
        return answer

    def state(self) -> dict[str, Any]:
        """Return the last screen state as a dictionary."""
        return self.ask(do="state")

    def wait(self, what: str, fulfilled: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the state fulfils a condition; `what` names it when patience ends."""
        deadline = time.monotonic() + self._patience_s
        while True:
            state = self.state()
            if state and fulfilled(state):
                return state
            if time.monotonic() > deadline:
                raise TerminalError(f"waited for {what}, but the terminal shows {state.get('screen')} {_phase(state)}")
            time.sleep(POLL_S)

    def wait_screen(self, screen: str, **view: Any) -> dict[str, Any]:
        """Wait for a screen, and for these values in its view."""
        return self.wait(
            f"{screen} {view or ''}",
            lambda s: s["screen"] == screen and all(s["view"].get(key) == value for key, value in view.items()),
        )

    def tap(self, name: str, patience_s: float | None = None) -> None:
        """Touch the item of this name, as soon as it is there and at rest."""
        self._insist(self._tap_at_rest, name, patience_s=patience_s)

    def words(self) -> str:
        """Return everything that can be read on the screen now, in one text."""
        return "\n".join(self.ask(do="words")["words"])

    def draw(self, name: str, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
        """Draw with a finger in an item, as soon as it is there; coordinates 0..1 of it."""
        self._insist(lambda: self.ask(do="draw", name=name, strokes=strokes))

    def _tap_at_rest(self, name: str) -> None:
        before = self.ask(do="where", name=name)
        time.sleep(POLL_S)
        if self.ask(do="where", name=name) != before:
            raise TerminalError(f"{name} is still moving")
        self.ask(do="tap", name=name)

    def _insist(self, act: Callable[..., object], *arguments: str, patience_s: float | None = None) -> None:
        deadline = time.monotonic() + (patience_s or self._patience_s)
        while True:
            try:
                act(*arguments)
            except TerminalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(POLL_S)
            else:
                return

    def type(self, text: str) -> None:
        """Touch the keys of the pad one after the other."""
        before = ""
        for character in text:
            if character == before:
                time.sleep(SAME_KEY_S)
            self.tap(f"key.{character}")
            before = character

    def write(self, letters: str, text: str) -> None:
        """Type pinyin and choose `text` of what the keyboard offers for it."""
        self.type(letters)
        self._insist(self._choose, text)

    def _choose(self, text: str) -> None:
        offered = [name for name in self.ask(do="targets")["targets"] if name.startswith(CANDIDATE)]
        wanted = next((name for name in offered if self.ask(do="label", name=name)["label"].endswith(f" {text}")), None)
        if wanted is None:
            raise TerminalError("the keyboard does not offer what is wanted")
        self._tap_at_rest(wanted)

    def picture(self, title: str) -> Path | None:
        """Keep a picture of the screen as it is now, when pictures are wanted."""
        if self._pictures is None:
            return None
        time.sleep(AT_REST_S)
        self._taken += 1
        path = self._pictures / f"{self._taken:02d}-{title}.png"
        self.ask(do="picture", path=str(path))
        return path


def _phase(state: dict[str, Any]) -> str:
    view = state.get("view") or {}
    return str(view.get("phase") or view.get("kind") or "")
