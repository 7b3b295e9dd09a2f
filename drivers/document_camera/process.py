"""The process behind the document camera as its owner sees it: one question, one answer, one limit."""

import os
import select
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO, cast

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.document_camera.wire import LENGTH_BYTES, Answer, Garbage, Question, answer_of, length_of, packed

COMMAND = (sys.executable, "-m", "drivers.document_camera", "worker")
PIECE = 65536


class CameraProcess:
    """One run of it; must be ended with :meth:`end`. It dies with the thread that made it."""

    def __init__(self, clock: Clock, command: Sequence[str] = COMMAND) -> None:
        self._clock = clock
        self._process = subprocess.Popen(  # noqa: S603 - our own module, or the one of a test
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, question: Question, limit_s: float) -> tuple[Answer, bytes]:
        """Return the answer and its picture.

        Raises the failure that it answers; `DEVICE_SILENT` when it has ended, says nothing for `limit_s` seconds, or says what
        is no answer: it is then good for nothing any more.
        """
        until = self._clock.monotonic() + limit_s
        try:
            stream = cast("BinaryIO", self._process.stdin)
            stream.write(packed(question))
            stream.flush()
            answer, picture = answer_of(self._exactly(length_of(self._exactly(LENGTH_BYTES, until)), until))
        except (OSError, ValueError, Garbage):
            raise DeviceFailure(FailureCode.DEVICE_SILENT) from None
        if answer.failure is not None:
            raise DeviceFailure(answer.failure)
        return answer, picture

    def end(self) -> None:
        """End it at once. May be called twice."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was still to be written has nobody to go to
                    stream.close()

    def _exactly(self, size: int, until: float) -> bytes:
        fileno = cast("BinaryIO", self._process.stdout).fileno()
        poll = select.poll()
        poll.register(fileno, select.POLLIN)
        received = bytearray()
        while len(received) < size:
            left_ms = max(0.0, until - self._clock.monotonic()) * 1000
            if not poll.poll(left_ms):
                raise DeviceFailure(FailureCode.DEVICE_SILENT)
            piece = os.read(fileno, min(PIECE, size - len(received)))
            if not piece:
                raise DeviceFailure(FailureCode.DEVICE_SILENT)
            received += piece
        return bytes(received)
