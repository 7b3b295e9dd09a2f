"""One terminal at a time in one state folder: a second one would print, pay and lodge beside the first, from the same store."""

import fcntl
import os
from pathlib import Path

LOCK = "only-terminal.lock"


class AnotherTerminalRuns(Exception):
    """A terminal runs in this state folder already."""


class OnlyTerminal:
    """The right to be the terminal of a state folder while this process lives; after a kill the kernel gives it back."""

    def __init__(self, state_dir: Path) -> None:
        """Take it; raises :class:`AnotherTerminalRuns`, :class:`OSError`."""
        self._file = os.open(state_dir / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise AnotherTerminalRuns from error

    def end(self) -> None:
        """Give it back."""
        os.close(self._file)
