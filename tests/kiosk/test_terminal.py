"""The whole terminal as a process of its own: first frame first, then the rest, and a clean end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend_client.database import database_path
from kiosk.maintenance.records import store_of, verify_audit
from kiosk.settings import Settings
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import settings
from tests.paths import ROOT

LIMIT_S = 60.0
OF_THE_FACE_PROCESS = ("cv2", "numpy", "dlib", "face_recognition", "drivers.camera")
HEAVY = (
    "pydantic",
    "typer",
    "kiosk.settings",
    "sqlalchemy",
    "requests",
    "serial",
    "structlog",
    "cryptography",
    "segno",
    "drivers.id_card_reader.hardware",
)

FIRST_FRAME = f"""
import ctypes, json, sys
import kiosk.__main__ as entry
PR_GET_DUMPABLE = 3
def there(names):
    print(json.dumps([name for name in names if name in sys.modules]), flush=True)
class Watched(entry.Terminal):
    def _build(self):
        self._first_frame.wait()
        there({HEAVY!r})
        print(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0))
        self.observe(lambda state: self.shell.quit())
        super()._build()
    def run(self):
        status = super().run()
        there({OF_THE_FACE_PROCESS!r})
        return status
entry.Terminal = Watched
sys.argv = ["kiosk", "run"]
entry.main()
"""


@pytest.fixture
def its_settings(tmp_path: Path) -> Settings:
    its_settings = settings(tmp_path)
    text = (tmp_path / "overlay.toml").read_text()
    (tmp_path / "overlay.toml").write_text(
        f'{text}[ui]\nfullscreen = false\n[devices.id_card_reader]\nport = "{tmp_path}/none"\n'
        f'[devices.receipt_printer]\nport = "{tmp_path}/none"\n'
    )
    OneKeyOffice().enrol(its_settings.state_dir)
    return its_settings


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "KIOSK_OVERLAY": str(tmp_path / "overlay.toml"), "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def terminal(its_settings: Settings, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-m", "kiosk", "run"], env=environment, cwd=ROOT) as process:
        yield process
        process.kill()


def events_of(its_settings: Settings) -> list[str]:
    from sqlalchemy import text

    with store_of(its_settings.state_dir) as connection:
        return list(connection.execute(text("SELECT event FROM audit_log ORDER BY seq")).scalars())


def test_the_first_frame_comes_first_and_opencv_never(its_settings: Settings, environment: dict[str, str]) -> None:
    """Not even the library that checks the settings is there before; and what is typed stays in the process."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], env=environment, cwd=ROOT, capture_output=True, timeout=LIMIT_S, check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, [b"[]", b"0", b"[]"]), done.stderr.decode()


@pytest.mark.parametrize("words", [["run"], ["run", "--overlay", "overlay.toml"], ["run", "--overlay=overlay.toml"]])
@pytest.mark.parametrize("wrong", ['[office]\nurl = "http://10.0.0.1"', "[office", '[ui]\norientation = "sideways"'])
def test_settings_that_make_no_sense_end_it(tmp_path: Path, environment: dict[str, str], words: list[str], wrong: str) -> None:
    """Whether they are refused before the first frame or behind it."""
    (tmp_path / "overlay.toml").write_text(wrong)
    paths = {"PYTHONPATH": str(ROOT), "KIOSK_OVERLAY": str(tmp_path / "overlay.toml")}
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *words],
        env={**environment, **paths},
        cwd=tmp_path,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"settings: ")


def test_the_help_names_every_command(environment: dict[str, str]) -> None:
    words = [sys.executable, "-m", "kiosk", "--help"]
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=True)
    assert [name for name in ("run", "self-test", "outbox", "audit", "face") if name not in done.stdout] == []


def test_a_terminal_told_to_stop_ends_in_order(its_settings: Settings, terminal: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LIMIT_S
    while not (database_path(its_settings.state_dir).exists() and "device_changed" in _safely(its_settings)):
        assert terminal.poll() is None, "the terminal ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    limits = Path(f"/proc/{terminal.pid}/limits").read_text().splitlines()
    assert [line.split()[-3:-1] for line in limits if line.startswith("Max core file size")] == [["0", "0"]]
    terminal.send_signal(signal.SIGTERM)
    assert terminal.wait(LIMIT_S) == 0
    events = events_of(its_settings)
    assert (events[0], events[-1]) == ("terminal_started", "terminal_stopped")
    assert verify_audit(its_settings.state_dir).intact
    assert '"level": "error"' not in (its_settings.state_dir / "log" / "kiosk.log").read_text()


def _safely(its_settings: Settings) -> list[str]:
    try:
        return events_of(its_settings)
    except Exception:  # noqa: BLE001 - the terminal is just making the file
        return []


def test_a_second_terminal_is_refused_and_the_first_serves_on(
    its_settings: Settings, environment: dict[str, str], terminal: "subprocess.Popen[bytes]"
) -> None:
    _until_it_serves(its_settings, terminal)
    second = subprocess.run(
        [sys.executable, "-m", "kiosk", "run"], env=environment, cwd=ROOT, capture_output=True, timeout=LIMIT_S, check=False
    )
    assert (second.returncode, second.stdout) == (1, b"")
    assert second.stderr == b"another terminal runs with this state folder\n"
    assert terminal.poll() is None
    assert events_of(its_settings).count("terminal_started") == 1


def test_after_a_kill_the_next_terminal_serves(
    its_settings: Settings, environment: dict[str, str], terminal: "subprocess.Popen[bytes]"
) -> None:
    _until_it_serves(its_settings, terminal)
    terminal.kill()
    terminal.wait(LIMIT_S)
    with subprocess.Popen([sys.executable, "-m", "kiosk", "run"], env=environment, cwd=ROOT) as after:
        _until_it_serves(its_settings, after, starts=2)
        after.send_signal(signal.SIGTERM)
        assert after.wait(LIMIT_S) == 0


def _until_it_serves(its_settings: Settings, terminal: "subprocess.Popen[bytes]", starts: int = 1) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not (database_path(its_settings.state_dir).exists() and _safely(its_settings).count("terminal_started") == starts):
        assert terminal.poll() is None, "the terminal ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.05)
