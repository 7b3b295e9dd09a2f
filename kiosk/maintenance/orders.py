"""Does what the office ordered, between two visits: out of service and back, and begin anew with other configuration.

The courier verified the orders (`backend_client.orders`). Beginning anew is an end in order; the service manager starts again.
"""

import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backend_client import orders, rolled_out
from backend_client.orders import Order, Outcome
from domain.clock import Clock
from domain.wire.v1_fleet import CommandKind, CommandResult
from kiosk.maintenance.standing import Standing

log = logging.getLogger(__name__)

LEAST_S = 150.0  # between two beginnings: five ends within ten minutes would bring up the safe screen
BEGIN_ANEW = frozenset({CommandKind.RELOAD_CONFIGURATION, CommandKind.RESTART_SCREEN})


@dataclass(frozen=True)
class Running:
    """What this run of the terminal is: hash of the rolled-out configuration it took up, and of one it could not."""

    configuration: str | None
    refused: str | None


class OrderTaker:
    """Looked after by the housekeeper; `is_free` tells that nobody is served or at work, `end` ends this process in order."""

    def __init__(
        self,
        state_dir: Path,
        clock: Clock,
        standing: Standing,
        running: Running,
        is_free: Callable[[], bool],
        end: Callable[[], None] | None = None,
    ) -> None:
        self._state_dir = state_dir
        self._clock = clock
        self._standing = standing
        self._running = running
        self._is_free = is_free
        self._end = end or end_in_order
        self._began = clock.monotonic()
        self._ending = False

    def look(self) -> None:
        """Do what is waiting, if nobody is disturbed by it now; raises :class:`OSError`."""
        if self._ending or not self._is_free():
            return
        for order in orders.waiting(self._state_dir):
            self._take(order)
        if not self._ending and self._is_other_configuration():
            self._begin_anew()

    def _take(self, order: Order) -> None:
        if self._clock.now() >= order.expires_at:
            self._settle(order, CommandResult.EXPIRED)
        elif order.kind is CommandKind.TAKE_OUT:
            self._standing.take_out(order.parameters.get("reason") or "ordered")
            self._settle(order, CommandResult.DONE)
        elif order.kind is CommandKind.PUT_BACK:
            self._standing.take_out(None)
            self._settle(order, CommandResult.DONE)
        elif order.kind in BEGIN_ANEW and self._may_begin_anew():
            self._settle(order, CommandResult.DONE)
            self._begin_anew()

    def _settle(self, order: Order, result: CommandResult) -> None:
        orders.settle(self._state_dir, Outcome(order.command, self._clock.now(), result))

    def _is_other_configuration(self) -> bool:
        layer = rolled_out.lying(self._state_dir)
        lying = layer.sha256 if layer else None
        return lying not in (self._running.configuration, self._running.refused) and self._may_begin_anew()

    def _may_begin_anew(self) -> bool:
        return self._clock.monotonic() - self._began >= LEAST_S

    def _begin_anew(self) -> None:
        self._ending = True
        log.info("ending to begin anew")
        self._end()


def end_in_order() -> None:
    """Ask this very process to end, as the service manager would."""
    os.kill(os.getpid(), signal.SIGTERM)
