"""The other end of a serial cable: a pseudo-terminal whose master plays a script, byte by byte.

`link` is a symbolic link to the slave, as udev makes one; pulling the plug removes it, replugging makes a new one under it.
"""

import os
import pty
import select
import time
import tty
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

Script = Callable[[bytes], bytes | None]
"""Given everything received and not yet answered, returns the answer (perhaps empty), or None to go on collecting."""


def eventually(true: Callable[[], bool], limit_s: float = 10.0) -> bool:
    """Wait until `true()` is; False after `limit_s` seconds."""
    until = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True


class PtyPeer:
    """Answers what a script says, in a thread, until unplugged or closed."""

    def __init__(self, link: Path, script: Script) -> None:
        self.link = link
        self.script = script
        self.received = bytearray()
        self._master: int | None = None
        self._slave: int | None = None
        self._thread: Thread | None = None
        self._ended = Event()
        self.plug()

    def plug(self) -> None:
        """Lay the cable."""
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.link.symlink_to(os.ttyname(self._slave))
        self._ended.clear()
        self._thread = Thread(target=self._play, args=(self._master,), name="pty-peer")
        self._thread.start()

    def unplug(self) -> None:
        """Pull the cable; harmless when it is pulled already."""
        if self._master is None or self._slave is None or self._thread is None:
            return
        self._ended.set()
        self._thread.join()
        self.link.unlink()
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = self._thread = None

    def say(self, data: bytes) -> None:
        """Send bytes that nobody asked for."""
        assert self._master is not None
        os.write(self._master, data)

    def _play(self, master: int) -> None:
        waiting = b""
        while not self._ended.is_set():
            if not select.select([master], [], [], 0.01)[0]:
                continue
            data = os.read(master, 4096)
            self.received += data
            waiting += data
            answer = self.script(waiting)
            if answer is not None:
                waiting = b""
                os.write(master, answer)
