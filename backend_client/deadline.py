"""A limit on a whole exchange, however slowly it trickles.

The libraries limit each read; somebody who sends one byte now and then would hold the terminal for ever. Here the connection is
cut when the time is over, whether in the handshake, the head or the body.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class _Watched(HTTPConnection):
    adapter: "DeadlineAdapter"

    def _new_conn(self) -> socket.socket:
        raw = super()._new_conn()
        self.adapter.sockets = [raw]
        return raw

    def connect(self) -> None:
        super().connect()
        self.adapter.sockets.append(self.sock)  # under TLS it is another one


class _WatchedTls(_Watched, HTTPSConnection):
    """The same under TLS."""


class DeadlineAdapter(HTTPAdapter):
    """Transport of one `requests` session that has one exchange at a time."""

    def __init__(self) -> None:
        self.sockets: list[Any] = []  # of the present exchange
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make pools of watched connections."""
        super().init_poolmanager(*args, **kwargs)
        mine = {"adapter": self}
        plain = type("Plain", (HTTPConnectionPool,), {"ConnectionCls": type("Watched", (_Watched,), mine)})
        tls = type("Tls", (HTTPSConnectionPool,), {"ConnectionCls": type("WatchedTls", (_WatchedTls,), mine)})
        self.poolmanager.pool_classes_by_scheme = cast("Any", {"http": plain, "https": tls})

    @contextmanager
    def ending_after(self, seconds: float) -> Iterator[None]:
        """Cut the connection of the exchange in this block when it takes longer than `seconds`."""
        self.sockets = []
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        for one in self.sockets:
            try:
                socket.socket.shutdown(one, socket.SHUT_RDWR)  # TLS's own shutdown is not for two threads
            except OSError:
                continue  # closed meanwhile, or handed over to TLS
