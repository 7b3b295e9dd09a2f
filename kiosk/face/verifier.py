"""The face process as the terminal has it: started warm, watched, started again when it dies.

One thread does everything: it starts the process, hears it, hands it orders, and calls whoever asked. It never waits for the
process, so one that hangs holds nobody up; it is killed when it has been silent for too long, and the try it was at ends with
``face_process_gone``. No OpenCV and no numpy here: this lives beside the screen.
"""

import logging
import os
import selectors
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from random import Random
from threading import Lock, RLock, Thread
from typing import Any

from domain.clock import Clock
from domain.faces import ReferenceKind
from domain.failures import FailureCode, StaffAction
from drivers.device import DeviceReport, DeviceStatus, SelfTestResult
from drivers.supervisor import Rhythm
from kiosk.bugs import tell_bug
from kiosk.face.child import Child, Gone
from kiosk.face.contract import FaceVerdict, LicencePhoto
from kiosk.face.preview import SharedPreview, make_shared_memory
from kiosk.face.tries import NEVER, FaceTry, OnPhoto, OnProgress, OnResult, PhotoTry, Try, Turnstile, guarded
from kiosk.face.wire import (
    Begin,
    Cancel,
    Examined,
    Failed,
    News,
    Photographed,
    Progress,
    Ready,
    Report,
    SelfTest,
    Verdict,
)
from kiosk.photo_rules import read_photo_rules
from kiosk.settings import Settings

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "kiosk.face")
GONE = DeviceReport(DeviceStatus.HARDWARE_ERROR, FailureCode.FACE_PROCESS_GONE, StaffAction.NONE)


@dataclass(frozen=True)
class Limits:
    """How long the face process may take, in seconds."""

    start: float = 60.0  # until the models are loaded
    silence: float = 10.0  # without a word; it says that it is alive every second
    beyond_try: float = 12.0  # for an answer after the try's own limit: a camera may have to be opened again before it begins
    cancel: float = 10.0  # for the answer to a cancelled try: the frame or reference that the engine is at comes first
    end: float = 8.0  # to end by itself; it gives itself half of that to let go of the camera
    steady: float = 60.0  # a process that lived this long starts a new count of failures


