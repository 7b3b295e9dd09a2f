"""A simulated pad and the driver that is plugged into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.clock import SystemClock
from drivers.pin_pad.contract import WrappedKey
from drivers.pin_pad.hardware import Limits, SerialPinPad
from drivers.transport.serial_port import SerialPort
from simulators.devices.chip_card.des import encrypt
from simulators.devices.pin_pad import PinPadSimulator

MASTER = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
PIN_KEY = bytes.fromhex("1122334455667788AABBCCDDEEFF0011")
KEY = WrappedKey(encrypt(MASTER, PIN_KEY), encrypt(PIN_KEY, bytes(8))[:4])
ACCOUNT = "202000069232"
QUICK = Limits(reply=0.2, look=0.01)


@pytest.fixture
def device(tmp_path: Path) -> Iterator[PinPadSimulator]:
    """The pad itself; nobody may ever have asked it for digits in clear."""
    device = PinPadSimulator(tmp_path / "pty" / "pin-pad", MASTER, paced=False)
    device.start()
    yield device
    assert device.clear_text_requests == 0
    device.stop()


@pytest.fixture
def pad(device: PinPadSimulator) -> Iterator[SerialPinPad]:
    pad = open_pad(device.port.link)
    yield pad
    pad.close()


def open_pad(link: Path) -> SerialPinPad:
    return SerialPinPad(SerialPort(link, 115200, SystemClock()), SystemClock(), QUICK)
