"""A network camera's plug in software: motion JPEG over HTTP on a free loopback port, newest picture only."""

import logging
import socket
import threading
from collections.abc import Callable
from enum import StrEnum

from domain.clock import Clock

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
PATH = "/camera.mjpg"
FRAMES_PER_SECOND = 30
BOUNDARY = b"picture"
REQUEST_SECONDS = 5.0
SEND_SECONDS = 5.0  # a watcher that takes nothing for so long is dropped
LONGEST_REQUEST = 16 * 1024
SLOW_S = 1.0  # between two pictures
PICTURES_BEFORE_DEATH = 5
SEND_BUFFER = 256 * 1024  # bytes: some three pictures; more would show a slow watcher the past
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=%s\r\n"
    b"Cache-Control: no-store\r\nConnection: close\r\n\r\n"
)
NO_PICTURE = b"\xff\xd8" + bytes(range(256)) * 8 + b"\xff\xd9"  # begins and ends as a JPEG and is none
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class StreamTrouble(StrEnum):
    """What can be wrong with any stream, whatever it shows. The words are those of the cameras' faults."""

    SILENT = "silent"  # the stream stays open and nothing comes
    SLOW = "slow"  # a picture a second
    DIES_MIDWAY = "dies_midway"  # armed: the power goes after some pictures that somebody watched


class MjpegPort:
    """Serves what `picture` returns, `frames_per_second` times a second while somebody watches and never otherwise.

    Unplugged, the port refuses connections; plugged in again, it is the same port.
    """

    def __init__(self, picture: Callable[[], bytes], clock: Clock, frames_per_second: float = FRAMES_PER_SECOND) -> None:
        self._picture = picture
        self._clock = clock
        self._interval_s = 1 / frames_per_second
        self._socket = _bound(0)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}{PATH}"
        self.trouble: StreamTrouble | None = None
        self.on_death: Callable[[], None] = lambda: None  # the power went as DIES_MIDWAY says
        self._until_death = PICTURES_BEFORE_DEATH
        self._changed = threading.Condition()  # guards everything below
        self._newest = b""
        self._number = 0
        self._watchers: set[socket.socket] = set()
        self._plugged = False
        self._stopping = False
        self._producer: threading.Thread | None = None
        self._listeners: list[threading.Thread] = []

    @property
    def plugged(self) -> bool:
        """Tell whether the plug is in."""
        return self._plugged

    @property
    def watchers(self) -> int:
        """How many watch at this moment."""
        return len(self._watchers)

    def start(self) -> None:
        """Plug in and begin to serve."""
        self._stopping = False
        self.plug()
        self._producer = threading.Thread(target=self._produce, name="camera-pictures", daemon=True)
        self._producer.start()

    def stop(self) -> None:
        """Unplug, end every thread and free the port; harmless when it is not running."""
        self.unplug()
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._producer is not None:
            self._producer.join()
        self._socket.close()

    def plug(self) -> None:
        """Listen; does nothing when plugged already."""
        if self._plugged:
            return
        self._plugged = True
        self._socket.listen()
        listener = threading.Thread(target=self._listen, args=(self._socket,), name="camera-port", daemon=True)
        listener.start()
        self._listeners.append(listener)

    def unplug(self) -> None:
        """End every stream and refuse new ones; does nothing when unplugged already."""
        if not self._plugged:
            return
        self._plugged = False
        _shut(self._socket)
        self._socket.close()
        for thread in self._listeners:
            thread.join()
        self._listeners.clear()
        self._socket = _bound(self.port)  # kept, so that nobody else gets it; without listen() the kernel refuses
        with self._changed:
            for watcher in self._watchers:
                _shut(watcher)
            self._changed.notify_all()

    def _produce(self) -> None:
        while self._await_watchers():
            began = self._clock.monotonic()
            picture = self._picture()
            if self._dies():
                self.trouble = None
                self.on_death()
                continue
            with self._changed:
                if self.trouble is not StreamTrouble.SILENT:
                    self._newest, self._number = picture, self._number + 1
                    self._changed.notify_all()
                rest = self._pause_s() - (self._clock.monotonic() - began)
                self._changed.wait_for(lambda: self._stopping, max(rest, 0))

    def _dies(self) -> bool:
        """Tell whether the power goes now; counts the pictures until then."""
        if self.trouble is not StreamTrouble.DIES_MIDWAY:
            self._until_death = PICTURES_BEFORE_DEATH
            return False
        self._until_death -= 1
        return self._until_death < 0

    def _pause_s(self) -> float:
        return SLOW_S if self.trouble is StreamTrouble.SLOW else self._interval_s

    def _await_watchers(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._watchers or self._stopping)
            return not self._stopping

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # unplugged
            threading.Thread(target=self._serve, args=(connection,), name="camera-watcher", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                self._answer(connection)
            except OSError:
                log.debug("camera watcher has gone")
            finally:
                with self._changed:
                    self._watchers.discard(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(REQUEST_SECONDS)
        if _asked(connection) != PATH:
            connection.sendall(NOT_FOUND)
            return
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        connection.settimeout(SEND_SECONDS)
        connection.sendall(HEAD % BOUNDARY)
        with self._changed:
            seen = self._number
            self._watchers.add(connection)
            self._changed.notify_all()
        while (part := self._next(seen)) is not None:
            seen, picture = part
            connection.sendall(b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (BOUNDARY, len(picture)))
            connection.sendall(picture)
            connection.sendall(b"\r\n")

    def _next(self, seen: int) -> tuple[int, bytes] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._number > seen or self._stopping or not self._plugged)
            return (self._number, self._newest) if self._plugged and not self._stopping else None


def stream_trouble_of(fault: str | None) -> StreamTrouble | None:
    """Return the trouble of the stream that a camera's fault is, if it is one."""
    return StreamTrouble(fault) if fault in set(StreamTrouble) else None


def _bound(port: int) -> socket.socket:
    fresh = socket.socket()
    fresh.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    fresh.bind((HOST, port))
    return fresh


def _shut(one: socket.socket) -> None:
    """Wake whoever waits on it; closing alone would not."""
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("it was shut already")


def _asked(connection: socket.socket) -> str:
    """Return the path of the request, empty when it is no GET."""
    request = b""
    while b"\r\n\r\n" not in request:
        chunk = connection.recv(4096)
        if not chunk or len(request) > LONGEST_REQUEST:
            return ""
        request += chunk
    words = request.split(b"\r\n", 1)[0].split()
    return words[1].split(b"?")[0].decode("latin-1") if len(words) == 3 and words[0] == b"GET" else ""
