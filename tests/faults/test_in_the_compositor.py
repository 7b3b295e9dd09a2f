"""Terminal and safe screen under the real compositor, fenced in as by their units: they live, and end in order."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.life_line import LifeLine
from tests.paths import ROOT

GENEROUS_S = 60.0
SCREENS = {"terminal": ("kiosk", "run"), "safe screen": ("ui.safe_screen",)}
HEADLESS = {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1"}

pytestmark = pytest.mark.skipif(not shutil.which("cage"), reason="cage is not on this machine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A runtime folder that whoever the screen runs as may use."""
    folder = tmp_path / "run"
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, 65534, 65534)
    folder.chmod(0o700)
    (tmp_path / "kiosk.toml").write_text(f'profile = "sandbox"\nstate_dir = "{folder / "state"}"\n', "utf-8")
    return folder


@pytest.fixture
def line(folder: Path) -> Iterator[LifeLine]:
    with LifeLine(folder, 3.0) as line:
        line.path.chmod(0o777)
        yield line


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_lives_in_it_and_ends_when_asked_to(screen: str, folder: Path, line: LifeLine) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "QT_QPA_PLATFORM": "wayland",
        "QV4_FORCE_INTERPRETER": "1",
        "KIOSK_OVERLAY": str(folder.parent / "kiosk.toml"),
        **HEADLESS,
        **line.environment,
    }
    cage = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.fenced", "cage", "-d", "--", sys.executable, "-m", *SCREENS[screen]],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert line.wait(GENEROUS_S) == "READY=1"
        for _ in range(3):
            assert line.wait(GENEROUS_S) == "WATCHDOG=1"
        subprocess.run(["pkill", "-TERM", "-P", str(cage.pid)], check=True)  # as the unit's ExecStop does
        line.wait_for("STOPPING=1")
        assert cage.wait(GENEROUS_S) == 0
    finally:
        with suppress(ProcessLookupError):
            os.killpg(cage.pid, signal.SIGKILL)
        cage.wait()
