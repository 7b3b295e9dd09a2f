"""The network between terminal and office: a TCP relay that can be cut."""

import asyncio
import contextlib
import logging
import socket
import struct
import threading
from collections.abc import Coroutine
from enum import StrEnum
from typing import Any

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
CHUNK = 65536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: close sends RST


class NetworkState(StrEnum):
    """How the line is."""

    UP = "up"
    CUT = "cut"  # live connections die, new ones are refused
    HANG = "hang"  # live connections fall silent, new ones are accepted and never answered


class Relay:
    """Listens on a free port and passes bytes to the target; safe to steer from any thread."""

    def __init__(self) -> None:
        self._socket = socket.create_server((HOST, 0))
        self.port: int = self._socket.getsockname()[1]
        self.state = NetworkState.UP
        self.target: tuple[str, int] | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._flowing = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    @property
    def connections(self) -> int:
        """How many sockets are open at this moment, both sides counted."""
        return len(self._writers)

    def start(self) -> None:
        """Begin to relay."""
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and stop listening; harmless when it is not running."""
        if self._thread.is_alive():
            self._call(self._close_all())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()
        self._socket.close()

    def point_at(self, host: str, port: int) -> None:
        """Relay new connections to this address from now on."""
        self.target = (host, port)

    def set_state(self, state: NetworkState) -> None:
        """Cut, hang or mend the line; returns when it is so."""
        self._call(self._change(state))

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._flowing.set()
        server = self._loop.run_until_complete(asyncio.start_server(self._accepted, sock=self._socket))
        self._loop.run_forever()
        server.close()
        for task in (tasks := asyncio.all_tasks(self._loop)):
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    async def _change(self, state: NetworkState) -> None:
        before, self.state = self.state, state
        if state is NetworkState.HANG:
            self._flowing.clear()
        else:
            self._flowing.set()
        if state is NetworkState.CUT or before is NetworkState.HANG:
            await self._close_all()  # a line that was silent for long does not come back to life

    async def _close_all(self) -> None:
        for writer in tuple(self._writers):
            _reset(writer)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.state is NetworkState.CUT or self.target is None:
            _reset(writer)
            return
        self._writers.add(writer)
        try:
            await self._serve(reader, writer, self.target)
        except OSError:
            log.debug("relay connection ended")
        finally:
            self._writers.discard(writer)
            _reset(writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: tuple[str, int]) -> None:
        await self._flowing.wait()
        far_reader, far_writer = await asyncio.open_connection(*target)
        self._writers.add(far_writer)
        try:
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        finally:
            self._writers.discard(far_writer)
            _reset(far_writer)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            await self._flowing.wait()
            writer.write(data)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.write_eof()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close at once, as a line does that was cut."""
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.fileno() >= 0:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    writer.transport.abort()
