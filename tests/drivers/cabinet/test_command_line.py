"""The technician's command line of the cabinet's board."""

import json
from pathlib import Path

from typer.testing import CliRunner

from drivers.cabinet.__main__ import app
from simulators.devices.cabinet_board import BoardFault, CabinetBoardSimulator

CLI = CliRunner()


def test_every_command(device: CabinetBoardSimulator) -> None:
    port = ["--port", str(device.port.link), "--json"]
    assert json.loads(CLI.invoke(app, ["status", *port]).stdout)["model"] == "0C01"
    device.set_sensor("door_open", on=True)
    assert json.loads(CLI.invoke(app, ["read", *port]).stdout)["door_open"] is True
    assert CLI.invoke(app, ["lamp", "status", "slow", *port]).exit_code == 0
    assert device.burning()["status"] == "slow"
    assert json.loads(CLI.invoke(app, ["self-test", *port]).stdout)["passed"] is True
    assert "柜门打开" in CLI.invoke(app, ["read", "--port", str(device.port.link)]).stdout


def test_failures_have_their_names(device: CabinetBoardSimulator, tmp_path: Path) -> None:
    device.set_fault(BoardFault.REFUSING)
    refused = CLI.invoke(app, ["self-test", "--port", str(device.port.link), "--json"])
    assert (refused.exit_code, json.loads(refused.stdout)["code"]) == (1, "cabinet_refused")
    missing = CLI.invoke(app, ["status", "--port", str(tmp_path / "missing"), "--json"])
    assert json.loads(missing.stdout)["code"] == "device_unplugged"
    assert CLI.invoke(app, ["lamp", "moon", "on"]).exit_code == 2
