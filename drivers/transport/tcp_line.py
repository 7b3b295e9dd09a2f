"""A TCP connection that carries lines of text: a limit on every call, and honest words when it is gone."""

import socket

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure

_PIECE = 4096


class TcpLine:
    """One open connection. For one thread at a time."""

    def __init__(self, host: str, port: int, clock: Clock, connect_limit_s: float) -> None:
        """Connect; raises `DEVICE_UNPLUGGED` when nobody listens there, or nobody takes the call in time."""
        self._clock = clock
        self._begun = b""
        try:
            self._socket = socket.create_connection((host, port), connect_limit_s)
        except OSError as cause:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED) from cause

    def send_line(self, line: bytes, limit_s: float) -> None:
        """Send `line` and a line feed; raises `DEVICE_SILENT` when it is not taken in time, `DEVICE_UNPLUGGED`."""
        try:
            self._socket.settimeout(limit_s)
            self._socket.sendall(line + b"\n")
        except TimeoutError as cause:
            raise DeviceFailure(FailureCode.DEVICE_SILENT) from cause
        except OSError as cause:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED) from cause

    def read_line(self, longest: int, until: float) -> bytes:
        """Return the next line without its end.

        Raises `DEVICE_SILENT` when it is not whole at the monotonic moment `until`, `DEVICE_UNPLUGGED` when the connection
        ends, :class:`ValueError` when the line is longer than `longest` bytes.
        """
        while b"\n" not in self._begun:
            if len(self._begun) > longest:
                raise ValueError("the line does not end")
            self._begun += self._receive(until)
        line, _, self._begun = self._begun.partition(b"\n")
        if len(line) > longest:
            raise ValueError("the line is too long")
        return line.removesuffix(b"\r")

    def close(self) -> None:
        """Hang up; may be called twice."""
        self._socket.close()

    def _receive(self, until: float) -> bytes:
        left = until - self._clock.monotonic()
        if left <= 0:
            raise DeviceFailure(FailureCode.DEVICE_SILENT)
        try:
            self._socket.settimeout(left)
            data = self._socket.recv(_PIECE)
        except TimeoutError as cause:
            raise DeviceFailure(FailureCode.DEVICE_SILENT) from cause
        except OSError as cause:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED) from cause
        if not data:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
        return data
