"""A live office and one enrolled terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend_client.client import OfficeClient
from backend_client.identity import Identity
from tests.backend_client.live_office import LiveOffice, RunningClock, open_live_office


@pytest.fixture
def clock() -> RunningClock:
    """The office's clock."""
    return RunningClock()


@pytest.fixture
def live(tmp_path: Path, clock: RunningClock) -> Iterator[LiveOffice]:
    with open_live_office(tmp_path / "office", clock) as office:
        yield office


@pytest.fixture
def identity(live: LiveOffice, tmp_path: Path) -> Identity:
    return live.enrolled(tmp_path / "terminal")


@pytest.fixture
def client(live: LiveOffice, identity: Identity) -> Iterator[OfficeClient]:
    with live.client(identity) as client:
        yield client
