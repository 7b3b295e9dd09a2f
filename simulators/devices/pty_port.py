"""A serial plug in software: a pseudo terminal behind a stable link, with a thread that listens."""

import errno
import logging
import os
import select
import threading
import time
import tty
from collections.abc import Callable
from enum import StrEnum
from itertools import cycle, islice
from pathlib import Path

log = logging.getLogger(__name__)

BITS_PER_BYTE = 10  # 8N1: start bit, eight data bits, stop bit
CHUNK = 64  # bytes written at once when paced
SLOW_S = 0.15  # later than usual, and still within what every protocol here allows
NOISE = (0xDB, 0xF5, 0xE1, 0xC3, 0x97)  # begins no frame and answers no question of any device here


class LineTrouble(StrEnum):
    """What can be wrong with any line, whatever is spoken over it. The words are those of the devices' faults."""

    GARBAGE = "garbage"  # as many bytes as the device sends, and none of them right
    SLOW = "slow"  # everything comes late


class PtyPort:
    """The device's end of a serial line. `received` is called in the port's own thread with whatever the host sent.

    `link` is a symbolic link to the pseudo terminal, as udev makes one for a real plug: it stays the same when the device is
    plugged in again, the terminal behind it does not.
    """

    def __init__(self, link: Path, received: Callable[[bytes], None], baud: int | None = None) -> None:
        self.link = link
        self.baud = baud  # None: answers are not paced
        self.trouble: LineTrouble | None = None
        self._received = received
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._master = self._slave = self._wake_read = self._wake_write = -1

    @property
    def plugged(self) -> bool:
        """Tell whether the plug is in."""
        return self._thread is not None

    def plug(self) -> None:
        """Make a new pseudo terminal under the link and listen; does nothing when plugged already."""
        if self.plugged:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)  # a terminal that echoes would talk to itself
        os.set_blocking(self._master, False)
        self._wake_read, self._wake_write = os.pipe()
        self._stop.clear()
        self._point_link_to(os.ttyname(self._slave))
        self._thread = threading.Thread(target=self._listen, name=f"pty-{self.link.name}", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Pull the plug: the link goes, the host's open port dies; does nothing when unplugged already."""
        thread = self._thread
        if thread is None:
            return
        self.link.unlink(missing_ok=True)
        self._stop.set()
        os.write(self._wake_write, b"x")
        if thread is not threading.current_thread():
            thread.join()
        with self._lock:
            self._thread = None
            for descriptor in (self._master, self._slave, self._wake_read, self._wake_write):
                os.close(descriptor)

    def send(self, data: bytes) -> None:
        """Send to the host at the line's speed; what the host does not take in time is lost, as on a real line."""
        if self.trouble is LineTrouble.GARBAGE:
            data = bytes(islice(cycle(NOISE), len(data)))
        if self.trouble is LineTrouble.SLOW and self._stop.wait(SLOW_S):
            return
        if self.baud is None:
            self._write(data)
            return
        began = time.monotonic()
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            due = began + (start + len(chunk)) * BITS_PER_BYTE / self.baud  # waking late must not slow the line down
            if self._stop.wait(max(0.0, due - time.monotonic())):
                return
            self._write(chunk)

    def _write(self, data: bytes) -> None:
        with self._lock:
            if self._thread is None or self._stop.is_set():
                return
            try:
                os.write(self._master, data)
            except BlockingIOError:
                log.warning("host does not read, bytes lost")

    def _point_link_to(self, target: str) -> None:
        self.link.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.link.with_name(f".{self.link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        fresh.replace(self.link)

    def _listen(self) -> None:
        while not self._stop.is_set() and self._thread is threading.current_thread():  # or it was plugged in again meanwhile
            ready, _, _ = select.select([self._master, self._wake_read], [], [])
            if self._master in ready:
                self._hand_over()

    def _hand_over(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except OSError as error:
            if error.errno not in {errno.EIO, errno.EAGAIN}:
                raise
            return
        if data:
            self._received(data)


def line_trouble_of(fault: str | None) -> LineTrouble | None:
    """Return the trouble of the line that a device's fault is, if it is one."""
    return LineTrouble(fault) if fault in set(LineTrouble) else None
