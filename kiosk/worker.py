"""A worker thread that does one blocking call after the other: the store's, the office's."""

import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import TypeVar

from domain.failures import FailureCode, KnownFailure
from kiosk.bugs import tell_bug

log = logging.getLogger(__name__)

R = TypeVar("R")


class CallHandle:
    """A call that was submitted."""

    def __init__(self) -> None:
        self.cancelled = Event()

    def cancel(self) -> None:
        """Do not begin it; what has begun goes on."""
        self.cancelled.set()


class Uncancellable:
    """The handle of what must not be torn."""

    def cancel(self) -> None:
        """Leave it be."""


class Worker:
    """Runs calls in the order they came. `on_result` is called exactly once for each, in the worker's thread."""

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self, limit_s: float) -> bool:
        """Finish what was submitted, then end; False when that took longer than `limit_s` seconds."""
        if self._thread.ident is None:
            return True
        self._calls.put(None)
        self._thread.join(limit_s)
        return not self._thread.is_alive()

    def submit(self, call: Callable[[], R], on_result: Callable[[R | FailureCode], None]) -> CallHandle:
        """Have `call` done; a call cancelled before its turn answers ``device_job_cancelled``."""
        handle = CallHandle()

        def work() -> None:
            on_result(FailureCode.DEVICE_JOB_CANCELLED if handle.cancelled.is_set() else answer_of(call))

        self._calls.put(work)
        return handle

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            try:
                call()
            except Exception as bug:  # noqa: BLE001 - the thread's edge: a listener's bug must not end the worker
                tell_bug(log, "worker's listener", bug)


def answer_of(call: Callable[[], R]) -> R | FailureCode:
    """Return what `call` returns, or the failure it raises; a bug is told and becomes ``terminal_fault``."""
    try:
        return call()
    except KnownFailure as failure:
        return failure.code
    except Exception as bug:  # noqa: BLE001 - the thread's edge: whoever waits for the answer must get one
        tell_bug(log, "worker", bug)
        return FailureCode.TERMINAL_FAULT
