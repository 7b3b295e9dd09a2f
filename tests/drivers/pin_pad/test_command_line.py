"""The technician's command line of the PIN pad, as it is typed."""

import json
import threading

import pytest
from typer.testing import CliRunner

from drivers.pin_pad.__main__ import app
from drivers.pin_pad.hardware import SerialPinPad
from simulators.devices.pin_pad import PinPadFault, PinPadSimulator
from tests.drivers.pin_pad.conftest import KEY, open_pad

CLI = CliRunner()


@pytest.fixture
def port(device: PinPadSimulator) -> str:
    """The port of a pad that was signed on before."""
    pad: SerialPinPad = open_pad(device.port.link)
    pad.load_pin_key(KEY)
    pad.close()
    return str(device.port.link)


def test_status_and_self_test(port: str) -> None:
    status = CLI.invoke(app, ["status", "--port", port, "--json"])
    assert json.loads(status.stdout) == {"status": "online", "warnings": [], "model": "ZT588S", "firmware": "2.1-3.4"}
    tested = CLI.invoke(app, ["self-test", "--port", port, "--json"])
    assert json.loads(tested.stdout) == {"passed": True, "model": "ZT588S", "firmware": "2.1-3.4"}
    assert "型号  model: ZT588S" in CLI.invoke(app, ["status", "--port", port]).stdout


def test_a_pad_without_its_master_key(device: PinPadSimulator, port: str) -> None:
    device.set_fault(PinPadFault.KEYS_LOST)
    result = CLI.invoke(app, ["status", "--port", port, "--json"])
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (1, "pin_pad_key_missing")


def test_watching_keys_shows_no_digit(device: PinPadSimulator, port: str) -> None:
    typing = threading.Thread(target=device.press_pin_keys, args=("987654", "enter"))
    typing.start()
    result = CLI.invoke(app, ["watch-keys", "--port", port])
    typing.join()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:7] == ["∗  a digit"] * 6 + ["确认  enter"]
    assert "数字键次数  digits pressed: 6" in lines
    assert not set("987") & set(result.stdout)


def test_watching_ends_with_cancel(device: PinPadSimulator, port: str) -> None:
    typing = threading.Thread(target=device.press_pin_keys, args=("1", "cancel"))
    typing.start()
    result = CLI.invoke(app, ["watch-keys", "--port", port, "--json"])
    typing.join()
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (1, "pin_entry_cancelled")
