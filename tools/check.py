"""Runs every check and test of the project and says at the end what each took.

What needs one core and measures nothing runs two at a time, its output kept until it ends; then all others, one after the
other. ``./test`` calls it after set-up; ``./test --long`` runs the long forms too; ``./test --only NAME`` runs one.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = ROOT / ".venv" / "bin"
GENEROUS = 10  # a suite is stopped at so many times its budget: only a hang gets there
LANES = 2  # so many checks side by side, of those that may
POLL_S = 0.05


@dataclass(frozen=True)
class Check:
    """One command and the seconds it may take."""

    name: str
    command: list[str]
    seconds: int
    beside: bool = True  # others may run at the same time


def static_checks() -> list[Check]:
    """Formatter, linter, types, import contracts, QML."""
    return [
        Check("format", [str(BIN / "ruff"), "format", "--check", "."], 10),
        Check("lint", [str(BIN / "ruff"), "check", "--no-cache", "."], 10),
        Check("types", [str(BIN / "mypy")], 120),
        Check("imports", [str(BIN / "lint-imports"), "--no-cache"], 20),
        Check("qml", [str(BIN / "python"), "-m", "tools.qml_check"], 60),
    ]


def suites(long: bool) -> list[Check]:
    """Test suites in the order of `tests/budget.toml`."""
    budget = tomllib.loads((ROOT / "tests" / "budget.toml").read_text())
    listed = []
    for name, suite in budget.items():
        paths = [path for path in suite["paths"] if (ROOT / path).exists()]
        command = [str(BIN / "python"), "-m", "pytest", "--complete", *paths, *(["--long"] if long else [])]
        if "parallel" in suite:
            command += ["-n", str(round(suite["parallel"] * len(os.sched_getaffinity(0))))]
        if "houses" in suite:
            command += ["-n", str(suite["houses"]), "--dist", "loadscope"]
        if paths:
            listed.append(Check(name, command, suite["long" if long else "ci"], beside=suite.get("beside", False)))
    return listed


class Running:
    """One check in a process group of its own, so that nothing of it outlives it."""

    def __init__(self, check: Check, *, quiet: bool) -> None:
        self.check = check
        self._start = time.monotonic()
        self._folder = tempfile.TemporaryDirectory(prefix="cq")  # a short name: sockets lie in there
        Path(self._folder.name).chmod(0o711)  # PostgreSQL refuses to run as root and must get through as somebody else
        self._said = Path(self._folder.name, "said") if quiet else None
        self._stopped = ""
        if not quiet:
            print(f"\n== {check.name}", flush=True)
        environment = {**os.environ, "TMPDIR": self._folder.name}
        with self._said.open("wb") if self._said else nullcontext() as output:
            self._process = subprocess.Popen(
                check.command, cwd=ROOT, start_new_session=True, env=environment, stdout=output, stderr=output
            )

    def has_ended(self) -> bool:
        """Tell whether it has ended; one that takes far too long is stopped."""
        limit = self.check.seconds * GENEROUS
        if time.monotonic() - self._start > limit:
            self._stopped = f"stopped after {limit} s"
            return True
        return self._process.poll() is not None

    def end(self) -> tuple[Check, bool, float]:
        """End whatever is left of it and say what was kept; returns whether it passed and what it took."""
        passed = self._process.poll() == 0
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._said is not None:
            print(f"\n== {self.check.name}\n{self._said.read_text(errors='replace')}", end="", flush=True)
        self._folder.cleanup()
        if self._stopped:
            print(self._stopped, flush=True)
        return self.check, passed, time.monotonic() - self._start


def run(checks: list[Check], lanes: int) -> list[tuple[Check, bool, float]]:
    """Run checks, so many at a time, the longest first where there is more than one lane."""
    waiting = sorted(checks, key=lambda check: -check.seconds) if lanes > 1 else list(checks)
    running: list[Running] = []
    results = []
    try:
        while waiting or running:
            while waiting and len(running) < lanes:
                running.append(Running(waiting.pop(0), quiet=lanes > 1))
            for one in [one for one in running if one.has_ended()]:
                running.remove(one)
                results.append(one.end())
            time.sleep(POLL_S)
    finally:
        for one in running:
            one.end()
    return results


def main() -> int:
    """Run what was asked for; the exit status is 0 only when all of it passed."""
    parser = argparse.ArgumentParser(prog="./test", description="Every check and test of the project.")
    parser.add_argument("--long", action="store_true", help="the long form of soak, kill and power-cut tests")
    parser.add_argument("--only", metavar="NAME", action="append", help="only this check or suite")
    arguments = parser.parse_args()
    everything = [check.name for check in static_checks() + suites(arguments.long)]
    if unknown := set(arguments.only or ()) - set(everything):
        parser.error(f"no check called {', '.join(sorted(unknown))}; there are {', '.join(everything)}")
    checks = [c for c in static_checks() + suites(arguments.long) if not arguments.only or c.name in arguments.only]
    results = run([check for check in checks if check.beside], LANES) + run([c for c in checks if not c.beside], 1)
    print("\n   seconds  of budget")
    for check, passed, seconds in results:
        print(f"{'ok  ' if passed else 'FAIL'} {seconds:6.1f}  {check.seconds:6d}  {check.name}")
    failed = sum(not passed for _, passed, _ in results)
    print(f"\nchecks: {len(results) - failed} passed, {failed} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
