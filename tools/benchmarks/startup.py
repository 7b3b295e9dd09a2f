"""``startup``: the terminal as a cold process under Xvfb, from its start to the first picture, beside Debian's AusweisApp.

AusweisApp is Qt Quick too and shows a window of comparable size. Both run on two cores with the software renderer. Rest: memory
of the terminal's own process (the face process is another) and its share of one core while the attract screen stands.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.kiosk.office import OneKeyOffice
from tools.benchmarks.panel import Panel, running, until
from tools.benchmarks.report import Goal, Options, Report

ROOT = Path(__file__).parents[2]
REFERENCE = "AusweisApp2"
ROUNDS = 7
REST_BEFORE_S = 6.0  # devices are looked for, the store is opened
REST_S = 12.0
GOALS = {
    "first_frame_s": Goal(0.8),
    "rss_mb": Goal(300),
    "idle_cpu_percent": Goal(2),
    "first_frame_vs_ausweisapp": Goal(1.3),
}


def measure(_options: Options) -> Report:
    """Start both in turn, several times; then let the terminal rest."""
    with tempfile.TemporaryDirectory(prefix="cq") as folder, Panel(Path(folder)) as panel:
        terminal = _Terminal(Path(folder))
        reference = shutil.which(REFERENCE)
        ours, theirs = [], []
        terminal.first_picture(panel)  # compiles QML and Python once, as the package does when it is installed
        for _ in range(ROUNDS):
            ours.append(terminal.first_picture(panel))
            if reference:
                theirs.append(_first_picture_of(reference, panel, Path(folder)))
        rss_mb, idle = terminal.rest(panel)
    ratio = statistics.median(ours) / statistics.median(theirs) if theirs else None
    figures = {
        "first_frame_s": round(statistics.median(ours), 3),
        "rss_mb": round(rss_mb, 1),
        "idle_cpu_percent": round(idle, 2),
        "first_frame_vs_ausweisapp": None if ratio is None else round(ratio, 2),
    }
    beside = {"program": "ausweisapp2 --show", "first_frame_s": round(statistics.median(theirs), 3)} if theirs else {}
    spread = {"first_frame_s": [round(min(ours), 3), round(max(ours), 3)]}
    notes = [] if theirs else ["ausweisapp2 is not installed, so there is nothing to compare with"]
    return Report("startup", figures, GOALS, beside, spread, notes)


class _Terminal:
    """The real command, enrolled, with devices that are not there: the attract screen does not need them."""

    def __init__(self, folder: Path) -> None:
        state, overlay = folder / "terminal", folder / "overlay.toml"
        OneKeyOffice().enrol(state)
        overlay.write_text(
            f'profile = "sandbox"\nstate_dir = "{state}"\n[office]\nurl = "http://127.0.0.1:1"\n'
            f'[ui]\nfullscreen = true\n[devices.id_card_reader]\nport = "{folder}/none"\n'
            f'[devices.receipt_printer]\nport = "{folder}/none"\n[devices.camera]\nsource = "http://127.0.0.1:1/none"\n',
            "utf-8",
        )
        self._command = [sys.executable, "-m", "kiosk", "run"]
        self._variables = {"KIOSK_OVERLAY": str(overlay), "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}

    def first_picture(self, panel: Panel) -> float:
        """Return the seconds from the start of the process to the first pixels."""
        until(panel.is_black)
        began = time.perf_counter()
        with running(self._command, panel.display, self._variables) as process:
            until(panel.has_picture, process)
            return time.perf_counter() - began

    def rest(self, panel: Panel) -> tuple[float, float]:
        """Return megabytes in memory and percent of one core, on the attract screen."""
        until(panel.is_black)
        with running(self._command, panel.display, self._variables) as process:
            until(panel.has_picture, process)
            time.sleep(REST_BEFORE_S)
            before, began = _cpu_seconds(process.pid), time.perf_counter()
            time.sleep(REST_S)
            used, passed = _cpu_seconds(process.pid) - before, time.perf_counter() - began
            return _resident_mb(process.pid), 100 * used / passed


def _first_picture_of(program: str, panel: Panel, folder: Path) -> float:
    until(panel.is_black)
    home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software"}
    began = time.perf_counter()
    with running([program, "--show"], panel.display, home) as process:
        until(panel.has_picture, process)
        return time.perf_counter() - began


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
