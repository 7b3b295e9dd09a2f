"""What the terminal knows of the place it stands in: doors, keys, paper exits and power, read from the supervised devices.

`Surroundings` asks the board and the power supply once at every :meth:`Surroundings.look` and keeps the newest answers.
`None` means that nobody knows: the device is not fitted, or does not answer now; nothing is concluded from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import RLock
from typing import TypeVar

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.cabinet.contract import CabinetBoard, CabinetState
from drivers.device import Device, DeviceReport
from drivers.supervisor import Rhythm, SupervisedDevice
from drivers.ups.contract import PowerState, Ups


@dataclass(frozen=True)
class Seen:
    """What is known at one moment."""

    cabinet: CabinetState | None = None
    power: PowerState | None = None


Observer = Callable[[Seen], None]
D = TypeVar("D", bound=Device)

RHYTHMS = {"speaker": Rhythm(report_every_s=60.0)}  # asking it starts a player


def supervise(name: str, open_device: Callable[[], D] | None, clock: Clock) -> SupervisedDevice[D] | None:
    """Return the device under supervision, None where none is fitted."""
    return SupervisedDevice(name, open_device, clock, RHYTHMS.get(name)) if open_device is not None else None


class Surroundings:
    """The newest states of board and power supply. Thread-safe; either device may be absent (None)."""

    def __init__(self, board: SupervisedDevice[CabinetBoard] | None, ups: SupervisedDevice[Ups] | None) -> None:
        self._board = board
        self._ups = ups
        self._lock = RLock()
        self._seen = Seen()
        self._observers: list[Observer] = []
        self._asking: set[str] = set()

    @property
    def seen(self) -> Seen:
        """Everything that is known now."""
        return self._seen

    @property
    def cabinet(self) -> CabinetState | None:
        """What the board's sensors saw last; None when nobody knows."""
        return self._seen.cabinet

    @property
    def power(self) -> PowerState | None:
        """How the power was last; None when nobody knows."""
        return self._seen.power

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` now and after every change, in a device's thread; returns what ends it."""
        with self._lock:
            self._observers.append(observer)
            observer(self._seen)
        return lambda: self._forget(observer)

    def look(self) -> None:
        """Ask both devices once more; an answer that has not come yet is waited for first. Never blocks."""
        if self._board is not None and self._may_ask("cabinet", self._board.report):
            self._board.submit(lambda board, _: board.read(), self._take_cabinet)
        if self._ups is not None and self._may_ask("ups", self._ups.report):
            self._ups.submit(lambda ups, _: ups.read(), self._take_power)

    def _may_ask(self, device: str, report: DeviceReport) -> bool:
        """Tell whether a question is due; a lost device is left to its supervisor, and what it said counts no more."""
        if report.failure is not None:
            self._learn(device, None)
            return False
        with self._lock:
            if device in self._asking:
                return False
            self._asking.add(device)
            return True

    def _take_cabinet(self, found: CabinetState | FailureCode) -> None:
        self._learn("cabinet", None if isinstance(found, FailureCode) else found)
        self._asking.discard("cabinet")

    def _take_power(self, found: PowerState | FailureCode) -> None:
        self._learn("ups", None if isinstance(found, FailureCode) else found)
        self._asking.discard("ups")

    def _learn(self, device: str, state: CabinetState | PowerState | None) -> None:
        with self._lock:
            before = self._seen
            if device == "cabinet":
                self._seen = replace(before, cabinet=state if isinstance(state, CabinetState) else None)
            else:
                self._seen = replace(before, power=state if isinstance(state, PowerState) else None)
            if self._seen == before:
                return
            for observer in tuple(self._observers):
                observer(self._seen)

    def _forget(self, observer: Observer) -> None:
        with self._lock:
            if observer in self._observers:
                self._observers.remove(observer)
