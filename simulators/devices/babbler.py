"""Somebody else behind a printer's address: answers whatever is asked with nonsense, over good HTTP."""

import logging
import socket
import threading
from contextlib import suppress

log = logging.getLogger(__name__)

REQUEST_SECONDS = 5.0
NONSENSE = bytes((0xDB, 0xF5, 0xE1, 0xC3, 0x97)) * 40
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(NONSENSE)
) + NONSENSE


class Babbler:
    """Listens at `host` and `port` from :meth:`start` to :meth:`stop`."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((host, port))
        self._thread = threading.Thread(target=self._listen, name="babbler", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._socket.listen()
        self._thread.start()

    def stop(self) -> None:
        """Fall silent and give the address back."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return  # stopped
            with caller:
                self._answer(caller)

    def _answer(self, caller: socket.socket) -> None:
        caller.settimeout(REQUEST_SECONDS)
        try:
            caller.recv(65536)
            caller.sendall(ANSWER)
            caller.shutdown(socket.SHUT_WR)
            while caller.recv(65536):  # the rest of a long request; closing over it would look like a broken line
                pass
        except OSError:
            log.debug("who asked has gone")
