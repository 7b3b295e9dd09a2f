"""Serving: one process, or a crew of equal ones on one socket. What counts lies in the database, never in a process.

The crew's chief answers nobody. He starts the others, listens for their signs of life, replaces who died or fell silent, and
ends when told to, or when he cannot keep them alive.
"""

import gc
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from domain.clock import Clock

ENDINGS = (signal.SIGTERM, signal.SIGINT)
ENDING_SECONDS = 3  # how long open event streams may hold the end up
SIGN_SECONDS = 1.0  # between two signs of life
SILENT_SECONDS = 30.0  # who says nothing for so long is replaced
STARTING_SECONDS = 120.0  # until the first sign
REST_SECONDS = 1.0  # before a dead one is replaced
LAST_WORDS = ENDING_SECONDS + 7.0  # seconds from the asking to the killing
GARBAGE = (20_000, 20, 100)
"""How many new objects there are before cycles are looked for: one message with three pictures makes thousands, none of them in
a cycle."""

log = logging.getLogger(__name__)


class OfficeServer(uvicorn.Server):
    """Ends with status 0 when asked to end (uvicorn itself would raise the signal once more); its loop gives the life signs."""

    def __init__(self, app: ASGIApp, ready: Callable[[], None], alive: Callable[[], None]) -> None:
        wanted = uvicorn.Config(
            app,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=ENDING_SECONDS,
        )
        super().__init__(wanted)
        self._ready = ready
        self._alive = alive

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            gc.collect()
            gc.freeze()  # what was loaded stays: else a page that makes many objects has all of it looked through
            gc.set_threshold(*GARBAGE)
            self._ready()

    async def on_tick(self, counter: int) -> bool:
        self._alive()
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        for ending in ENDINGS:
            signal.signal(ending, self.handle_exit)
        yield


def serve_in_crew(app: ASGIApp, listener: socket.socket, signs: int, clock: Clock) -> None:
    """Serve as one of a crew: a byte into the pipe `signs` once a second; ends when nobody reads there any more."""
    os.set_blocking(signs, False)
    said_at = clock.monotonic() - SIGN_SECONDS

    def alive() -> None:
        nonlocal said_at
        if clock.monotonic() - said_at < SIGN_SECONDS:
            return
        said_at = clock.monotonic()
        try:
            with suppress(BlockingIOError):
                os.write(signs, b".")
        except BrokenPipeError:  # the chief was killed
            server.should_exit = True

    server = OfficeServer(app, alive, alive)
    server.run(sockets=[listener])


@dataclass
class _Member:
    process: "subprocess.Popen[bytes]"
    signs: int
    heard_at: float
    started: bool = False


class Crew:
    """The chief's side. `command` starts one member, given the numbers of the listening socket and of its pipe."""

    def __init__(self, size: int, listener: socket.socket, command: Callable[[int, int], list[str]], clock: Clock) -> None:
        self._size = size
        self._listener = listener
        self._command = command
        self._clock = clock
        self._members: list[_Member] = []
        self._stop = threading.Event()

    def run(self, ready: Callable[[], None], alive: Callable[[], None]) -> None:
        """Keep the crew until told to end by a signal; `ready` once everybody has answered, then `alive` again and again."""
        for ending in ENDINGS:
            signal.signal(ending, self._end)
        told = False
        try:
            self._members = [self._hired() for _ in range(self._size)]
            while not self._stop.is_set():
                self._hear()
                self._replace()
                if not told and all(member.started for member in self._members):
                    told = True
                    ready()
                alive()
        finally:
            self._dismiss()

    def _end(self, *_: object) -> None:
        for ending in ENDINGS:  # a second signal inside Event.set would wait for itself for ever
            signal.signal(ending, signal.SIG_IGN)
        self._stop.set()

    def _hired(self) -> _Member:
        reading, writing = os.pipe()
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program
                self._command(self._listener.fileno(), writing), pass_fds=(self._listener.fileno(), writing)
            )
        finally:
            os.close(writing)
        return _Member(process, reading, self._clock.monotonic())

    def _hear(self) -> None:
        heard, _, _ = select.select([member.signs for member in self._members], (), (), SIGN_SECONDS / 2)
        for member in self._members:
            if member.signs in heard and os.read(member.signs, 4096):
                member.heard_at, member.started = self._clock.monotonic(), True

    def _replace(self) -> None:
        for place, member in enumerate(self._members):
            patience = SILENT_SECONDS if member.started else STARTING_SECONDS
            silent = self._clock.monotonic() - member.heard_at > patience
            if silent:
                member.process.kill()
                member.process.wait()
            if member.process.poll() is None:
                continue
            log.error("one of the crew ended (%s): replaced", "silent" if silent else member.process.returncode)
            os.close(member.signs)
            self._stop.wait(REST_SECONDS)
            self._members[place] = self._hired()

    def _dismiss(self) -> None:
        for member in self._members:
            member.process.terminate()
        for member in self._members:
            try:
                member.process.wait(LAST_WORDS)
            except subprocess.TimeoutExpired:
                member.process.kill()
                member.process.wait()
            os.close(member.signs)


def member_command(listener: int, signs: int) -> list[str]:
    """Return the command of one of the crew."""
    return [sys.executable, "-m", "backoffice", "serve-in-crew", str(listener), str(signs)]
