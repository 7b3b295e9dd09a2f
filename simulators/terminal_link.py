"""The terminal's screen and touch for the dock, over the terminal's unix socket (one JSON line asked, one answered)."""

import asyncio
import base64
import json
import logging
import socket as sockets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 15.0
LOOK_SECONDS = 0.05  # how often the screen is looked at while nothing moves
PATIENCE_SECONDS = 10.0  # then the dock asks again
LOOK_AT_TEXT_SECONDS = 0.2  # how often the face screen's sentence is read
READ_SECONDS = 1.0
LONGEST_LINE = 16 * 1024 * 1024  # a frame in base64


log = logging.getLogger(__name__)


class TerminalAway(Exception):
    """No terminal answers at the socket."""


@dataclass(frozen=True)
class Frame:
    """One picture of the terminal's screen."""

    number: int
    jpeg: bytes
    width: int
    height: int


async def ask_frame(socket: Path, after: int, give_up: Callable[[], bool] = lambda: False) -> Frame | None:
    """Return the first frame other than `after`, None when nothing moves for a while; raises :class:`TerminalAway`."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while asyncio.get_running_loop().time() < deadline and not give_up():
        answer = await _ask(socket, {"do": "frame", "after": after})
        if answer.get("n") != after:
            return _frame(answer)
        await asyncio.sleep(LOOK_SECONDS)
    return None


def _frame(answer: dict[str, Any]) -> Frame:
    try:
        jpeg = base64.b64decode(answer["jpeg"])
        return Frame(int(answer["n"]), jpeg, int(answer["width"]), int(answer["height"]))
    except (KeyError, TypeError, ValueError) as error:
        raise TerminalAway from error


async def send_touch(socket: Path, kind: str, x: float, y: float) -> None:
    """Touch the terminal's screen; x and y run from 0 to 1. Raises :class:`TerminalAway`."""
    answer = await _ask(socket, {"do": "touch", "kind": kind, "x": x, "y": y})
    if answer.get("ok") is not True:
        raise TerminalAway


async def _ask(socket: Path, question: dict[str, Any]) -> dict[str, Any]:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await _exchange(socket, question)
    except (OSError, TimeoutError, ValueError) as error:  # ValueError: no JSON, or a line without an end
        raise TerminalAway from error


async def _exchange(socket: Path, question: dict[str, Any]) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(socket, limit=LONGEST_LINE)
    try:
        writer.write(json.dumps(question).encode() + b"\n")
        await writer.drain()
        answer = json.loads(await reader.readline())
    finally:
        writer.close()
    if not isinstance(answer, dict):
        raise ValueError("answer is no object")  # noqa: TRY004 - it is the peer's value that is wrong
    return answer


class ScreenReader:
    """Reads what the terminal's face screen asks of the head, five times a second while somebody wants to know.

    Calling it never waits: it returns what was read last (a guidance word, or None) and keeps the reading going.
    """

    def __init__(self, terminal: Callable[[], Path | None]) -> None:
        self._terminal = terminal
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._guidance: str | None = None
        self._thread: threading.Thread | None = None

    def __call__(self) -> str | None:
        """Return the guidance that was read last; None when there is no terminal or another screen."""
        if self._terminal() is None:
            return None
        self._wanted.set()
        return self._guidance

    def start(self) -> None:
        """Begin to read when asked."""
        self._thread = threading.Thread(target=self._run, name="screen-reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the reading."""
        self._stopping.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wanted.wait()
            self._wanted.clear()
            self._guidance = self._read()
            self._stopping.wait(LOOK_AT_TEXT_SECONDS)

    def _read(self) -> str | None:
        socket = self._terminal()
        if socket is None or self._stopping.is_set():
            return None
        try:
            return _guidance(ask_now(socket, {"do": "state"}))
        except (OSError, ValueError):
            log.debug("the terminal does not say what it shows")
            return None


def _guidance(state: dict[str, Any]) -> str | None:
    if state.get("screen") != "face":
        return None
    view = state.get("view")
    word = view.get("guidance") if isinstance(view, dict) else None
    return word if isinstance(word, str) else None


def ask_now(socket: Path, question: dict[str, Any]) -> dict[str, Any]:
    """Ask from a thread; raises :class:`OSError` when nobody answers, :class:`ValueError` when the answer makes no sense."""
    with sockets.socket(sockets.AF_UNIX) as line:
        line.settimeout(READ_SECONDS)
        line.connect(str(socket))
        line.sendall(json.dumps(question).encode() + b"\n")
        with line.makefile("rb") as file:
            answer = json.loads(file.readline(LONGEST_LINE))
    if not isinstance(answer, dict):
        raise ValueError("answer is no object")  # noqa: TRY004 - it is the peer's value that is wrong
    return answer
