"""Lets Unix signals through to Python while Qt waits: an idle event loop runs no Python, so no handler either."""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Slot


class SignalBell(QObject):
    """Wakes the main thread when a signal arrives; Python then calls its handler. Main thread only."""

    def __init__(self) -> None:
        super().__init__()
        self._heard, self._ringing = socket.socketpair()
        self._heard.setblocking(False)  # noqa: FBT003 - positional only
        self._ringing.setblocking(False)  # noqa: FBT003 - positional only
        self._before = signal.set_wakeup_fd(self._ringing.fileno())
        self._notifier = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def close(self) -> None:
        """Stop listening."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        self._heard.close()
        self._ringing.close()

    @Slot()
    def _drain(self) -> None:
        self._heard.recv(4096)  # entering Python is what matters
