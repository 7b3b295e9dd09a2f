"""Python's cyclic garbage is collected in the GUI thread only.

Python collects in whichever thread allocates just then. A wrapper of a QObject that lies in a cycle would be freed by a
device's worker while Qt draws with it: a crash that comes once in many thousand screens and that no traceback explains. The
remedy is the usual one of Qt programs in Python: the automatic collector is switched off, and the GUI thread collects between
two events.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 1000


class Sweeper(QObject):
    """Collects Python's cyclic garbage in the thread that made it, by the interpreter's own thresholds, until :meth:`end`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()  # what is there at the start stays for years: looking through it every time would cost frames
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    @Slot()
    def sweep(self) -> None:
        """Collect the oldest generation that is due, and the younger ones with it."""
        for generation, (count, threshold) in reversed(list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
            if count > threshold:
                gc.collect(generation)
                return

    def sweep_all(self) -> None:
        """Collect everything; for the moment after a visit."""
        gc.collect()

    def end(self) -> None:
        """Let the interpreter collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
