"""Bears workers: real processes that are killed with SIGKILL by themselves, exactly before or after a function of the office.

Run as a program it reads one JSON object per line: a worker to bear (answered by its process id), or ``{"wait": pid}``
(answered by the number of the signal that ended it). The office is imported once, so that a worker begins in a moment.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from backoffice.jobs.executors import EXECUTOR
from backoffice.opening import open_office
from backoffice.settings import load_settings
from backoffice.worker import Worker
from tests.backoffice.jobs.late_clock import ShiftedClock


def main() -> None:
    """Serve until standard input ends."""
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        if "wait" in asked:
            _, status = os.waitpid(asked["wait"], 0)
            _answer(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
            continue
        child = os.fork()
        if child == 0:
            _live(**asked)
        _answer(child)


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _live(overlay: str, executor: str, where: str, when: str, shift: float) -> NoReturn:
    """Be a worker; `where`: "" or module:name of what it does not survive; `shift`: seconds to add to the machine's time."""
    os.environ[EXECUTOR] = executor
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if where:
        _make_mortal(where, when)
    office = open_office(load_settings(Path(overlay)), ShiftedClock(shift))
    Worker(office, stop).run()
    os._exit(0)


def _make_mortal(where: str, when: str) -> None:
    room, _, path = where.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(room)
    for one in owners:
        owner = getattr(owner, one)
    setattr(owner, name, _mortal(getattr(owner, name), when))


def _mortal(real: Callable[..., Any], when: str) -> Callable[..., Any]:
    @wraps(real)
    def mortal(*given: Any, **named: Any) -> Any:
        if when == "after":
            real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return mortal


if __name__ == "__main__":
    main()
