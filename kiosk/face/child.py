"""The face process seen from the terminal: started, spoken to without waiting, ended for sure."""

import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from kiosk.face.wire import LONGEST_NEWS, NEWS, Garbage, LineReader, News, Order, encoded

_PIECE = 65536
_UNSENT_LIMIT = 16_000_000  # bytes; a process that takes so little in is hung


class Gone(Exception):
    """The process has ended, or has said something that is no message."""


class Child:
    """One run of the face process. All calls from one thread; none waits but :meth:`end`."""

    def __init__(self, command: Sequence[str], preview: int) -> None:
        """Start `command` with the descriptors of its socket and of the preview's memory. Raises :class:`OSError`."""
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, or the one of a test
                [*command, str(theirs.fileno()), str(preview)],
                pass_fds=(theirs.fileno(), preview),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # libraries talk; what matters is in the log
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.settimeout(0)
        self._socket = ours
        self._reader = LineReader(NEWS, LONGEST_NEWS)
        self._unsent = bytearray()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def has_unsent(self) -> bool:
        """Tell whether there is something left to send."""
        return bool(self._unsent)

    def fileno(self) -> int:
        """Return the socket's descriptor, to wait for."""
        return self._socket.fileno()

    def tell(self, order: Order) -> None:
        """Send an order, now or as soon as the process takes it. Raises :class:`Gone`."""
        self._unsent += encoded(order)
        if len(self._unsent) > _UNSENT_LIMIT:
            raise Gone
        self.send_on()

    def send_on(self) -> None:
        """Send of what waits as much as the process takes. Raises :class:`Gone`."""
        try:
            while self._unsent:
                del self._unsent[: self._socket.send(self._unsent)]
        except BlockingIOError:
            return
        except OSError as error:
            raise Gone from error

    def hear(self) -> list[News]:
        """Return what it has said since. Raises :class:`Gone`."""
        try:
            piece = self._socket.recv(_PIECE)
        except BlockingIOError:
            return []
        except OSError as error:
            raise Gone from error
        if not piece:
            raise Gone
        try:
            return self._reader.feed(piece)
        except Garbage as error:
            raise Gone from error

    def end(self, patience_s: float) -> bool:
        """Close the socket and wait for the end; False when it had to be killed after `patience_s` seconds."""
        self._socket.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_s)
            return True
        self._process.kill()
        self._process.wait()
        return False
