"""A door for questions over TCP: one thread per visitor, and a port that can be shut without being given away."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

HOST = "127.0.0.1"


class TcpDoor:
    """Listens on a free loopback port, always the same one. `serve` is called with each connection, in a thread of its own."""

    def __init__(self, name: str, serve: Callable[[socket.socket], None]) -> None:
        self._name = name
        self._serve = serve
        self._lock = threading.Lock()
        self._visitors: set[socket.socket] = set()
        self._socket = self._bound(0)
        self.port: int = self._socket.getsockname()[1]
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Begin to listen; does nothing when it is open."""
        if self._thread is None:
            self._socket.listen()
            self._thread = threading.Thread(target=self._listen, args=(self._socket,), name=self._name, daemon=True)
            self._thread.start()

    def shut(self) -> None:
        """Refuse visitors and show those who are here out; the port stays ours."""
        self._end()
        self._socket = self._bound(self.port)

    def close(self) -> None:
        """Give the port up."""
        self._end()

    def _end(self) -> None:
        thread, self._thread = self._thread, None
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for visitors
        if thread is not None:
            thread.join()
        self._socket.close()
        with self._lock:
            visitors = list(self._visitors)
        for visitor in visitors:
            with suppress(OSError):
                visitor.shutdown(socket.SHUT_RDWR)

    def _listen(self, listening: socket.socket) -> None:
        while True:
            try:
                visitor = listening.accept()[0]
            except OSError:
                return
            with self._lock:
                self._visitors.add(visitor)
            threading.Thread(target=self._receive, args=(visitor,), name=f"{self._name}-visitor", daemon=True).start()

    def _receive(self, visitor: socket.socket) -> None:
        try:
            with visitor, suppress(OSError):
                self._serve(visitor)
        finally:
            with self._lock:
                self._visitors.discard(visitor)

    @staticmethod
    def _bound(port: int) -> socket.socket:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
        return bound
