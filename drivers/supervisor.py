"""The supervised device: one worker thread that opens a device, keeps an eye on it, and runs jobs on it one after another.

How a step uses it::

    reader: SupervisedDevice[IdCardReader]

    def on_result(result: IdDocument | FailureCode) -> None: ...   # called in the worker thread; hand it on, do not work there

    handle = reader.submit(lambda device, cancelled: device.await_card(90.0, cancelled), on_result)
    handle.cancel()                       # the screen is gone; the result is then usually DEVICE_JOB_CANCELLED

* `submit` never blocks and never raises; `on_result` is called exactly once for every job, also for jobs that never ran
  because the device is gone or the supervisor stopped. The result is the job's value, or a `FailureCode`.
* A job that has done its work in spite of a late `cancel` still hands back its value: nothing that happened is hidden.
* Jobs run in the order they were submitted; a job submitted while the device is gone tries at once to open it.
* `observe(observer)` calls `observer(report)` at once with the present report (in the caller's thread), then with every change
  and only changes (in the worker thread). It returns a function that ends the observation. `report` is the newest report.
* `observe_events(observer)` calls `observer(event)` with what a change changed and nothing else, once for every change.
* `start()` before use; `stop()` cancels what runs, answers what waits, closes the device and joins the thread. It also
  returns when the device is gone, because every call of a driver has a limit of its own.

While no job runs, `Device.report()` is asked every `Rhythm.report_every_s`; never while a job runs. A fault that may pass
(unplugged, silent, in use) is tried again after 0.5, 1, 2, … at most 20 s, with jitter; a fault that needs a technician
(its staff action in `config/failures.toml` is *suspend* or *configure*) every 60 s, so that a repaired device comes back
without a restart. The supervisor itself never asks a device for a card or a paper: only a step's job does.
"""

import logging
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from threading import Condition, Event, RLock, Thread
from typing import Generic, TypeVar

from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from drivers.device import Device, DeviceReport, DeviceStatus
from drivers.failure_reports import failed_report, is_permanent
from drivers.status_events import StatusEvent, event_of

log = logging.getLogger(__name__)

D = TypeVar("D", bound=Device)
R = TypeVar("R")

Observer = Callable[[DeviceReport], None]
EventObserver = Callable[[StatusEvent], None]


@dataclass(frozen=True)
class Rhythm:
    """How often the supervisor looks, in seconds."""

    report_every_s: float = 5.0
    first_retry_s: float = 0.5
    longest_retry_s: float = 20.0
    permanent_retry_s: float = 60.0
    jitter: float = 0.25  # share of the delay added at random, so that devices on one hub do not all come at once

    def delay_s(self, attempts: int, permanent: bool, chance: float) -> float:
        """Return the pause after `attempts` failures in a row (1 for the first); `chance` is 0..1."""
        doubled = min(self.longest_retry_s, self.first_retry_s * 2 ** min(attempts - 1, 16))
        return (self.permanent_retry_s if permanent else doubled) * (1 + self.jitter * chance)


class JobHandle:
    """A job that was submitted."""

    def __init__(self) -> None:
        self.cancelled = Event()
        self._done = Event()

    def cancel(self) -> None:
        """Ask the job to end soon; its result still arrives."""
        self.cancelled.set()

    def wait(self, limit_s: float) -> bool:
        """Wait until the result was handed over; False after `limit_s` seconds."""
        return self._done.wait(limit_s)

    def finish(self) -> None:
        """Mark the result as handed over (called by the supervisor)."""
        self._done.set()


@dataclass(frozen=True)
class _Task(Generic[D]):
    handle: JobHandle
    run: Callable[[D], None]
    refuse: Callable[[FailureCode], None]


