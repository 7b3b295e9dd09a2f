"""A service manager's ear: a socket as systemd gives one to a service."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self


class LifeLine:
    """Listens in `folder` (a short path: the kernel takes 107 bytes)."""

    def __init__(self, folder: Path, watchdog_s: float = 3.0) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._at = os.open(folder, os.O_PATH | os.O_DIRECTORY)
        self._socket.bind(f"/proc/self/fd/{self._at}/notify")
        self.path = folder / "notify"
        self._watchdog_s = watchdog_s

    @property
    def environment(self) -> Mapping[str, str]:
        """What systemd gives to the service. The process of the id is another one, as under a compositor."""
        return {
            "NOTIFY_SOCKET": str(self.path),
            "WATCHDOG_USEC": str(round(self._watchdog_s * 1_000_000)),
            "WATCHDOG_PID": "1",
        }

    def wait(self, limit_s: float = 60.0) -> str:
        """Return the next thing said; raises :class:`TimeoutError`."""
        self._socket.settimeout(limit_s)
        return self._socket.recv(1000).decode("utf-8")

    def wait_for(self, words: str) -> None:
        """Wait until `words` are said."""
        while self.wait() != words:
            pass

    def heard(self) -> list[str]:
        """Return what has been said and not yet heard."""
        said = []
        self._socket.setblocking(False)
        try:
            while True:
                said.append(self._socket.recv(1000).decode("utf-8"))
        except BlockingIOError:
            return said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._socket.close()
        os.close(self._at)
