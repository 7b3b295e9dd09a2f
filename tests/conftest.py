"""What every test answers for: no stray warning or error in the log, no thread and no process left behind."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("untimed", settings(), deadline=None)  # a loaded machine is no failure
settings.load_profile("untimed")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
for name in ("KIOSK_OVERLAY", "BACKOFFICE_OVERLAY", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
    os.environ.pop(name, None)

LEAK_GRACE_S = 5.0
LIVES_ON = "dbos-executor-"  # threads of the office's job engine, which is one in a process and ends with it
LONG_FORM = "long form: ./test --long"
ROOT_ONLY = "only as root"
EXPECTED = (LONG_FORM, ROOT_ONLY)
"""Why a test may be skipped although everything is installed."""
TOLD = "told"
"""A test that records a text under this name has it printed at the end of the run, whichever worker it ran in."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long form of soak, kill and power-cut tests")
    parser.addoption("--device", metavar="NAME[=PORT]", help="run the contract of this device against hardware")
    parser.addoption("--complete", action="store_true", help="everything is installed: a skipped test is a failure")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason=LONG_FORM)
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under ./test everything is installed, so whatever was skipped was not checked."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not session.config.getoption("--complete") or reporter is None:
        return
    skipped = [
        report.nodeid
        for report in reporter.stats.get("skipped", [])
        if not any(reason in str(report.longrepr) for reason in EXPECTED)
    ]
    if skipped:
        reporter.write_line(f"skipped although everything is installed: {skipped}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class DiedOnce:
    """A worker that died in native code (Qt's, a driver's): its test is run once more, and the end of the run says so.

    It is told of and not hidden: a second death of any worker in the same run fails, as does the test when it fails alone.
    """

    def __init__(self) -> None:
        self.of: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport, sched: Any) -> None:
        if not self.of and type(sched).__name__ == "LoadScheduling":  # the others cannot give a test back
            sched.mark_test_pending(crashitem)
            report.outcome = "rerun"  # type: ignore[assignment]  # xdist's word; not counted as passed
        self.of.append(crashitem)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for item in self.of:
            terminalreporter.write_line(f"A WORKER DIED IN NATIVE CODE while running {item}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties if report.when == "call" else ():
            if name == TOLD:
                terminalreporter.write_line(str(text))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(DiedOnce(), "died-once")


@pytest.fixture(autouse=True)
def no_leaked_threads_and_processes() -> Iterator[None]:
    """Fail the test that leaves a non-daemon thread or a child process running."""
    threads, children = set(threading.enumerate()), _children()
    yield
    deadline = time.monotonic() + LEAK_GRACE_S
    while True:
        leaked = [t.name for t in set(threading.enumerate()) - threads if t.is_alive() and not t.daemon]
        leaked = [name for name in leaked if not name.startswith(LIVES_ON)]
        orphans = _children() - children
        if not leaked and not orphans:
            return
        if time.monotonic() > deadline:
            pytest.fail(f"left behind: threads {leaked}, processes {[_command(pid) for pid in orphans]}")
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def no_stray_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on any unexpected record from warning upwards; ``@pytest.mark.expects_log`` says that a test provokes them."""
    yield
    if request.node.get_closest_marker("expects_log"):
        return
    stray = [f"{r.name}: {r.getMessage()}" for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not stray, f"unexpected log: {stray}"


def _children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        try:
            found.update(int(pid) for pid in (task / "children").read_text().split())
        except OSError:
            continue  # the thread ended while we looked
    return {pid for pid in found if not _ended(pid) and "resource_tracker" not in _command(pid)}


def _ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""
