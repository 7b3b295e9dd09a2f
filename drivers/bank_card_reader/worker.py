"""The process that speaks PC/SC: the only way to bound a command that a card never answers is to end its process.

Every message is two bytes length (big endian), one letter and its data; every answer two bytes length, then ``+`` and what was
found, or ``-`` and a failure's code:

====  ============================================  =====================================
``L``                                               the readers' names, one on a line
``S``  known state, milliseconds (4 bytes each),    state (4 bytes), present, mute (0 or 1)
       the reader's name
``C``  the reader's name                            nothing: the card has power
``T``  a command                                    its answer
``D``                                               nothing: the power is gone
====  ============================================  =====================================

Nothing is logged: answers are card data.
"""

import ctypes
import signal
import struct
import sys
from contextlib import suppress
from typing import BinaryIO

from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.private_memory import keep_memory_private
from drivers.transport.pcsc import CardLine, Context

PR_SET_PDEATHSIG = 1
LIST, LOOK, CONNECT, TRANSMIT, DISCONNECT = b"L", b"S", b"C", b"T", b"D"
LOOK_FORM, SLOT_FORM = struct.Struct(">II"), struct.Struct(">I??")


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
    """Holds one context of pcscd and at most one powered card."""

    def __init__(self) -> None:
        self._context: Context | None = None
        self._line: CardLine | None = None

    def answer(self, message: bytes) -> bytes:
        """Do what one message asks for."""
        try:
            return b"+" + self._do_or_start_over(message[:1], message[1:])
        except DeviceFailure as failure:
            return b"-" + failure.code.value.encode()

    def close(self) -> None:
        """Let go of card and context."""
        self._let_go_of_card()
        context, self._context = self._context, None
        if context is not None:
            context.release()

    def _do_or_start_over(self, what: bytes, data: bytes) -> bytes:
        """Do it; with a new context when the old one died with a pcscd that may run again by now."""
        had_context = self._context is not None
        try:
            return self._do(what, data)
        except DeviceFailure as failure:
            if failure.code is not FailureCode.CARD_SERVICE_DOWN:
                raise
            self.close()
            if not had_context or what == TRANSMIT:
                raise
        return self._do(what, data)

    def _do(self, what: bytes, data: bytes) -> bytes:
        if what == LIST:
            return "\n".join(self._live_context().readers()).encode()
        if what == LOOK:
            return self._look(data)
        if what == CONNECT:
            self._let_go_of_card()
            self._line = self._live_context().connect(data.decode())
            return b""
        if what == TRANSMIT:
            if self._line is None:
                raise DeviceFailure(FailureCode.BANK_CARD_ABSENT)
            return self._line.transmit(data)
        self._let_go_of_card()
        return b""

    def _look(self, data: bytes) -> bytes:
        known, wait_ms = LOOK_FORM.unpack_from(data)
        slot = self._live_context().slot(data[LOOK_FORM.size :].decode(), known, wait_ms)
        return SLOT_FORM.pack(slot.raw, slot.present, slot.mute)

    def _live_context(self) -> Context:
        if self._context is None:
            self._context = Context()
        return self._context

    def _let_go_of_card(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def main() -> None:
    """Serve until the standard input ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # also when it hangs
    keep_memory_private()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker = Worker()
    with suppress(BrokenPipeError):
        while message := read_message(sys.stdin.buffer):
            write_message(sys.stdout.buffer, worker.answer(message))
    worker.close()


if __name__ == "__main__":
    main()
