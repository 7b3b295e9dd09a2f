"""The line to the acquirer: one connection for one question, with a limit for the whole of it."""

import socket
from dataclasses import dataclass
from typing import Protocol

from domain.clock import Clock
from payment.backends.built_in.message import ENVELOPE, LONGEST


class NotSent(Exception):
    """The line could not be opened: surely nothing of the message left."""


class NoAnswer(Exception):
    """The message may have left; no whole answer came back."""


class Line(Protocol):
    """Asks the acquirer."""

    def ask(self, message: bytes) -> bytes:
        """Send a message (with its length) and return the answer (without); raises :class:`NotSent`, :class:`NoAnswer`."""
        ...


@dataclass(frozen=True)
class TcpLine:
    """A leased line or a loopback relay. Seconds: to be connected, and for the whole answer."""

    host: str
    port: int
    clock: Clock
    connect_limit: float = 5.0
    answer_limit: float = 30.0

    def ask(self, message: bytes) -> bytes:
        """See the protocol."""
        try:
            connection = socket.create_connection((self.host, self.port), timeout=self.connect_limit)
        except OSError as error:
            raise NotSent from error
        try:
            with connection:
                connection.settimeout(self.answer_limit)
                connection.sendall(message)
                return self._answer(connection)
        except OSError as error:
            raise NoAnswer from error

    def _answer(self, connection: socket.socket) -> bytes:
        deadline = self.clock.monotonic() + self.answer_limit
        size = int.from_bytes(self._exactly(connection, 2, deadline), "big")
        if not ENVELOPE < size <= LONGEST:
            raise NoAnswer
        return self._exactly(connection, size, deadline)

    def _exactly(self, connection: socket.socket, size: int, deadline: float) -> bytes:
        received = b""
        while len(received) < size:
            left = deadline - self.clock.monotonic()
            if left <= 0:
                raise NoAnswer
            connection.settimeout(left)
            piece = connection.recv(size - len(received))
            if not piece:
                raise NoAnswer
            received += piece
        return received
