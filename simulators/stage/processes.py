"""Child processes that end with the stage, whatever happens to it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STOP_LIMIT_S = 10.0
POLL_S = 0.05


class ProcessFailed(RuntimeError):
    """A program of the stage ended when it should not, or did not get ready."""


@dataclass
class Child:
    """One running program."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def ended_in_order(self) -> bool:
        """Tell whether it has ended by its own decision, with nothing wrong."""
        return self.process.poll() == 0

    def require_running(self) -> None:
        """Raise :class:`ProcessFailed` with the end of its log when it has ended."""
        if self.process.poll() is not None:
            raise ProcessFailed(f"{self.name} ended with {self.process.returncode}; its last words:\n{self.last_words()}")

    def last_words(self) -> str:
        """Return the last lines of its log, if it still has one."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self) -> None:
        """Ask it to end, insist after a while."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Children:
    """Starts programs, stops them in reverse order."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: list[Child] = []

    def start(self, name: str, module: str, *arguments: str, env: Mapping[str, str]) -> Child:
        """Start ``python -m module arguments`` in a process group of its own; it ends when the stage does (PDEATHSIG)."""
        log = self._logs / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - our own modules
                ["/usr/bin/setpriv", "--pdeathsig", "TERM", sys.executable, "-m", module, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **env},
                start_new_session=True,
            )
        child = Child(name, process, log)
        self._running.append(child)
        return child

    def run(self, module: str, *arguments: str, env: Mapping[str, str]) -> str:
        """Run ``python -m module arguments`` to its end and return what it printed; raises :class:`ProcessFailed`."""
        done = subprocess.run(  # noqa: S603 - our own modules
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            start_new_session=True,  # Ctrl-C is for the stage, which then stops everything in order
        )
        if done.returncode:
            raise ProcessFailed(f"{module} {arguments[0]} failed: {done.stderr[-2000:] or done.stdout[-2000:]}")
        return done.stdout

    def wait_for(self, child: Child, path: Path, limit_s: float = 60.0) -> None:
        """Wait until `child` has made `path`."""
        deadline = time.monotonic() + limit_s
        while not path.exists():
            child.require_running()
            if time.monotonic() > deadline:
                raise ProcessFailed(f"{child.name} did not get ready")
            time.sleep(POLL_S)

    def require_all_running(self) -> None:
        """Raise :class:`ProcessFailed` when one has ended."""
        for child in self._running:
            child.require_running()

    def find(self, name: str) -> Child:
        """Return the running program of this name; raises :class:`LookupError`."""
        for child in self._running:
            if child.name == name:
                return child
        raise LookupError(name)

    def remove(self, child: Child) -> None:
        """Stop one and forget it."""
        child.stop()
        self._running.remove(child)

    def kill(self, child: Child) -> None:
        """End one as a power cut would, and forget it."""
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self._running.remove(child)

    def stop_all(self) -> None:
        """Stop every one, the last started first."""
        while self._running:
            self._running.pop().stop()
