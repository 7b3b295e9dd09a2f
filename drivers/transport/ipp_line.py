"""The line to an IPP printer: one HTTP POST for one answer (RFC 8010 §4), bytes without meaning, a limit on every call.

Nothing is ever sent a second time: a Print-Job that was sent twice is a document that is printed twice. A serial port can be
locked, an address cannot: whoever holds the line holds a socket in the kernel's abstract room that is named after the address,
so that no two programs of ours send jobs to one printer, and cancel each other's.
"""

import errno
import http.client
import socket
from urllib.parse import urlsplit

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceFailure

_IPP_PORT = 631
_PIECE = 65536
_LONGEST_LOCK = 107  # bytes, sys/un.h
_LONGEST_ANSWER = 1 << 20  # bytes; the attributes of a printer are some 20 kB
_BROKEN = (OSError, http.client.HTTPException)


class IppLine:
    """The way to one printer. For one thread at a time.

    Raises :class:`ValueError` for what is no address, ``device_in_use`` when another program of ours has it.
    """

    def __init__(self, uri: str, clock: Clock) -> None:
        parts = urlsplit(uri)
        if parts.scheme != "ipp" or not parts.hostname:
            raise ValueError("a printer's address is ipp://host[:port]/path")
        self.uri = uri
        self._host, self._port, self._path = parts.hostname, parts.port or _IPP_PORT, parts.path or "/"
        self._clock = clock
        self._lock = _lock(f"{self._host}:{self._port}{self._path}")

    def close(self) -> None:
        """Give the line back; may be called twice."""
        self._lock.close()

    def ask(self, request: bytes, limit_s: float) -> bytes:
        """Send `request` and return the answer.

        Raises ``device_unplugged`` when nobody listens there and nothing was sent, ``device_silent`` for everything later: then
        the printer may have got the request.
        """
        until = self._clock.monotonic() + limit_s
        line = http.client.HTTPConnection(self._host, self._port, timeout=limit_s)
        try:
            _connect(line)
            return self._exchange(line, request, until)
        finally:
            line.close()

    def _exchange(self, line: http.client.HTTPConnection, request: bytes, until: float) -> bytes:
        try:
            line.request("POST", self._path, request, {"Content-Type": "application/ipp", "Connection": "close"})
            answer = line.getresponse()
            return self._read(answer, until) if answer.status == http.client.OK else _refuse()
        except _BROKEN as cause:
            raise DeviceFailure(FailureCode.DEVICE_SILENT) from cause

    def _read(self, answer: http.client.HTTPResponse, until: float) -> bytes:
        got = b""
        while piece := answer.read1(_PIECE):
            got += piece
            if len(got) > _LONGEST_ANSWER or self._clock.monotonic() > until:
                _refuse()
        return got


def _lock(address: str) -> socket.socket:
    lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        lock.bind(f"\0kiosk-ipp-{address}"[:_LONGEST_LOCK])
    except OSError as cause:
        lock.close()
        in_use = cause.errno == errno.EADDRINUSE
        raise DeviceFailure(FailureCode.DEVICE_IN_USE if in_use else FailureCode.DEVICE_UNPLUGGED) from cause
    return lock


def _connect(line: http.client.HTTPConnection) -> None:
    try:
        line.connect()
    except OSError as cause:
        raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED) from cause


def _refuse() -> bytes:
    raise DeviceFailure(FailureCode.DEVICE_SILENT)
