"""What the simulated board answers, byte by byte; the CRCs are those of the specification's algorithm, reckoned by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.devices.cabinet_board import BoardFault, CabinetBoardSimulator, Exits
from tests.simulators.serial_line import Line


def sealed(text: str) -> bytes:
    body, crc = bytes.fromhex(text), 0xFFFF
    for byte in body:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 * (crc & 1))
    return body + bytes((crc & 0xFF, crc >> 8))


@pytest.fixture
def board(tmp_path: Path) -> Iterator[CabinetBoardSimulator]:
    board = CabinetBoardSimulator(tmp_path / "pty" / "cabinet", Exits(lambda: 1, lambda: 0, lambda: 65538), paced=False)
    board.start()
    yield board
    board.stop()


def test_inputs_lamps_and_what_it_does_not_know(board: CabinetBoardSimulator) -> None:
    board.set_sensor("door_open", on=True)
    with Line(board.port.link) as line:
        assert line.ask(sealed("010400000004"), 13) == sealed("0104080c01010200090002")
        assert line.ask(sealed("010600010003"), 8) == sealed("010600010003")
        assert line.ask(sealed("010300000005"), 15) == sealed("01030a00000003000000000000")
        assert line.ask(sealed("010400020009"), 5) == sealed("018402")
        assert line.ask(sealed("010600010009"), 5) == sealed("018602")
        assert line.ask(sealed("010600090001"), 5) == sealed("018602")
        line.send(sealed("020400000001"))  # another unit on the same line
        line.send(b"\x01\x04\x00\x00\x00\x01\x00\x00")  # a checksum that is not
        assert line.silent()
    assert board.burning()["bank_card"] == "quick"


def test_a_request_may_come_in_pieces(board: CabinetBoardSimulator) -> None:
    asked = sealed("010400000001")
    with Line(board.port.link) as line:
        line.send(asked[:3])
        assert line.silent()
        assert line.ask(asked[3:], 7) == sealed("0104020c01")


def test_a_dead_lamp_says_that_it_was_lit(board: CabinetBoardSimulator) -> None:
    board.set_fault(BoardFault.LAMPS_DEAD)
    with Line(board.port.link) as line:
        assert line.ask(sealed("010600040001"), 8) == sealed("010600040001")
    assert board.burning()["status"] == "off"


def test_reset_brings_it_back(board: CabinetBoardSimulator) -> None:
    board.set_sensor("slip_at_exit", on=True)
    board.set_fault(BoardFault.UNPLUGGED)
    assert not board.port.link.exists()
    board.reset()
    assert board.port.link.exists()
    assert not board.sensors()["slip_at_exit"]
    with pytest.raises(KeyError):
        board.set_sensor("moon", on=True)
