"""Follows the reports of every device and hands its outages to the store, in the order in which they happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceReport, DeviceStatus
from kiosk.store.health import Outage
from kiosk.store.room import StoreRoom
from kiosk.worker import Worker

WELL = frozenset({DeviceStatus.ONLINE, DeviceStatus.BUSY, DeviceStatus.STARTING})


@dataclass(frozen=True)
class _Down:
    status: DeviceStatus
    failure: FailureCode | None
    since: float  # monotonic moment


class DeviceHealth:
    """Told of every change, from any thread (of one device: one thread at a time)."""

    def __init__(self, store: StoreRoom, store_worker: Worker, clock: Clock) -> None:
        self._store = store
        self._store_worker = store_worker
        self._clock = clock
        self._down: dict[str, _Down] = {}

    def changed(self, device: str, report: DeviceReport) -> None:
        """Note that `device` went down, came back, or is down for another reason; anything else is no news."""
        was = self._down.get(device)
        why = None if report.status in WELL else (report.status, report.failure)
        if why == (was and (was.status, was.failure)):
            return
        if was is not None:
            self._end(device, was)
        if why is not None:
            self._begin(device, *why)

    def down(self) -> Mapping[str, tuple[FailureCode | None, float]]:
        """Return the devices that are down now, why, and for how many seconds."""
        now = self._clock.monotonic()
        return {device: (down.failure, now - down.since) for device, down in tuple(self._down.items())}

    def _begin(self, device: str, status: DeviceStatus, failure: FailureCode | None) -> None:
        self._down[device] = _Down(status, failure, self._clock.monotonic())
        self._keep(partial(self._store.begin_outage, Outage(device, status, failure, self._clock.now())))

    def _end(self, device: str, was: _Down) -> None:
        del self._down[device]
        self._keep(partial(self._store.end_outage, device, self._clock.now(), self._clock.monotonic() - was.since))

    def _keep(self, call: Callable[[], None]) -> None:
        self._store_worker.submit(call, lambda _: None)  # the store says itself when it fails
