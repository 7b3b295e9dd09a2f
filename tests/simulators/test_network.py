"""The relay against a real TCP server."""

import socket
import threading
from collections.abc import Iterator

import pytest

from simulators.network import NetworkState, Relay
from tests.simulators.waiting import until


class Echo:
    """Answers every byte with itself."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    @staticmethod
    def _serve(connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(65536):
                    connection.sendall(data)
            except OSError:
                return

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()


@pytest.fixture
def relay() -> Iterator[Relay]:
    echo, relay = Echo(), Relay()
    relay.start()
    relay.point_at("127.0.0.1", echo.port)
    yield relay
    relay.stop()
    echo.close()


def connect(relay: Relay) -> socket.socket:
    return socket.create_connection(("127.0.0.1", relay.port), timeout=10)


def say(connection: socket.socket, words: bytes) -> bytes:
    connection.sendall(words)
    heard = b""
    while len(heard) < len(words) and (more := connection.recv(65536)):
        heard += more
    return heard


def refused(relay: Relay) -> bool:
    """Tell whether a new connection dies, while it is made or right after."""
    try:
        with connect(relay) as line:
            return dead(line)
    except ConnectionError:
        return True


def dead(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_bytes_pass_both_ways(relay: Relay) -> None:
    with connect(relay) as line:
        assert say(line, b"x" * 300_000) == b"x" * 300_000


def test_end_of_one_side_reaches_the_other(relay: Relay) -> None:
    with connect(relay) as line:
        line.sendall(b"last words")
        line.shutdown(socket.SHUT_WR)
        assert line.recv(100) == b"last words"
        assert line.recv(100) == b""
    until(lambda: relay.connections == 0)


def test_cut_kills_live_connections_and_refuses_new_ones(relay: Relay) -> None:
    with connect(relay) as line:
        assert say(line, b"hello") == b"hello"
        relay.set_state(NetworkState.CUT)
        assert dead(line)
    assert refused(relay)
    relay.set_state(NetworkState.UP)
    with connect(relay) as mended:
        assert say(mended, b"again") == b"again"


def test_hanging_line_accepts_and_never_answers(relay: Relay) -> None:
    with connect(relay) as live:
        assert say(live, b"hello") == b"hello"
        relay.set_state(NetworkState.HANG)
        with connect(relay) as line:
            line.settimeout(0.15)
            line.sendall(b"anybody?")
            with pytest.raises(TimeoutError):
                line.recv(1)
            live.sendall(b"you?")
            live.settimeout(0.15)
            with pytest.raises(TimeoutError):
                live.recv(1)
            line.settimeout(10)
            relay.set_state(NetworkState.UP)
            assert dead(line)


def test_without_a_target_everything_is_refused() -> None:
    relay = Relay()
    relay.start()
    assert refused(relay)
    relay.stop()


def test_office_that_is_not_there_is_refused(relay: Relay) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    relay.point_at("127.0.0.1", port)
    assert refused(relay)


def test_relay_that_never_ran_can_be_stopped() -> None:
    Relay().stop()
