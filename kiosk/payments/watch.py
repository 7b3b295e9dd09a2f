"""Asks the payment process again and again how its devices are, in a thread of its own; waits for a card to be taken."""

import logging
from collections.abc import Callable, Mapping
from threading import Event, Thread

from domain.clock import Clock
from domain.failures import FailureCode, KnownFailure
from drivers.device import DeviceReport, DeviceStatus
from kiosk.bugs import tell_bug
from kiosk.flow.devices import OnResult
from kiosk.worker import answer_of
from payment.contract import PaymentTerminal

log = logging.getLogger(__name__)

EVERY_S = 2.0
LOOK_FOR_CARD_EVERY_S = 0.4
LOOKS = 2
DEVICES = ("bank_card_reader", "pin_pad", "acquirer")
CARD_READER = "bank_card_reader"

Listener = Callable[[str, DeviceReport], None]


class PaymentWatch:
    """The newest reports of bank-card reader, PIN pad and acquirer line."""

    def __init__(self, payments: PaymentTerminal, clock: Clock) -> None:
        self._payments = payments
        self._clock = clock
        self._reports: Mapping[str, DeviceReport] = dict.fromkeys(DEVICES, DeviceReport(DeviceStatus.STARTING))
        self._listeners: list[Listener] = []
        self._ended = Event()
        self._thread = Thread(target=self._watch, name="payment-watch", daemon=True)

    @property
    def reports(self) -> Mapping[str, DeviceReport]:
        """How the devices were a moment ago."""
        return self._reports

    def observe(self, listener: Listener) -> None:
        """Have `listener` called with each device's report when it changes. Call before :meth:`start`."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self, limit_s: float) -> bool:
        """End the thread; False when it has not ended within `limit_s` seconds."""
        self._ended.set()
        if self._thread.ident is None:
            return True
        self._thread.join(limit_s)
        return not self._thread.is_alive()

    def await_removal(self, limit_s: float, on_result: OnResult[bool]) -> "Removal":
        """Wait until the slot is empty; False when a card is still in it after `limit_s` seconds. True when nobody can tell."""
        removal = Removal()
        Thread(target=self._await_removal, args=(limit_s, removal, on_result), name="bank-card-removal", daemon=True).start()
        return removal

    def _watch(self) -> None:
        while True:
            try:
                self._look()
            except Exception as bug:  # noqa: BLE001 - the thread's edge: it goes on watching
                tell_bug(log, "payment watch", bug)
            if self._ended.wait(EVERY_S):
                return

    def _look(self) -> None:
        before, self._reports = self._reports, self._payments.reports()
        for device, report in self._reports.items():
            if report != before.get(device):
                for listener in self._listeners:
                    listener(device, report)

    def _await_removal(self, limit_s: float, removal: "Removal", on_result: OnResult[bool]) -> None:
        on_result(answer_of(lambda: self._is_taken_within(limit_s, removal)))

    def _is_taken_within(self, limit_s: float, removal: "Removal") -> bool:
        """Believe only the second look: the reader's report may be a moment older than the end of the payment."""
        until, empty = self._clock.monotonic() + limit_s, 0
        while not (removal.cancelled.wait(LOOK_FOR_CARD_EVERY_S) or self._ended.is_set()):
            empty = 0 if card_lies(self._payments.reports().get(CARD_READER)) else empty + 1
            if empty >= LOOKS:
                return True
            if self._clock.monotonic() >= until:
                return False
        raise KnownFailure(FailureCode.DEVICE_JOB_CANCELLED)


class Removal:
    """A wait under way."""

    def __init__(self) -> None:
        self.cancelled = Event()

    def cancel(self) -> None:
        """Wait no longer."""
        self.cancelled.set()


def card_lies(report: DeviceReport | None) -> bool:
    """Tell whether the reader says that a card is in its slot, or that a payment is still at work with one."""
    return report is not None and any(("card", what) in report.details for what in ("present", "in_use"))
