"""The serial port against pseudo-terminals: limits, locks, pulled plugs."""

import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.transport.serial_port import SerialPort

CLOCK = SystemClock()


class Cable:
    """Both ends of a pseudo-terminal."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.path = Path(os.ttyname(self.slave))

    def pull(self) -> None:
        for end in (self.slave, self.master):
            if end >= 0:
                os.close(end)
        self.master = self.slave = -1


@pytest.fixture
def cable() -> Iterator[Cable]:
    laid = Cable()
    yield laid
    laid.pull()


@pytest.fixture
def port(cable: Cable) -> Iterator[SerialPort]:
    opened = SerialPort(cable.path, 115200, CLOCK, write_limit_s=0.1)
    yield opened
    opened.close()


def soon() -> float:
    return CLOCK.monotonic() + 0.05


def later() -> float:
    return CLOCK.monotonic() + 10


def code_of(failure: pytest.ExceptionInfo[DeviceFailure]) -> FailureCode:
    return failure.value.code


def test_bytes_go_both_ways(cable: Cable, port: SerialPort) -> None:
    port.write(b"\x00\xff\r\n\x11")
    assert os.read(cable.master, 64) == b"\x00\xff\r\n\x11"
    os.write(cable.master, b"\x03\x13answer")
    assert port.read(2, later()) == b"\x03\x13"
    assert port.read(64, later()) == b"answer"


def test_a_read_ends_at_its_limit(port: SerialPort) -> None:
    assert port.read(64, soon()) == b""
    assert port.read(64, CLOCK.monotonic() - 1) == b""


def test_stale_bytes_are_dropped(cable: Cable, port: SerialPort) -> None:
    os.write(cable.master, b"stale")
    port.drop_input()
    assert port.read(64, soon()) == b""


def test_a_peer_that_takes_nothing_is_silent(port: SerialPort) -> None:
    with pytest.raises(DeviceFailure) as failure:
        port.write(bytes(1_000_000))
    assert code_of(failure) is FailureCode.DEVICE_SILENT


def test_a_second_opener_is_told_that_the_port_is_in_use(cable: Cable, port: SerialPort) -> None:
    with pytest.raises(DeviceFailure) as failure:
        SerialPort(cable.path, 115200, CLOCK)
    assert code_of(failure) is FailureCode.DEVICE_IN_USE
    with pytest.raises(serial.SerialException):
        serial.Serial(str(cable.path), exclusive=True)
    port.close()
    SerialPort(cable.path, 115200, CLOCK).close()


def test_a_pulled_plug_is_noticed_by_every_call(cable: Cable, port: SerialPort) -> None:
    cable.pull()
    for call in (lambda: port.read(64, later()), lambda: port.write(b"x"), port.drop_input):
        with pytest.raises(DeviceFailure) as failure:
            call()
        assert code_of(failure) is FailureCode.DEVICE_UNPLUGGED
    port.close()


def test_a_closed_port_counts_as_unplugged(port: SerialPort) -> None:
    port.close()
    for call in (lambda: port.read(64, later()), lambda: port.write(b"x"), port.drop_input):
        with pytest.raises(DeviceFailure) as failure:
            call()
        assert code_of(failure) is FailureCode.DEVICE_UNPLUGGED


def test_an_end_of_file_counts_as_unplugged(port: SerialPort, monkeypatch: pytest.MonkeyPatch, cable: Cable) -> None:
    """USB adapters that vanish are ready to read and give nothing."""
    os.write(cable.master, b"x")
    monkeypatch.setattr(os, "read", lambda _fileno, _limit: b"")
    with pytest.raises(DeviceFailure) as failure:
        port.read(64, later())
    assert code_of(failure) is FailureCode.DEVICE_UNPLUGGED


def test_a_false_alarm_is_no_data(port: SerialPort, monkeypatch: pytest.MonkeyPatch, cable: Cable) -> None:
    def nothing_after_all(_fileno: int, _limit: int) -> bytes:
        raise BlockingIOError

    os.write(cable.master, b"x")
    monkeypatch.setattr(os, "read", nothing_after_all)
    assert port.read(64, later()) == b""


def test_nothing_fit_to_open(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no terminal")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing", tmp_path / "file", tmp_path / "pipe", tmp_path, Path("/dev/null"), Path("a\0b")):
        with pytest.raises(DeviceFailure) as failure:
            SerialPort(path, 115200, CLOCK)
        assert code_of(failure) is FailureCode.DEVICE_UNPLUGGED
