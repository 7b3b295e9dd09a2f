"""Keeps an eye on everything around the visits: power, clock, what was left behind, lamps. One look about once a second."""

import logging
import subprocess
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING

from backend_client.contact import Contact
from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceReport
from drivers.failure_reports import failed_report
from kiosk.audit.events import Detail
from kiosk.clock_watch import ClockWatch
from kiosk.flow.outside import Thing
from kiosk.left_things import LeftThings
from kiosk.payments.orders import Orders
from kiosk.power import PowerGuard, PowerStage
from kiosk.settings import Settings
from kiosk.store.room import StoreRoom
from kiosk.surroundings import Surroundings
from kiosk.worker import Worker
from kiosk.working_days import CalendarWatch, TerminalCalendar
from payment.contract import PaymentTerminal

if TYPE_CHECKING:
    from kiosk.hands import Hands

log = logging.getLogger(__name__)

OFF_LIMIT_S = 20.0
TIDINGS = {
    PowerStage.BATTERY: "tidings.on_battery",
    PowerStage.GOING_DOWN: "tidings.battery_low",
    PowerStage.OFF: "tidings.battery_low",
}


@dataclass(frozen=True)
class Round:
    """What the watchman works with, handed in by hand."""

    settings: Settings
    clock: Clock
    surroundings: Surroundings
    hands: "Hands"
    orders: Orders
    payments: PaymentTerminal
    store: StoreRoom
    store_worker: Worker
    is_resting: Callable[[], bool]  # nobody is being served
    calendar: TerminalCalendar


class Watchman:
    """Implements :class:`kiosk.flow.outside.Outside` and :class:`kiosk.power.PowerHands`."""

    def __init__(self, its_round: Round) -> None:
        self._round = its_round
        settings, clock = its_round.settings, its_round.clock
        self._power = PowerGuard(settings.power, clock, self)
        self._clock_watch = ClockWatch(clock, settings.clock.not_before, its_round.hands.note)
        self._calendar_watch = CalendarWatch(its_round.calendar, clock, its_round.hands.note)
        self._left = LeftThings(lambda: its_round.surroundings.cabinet, its_round.hands.await_removal)
        self._waiting: int | None = None  # matters not settled or not sent; None: not counted in this power cut yet
        self._counting = False
        self._reversals: int | None = None  # that the payment process still owes; None: not asked in this power cut yet
        self._recovering = False
        self._reported: Mapping[str, DeviceReport] = {}

    # -- asked by others --------------------------------------------------------------------------------------------------

    def trouble(self) -> FailureCode | None:
        """Why nobody may begin a visit, or None."""
        return self._power.trouble or (FailureCode.THING_LEFT_BEHIND if self._left.lying() else None)

    def is_clock_wrong(self) -> bool:
        """Tell whether nothing that promises a date may begin."""
        return self._clock_watch.is_wrong

    def reports(self) -> Mapping[str, DeviceReport]:
        """Return which of mains, clock, calendar and exits are in trouble, as if they were devices, for the heartbeat."""
        known = {
            "mains": self._power.trouble,
            "clock": FailureCode.CLOCK_WRONG if self.is_clock_wrong() else None,
            "calendar": FailureCode.CALENDAR_MISSING if self._calendar_watch.is_missing else None,
            "exits": FailureCode.THING_LEFT_BEHIND if self._left.lying() else None,
        }
        return {name: failed_report(code) for name, code in known.items() if code is not None}

    def papers(self) -> Mapping[Thing, bool]:
        """See :class:`kiosk.flow.outside.Outside`."""
        return self._left.papers()

    def left_behind(self, things: Collection[Thing]) -> None:
        """See :class:`kiosk.flow.outside.Outside`."""
        self._left.left_behind(things)

    def lying(self) -> Collection[Thing]:
        """See :class:`kiosk.flow.outside.Outside`."""
        return self._left.lying()

    def tidings(self) -> str:
        """See :class:`kiosk.flow.outside.Outside`."""
        return TIDINGS.get(self._power.stage, "")

    def is_closing(self) -> bool:
        """See :class:`kiosk.flow.outside.Outside`."""
        return self._power.stage in {PowerStage.GOING_DOWN, PowerStage.OFF}

    # -- the housekeeper's thread -----------------------------------------------------------------------------------------

    def look(self, contact: Contact | None) -> bool:
        """Look at everything once; `contact` is the last exchange with the office. Tell whether the fleet must hear of news."""
        self._round.surroundings.look()
        self._power.look(self._round.surroundings.power)
        self._clock_watch.look(contact)
        self._calendar_watch.look()
        self._left.look()
        before, self._reported = self._reported, self.reports()
        return before != self._reported

    # -- hands of the power guard -----------------------------------------------------------------------------------------

    def note(self, event: str, **details: Detail) -> None:
        """See :class:`kiosk.power.PowerHands`."""
        if event == "battery_low":
            self._waiting = self._reversals = None
        self._round.hands.note(event, **details)

    def bring_home(self) -> None:
        """See :class:`kiosk.power.PowerHands`."""
        self._round.orders.close_due()
        if not self._recovering:
            self._recovering = True
            self._round.payments.recover(self._recovered)
        if not self._counting:
            self._counting = True
            self._round.store_worker.submit(self._round.store.hurry_home, self._counted)

    def is_home(self) -> bool:
        """See :class:`kiosk.power.PowerHands`."""
        return self._waiting == 0 and self._reversals == 0 and self._round.is_resting()

    def switch_off(self) -> None:
        """See :class:`kiosk.power.PowerHands`."""
        Thread(target=self._switch_off, name="switch-off", daemon=True).start()

    def _counted(self, waiting: int | FailureCode) -> None:
        self._counting = False
        self._waiting = None if isinstance(waiting, FailureCode) else waiting

    def _recovered(self, left: int | FailureCode) -> None:
        self._recovering = False
        self._reversals = None if isinstance(left, FailureCode) else left

    def _switch_off(self) -> None:
        command = self._round.settings.off_command
        log.warning("switching off")
        try:
            if not command:
                raise FileNotFoundError
            subprocess.run(  # noqa: S603 - the command is the configuration's
                command,
                check=True,
                timeout=OFF_LIMIT_S,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            log.error("switching off failed: %s", type(error).__name__)  # noqa: TRY400 - no path in the log
            self._round.hands.note("power_off_failed")
