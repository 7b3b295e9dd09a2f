"""The terminal's screen and touch for the dock, over the terminal's unix socket (one JSON line asked, one answered)."""

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 15.0
LOOK_SECONDS = 0.05  # how often the screen is looked at while nothing moves
PATIENCE_SECONDS = 10.0  # then the dock asks again
LONGEST_LINE = 16 * 1024 * 1024  # a frame in base64


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