class ProcessFaceVerifier:
    """Implements :class:`kiosk.face.contract.FaceVerifier`; see the module's text."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        command: Sequence[str] = COMMAND,
        limits: Limits | None = None,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._command = command
        self._limits = limits or Limits()
        self._rhythm = rhythm or Rhythm()
        self._random = Random()  # noqa: S311 - jitter, not a secret
        self._memory = make_shared_memory()
        self._preview = SharedPreview(self._memory)
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._calls: deque[Callable[[], None]] = deque()
        self._calling = Lock()
        self._closed = False
        self._stopping = False
        self._thread = Thread(target=self._work, name="face-process", daemon=True)
        self._observing = RLock()
        self._observers: list[Callable[[DeviceReport], None]] = []
        self._report = DeviceReport(DeviceStatus.STARTING)
        self._child: Child | None = None
        self._ready = False
        self._due = self._started_at = self._heard_at = 0.0
        self._failures_in_a_row = 0
        self._tries = Turnstile()
        self._tests: list[Callable[[SelfTestResult], None]] = []
        self._ended_gently = True

    @property
    def report(self) -> DeviceReport:
        """How the camera and the process behind it are."""
        return self._report

    @property
    def preview(self) -> SharedPreview:
        """The live picture; empty unless a try is under way."""
        return self._preview

    @property
    def pid(self) -> int | None:
        """The process's id while there is one; for whoever watches memory."""
        child = self._child
        return child.pid if child else None

    def observe(self, observer: Callable[[DeviceReport], None]) -> None:
        """Call `observer` now and with every change of the report."""
        with self._observing:
            self._observers.append(observer)
            observer(self._report)

    def start(self) -> None:
        """Start the process and load its models."""
        self._due = self._clock.monotonic()
        self._thread.start()

    def stop(self, limit_s: float) -> bool:
        """End the process; False when it had to be killed or the thread did not end within `limit_s` seconds."""
        if self._closed:
            return self._ended_gently
        self._stopping = True
        self._ring()
        if self._thread.ident is not None:
            self._thread.join(limit_s)
            if self._thread.is_alive():
                return False
        self._close()
        return self._ended_gently

    def verify(self, references: Mapping[ReferenceKind, bytes], on_progress: OnProgress, on_result: OnResult) -> FaceTry:
        """Run one try; see the protocol. A second one while the first is under way answers ``device_busy``."""
        wanted = FaceTry(self._cancel, self._settings.face.try_limit, references, on_progress, on_result)
        self._ask(wanted)
        return wanted

    def take_photo(self, on_progress: OnProgress, on_result: OnPhoto) -> PhotoTry:
        """Take the photograph of a licence; see the protocol. As :meth:`verify` where somebody is looked at already."""
        limit_s = float(read_photo_rules(self._settings.config_dir).try_seconds)
        wanted = PhotoTry(self._cancel, limit_s, on_progress, on_result)
        self._ask(wanted)
        return wanted

    def self_test(self, limit_s: float) -> SelfTestResult:
        """Try camera and models without a person. Waits for the answer, at most `limit_s` seconds."""
        answers: SimpleQueue[SelfTestResult] = SimpleQueue()
        if self._call(lambda: self._take_test(answers.put)):
            try:
                return answers.get(timeout=limit_s)
            except Empty:
                return SelfTestResult(passed=False, failure=FailureCode.DEVICE_SILENT)
        return SelfTestResult(passed=False, failure=FailureCode.DEVICE_JOB_CANCELLED)

    # -- from other threads -----------------------------------------------------------------------------------------------

    def _ask(self, wanted: Try[Any]) -> None:
        if not self._call(lambda: self._take(wanted)):
            wanted.answer(FailureCode.DEVICE_JOB_CANCELLED)

    def _cancel(self, one: Try[Any]) -> None:
        self._call(lambda: self._drop(one))

    def _call(self, call: Callable[[], None]) -> bool:
        """Have `call` made in the thread; False when there is none any more."""
        with self._calling:
            if self._closed or self._stopping:
                return False
            self._calls.append(call)
        self._ring()
        return True

    def _ring(self) -> None:
        with self._calling:
            if not self._closed:
                os.eventfd_write(self._bell, 1)

    def _close(self) -> None:
        with self._calling:
            self._closed = True
            left = list(self._calls)
            self._calls.clear()
        for call in left:
            guarded(call)  # nobody is there: each is refused
        self._selector.close()
        self._preview.close()
        os.close(self._bell)
        os.close(self._memory)

    # -- the thread -------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._stopping:
            try:
                self._go_on()
            except Gone:
                self._lose()
            except Exception as bug:  # noqa: BLE001 - the thread's edge: keep the face process coming back, loudly
                tell_bug(log, "face process", bug)
                self._lose()
        self._end_child(self._limits.end)
        self._refuse_all(FailureCode.DEVICE_JOB_CANCELLED)

    def _go_on(self) -> None:
        now = self._clock.monotonic()
        if self._child is None and now >= self._due:
            self._begin(now)
        for key, _ in self._selector.select(self._pause(now)):
            if key.fileobj is self._child:
                self._hear()
            else:
                os.eventfd_read(self._bell)
        self._make_calls()
        if self._child is not None:
            self._child.send_on()
            self._watch_events(self._child)
            self._check_limits()

    def _pause(self, now: float) -> float:
        """Return how long to wait when nothing happens, in seconds."""
        return 0.5 if self._child is not None else max(0.0, min(self._due - now, 60.0))

    def _begin(self, now: float) -> None:
        try:
            child = Child(self._command, self._memory)
        except OSError as error:
            log.error("face process not started: %s", type(error).__name__)  # noqa: TRY400 - no path in the log
            raise Gone from error
        self._child, self._ready = child, False
        self._started_at = self._heard_at = now
        self._selector.register(child, selectors.EVENT_READ)
        child.tell(Begin(settings=self._settings.model_dump(mode="json")))

    def _watch_events(self, child: Child) -> None:
        writing = selectors.EVENT_WRITE if child.has_unsent else 0
        self._selector.modify(child, selectors.EVENT_READ | writing)

    def _make_calls(self) -> None:
        while self._calls:
            self._calls.popleft()()

    def _check_limits(self) -> None:
        now = self._clock.monotonic()
        quiet = now - self._heard_at > self._limits.silence if self._ready else now - self._started_at > self._limits.start
        one = self._tries.current
        overdue = one is not None and now > one.until
        if quiet or overdue:
            log.warning("face process hangs")
            raise Gone

    # -- what it says -----------------------------------------------------------------------------------------------------

    def _hear(self) -> None:
        if self._child is None:
            return
        news = self._child.hear()
        self._heard_at = self._clock.monotonic()
        for one in news:
            self._understand(one)

    def _understand(self, news: News) -> None:
        match news:
            case Ready():
                self._ready = True
                self._send_waiting()
            case Report():
                self._publish(news.told())
            case Progress():
                if one := self._tries.find(news.number):
                    one.tell(news.told())
            case Verdict() | Photographed():
                self._finish(news.number, news.told())
            case Failed():
                self._finish(news.number, news.code)
            case Examined():
                self._answer_tests(news.told())

    def _finish(self, number: int, result: FaceVerdict | LicencePhoto | FailureCode) -> None:
        if self._tries.find(number):
            self._tries.leave(result)
            self._send_waiting()

    def _answer_tests(self, result: SelfTestResult) -> None:
        waiting, self._tests = self._tests, []
        for tell in waiting:
            tell(result)

    # -- what it is told --------------------------------------------------------------------------------------------------

    def _take(self, one: Try[Any]) -> None:
        if self._stopping or self._child is None:
            one.answer(FailureCode.DEVICE_JOB_CANCELLED if self._stopping else self._why_gone())
            return
        self._tries.enter(one)
        self._send_waiting()

    def _take_test(self, tell: Callable[[SelfTestResult], None]) -> None:
        if self._child is None:
            tell(SelfTestResult(passed=False, failure=self._why_gone()))
            return
        self._tests.append(tell)
        if self._ready:
            self._child.tell(SelfTest())

    def _send_waiting(self) -> None:
        """Hand over what was asked for before the models were loaded, and what is asked now."""
        if self._child is None or not self._ready:
            return
        one = self._tries.current
        if one is not None and one.until == NEVER:
            one.until = self._clock.monotonic() + one.limit_s + self._limits.beyond_try
            self._child.tell(one.order())
        if self._tests:
            self._child.tell(SelfTest())

    def _drop(self, one: Try[Any]) -> None:
        if one is not self._tries.current:
            self._tries.give_up(one)
        elif self._child is None or not self._ready:
            self._tries.leave(FailureCode.DEVICE_JOB_CANCELLED)
        else:
            one.cancelled = True
            one.until = min(one.until, self._clock.monotonic() + self._limits.cancel)
            self._child.tell(Cancel(number=one.number))

    # -- when it is gone --------------------------------------------------------------------------------------------------

    def _lose(self) -> None:
        now = self._clock.monotonic()
        steady = self._ready and now - self._started_at >= self._limits.steady
        self._end_child(0.0)
        self._failures_in_a_row = 1 if steady else self._failures_in_a_row + 1
        permanent = self._why_gone() is FailureCode.FACE_MODELS_INVALID
        self._due = now + self._rhythm.delay_s(self._failures_in_a_row, permanent, self._random.random())
        if not permanent:
            log.warning("face process gone")
            self._publish(GONE)
        self._refuse_all(self._why_gone())

    def _why_gone(self) -> FailureCode:
        """Models that are not the ones that were measured do not become so by themselves; everything else may pass."""
        invalid = self._report.failure is FailureCode.FACE_MODELS_INVALID
        return FailureCode.FACE_MODELS_INVALID if invalid else FailureCode.FACE_PROCESS_GONE

    def _end_child(self, patience_s: float) -> None:
        child, self._child = self._child, None
        self._ready = False
        if child is None:
            return
        self._selector.unregister(child)
        gently = child.end(patience_s)
        self._ended_gently = gently or not self._stopping
        self._preview.clear()  # it may have died with a picture in it

    def _refuse_all(self, code: FailureCode) -> None:
        self._tries.refuse_all(code)
        self._answer_tests(SelfTestResult(passed=False, failure=code))

    def _publish(self, report: DeviceReport) -> None:
        with self._observing:
            if report == self._report:
                return
            self._report = report
            log.info("device camera: %s %s", report.status.value, report.failure.value if report.failure else "")
            for observer in tuple(self._observers):
                guarded(lambda: observer(report))  # noqa: B023 - called before the loop goes on
