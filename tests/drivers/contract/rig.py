"""A device on the bench: how it is opened, how it is broken and mended, and what citizens want of it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from domain.failures import FailureCode
from drivers.device import DeviceFailure, DeviceReport, DeviceStatus
from drivers.supervisor import Rhythm, SupervisedDevice
from tests.drivers.pty_peer import eventually

QUICK = Rhythm(report_every_s=0.05, first_retry_s=0.02, longest_retry_s=0.1, permanent_retry_s=0.1)
LIMIT_S = 30.0
HAND_S = 0.02


def nothing() -> None:
    """What a hand does where there is nothing to do."""


@dataclass(frozen=True)
class Rig:
    """One device. `operate` is its production operation and returns when that is over; it raises :class:`DeviceFailure`."""

    name: str
    open: Callable[[], Any]
    operate: Callable[[Any, Event], FailureCode | None]
    break_it: Callable[[str], None] = field(default=lambda _: None)  # by the name of the fault in the dock
    mend: Callable[[], None] = nothing
    hand: Callable[[], None] = nothing  # what a citizen's hand does again and again until the operation is over
    is_simulated: bool = True

    def run(self, device: Any, cancelled: Event | None = None) -> FailureCode | None:
        """Do the production operation; return the failure that it ended with."""
        with self.a_hand():
            try:
                return self.operate(device, cancelled or Event())
            except DeviceFailure as failure:
                return failure.code

    @contextmanager
    def a_hand(self) -> Iterator[None]:
        """Have a citizen do what citizens do meanwhile."""
        over = Event()

        def help_along() -> None:
            while not over.wait(HAND_S):
                self.hand()

        thread = Thread(target=help_along, name="hand")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


Rigged = AbstractContextManager[Rig]


@contextmanager
def supervised_by(rig: Rig, rhythm: Rhythm = QUICK) -> Iterator[SupervisedDevice[Any]]:
    """Have a supervisor look after the device of a rig, in a hurry."""
    supervised: SupervisedDevice[Any] = SupervisedDevice(rig.name, rig.open, _clock(), rhythm)
    supervised.start()
    try:
        yield supervised
    finally:
        assert supervised.stop()


def await_report(supervised: SupervisedDevice[Any], what: str, good: Callable[[DeviceReport], bool]) -> DeviceReport:
    """Wait for a report; fails the test when it does not come."""
    assert eventually(lambda: good(supervised.report), LIMIT_S), f"never {what}, but {supervised.report.failure}"
    return supervised.report


def await_online(supervised: SupervisedDevice[Any]) -> None:
    """Wait until the device says that all is well."""
    await_report(supervised, "online", lambda report: report.status is DeviceStatus.ONLINE)


def _clock() -> Any:
    from domain.clock import SystemClock

    return SystemClock()
