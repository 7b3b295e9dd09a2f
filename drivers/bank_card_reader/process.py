"""The worker process as its owner sees it: one message, one answer, one limit."""

import os
import select
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, cast

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.bank_card_reader.worker import write_message
from drivers.device import DeviceFailure
from drivers.transport.pcsc import SOCKET_VARIABLE


class WorkerProcess:
    """One worker. It dies with the thread that made it, and must be ended with :meth:`end`."""

    def __init__(self, socket: Path | None, clock: Clock) -> None:
        self._clock = clock
        self._process = subprocess.Popen(
            [sys.executable, "-m", "drivers.bank_card_reader.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **({SOCKET_VARIABLE: str(socket)} if socket else {})},
        )

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def ask(self, message: bytes, limit_s: float) -> bytes:
        """Send one message and return the answer.

        Raises the failure that it answers, `DEVICE_SILENT` when it has ended, :class:`TimeoutError` after `limit_s` seconds: it
        is then good for nothing any more.
        """
        until = self._clock.monotonic() + limit_s
        try:
            write_message(cast("BinaryIO", self._process.stdin), message)
        except (OSError, ValueError):
            raise DeviceFailure(FailureCode.DEVICE_SILENT) from None
        length = int.from_bytes(self._exactly(2, until), "big")
        answer = self._exactly(length, until)
        if answer[:1] == b"-":
            raise DeviceFailure(FailureCode(answer[1:].decode()))
        return answer[1:]

    def end(self) -> None:
        """End it at once; a command that hangs ends with it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was still to be written has nobody to go to
                    continue

    def _exactly(self, size: int, until: float) -> bytes:
        fileno = cast("BinaryIO", self._process.stdout).fileno()
        received = b""
        poll = select.poll()
        poll.register(fileno, select.POLLIN)
        while len(received) < size:
            left_ms = max(0.0, until - self._clock.monotonic()) * 1000
            if not poll.poll(left_ms):
                raise TimeoutError
            piece = os.read(fileno, size - len(received))
            if not piece:
                raise DeviceFailure(FailureCode.DEVICE_SILENT)
            received += piece
        return received
