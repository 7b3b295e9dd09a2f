"""The process that speaks to the card: the only way to bound a command that a card never answers is to end its process.

Standard input: two bytes length (big endian), then one letter and its data. ``C`` + reader's name: power the card. ``T`` +
command: transmit. ``D``: take the power away. Standard output: two bytes length, then ``+`` and the answer, or ``-`` and a
failure's code.
Nothing is logged: answers are card data.
"""

import ctypes
import signal
import sys
from contextlib import suppress
from typing import BinaryIO

from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.transport.pcsc import CardLine, Context

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


def read_message(stream: BinaryIO) -> bytes | None:
    """Return one message; None at the end of the stream."""
    length = stream.read(2)
    if len(length) < 2:
        return None
    body = stream.read(int.from_bytes(length, "big"))
    return body or None


def write_message(stream: BinaryIO, body: bytes) -> None:
    """Write one message."""
    stream.write(len(body).to_bytes(2, "big") + body)
    stream.flush()


class Worker:
    """Holds at most one powered card."""

    def __init__(self) -> None:
        self._context: Context | None = None
        self._line: CardLine | None = None

    def answer(self, message: bytes) -> bytes:
        """Do what one message asks for."""
        try:
            return b"+" + self._do(message[:1], message[1:])
        except DeviceFailure as failure:
            return b"-" + failure.code.value.encode()

    def close(self) -> None:
        """Let go of card and context."""
        line, self._line = self._line, None
        if line is not None:
            line.close()
        context, self._context = self._context, None
        if context is not None:
            context.release()

    def _do(self, what: bytes, data: bytes) -> bytes:
        if what == b"C":
            self.close()
            self._context = Context()
            self._line = self._context.connect(data.decode())
            return b""
        if what == b"T":
            if self._line is None:
                raise DeviceFailure(FailureCode.BANK_CARD_ABSENT)
            return self._line.transmit(data)
        self.close()
        return b""


def main() -> None:
    """Serve until the standard input ends."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = Worker()
    with suppress(BrokenPipeError):
        while message := read_message(sys.stdin.buffer):
            write_message(sys.stdout.buffer, worker.answer(message))
    worker.close()


if __name__ == "__main__":
    main()
