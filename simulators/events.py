"""A bell that rings for every change in the cabinet: the dock listens to it over server-sent events."""

import asyncio
import threading
from collections.abc import AsyncIterator


class EventFeed:
    """Rings from any thread, is heard in event loops."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[asyncio.Queue[str | None], asyncio.AbstractEventLoop] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        """Tell whether the cabinet is stopping."""
        return self._closed

    def ring(self, what: str) -> None:
        """Tell every listener that `what` changed."""
        self._put(what)

    def close(self) -> None:
        """End every listener's stream."""
        self._closed = True
        self._put(None)

    async def listen(self) -> AsyncIterator[str]:
        """Yield what changes from now on, until the feed is closed."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        with self._lock:
            self._listeners[queue] = asyncio.get_running_loop()
        try:
            while not self._closed and (what := await queue.get()) is not None:
                yield what
        finally:
            with self._lock:
                self._listeners.pop(queue, None)

    def _put(self, what: str | None) -> None:
        with self._lock:
            for queue, loop in self._listeners.items():
                if not loop.is_closed():
                    loop.call_soon_threadsafe(queue.put_nowait, what)
