"""The socket by which scripted citizens see and touch the terminal: in the sandbox only, and for its owner only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

LIMIT_S = 60.0


@pytest.mark.parametrize("profile", ["production", "pilot", "Sandbox", "sandbox ", ""])
def test_no_other_profile_opens_the_socket(tmp_path: Path, profile: str) -> None:
    overlay, socket = tmp_path / "overlay.toml", tmp_path / "terminal.sock"
    overlay.write_text(f'profile = "{profile}"\nstate_dir = "{tmp_path}/state"\n', "utf-8")
    done = _host(socket, {"KIOSK_OVERLAY": str(overlay)})
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"sandbox" in done.stderr
    assert not socket.exists()
    assert not (tmp_path / "state").exists()


def test_the_settings_as_shipped_do_not_open_it(tmp_path: Path) -> None:
    environment = {"KIOSK_OVERLAY": ""}
    done = _host(tmp_path / "terminal.sock", environment)
    assert done.returncode == 2
    assert not (tmp_path / "terminal.sock").exists()


def _host(socket: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
    words = [sys.executable, "-m", "simulators.citizen", "--socket", str(socket)]
    whole = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment}
    return subprocess.run(words, env=whole, cwd=ROOT, capture_output=True, timeout=LIMIT_S, check=False)
