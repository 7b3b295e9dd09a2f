"""Runs every check and test of the project, one after the other, and says at the end what each took.

``./test`` calls it after set-up; ``./test --long`` runs the long forms too; ``./test --only NAME`` runs one.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = ROOT / ".venv" / "bin"
GENEROUS = 10  # a suite is stopped at so many times its budget: only a hang gets there


@dataclass(frozen=True)
class Check:
    """One command and the seconds it may take."""

    name: str
    command: list[str]
    seconds: int


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
        if suite.get("parallel"):
            command += ["-n", "auto"]
        if "houses" in suite:
            command += ["-n", str(suite["houses"]), "--dist", "loadscope"]
        if paths:
            listed.append(Check(name, command, suite["long" if long else "ci"]))
    return listed


def run(check: Check) -> tuple[bool, float]:
    """Run one check in a process group of its own, so that nothing of it outlives it."""
    print(f"\n== {check.name}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cq") as folder:  # a short name: sockets lie in there
        Path(folder).chmod(0o711)  # PostgreSQL refuses to run as root and must get through as somebody else
        process = subprocess.Popen(check.command, cwd=ROOT, start_new_session=True, env={**os.environ, "TMPDIR": folder})
        try:
            code = process.wait(timeout=check.seconds * GENEROUS)
        except subprocess.TimeoutExpired:
            print(f"stopped after {check.seconds * GENEROUS} s", flush=True)
            code = -1
        finally:
            _end_group(process)
    return code == 0, time.monotonic() - start


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


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
    results = [(check, *run(check)) for check in checks]
    print("\n   seconds  of budget")
    for check, passed, seconds in results:
        print(f"{'ok  ' if passed else 'FAIL'} {seconds:6.1f}  {check.seconds:6d}  {check.name}")
    failed = sum(not passed for _, passed, _ in results)
    print(f"\nchecks: {len(results) - failed} passed, {failed} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
