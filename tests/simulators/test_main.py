"""``simulators up`` as a process."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulators.control import CabinetClient
from tests.simulators.waiting import until

UP = [sys.executable, "-m", "simulators", "up"]
PARENT = """
import subprocess, sys
child = subprocess.Popen([*sys.argv[1:]], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_when_it_says_so_and_ends_cleanly(tmp_path: Path, ending: signal.Signals) -> None:
    with subprocess.Popen([*UP, "--root", str(tmp_path), "--json"], stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        addresses = json.loads(process.stdout.readline())
        client = CabinetClient(addresses["control"]["url"])
        assert client.state()["profile"] == "sandbox"
        client.close()
        process.send_signal(ending)
        assert process.wait(20) == 0
    assert not (tmp_path / "simulators.json").exists()
    assert list((tmp_path / "pty").iterdir()) == []


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, *UP, "--root", str(tmp_path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        assert (tmp_path / "simulators.json").exists()
        parent.kill()
    until(lambda: not (tmp_path / "simulators.json").exists())


def refused(*arguments: str, env: dict[str, str] | None = None) -> int:
    return subprocess.run([*UP, *arguments], env=env, capture_output=True, timeout=60, check=False).returncode


def test_other_profiles_are_refused(tmp_path: Path) -> None:
    overlay = tmp_path / "cabinet.toml"
    overlay.write_text('profile = "cabinet"\n')
    assert refused("--root", str(tmp_path), "--profile", "cabinet") == 1
    assert refused("--root", str(tmp_path), env=environment(KIOSK_OVERLAY=str(overlay))) == 1


@pytest.mark.parametrize("target", ["nonsense", ":80", "host:"])
def test_wrong_use_is_two(tmp_path: Path, target: str) -> None:
    assert refused("--root", str(tmp_path), "--office-target", target) == 2


def test_reader_stands_alone(tmp_path: Path) -> None:
    link = tmp_path / "reader"
    command = [sys.executable, "-m", "simulators.devices.id_card_reader", "--link", str(link), "--person", "chen_zhiyuan"]
    with subprocess.Popen(command) as process:
        until(link.exists)
        process.terminate()
        assert process.wait(20) == 0
    assert not os.path.lexists(link)
