"""The shell by itself, each in a process of its own, as the terminal runs it."""

import subprocess
import sys

import pytest

from tests.paths import ROOT

START = """
import os, sys, threading, logging
logging.basicConfig(level=logging.WARNING)
from ui.gallery.book import open_book
from ui.shell import Shell, ShellOptions
"""


def _run(script: str, **environment: str) -> str:
    import os

    done = subprocess.run(
        [sys.executable, "-c", START + script],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip(), done.stderr
    return done.stdout


def test_the_first_frame_needs_none_of_the_heavy_libraries() -> None:
    output = _run("""
shell = Shell(ShellOptions(sandbox=True), open_book())
assert not shell.window.grabWindow().isNull()
heavy = {"sqlalchemy", "requests", "serial", "cryptography", "pydantic", "structlog", "PIL", "http_message_signatures"}
print(sorted(heavy & set(sys.modules)))
shell.close()
""")
    assert output.strip() == "[]"


def test_foreign_qt_variables_are_removed_and_the_software_renderer_is_set() -> None:
    output = _run(
        """
os.environ.pop("QT_QUICK_BACKEND", None)
shell = Shell(ShellOptions(), open_book())
print(sorted(name for name in os.environ if name.startswith("QT_QPA_") and name != "QT_QPA_PLATFORM"))
print(os.environ["QT_QUICK_BACKEND"])
shell.close()
""",
        QT_QPA_PLATFORM_PLUGIN_PATH="/nowhere",
        QT_QPA_FONTDIR="/nowhere",
    )
    assert output.split() == ["[]", "software"]


def test_the_window_does_not_close_and_quit_works_from_any_thread() -> None:
    output = _run("""
shell = Shell(ShellOptions(orientation="landscape", size=(960, 540)), open_book())
print(shell.window.close(), shell.window.isVisible(), shell.window.width())
threading.Timer(0.2, shell.quit).start()
print(shell.exec())
""")
    assert output.split() == ["False", "True", "960", "0"]


def test_a_state_that_comes_after_the_window_is_gone_harms_nobody() -> None:
    output = _run("""
from kiosk.flow.screen_state import ScreenState
class Late:
    def observe(self, observer): self.observer = observer
    def send(self, touch): pass
late = Late()
shell = Shell(ShellOptions(), open_book())
shell.attach(late)
threading.Timer(0.1, shell.quit).start()
shell.exec()
late.observer(ScreenState(serial=1, screen="home"))
print("alive")
""")
    assert output.strip() == "alive"


def test_an_unknown_screen_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    output = _run("""
from kiosk.flow.screen_state import ScreenState
from PySide6.QtGui import QGuiApplication
told = []
class Told(logging.Handler):
    def emit(self, record): told.append(record.levelname)
logging.getLogger().handlers[:] = [Told()]
shell = Shell(ShellOptions(moving=False), open_book())
shell.show(ScreenState(serial=1, screen="no_such_screen"))
QGuiApplication.processEvents()
print(bool(told))
shell.close()
""")
    assert output.strip() == "True"


def test_a_signal_is_heard_while_nothing_happens_on_the_screen() -> None:
    """An idle event loop runs no Python; SIGTERM must end the terminal all the same."""
    output = _run("""
import os, signal, threading
shell = Shell(ShellOptions(moving=False), open_book())
signal.signal(signal.SIGTERM, lambda number, frame: shell.quit())
killer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGTERM))
killer.start()
print("ended with", shell.exec())
killer.join()
""")
    assert output.strip() == "ended with 0"
