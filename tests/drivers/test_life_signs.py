"""Life signs over a real socket, from each of the rooms that send them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import backend_client.life_signs
import backoffice.life_signs
import drivers.life_signs
from domain.clock import Clock, SystemClock
from domain.life_signs import LifeSigns
from tests.life_line import LifeLine

ROOMS = (drivers.life_signs, backend_client.life_signs, backoffice.life_signs)


@pytest.mark.parametrize("find", [room.find_life_signs for room in ROOMS], ids=[room.__name__ for room in ROOMS])
def test_a_manager_hears_them(find: Callable[[Clock], LifeSigns], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with LifeLine(tmp_path) as line:
        for name, value in line.environment.items():
            monkeypatch.setenv(name, value)
        signs = find(SystemClock())
        assert not {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} & os.environ.keys(), "a child could speak for us"
        signs.ready()
        signs.alive()
        assert line.heard() == ["READY=1", "WATCHDOG=1"]


def test_other_scripts_arrive_whole(tmp_path: Path) -> None:
    with LifeLine(tmp_path) as line:
        drivers.life_signs.send(str(line.path), "STATUS=卡机就绪".encode())
        assert line.heard() == ["STATUS=卡机就绪"]


def test_a_manager_that_does_not_listen_stops_nobody(tmp_path: Path) -> None:
    def talk(address: str) -> None:
        for _ in range(10_000):  # its queue is full long before
            drivers.life_signs.send(address, b"WATCHDOG=1")

    with LifeLine(tmp_path) as line, pytest.raises(BlockingIOError):
        talk(str(line.path))


def test_the_rooms_send_alike() -> None:
    texts = {Path(room.__file__ or "").read_text("utf-8") for room in ROOMS}
    assert len(texts) == 1
