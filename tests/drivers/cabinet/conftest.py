"""A simulated board and the driver that is plugged into it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.clock import SystemClock
from drivers.cabinet.hardware import CabinetBoardSettings, ModbusCabinetBoard, open_cabinet_board
from simulators.devices.cabinet_board import CabinetBoardSimulator, Exits


class Paper:
    """What lies in the exits of a test."""

    def __init__(self) -> None:
        self.documents = self.slips = self.sheets = 0


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def device(tmp_path: Path, paper: Paper) -> Iterator[CabinetBoardSimulator]:
    exits = Exits(lambda: paper.documents, lambda: paper.slips, lambda: paper.sheets)
    device = CabinetBoardSimulator(tmp_path / "pty" / "cabinet", exits, paced=False)
    device.start()
    yield device
    device.stop()


@pytest.fixture
def board(device: CabinetBoardSimulator) -> Iterator[ModbusCabinetBoard]:
    board = open_board(device.port.link)
    yield board
    board.close()


def open_board(link: Path, **changes: Any) -> ModbusCabinetBoard:
    settings = CabinetBoardSettings.model_validate({"port": link, "answer_s": 0.2, **changes})
    return open_cabinet_board(settings, SystemClock())
