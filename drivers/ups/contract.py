"""What the terminal may ask of the power supply 不间断电源: where the power comes from, and how long it will last."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.device import Device


class PowerSource(StrEnum):
    """Where the cabinet's power comes from."""

    MAINS = "mains"
    BATTERY = "battery"


@dataclass(frozen=True)
class PowerState:
    """How the power is now. What the supply does not say is None, never guessed."""

    source: PowerSource
    charge_percent: int | None  # 0..100
    runtime_s: int | None  # seconds that the battery would last at the present load
    low: bool  # the supply itself says that the battery is nearly empty
    replace_battery: bool


class Ups(Device, Protocol):
    """The power supply. All calls block for at most a few seconds.

    Raised as :class:`drivers.device.DeviceFailure`: ``ups_unreachable`` (nothing listens), ``device_silent`` (no answer in
    time), ``ups_lost`` (the server answers, the supply behind it does not), ``ups_bad_answer`` (what came is no answer),
    ``ups_refused`` (no supply of this name, or not for us).
    """

    def read(self) -> PowerState:
        """Return where the power comes from now."""
        ...
