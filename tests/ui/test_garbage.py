"""Cyclic garbage goes in the GUI thread and in no other, however busy the others are."""

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from tests.paths import ROOT
from tests.ui.window import settle
from ui.garbage import Sweeper

pytestmark = [pytest.mark.no_qt_log, pytest.mark.usefixtures("qapp")]
freed_in: list[str] = []


class Knot:
    """Lies in a cycle with itself; tells which thread frees it."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        freed_in.append(threading.current_thread().name)


@pytest.fixture
def sweeper() -> Iterator[Sweeper]:
    was_on = gc.isenabled()
    gc.collect()
    freed_in.clear()
    one = Sweeper()
    yield one
    one.end()
    assert gc.isenabled()
    if not was_on:  # a window of other tests is open
        gc.disable()


def allocate() -> None:
    """Make so much garbage that a collector left to itself runs many times."""
    for _ in range(20_000):
        Knot()


def test_a_busy_worker_frees_nothing_and_the_gui_thread_frees_it_all(sweeper: Sweeper) -> None:
    worker = threading.Thread(target=allocate, name="device")
    worker.start()
    worker.join()
    assert freed_in == []
    sweeper.sweep()
    assert len(freed_in) >= 20_000
    assert set(freed_in) == {threading.current_thread().name}


def test_it_sweeps_by_itself(sweeper: Sweeper) -> None:
    assert sweeper.thread() is QCoreApplication.instance().thread()  # type: ignore[union-attr]
    allocate()
    settle(lambda: bool(freed_in))
    assert set(freed_in) == {threading.current_thread().name}


def test_little_garbage_is_left_until_a_visit_ends(sweeper: Sweeper) -> None:
    Knot()
    sweeper.sweep()
    assert freed_in == []
    sweeper.sweep_all()
    assert len(freed_in) == 1


def test_the_window_switches_the_collector_off_and_on_again() -> None:
    code = (
        "import gc; from ui.gallery.studio import Studio; studio = Studio('portrait'); during = gc.isenabled();"
        "studio.shell.close(); print(during, gc.isenabled())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["False", "True"]
