"""A folder may lie deeper than the kernel's addresses of sockets reach."""

import socket
from pathlib import Path

import pytest

from payment.socket_path import reachable


def test_a_socket_in_a_deep_folder_is_reached(tmp_path: Path) -> None:
    path = tmp_path / ("deep" * 40) / "payment.sock"
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        with reachable(path) as address:
            server.bind(address)
        server.listen()
        assert path.is_socket()
        with reachable(path) as address:
            client.connect(address)
        visitor, _ = server.accept()
        with visitor:
            client.sendall(b"here")
            assert visitor.recv(4) == b"here"


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), reachable(tmp_path / "nowhere" / "payment.sock"):
        pass
