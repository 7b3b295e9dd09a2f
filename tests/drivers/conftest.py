"""Cables for the drivers' tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drivers.pty_peer import PtyPeer, Script

Connect = Callable[[Script], PtyPeer]


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    """Lay a cable to a scripted peer; it is pulled after the test."""
    peers: list[PtyPeer] = []

    def lay(script: Script) -> PtyPeer:
        peers.append(PtyPeer(tmp_path / f"port-{len(peers)}", script))
        return peers[-1]

    yield lay
    for peer in peers:
        peer.unplug()
