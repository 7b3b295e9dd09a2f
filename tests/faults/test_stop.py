"""Ctrl-C ends all that was started and nothing else; two copies run side by side."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulators.stage import __main__ as stage
from simulators.stage.house import House, StageInUse
from tests.houses import eventually
from tests.paths import ROOT

NAMES = ("test-stop-a", "test-stop-b")


def start(name: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "simulators.stage", "--headless", "--name", name],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def read_until_up(run: "subprocess.Popen[str]") -> str:
    assert run.stdout is not None
    said = ""
    for line in run.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    pytest.fail(f"it never came up: {said}")


def living_below(root: Path) -> list[int]:
    """Processes whose command line or environment names this run's folder."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                known = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            except OSError:
                continue
            if str(root).encode() + b"/" in known:
                found.append(int(process.name))
    return found


@pytest.fixture
def two_runs() -> Iterator[list["subprocess.Popen[str]"]]:
    runs = [start(name) for name in NAMES]
    yield runs
    for run in runs:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert run.stdout is not None
        run.stdout.close()
    for name in NAMES:
        shutil.rmtree(stage.VAR / name)
        (stage.VAR / f".{name}.lock").unlink()


def test_ctrl_c_ends_one_copy_whole_and_leaves_the_other_alone(two_runs: list["subprocess.Popen[str]"]) -> None:
    first, second = two_runs
    addresses = {line for run in two_runs for line in read_until_up(run).splitlines() if "http://" in line}
    assert len(addresses) == 4, "dock and desk of each copy have addresses of their own"
    assert len(living_below(stage.VAR / NAMES[0])) >= 4

    first.send_signal(signal.SIGINT)
    assert first.wait(30) == 0
    eventually("nothing of the first is left", lambda: not living_below(stage.VAR / NAMES[0]))
    assert second.poll() is None
    assert len(living_below(stage.VAR / NAMES[1])) >= 4

    os.kill(second.pid, signal.SIGKILL)  # even then nothing outlives it
    second.wait(30)
    eventually("nothing of the second is left", lambda: not living_below(stage.VAR / NAMES[1]))


def test_a_second_run_of_the_same_name_is_told_so(two_runs: list["subprocess.Popen[str]"]) -> None:
    read_until_up(two_runs[0])
    again = subprocess.run(
        [sys.executable, "-m", "simulators.stage", "--headless", "--name", NAMES[0]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert again.returncode == 1
    assert "another run uses" in again.stdout
    assert two_runs[0].poll() is None
    read_until_up(two_runs[1])
    for run in two_runs:
        run.send_signal(signal.SIGTERM)
        assert run.wait(30) == 0


@pytest.mark.parametrize("name", ["..", ".", "", "/tmp/x", "a/b", "-x"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    """The folder of that name is emptied, so it must be one below var/."""
    with pytest.raises(argparse.ArgumentTypeError):
        stage.folder_name(name)


def test_a_folder_that_is_not_ours_stays_as_it_is(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter.txt").write_text("keep me")
    with pytest.raises(StageInUse, match="stays as it is"):
        House(precious)
    assert (precious / "letter.txt").exists()


def test_ctrl_c_while_starting_is_quiet() -> None:
    run = start(NAMES[0])
    assert run.stdout is not None
    run.stdout.readline()
    run.send_signal(signal.SIGINT)
    said = run.stdout.read()
    assert run.wait(30) == 130
    run.stdout.close()
    assert "Traceback" not in said
    eventually("nothing is left", lambda: not living_below(stage.VAR / NAMES[0]))
    shutil.rmtree(stage.VAR / NAMES[0])
    (stage.VAR / f".{NAMES[0]}.lock").unlink()
