"""Every process as its unit starts it: ready, alive by its own loop, silent when it hangs, and ended when asked to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.life_line import LifeLine
from tests.paths import ROOT

WATCHDOG_S = 2.0
GENEROUS_S = 60.0
COMMANDS = {
    "terminal": ("kiosk", "run"),
    "courier": ("backend_client", "courier"),
    "payment": ("payment", "serve"),
    "office": ("backoffice", "serve"),
    "office jobs": ("backoffice", "worker"),
}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings under which every process starts, with no device and no office in reach."""
    key = tmp_path / "mac-master.key"
    key.write_bytes(bytes(16))
    overlay = tmp_path / "kiosk.toml"
    overlay.write_text(
        f'profile = "sandbox"\nstate_dir = "{tmp_path / "state"}"\n[office]\nurl = "http://127.0.0.1:9"\n'
        f'[ui]\nfullscreen = false\n[payment]\nmac_master_key_file = "{key}"\n'
        '[payment.acquirer]\nhost = "127.0.0.1"\nport = 9\nterminal = "00000001"\nmerchant = "000000000000001"\n',
        "utf-8",
    )
    office = tmp_path / "office.toml"
    office.write_text(f'profile = "sandbox"\nstate_dir = "{tmp_path / "office"}"\n', "utf-8")
    return {
        **os.environ,
        "KIOSK_OVERLAY": str(overlay),
        "BACKOFFICE_OVERLAY": str(office),
        "PCSCLITE_CSOCK_NAME": str(tmp_path / "no-pcscd"),
    }


@pytest.fixture
def line(tmp_path: Path) -> Iterator[LifeLine]:
    with LifeLine(tmp_path, WATCHDOG_S) as line:
        yield line


@pytest.mark.parametrize("name", COMMANDS)
def test_a_process_tells_of_itself(name: str, environment: dict[str, str], line: LifeLine) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", *COMMANDS[name]],
        cwd=ROOT,
        env={**environment, **line.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert line.wait(GENEROUS_S) == "READY=1"
        for _ in range(3):
            assert line.wait(GENEROUS_S) == "WATCHDOG=1"
        process.send_signal(signal.SIGSTOP)  # it hangs
        line.heard()
        with pytest.raises(TimeoutError):
            line.wait(2 * WATCHDOG_S)
        process.send_signal(signal.SIGCONT)
        line.wait_for("WATCHDOG=1")
        process.send_signal(signal.SIGTERM)
        assert process.wait(GENEROUS_S) == 0
    finally:
        process.kill()
        process.wait()
