"""Power: nothing begins on battery; when the battery is nearly empty everything is brought home and the machine switched off.

    mains → battery        nobody begins; whoever is here goes on and is told
    battery → going_down   the visit ends as soon as it may; reversals and the outbox get a last while
    going_down → off       the configured command, in order; again when nothing came of it
    any → mains            the power is back and stays: as if nothing had been

A flicker is no power cut, and a moment of power is no return: both must last. A supply that falls silent says nothing; what it
said before holds for a while.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.ups.contract import PowerSource, PowerState
from kiosk.audit.events import Detail
from kiosk.settings import Power

FORGET_S = 60.0  # a supply that says nothing for so long is not believed to be on battery any more
OFF_AGAIN_S = 60.0


class PowerStage(StrEnum):
    """How far a power cut has gone."""

    MAINS = "mains"
    BATTERY = "battery"
    GOING_DOWN = "going_down"
    OFF = "off"


class PowerHands(Protocol):
    """What the guard has done for it. Nothing here blocks."""

    def note(self, event: str, **details: Detail) -> None:
        """Write an audit event."""
        ...

    def bring_home(self) -> None:
        """Hurry what is still to be settled and sent."""
        ...

    def is_home(self) -> bool:
        """Tell whether nobody is being served and everything is settled and sent."""
        ...

    def switch_off(self) -> None:
        """Run the configured command."""
        ...


@dataclass
class _Change:
    """Another source than the one that is believed, and since when."""

    source: PowerSource
    since: float  # monotonic


class PowerGuard:
    """Told of the power about once a second, by one thread; `stage` and `trouble` may be read by any."""

    def __init__(self, plan: Power, clock: Clock, hands: PowerHands) -> None:
        self._plan = plan
        self._clock = clock
        self._hands = hands
        self._change: _Change | None = None
        self._heard_at = clock.monotonic()
        self._until = 0.0  # the end of the last while, then the moment of the next command
        self.stage = PowerStage.MAINS

    @property
    def trouble(self) -> FailureCode | None:
        """Why nobody may begin, or None."""
        if self.stage is PowerStage.MAINS:
            return None
        return FailureCode.ON_BATTERY if self.stage is PowerStage.BATTERY else FailureCode.BATTERY_LOW

    def look(self, power: PowerState | None) -> None:
        """Hear how the power is (None: nobody knows) and do what follows from it."""
        source = self._believed(power)
        if source is PowerSource.MAINS:
            if self.stage is not PowerStage.MAINS:
                self._enter(PowerStage.MAINS, "power_back")
        elif self.stage is PowerStage.MAINS:
            self._enter(PowerStage.BATTERY, "power_lost")
        elif self.stage is PowerStage.BATTERY and power is not None and self._is_low(power):
            self._until = self._clock.monotonic() + self._plan.last_while
            self._enter(PowerStage.GOING_DOWN, "battery_low")
        self._go_down()

    def _believed(self, power: PowerState | None) -> PowerSource:
        """Return the source that has lasted long enough."""
        now = self._clock.monotonic()
        present = PowerSource.MAINS if self.stage is PowerStage.MAINS else PowerSource.BATTERY
        if power is None:
            silent = now - self._heard_at >= FORGET_S and self.stage is PowerStage.BATTERY
            return PowerSource.MAINS if silent else present
        self._heard_at = now
        if power.source is present:
            self._change = None
            return present
        if self._change is None or self._change.source is not power.source:
            self._change = _Change(power.source, now)
        lost = power.source is PowerSource.BATTERY
        lasting = self._plan.lost_after if lost else self._plan.back_after
        return power.source if now - self._change.since >= lasting or (lost and power.low) else present

    def _is_low(self, power: PowerState) -> bool:
        charge, runtime = power.charge_percent, power.runtime_s
        return (
            power.low
            or (charge is not None and charge <= self._plan.low_percent)
            or (runtime is not None and runtime <= self._plan.low_runtime)
        )

    def _go_down(self) -> None:
        now = self._clock.monotonic()
        if self.stage is PowerStage.GOING_DOWN:
            self._hands.bring_home()
            is_home = self._hands.is_home()
            if is_home or now >= self._until:
                self._switch_off(brought_home=is_home)
        elif self.stage is PowerStage.OFF and now >= self._until:
            self._switch_off(brought_home=self._hands.is_home())

    def _switch_off(self, *, brought_home: bool) -> None:
        self._until = self._clock.monotonic() + OFF_AGAIN_S
        self.stage = PowerStage.OFF
        self._hands.note("power_off", brought_home=brought_home)
        self._hands.switch_off()

    def _enter(self, stage: PowerStage, event: str) -> None:
        self._change = None
        self.stage = stage
        self._hands.note(event)
