"""The supervised device: jobs, reports, reconnecting, stopping."""

import logging
from collections.abc import Callable, Iterator
from queue import Queue
from random import Random
from threading import Event, current_thread
from typing import TypeVar

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus, SelfTestResult
from drivers.status_events import StatusEvent
from drivers.supervisor import Rhythm, SupervisedDevice
from tests.belongings import belongings, nothing_more_than

QUICK = Rhythm(report_every_s=0.02, first_retry_s=0.01, longest_retry_s=0.04, permanent_retry_s=0.05)
NEVER = Rhythm(report_every_s=3600, first_retry_s=3600, longest_retry_s=3600, permanent_retry_s=3600)
LIMIT_S = 10.0

R = TypeVar("R")


class ScriptedDevice:
    """A device whose presence and reports a test decides."""

    def __init__(self) -> None:
        self.failure: FailureCode | None = None
        self.bug: Exception | None = None
        self.warnings: tuple[str, ...] = ()
        self.opened = 0
        self.closed = 0
        self.reports = 0
        self.busy = False
        self.reported_while_busy = False
        self.reported = Event()

    def open(self) -> "ScriptedDevice":
        self._fail()
        self.opened += 1
        return self

    def report(self) -> DeviceReport:
        self._fail()
        self.reports += 1
        self.reported_while_busy |= self.busy
        self.reported.set()
        return DeviceReport(DeviceStatus.ONLINE, warnings=self.warnings)

    def self_test(self) -> SelfTestResult:
        return SelfTestResult(passed=True)

    def close(self) -> None:
        self.closed += 1

    def _fail(self) -> None:
        if self.bug is not None:
            raise self.bug
        if self.failure is not None:
            raise DeviceFailure(self.failure)


Start = Callable[..., SupervisedDevice[ScriptedDevice]]


@pytest.fixture
def device() -> ScriptedDevice:
    return ScriptedDevice()


@pytest.fixture
def start(device: ScriptedDevice) -> Iterator[Start]:
    started: list[SupervisedDevice[ScriptedDevice]] = []

    def begin(rhythm: Rhythm = QUICK) -> SupervisedDevice[ScriptedDevice]:
        supervised = SupervisedDevice("scripted", device.open, SystemClock(), rhythm, Random(1))  # noqa: S311 - jitter
        supervised.start()
        started.append(supervised)
        return supervised

    yield begin
    for supervised in started:
        assert supervised.stop()


def follow(supervised: SupervisedDevice[ScriptedDevice]) -> Queue[DeviceReport]:
    reports: Queue[DeviceReport] = Queue()
    supervised.observe(reports.put)
    return reports


def await_status(reports: Queue[DeviceReport], status: DeviceStatus) -> DeviceReport:
    while True:
        report = reports.get(timeout=LIMIT_S)
        if report.status is status:
            return report


def run(supervised: SupervisedDevice[ScriptedDevice], job: Callable[[ScriptedDevice, Event], R]) -> R | FailureCode:
    results: Queue[R | FailureCode] = Queue()
    supervised.submit(job, results.put)
    return results.get(timeout=LIMIT_S)


def test_reports_starting_then_online(start: Start) -> None:
    reports = follow(start())
    assert await_status(reports, DeviceStatus.ONLINE).failure is None


def test_a_job_gets_the_device_and_its_value_comes_back_in_the_worker_thread(device: ScriptedDevice, start: Start) -> None:
    threads: Queue[str] = Queue()
    supervised = start()
    handle = supervised.submit(
        lambda opened, _: opened is device, lambda result: threads.put(f"{current_thread().name} {result}")
    )
    assert threads.get(timeout=LIMIT_S) == "device-scripted True"
    assert handle.wait(LIMIT_S)


def test_publishes_changes_only(device: ScriptedDevice, start: Start) -> None:
    supervised = start()
    reports = follow(supervised)
    await_status(reports, DeviceStatus.ONLINE)
    for _ in range(5):
        device.reported.clear()
        assert device.reported.wait(LIMIT_S)
    assert reports.empty()
    device.warnings = ("paper_near_end",)
    assert reports.get(timeout=LIMIT_S).warnings == ("paper_near_end",)


def test_an_event_tells_what_changed_and_nothing_else(device: ScriptedDevice, start: Start) -> None:
    supervised = start()
    await_status(follow(supervised), DeviceStatus.ONLINE)
    events: Queue[StatusEvent] = Queue()
    end = supervised.observe_events(events.put)
    assert events.empty(), "nothing has changed yet"
    device.warnings = ("paper_near_end",)
    assert events.get(timeout=LIMIT_S) == StatusEvent(warnings_came=("paper_near_end",))
    device.failure = FailureCode.DEVICE_SILENT
    lost = events.get(timeout=LIMIT_S)
    assert (lost.status, lost.failure_came, lost.failure_went) == (DeviceStatus.OFFLINE, FailureCode.DEVICE_SILENT, None)
    device.failure = None
    back = events.get(timeout=LIMIT_S)
    assert (back.status, back.failure_came, back.failure_went) == (DeviceStatus.ONLINE, None, FailureCode.DEVICE_SILENT)
    end()
    device.failure = FailureCode.DEVICE_UNPLUGGED
    await_status(follow(supervised), DeviceStatus.NO_DEVICE)
    assert events.empty()