class SupervisedDevice(Generic[D]):
    """Opens, watches, reopens one device and runs jobs on it; see the module's text."""

    def __init__(
        self,
        name: str,
        open_device: Callable[[], D],
        clock: Clock,
        rhythm: Rhythm | None = None,
        random: Random | None = None,
    ) -> None:
        self.name = name
        self._open = open_device
        self._clock = clock
        self._rhythm = rhythm or Rhythm()
        self._random = random or Random()  # noqa: S311 - jitter, not a secret
        self._changed = Condition()
        self._tasks: deque[_Task[D]] = deque()
        self._running: JobHandle | None = None
        self._stopping = False
        self._thread = Thread(target=self._work, name=f"device-{name}", daemon=True)
        self._observing = RLock()
        self._observers: list[Observer] = []
        self._report = DeviceReport(DeviceStatus.STARTING)
        self._device: D | None = None
        self._failures_in_a_row = 0
        self._due = 0.0  # monotonic moment of the next look

    @property
    def report(self) -> DeviceReport:
        """The newest report."""
        return self._report

    def start(self) -> None:
        """Start the worker thread; it opens the device at once."""
        self._due = self._clock.monotonic()
        self._thread.start()

    def stop(self, limit_s: float = 15.0) -> bool:
        """End everything and join the thread; False when it has not ended within `limit_s` seconds."""
        with self._changed:
            self._stopping = True
            if self._running is not None:
                self._running.cancel()
            self._changed.notify_all()
        if self._thread.ident is None:  # never started: nobody else will answer
            self._refuse_waiting()
            return True
        self._thread.join(limit_s)
        return not self._thread.is_alive()

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` now and at every change of the report; returns what ends it."""
        with self._observing:
            self._observers.append(observer)
            observer(self._report)
        return lambda: self._forget(observer)

    def observe_events(self, observer: EventObserver) -> Callable[[], None]:
        """Call `observer` with what is different, at every change from now on; returns what ends it."""
        before = [self._report]

        def tell(report: DeviceReport) -> None:
            event, before[0] = event_of(before[0], report), report
            if event:
                observer(event)

        return self.observe(tell)

    def submit(self, job: Callable[[D, Event], R], on_result: Callable[[R | FailureCode], None]) -> JobHandle:
        """Run `job(device, cancelled)` in the worker thread as soon as it is free; see the module's text."""
        handle = JobHandle()

        def deliver(result: R | FailureCode) -> None:
            self._guarded("result callback", lambda: on_result(result))
            handle.finish()

        def run(device: D) -> None:
            deliver(self._run_job(lambda: job(device, handle.cancelled)))

        with self._changed:
            accepted = not self._stopping
            if accepted:
                self._tasks.append(_Task(handle, run, deliver))
                self._changed.notify_all()
        if not accepted:
            deliver(FailureCode.DEVICE_JOB_CANCELLED)
        return handle

    def _forget(self, observer: Observer) -> None:
        with self._observing:
            if observer in self._observers:
                self._observers.remove(observer)

    # -- the worker thread ------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while self._wait_for_turn():
            task = self._take_task()
            if task is None:
                self._look_after()
            else:
                self._perform(task)
        self._drop_device()
        self._refuse_waiting()

    def _wait_for_turn(self) -> bool:
        """Wait until there is a task or a look is due; False when the supervisor stops."""
        with self._changed:
            while not self._stopping and not self._tasks:
                pause = self._due - self._clock.monotonic()
                if pause <= 0:
                    break
                self._changed.wait(pause)
            return not self._stopping

    def _take_task(self) -> _Task[D] | None:
        with self._changed:
            if self._stopping or not self._tasks:
                return None
            task = self._tasks.popleft()
            self._running = task.handle
            return task

    def _perform(self, task: _Task[D]) -> None:
        if task.handle.cancelled.is_set():
            task.refuse(FailureCode.DEVICE_JOB_CANCELLED)
        else:
            self._look_after()
            if self._device is None:
                self._look_after()  # it may have been replugged since the last look
            self._run_or_refuse(task)
            self._due = self._clock.monotonic()  # a job may have changed much: look at once
        with self._changed:
            self._running = None

    def _run_or_refuse(self, task: _Task[D]) -> None:
        if self._device is None:
            task.refuse(self._report.failure or FailureCode.DEVICE_UNPLUGGED)
        else:
            task.run(self._device)

    def _run_job(self, job: Callable[[], R]) -> R | FailureCode:
        try:
            return job()
        except KnownFailure as failure:
            return failure.code
        except Exception as bug:  # noqa: BLE001 - the thread's edge: a bug in a job must not take the device away from the next citizen
            self._tell_bug("job", bug)
            return FailureCode.TERMINAL_FAULT

    def _look_after(self) -> None:
        """Open the device if it is not open, ask it how it is, and plan the next look."""
        try:
            if self._device is None:
                self._device = self._open()
            report = self._device.report()
        except KnownFailure as failure:
            self._lose(failure.code)
        except Exception as bug:  # noqa: BLE001 - the thread's edge: keep trying, loudly
            self._tell_bug("driver", bug)
            self._lose(FailureCode.TERMINAL_FAULT)
        else:
            self._failures_in_a_row = 0
            self._due = self._clock.monotonic() + self._rhythm.report_every_s
            self._publish(report)

    def _lose(self, code: FailureCode) -> None:
        self._drop_device()
        self._failures_in_a_row += 1
        delay = self._rhythm.delay_s(self._failures_in_a_row, is_permanent(code), self._random.random())
        self._due = self._clock.monotonic() + delay
        self._publish(failed_report(code))

    def _drop_device(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            self._guarded("close", device.close)

    def _publish(self, report: DeviceReport) -> None:
        with self._observing:
            if report == self._report:
                return
            before, self._report = self._report, report
            if (before.status, before.failure) != (report.status, report.failure):  # not for every new detail
                log.info("device %s: %s", self.name, " ".join(filter(None, (report.status, report.failure))))
            for observer in tuple(self._observers):
                self._guarded("observer", lambda: observer(report))  # noqa: B023 - called before the loop goes on

    def _refuse_waiting(self) -> None:
        with self._changed:
            waiting = tuple(self._tasks)
            self._tasks.clear()
        for task in waiting:
            task.refuse(FailureCode.DEVICE_JOB_CANCELLED)

    def _guarded(self, what: str, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as bug:  # noqa: BLE001 - the thread's edge: a listener's bug must not end the device's thread
            self._tell_bug(what, bug)

    def _tell_bug(self, what: str, bug: Exception) -> None:
        # The message of an exception may quote a person's data, the frames only quote our code.
        frames = "".join(traceback.format_tb(bug.__traceback__))
        log.error("device %s: bug in %s: %s\n%s", self.name, what, type(bug).__name__, frames)
