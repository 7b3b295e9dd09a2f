"""What is made of the two words that a queue and the printer behind it give of one job."""

from dataclasses import replace

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceFailure
from drivers.document_printer.conversation import Conversation, JobPhase, JobState
from drivers.document_printer.cups import CupsConversation, Queue
from drivers.transport.ipp_line import IppLine

JOB = "fine_slip-0123456789ab"
QUEUED = JobState(4, JOB, JobPhase.PROCESSING, 3, forgotten=False)
PRINTED = JobState(9, JOB, JobPhase.PROCESSING, 1, forgotten=False)


class ToldQueue(Queue):
    """A queue that says what it is told to say."""

    says: JobState | None = QUEUED
    is_silent = False

    def __init__(self) -> None:
        super().__init__(IppLine("ipp://localhost:1/printers/told", SystemClock()), 1.0, 1.0)
        self.cancelled: list[int] = []

    def find(self, name: str, number: int | None) -> JobState | None:
        if self.is_silent:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
        return self.says

    def cancel(self, name: str, number: int) -> None:
        if self.is_silent:
            raise DeviceFailure(FailureCode.DEVICE_UNPLUGGED)
        self.cancelled.append(number)


class ToldPrinter(Conversation):
    """A printer that says what it is told to say."""

    says: tuple[JobState, ...] = ()

    def __init__(self) -> None:
        super().__init__(IppLine("ipp://localhost:1/ipp/told", SystemClock()), 1.0, 1.0)
        self.cancelled: list[int] = []

    def all_named(self, name: str) -> tuple[JobState, ...]:
        return self.says

    def cancel(self, name: str, number: int) -> None:
        self.cancelled.append(number)


class Both:
    """A queue, the printer behind it, and the conversation with them."""

    def __init__(self) -> None:
        self.queue, self.printer = ToldQueue(), ToldPrinter()
        self.talk = CupsConversation(self.queue, self.printer)

    def find(self) -> JobState | None:
        return self.talk.find(JOB, QUEUED.number)


@pytest.fixture
def both() -> Both:
    both = Both()
    both.talk.close()  # nothing goes over the lines here
    return both


def over(job: JobState, phase: JobPhase, sheets: int = 3) -> JobState:
    return replace(job, phase=phase, sheets=sheets)


def test_a_job_that_waits_in_the_queue_has_no_sheet_whatever_the_queue_counts(both: Both) -> None:
    found = both.find()
    assert found is not None
    assert (found.phase, found.sheets, found.is_over) == (JobPhase.PROCESSING, 0, False)


def test_sheets_are_those_of_the_printer(both: Both) -> None:
    both.printer.says = (PRINTED,)
    assert both.find() == replace(PRINTED, number=QUEUED.number)


def test_what_the_printer_has_ended_is_not_over_before_the_queue_has_and_nothing_may_follow(both: Both) -> None:
    both.printer.says = (over(PRINTED, JobPhase.COMPLETED),)
    found = both.find()
    assert found is not None
    assert not found.is_over
    assert both.queue.cancelled == [QUEUED.number]
    both.queue.says = over(QUEUED, JobPhase.CANCELLED)
    found = both.find()
    assert found is not None
    assert (found.phase, found.sheets) == (JobPhase.COMPLETED, 3)


def test_what_the_queue_has_ended_is_not_over_while_the_printer_prints(both: Both) -> None:
    both.queue.says, both.printer.says = over(QUEUED, JobPhase.CANCELLED), (PRINTED,)
    found = both.find()
    assert found is not None
    assert not found.is_over


@pytest.mark.parametrize("phase", [JobPhase.CANCELLED, JobPhase.ABORTED])
def test_ended_before_it_came_to_the_printer_no_sheet_came_out(both: Both, phase: JobPhase) -> None:
    both.queue.says = over(QUEUED, phase)
    found = both.find()
    assert found is not None
    assert (found.phase, found.sheets, found.is_over, found.forgotten) == (phase, 0, True, False)


def test_completed_and_the_printer_knows_nothing_is_a_guess(both: Both) -> None:
    both.queue.says = over(QUEUED, JobPhase.COMPLETED)
    found = both.find()
    assert found is not None
    assert found.forgotten


def test_what_was_there_and_is_gone_was_forgotten(both: Both) -> None:
    both.printer.says = (PRINTED,)
    both.find()
    both.printer.says = ()
    assert both.find() is None


def test_without_the_queue_it_is_followed_on_the_printer(both: Both) -> None:
    both.queue.is_silent = True
    both.printer.says = (over(PRINTED, JobPhase.COMPLETED),)
    assert both.find() == both.printer.says[0]
    both.printer.says = ()
    both.talk._arrived = ""
    with pytest.raises(DeviceFailure, match="device_unplugged"):
        both.find()


def test_a_cancel_reaches_the_printer_also_when_the_queue_is_gone(both: Both) -> None:
    both.queue.is_silent = True
    both.printer.says = (PRINTED,)
    with pytest.raises(DeviceFailure):
        both.talk.cancel(JOB, QUEUED.number)
    assert both.printer.cancelled == [PRINTED.number]


def test_a_job_that_comes_to_the_printer_after_its_cancel_is_cancelled_there(both: Both) -> None:
    both.talk.cancel(JOB, QUEUED.number)
    assert (both.queue.cancelled, both.printer.cancelled) == ([QUEUED.number], [])
    both.printer.says = (PRINTED,)
    both.find()
    assert both.printer.cancelled == [PRINTED.number]
    both.printer.says = (replace(PRINTED, ending=True),)
    both.find()
    assert both.printer.cancelled == [PRINTED.number]  # it was heard


def test_a_second_job_of_the_same_name_is_cancelled_and_its_sheets_are_counted(both: Both) -> None:
    double = replace(PRINTED, number=10, sheets=1)
    both.printer.says = (over(PRINTED, JobPhase.COMPLETED), double)
    found = both.find()
    assert found is not None
    assert (found.sheets, found.is_over) == (4, False)
    assert both.printer.cancelled == [10]


def test_without_a_printer_behind_it_the_queue_is_heard_and_its_counter_is_not() -> None:
    queue = ToldQueue()
    talk = CupsConversation(queue, None)
    talk.close()
    queue.says = over(QUEUED, JobPhase.COMPLETED)
    found = talk.find(JOB, QUEUED.number)
    assert found is not None
    assert (found.is_over, found.sheets) == (True, None)
    queue.is_silent = True
    with pytest.raises(DeviceFailure):
        talk.find(JOB, QUEUED.number)