def test_an_ended_observation_hears_nothing_more(device: ScriptedDevice, start: Start) -> None:
    supervised = start()
    ended: Queue[DeviceReport] = Queue()
    forget = supervised.observe(ended.put)
    forget()
    forget()
    others = follow(supervised)
    await_status(others, DeviceStatus.ONLINE)
    device.failure = FailureCode.DEVICE_UNPLUGGED
    await_status(others, DeviceStatus.NO_DEVICE)
    while not ended.empty():
        assert ended.get().status is not DeviceStatus.NO_DEVICE


def test_comes_back_after_unplug_and_replug(device: ScriptedDevice, start: Start) -> None:
    supervised = start()
    reports = follow(supervised)
    await_status(reports, DeviceStatus.ONLINE)
    device.failure = FailureCode.DEVICE_UNPLUGGED
    assert await_status(reports, DeviceStatus.NO_DEVICE).failure is FailureCode.DEVICE_UNPLUGGED
    assert device.closed == 1
    device.failure = None
    await_status(reports, DeviceStatus.ONLINE)
    assert device.opened == 2


@pytest.mark.parametrize("times", [20, pytest.param(1000, marks=pytest.mark.long)])
def test_whatever_was_opened_is_closed_over_many_reconnects(device: ScriptedDevice, start: Start, times: int) -> None:
    supervised = start(Rhythm(report_every_s=0.001, first_retry_s=0.001, longest_retry_s=0.002))
    reports = follow(supervised)
    await_status(reports, DeviceStatus.ONLINE)
    before = belongings()
    for _ in range(times):
        device.failure = FailureCode.DEVICE_UNPLUGGED
        await_status(reports, DeviceStatus.NO_DEVICE)
        device.failure = None
        await_status(reports, DeviceStatus.ONLINE)
    assert (device.opened, device.closed) == (times + 1, times)
    assert nothing_more_than(before)


def test_a_job_on_a_missing_device_tries_at_once_and_says_why_not(device: ScriptedDevice, start: Start) -> None:
    device.failure = FailureCode.DEVICE_IN_USE
    supervised = start(NEVER)
    assert run(supervised, lambda _device, _cancelled: "never") is FailureCode.DEVICE_IN_USE
    device.failure = None
    assert run(supervised, lambda _device, _cancelled: "served") == "served"


def test_a_replug_between_two_looks_is_not_the_citizens_problem(device: ScriptedDevice, start: Start) -> None:
    supervised = start(NEVER)
    await_status(follow(supervised), DeviceStatus.ONLINE)
    stale = iter([DeviceFailure(FailureCode.DEVICE_UNPLUGGED)])
    fresh_report = device.report

    def report_once_stale() -> DeviceReport:
        for failure in stale:
            raise failure
        return fresh_report()

    device.report = report_once_stale  # type: ignore[method-assign]
    assert run(supervised, lambda _device, _cancelled: "served") == "served"
    assert device.opened == 2


def test_a_failure_in_a_job_is_its_result(device: ScriptedDevice, start: Start) -> None:
    def fail(_device: ScriptedDevice, _cancelled: Event) -> None:
        raise DeviceFailure(FailureCode.ID_CARD_MOVED)

    assert run(start(), fail) is FailureCode.ID_CARD_MOVED
    assert device.closed == 0


def test_no_report_is_asked_while_a_job_runs(device: ScriptedDevice, start: Start) -> None:
    supervised = start()
    entered, leave = Event(), Event()

    def occupy(opened: ScriptedDevice, _cancelled: Event) -> str:
        opened.busy = True
        entered.set()
        assert leave.wait(LIMIT_S)
        opened.busy = False
        return "done"

    results: Queue[str | FailureCode] = Queue()
    supervised.submit(occupy, results.put)
    assert entered.wait(LIMIT_S)
    device.reported.clear()
    assert not device.reported.wait(QUICK.report_every_s * 5)
    leave.set()
    assert results.get(timeout=LIMIT_S) == "done"
    assert device.reported.wait(LIMIT_S)
    assert not device.reported_while_busy


def test_cancel_reaches_the_running_job_and_the_waiting_one(start: Start) -> None:
    supervised = start()
    entered = Event()
    results: Queue[str | FailureCode] = Queue()

    def wait_for_cancel(_device: ScriptedDevice, cancelled: Event) -> str:
        entered.set()
        assert cancelled.wait(LIMIT_S)
        raise DeviceFailure(FailureCode.DEVICE_JOB_CANCELLED)

    running = supervised.submit(wait_for_cancel, results.put)
    waiting = supervised.submit(lambda _device, _cancelled: "ran", results.put)
    assert entered.wait(LIMIT_S)
    waiting.cancel()
    running.cancel()
    assert results.get(timeout=LIMIT_S) is FailureCode.DEVICE_JOB_CANCELLED
    assert results.get(timeout=LIMIT_S) is FailureCode.DEVICE_JOB_CANCELLED


