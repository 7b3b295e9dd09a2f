"""The host's end of a serial line, with nothing of the product in it: tests speak bytes."""

import os
import select
import time
import tty
from pathlib import Path
from types import TracebackType
from typing import Self

LIMIT = 10.0  # seconds; generous, nothing waits that long unless it fails


class Line:
    """An open port."""

    def __init__(self, link: Path) -> None:
        self._port = os.open(link, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._port)

    def send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._port, data) :]

    def receive(self, count: int, limit: float = LIMIT) -> bytes:
        """Read exactly `count` bytes, or fewer when the limit is over."""
        got, deadline = b"", time.monotonic() + limit
        while len(got) < count:
            ready, _, _ = select.select([self._port], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                break
            got += os.read(self._port, count - len(got))
        return got

    def ask(self, data: bytes, count: int) -> bytes:
        self.send(data)
        return self.receive(count)

    def silent(self) -> bool:
        """Tell whether nothing comes for a short while."""
        return self.receive(1, limit=0.15) == b""

    def close(self) -> None:
        if self._port >= 0:
            os.close(self._port)
        self._port = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
