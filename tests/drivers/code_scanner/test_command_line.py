"""The technician's command line of the code scanner."""

import json
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from drivers.code_scanner.__main__ import app
from drivers.settings import OVERLAY_VARIABLE
from simulators.devices.code_scanner import CodeScannerSimulator, Symbology

CLI = CliRunner()


def only_object(result: Result) -> dict[str, Any]:
    """Return the one object on standard output."""
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_status_and_self_test(device: CodeScannerSimulator) -> None:
    port = str(device.port.link)
    status = CLI.invoke(app, ["status", "--port", port, "--json"])
    assert only_object(status) == {"status": "online", "warnings": [], "garbage": "0"}
    assert only_object(CLI.invoke(app, ["self-test", "--port", port, "--json"])) == {"passed": True, "garbage": "0"}
    assert "丢弃的残帧" in CLI.invoke(app, ["status", "--port", port]).stdout


def test_scans(device: CodeScannerSimulator) -> None:
    done = Event()

    def show() -> None:
        while not done.wait(0.05):  # what is shown before it listens does not count
            device.show("CQJG:TEST", Symbology.QR)

    showing = Thread(target=show)
    showing.start()
    result = CLI.invoke(app, ["scan", "--port", str(device.port.link), "--json", "--wait", "20"])
    done.set()
    showing.join()
    assert only_object(result) == {"text": "CQJG:TEST", "symbology": "qr"}


def test_ends_with_the_failures_name(device: CodeScannerSimulator, tmp_path: Path) -> None:
    nothing = CLI.invoke(app, ["scan", "--port", str(device.port.link), "--json", "--wait", "0.1"])
    assert (nothing.exit_code, only_object(nothing)["code"]) == (1, "code_absent")
    missing = CLI.invoke(app, ["status", "--port", str(tmp_path / "missing"), "--json"])
    assert (missing.exit_code, only_object(missing)["code"]) == (1, "device_unplugged")


def test_wrong_settings_are_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text("[devices.code_scanner]\nspeed = 1\n")
    monkeypatch.setenv(OVERLAY_VARIABLE, str(overlay))
    assert CLI.invoke(app, ["status", "--json"]).exit_code == 2
