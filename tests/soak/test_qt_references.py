"""A long-lived process: signals and timers by the hundred thousand."""

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
class Emitter(QObject):
    told = Signal(bool)
app = QCoreApplication([])
emitter, timer = Emitter(), QTimer()
for _ in range(200_000):
    emitter.told.emit(True)
for _ in range(20_000):
    timer.start(1000)
    timer.stop()
    app.processEvents()
print("alive")
"""


def test_two_hundred_thousand_signals_and_twenty_thousand_timers() -> None:
    """PySide6 6.12 on Python 3.11 dies of lost references after a few hundred; no short test shows it."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]
