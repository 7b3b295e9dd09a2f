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
HEAVY = ("sqlalchemy", "requests", "serial", "structlog", "cryptography", "drivers.id_card_reader.hardware")

FIRST_FRAME = f"""
import json, sys
from kiosk.__main__ import Terminal
from kiosk.settings import load_settings
terminal = Terminal(load_settings())
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]), flush=True)
terminal.observe(lambda state: terminal.shell.quit())
status = terminal.run()
print(json.dumps([name for name in {OF_THE_FACE_PROCESS!r} if name in sys.modules]), flush=True)
sys.exit(status)
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
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], env=environment, cwd=ROOT, capture_output=True, timeout=LIMIT_S, check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, [b"[]", b"[]"]), done.stderr.decode()


def test_a_terminal_told_to_stop_ends_in_order(its_settings: Settings, terminal: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LIMIT_S
    while not (database_path(its_settings.state_dir).exists() and "device_changed" in _safely(its_settings)):
        assert terminal.poll() is None, "the terminal ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.05)
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