def test_work_done_in_spite_of_a_late_cancel_is_not_hidden(start: Start) -> None:
    supervised = start()

    def print_anyway(_device: ScriptedDevice, cancelled: Event) -> str:
        assert cancelled.wait(LIMIT_S)
        return "printed"

    results: Queue[str | FailureCode] = Queue()
    supervised.submit(print_anyway, results.put).cancel()
    assert results.get(timeout=LIMIT_S) in {"printed", FailureCode.DEVICE_JOB_CANCELLED}


def test_stop_cancels_what_runs_answers_what_waits_and_closes(device: ScriptedDevice, start: Start) -> None:
    supervised = start()
    entered = Event()
    results: Queue[str | FailureCode] = Queue()

    def wait_for_cancel(_device: ScriptedDevice, cancelled: Event) -> str:
        entered.set()
        assert cancelled.wait(LIMIT_S)
        return "ended"

    supervised.submit(wait_for_cancel, results.put)
    supervised.submit(lambda _device, _cancelled: "never", results.put)
    assert entered.wait(LIMIT_S)
    assert supervised.stop()
    assert results.get(timeout=LIMIT_S) == "ended"
    assert results.get(timeout=LIMIT_S) is FailureCode.DEVICE_JOB_CANCELLED
    assert device.closed == 1
    assert run(supervised, lambda _device, _cancelled: "late") is FailureCode.DEVICE_JOB_CANCELLED


def test_stop_joins_although_the_device_is_gone(device: ScriptedDevice, start: Start) -> None:
    device.failure = FailureCode.DEVICE_UNPLUGGED
    supervised = start(NEVER)
    await_status(follow(supervised), DeviceStatus.NO_DEVICE)
    assert supervised.stop()


def test_stop_before_start_answers_what_waits(device: ScriptedDevice) -> None:
    supervised = SupervisedDevice("scripted", device.open, SystemClock())
    results: Queue[str | FailureCode] = Queue()
    supervised.submit(lambda _device, _cancelled: "never", results.put)
    assert supervised.stop()
    assert results.get_nowait() is FailureCode.DEVICE_JOB_CANCELLED


@pytest.mark.expects_log
def test_a_bug_in_a_job_is_loud_and_quotes_nobody(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    name = "private"

    def quote(_device: ScriptedDevice, _cancelled: Event) -> None:
        raise ValueError(name)

    with caplog.at_level(logging.ERROR):
        assert run(start(), quote) is FailureCode.TERMINAL_FAULT
    assert "ValueError" in caplog.text
    assert "private" not in caplog.text


@pytest.mark.expects_log
def test_bugs_of_drivers_callbacks_and_observers_do_not_end_the_thread(
    device: ScriptedDevice, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    supervised = start()
    reports = follow(supervised)
    await_status(reports, DeviceStatus.ONLINE)

    def stumble(anything: object) -> None:
        if not isinstance(anything, DeviceReport) or anything.status is not DeviceStatus.ONLINE:
            raise RuntimeError

    with caplog.at_level(logging.ERROR):
        supervised.observe(stumble)
        handle = supervised.submit(lambda _device, _cancelled: 1, stumble)
        assert handle.wait(LIMIT_S)
        device.bug = OSError("unexpected")
        assert await_status(reports, DeviceStatus.HARDWARE_ERROR).failure is FailureCode.TERMINAL_FAULT
        device.bug = None
        await_status(reports, DeviceStatus.ONLINE)
    assert run(supervised, lambda _device, _cancelled: 2) == 2


def test_delays_double_up_to_a_ceiling_and_permanent_faults_wait_longer() -> None:
    rhythm = Rhythm(first_retry_s=0.5, longest_retry_s=20, permanent_retry_s=60, jitter=0.25)
    assert [rhythm.delay_s(attempts, permanent=False, chance=0) for attempts in (1, 2, 3, 7, 99)] == [0.5, 1, 2, 20, 20]
    assert rhythm.delay_s(1, permanent=True, chance=0) == 60
    assert rhythm.delay_s(1, permanent=False, chance=1) == 0.625


def test_a_fault_that_needs_a_technician_is_looked_at_slowly(device: ScriptedDevice, start: Start) -> None:
    """Which one that is, is the catalogue's: here a pad without its master key."""
    device.failure = FailureCode.PIN_PAD_KEY_MISSING
    supervised = start(Rhythm(report_every_s=3600, first_retry_s=0.01, longest_retry_s=0.02, permanent_retry_s=3600))
    await_status(follow(supervised), DeviceStatus.HARDWARE_ERROR)
    device.failure = None
    reports = follow(supervised)
    assert reports.get(timeout=LIMIT_S).status is DeviceStatus.HARDWARE_ERROR
    assert reports.empty()
    assert run(supervised, lambda _device, _cancelled: "served") == "served", "a job tries at once all the same"
