"""The supply over a connection: our simulator, NUT's own server where it is installed, and bad peers."""

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.ups.__main__ import app
from drivers.ups.contract import PowerSource
from drivers.ups.hardware import NutUps, UpsSettings, open_ups
from simulators.devices.ups import UpsFault, UpsSimulator
from tests.drivers.pty_peer import eventually

NUT = Path("/lib/nut")


@pytest.fixture
def device() -> Iterator[UpsSimulator]:
    device = UpsSimulator()
    device.start()
    yield device
    device.stop()


def opened(port: int) -> NutUps:
    return open_ups(UpsSettings(port=port, answer_s=1.0), SystemClock())


def test_a_power_cut_is_seen(device: UpsSimulator) -> None:
    ups = opened(device.port)
    assert (ups.read().source, ups.read().charge_percent, ups.read().runtime_s) == (PowerSource.MAINS, 100, 1800)
    device.set_power(on_battery=True, charge=15, low=True, worn=True)
    power = ups.read()
    assert (power.source, power.charge_percent, power.low, power.replace_battery) == (PowerSource.BATTERY, 15, True, True)
    assert ups.report().warnings == ("on_battery", "battery_low", "battery_worn")
    assert ups.self_test().failure is FailureCode.UPS_BATTERY_WORN
    ups.close()
    ups.close()


def test_a_server_that_ends_midway_is_unreachable_and_comes_back(device: UpsSimulator) -> None:
    ups = opened(device.port)
    device.set_fault(UpsFault.DIES_MIDWAY)
    for _ in range(2):
        with pytest.raises(DeviceFailure) as caught:
            ups.read()
        assert caught.value.code is FailureCode.UPS_UNREACHABLE
    ups.close()
    with pytest.raises(DeviceFailure) as caught:
        opened(device.port)
    assert caught.value.code is FailureCode.UPS_UNREACHABLE
    device.set_fault(None)
    ups = opened(device.port)
    assert ups.self_test().passed
    ups.close()


def test_a_line_without_end_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def babble() -> None:
            line, _ = listener.accept()
            with line, suppress(OSError):
                line.recv(100)
                line.sendall(b"x" * 5000)
                line.recv(1)

        thread = Thread(target=babble)
        thread.start()
        ups = opened(listener.getsockname()[1])
        with pytest.raises(DeviceFailure) as caught:
            ups.read()
        assert caught.value.code is FailureCode.UPS_BAD_ANSWER
        ups.close()
        thread.join()


def test_the_command_line(device: UpsSimulator) -> None:
    port = ["--port", str(device.port)]
    assert json.loads(CliRunner().invoke(app, ["read", *port, "--json"]).stdout)["source"] == "mains"
    device.set_power(on_battery=True)
    said = CliRunner().invoke(app, ["status", *port]).stdout
    assert "停电，在用电池" in said
    device.set_fault(UpsFault.LOST)
    lost = CliRunner().invoke(app, ["self-test", *port, "--json"])
    assert (lost.exit_code, json.loads(lost.stdout)["code"]) == (1, "ups_lost")
    assert CliRunner().invoke(app, ["status", "--port", "many"]).exit_code == 2


@pytest.mark.skipif(not (NUT / "upsd").exists(), reason="nut-server is not installed")
def test_nuts_own_server_is_understood(tmp_path: Path, unused_port: int) -> None:
    (tmp_path / "kiosk.dev").write_text(
        'ups.status: OB DISCHRG\nbattery.charge: 42\nbattery.runtime: 300\nups.model: "x \\"y\\""\n'
    )
    (tmp_path / "ups.conf").write_text(f"[kiosk]\n driver = dummy-ups\n mode = dummy-once\n port = {tmp_path}/kiosk.dev\n")
    (tmp_path / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {unused_port}\n")
    (tmp_path / "upsd.users").write_text("")
    (tmp_path / "nut.conf").write_text("MODE=standalone\n")
    for file in tmp_path.iterdir():
        file.chmod(0o640)
    environment = {"NUT_CONFPATH": str(tmp_path), "NUT_STATEPATH": str(tmp_path), "NUT_ALTPIDPATH": str(tmp_path)}
    whole: dict[str, object] = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    driver = subprocess.Popen([str(NUT / "dummy-ups"), "-a", "kiosk", "-u", "root", "-D"], **whole)  # type: ignore[call-overload]
    server = subprocess.Popen([str(NUT / "upsd"), "-u", "root", "-D"], **whole)  # type: ignore[call-overload]
    try:
        assert eventually(lambda: is_answering(unused_port), 20)
        ups = opened(unused_port)
        power = ups.read()
        assert (power.source, power.charge_percent, power.runtime_s, power.low) == (PowerSource.BATTERY, 42, 300, False)
        driver.kill()
        driver.wait()
        assert eventually(lambda: code_of(ups) is FailureCode.UPS_LOST, 20)
        ups.close()
    finally:
        for process in (driver, server):
            process.kill()
            process.wait()


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def is_answering(port: int) -> bool:
    try:
        ups = opened(port)
    except DeviceFailure:
        return False
    try:
        return code_of(ups) is None
    finally:
        ups.close()


def code_of(ups: NutUps) -> FailureCode | None:
    try:
        ups.read()
    except DeviceFailure as failure:
        return failure.code
    return None
