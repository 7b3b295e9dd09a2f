"""The machine that is being installed: every change goes through here, is made only where something differs, and is told."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

LIMIT_S = 1800


class Impossible(Exception):
    """The machine is not one that this can be installed on, or a tool said no."""


class Machine:
    """A machine whose files lie below `root`; with ``/`` it is this one and it is running."""

    def __init__(self, root: Path, *, dry_run: bool = False, starts: bool = True) -> None:
        self.root = root.absolute()
        self.dry_run = dry_run
        self.changes: list[str] = []
        self._starts = starts

    @property
    def is_running(self) -> bool:
        """Tell whether services can be stopped and started here."""
        return self.root == Path("/") and self._starts and Path("/run/systemd/system").is_dir()

    @property
    def is_this(self) -> bool:
        """Tell whether it is the machine that this runs on."""
        return self.root == Path("/")

    def at(self, path: str | Path) -> Path:
        """Return where the machine's own `path` lies from here."""
        return self.root / Path(path).relative_to("/")

    def write(self, path: str, content: bytes, mode: int = 0o644) -> bool:
        """Have `path` hold `content`; return whether that was a change."""
        target = self.at(path)
        if target.is_file() and not target.is_symlink() and target.read_bytes() == content and _mode(target) == mode:
            return False
        self.changes.append(f"write {path}")
        if not self.dry_run:
            target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            part = target.with_name(target.name + ".part")
            part.write_bytes(content)
            part.chmod(mode)
            part.replace(target)
        return True

    def link(self, path: str, to: str) -> bool:
        """Have `path` be a link to `to`, changed in one instant; return whether that was a change."""
        target = self.at(path)
        if target.is_symlink() and os.readlink(target) == to:  # noqa: PTH115 - the text of the link, not where it leads
            return False
        self.changes.append(f"link {path} to {to}")
        if not self.dry_run:
            target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            part = target.with_name(target.name + ".part")
            part.unlink(missing_ok=True)
            part.symlink_to(to)
            part.replace(target)
        return True

    def remove(self, path: str) -> None:
        """Remove a folder of ours that nothing points to any more."""
        self.changes.append(f"remove {path}")
        if not self.dry_run:
            shutil.rmtree(self.at(path))

    def run(self, command: Sequence[str], change: str | None = None) -> None:
        """Run a tool; `change` says what it changes (None: it knows itself whether there is anything to do)."""
        if change is not None:
            self.changes.append(change)
        if self.dry_run:
            return
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_S)
        except (FileNotFoundError, subprocess.TimeoutExpired) as error:
            raise Impossible(f"{command[0]}: {type(error).__name__}") from error
        if done.returncode != 0:
            raise Impossible(f"{' '.join(command[:3])} …: {done.stderr.strip()[-800:]}")

    def says(self, command: Sequence[str]) -> str:
        """Return what a tool answers to a question, whatever its exit status; empty when there is no such tool."""
        try:
            return subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_S).stdout.strip()
        except FileNotFoundError:
            return ""


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777
