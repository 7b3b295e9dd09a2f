"""Words every device shares: its status, what staff must do, its report (after XFS4IoT Common.status)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from domain.failures import FailureCode, KnownFailure, StaffAction


class DeviceStatus(StrEnum):
    """How a device is. `UNKNOWN` is said when nobody knows, never guessed away."""

    ONLINE = "online"
    OFFLINE = "offline"
    NO_DEVICE = "no_device"
    POWER_OFF = "power_off"
    BUSY = "busy"
    HARDWARE_ERROR = "hardware_error"
    USER_ERROR = "user_error"
    POTENTIAL_FRAUD = "potential_fraud"
    FRAUD_ATTEMPT = "fraud_attempt"
    STARTING = "starting"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DeviceReport:
    """What a device says of itself. `warnings` do not stop it (paper nearly out)."""

    status: DeviceStatus
    failure: FailureCode | None = None
    action: StaffAction = StaffAction.NONE
    warnings: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()  # firmware, module number, ...; never personal data


@dataclass(frozen=True)
class SelfTestResult:
    """Outcome of a device's self-test over the production path."""

    passed: bool
    failure: FailureCode | None = None
    details: tuple[tuple[str, str], ...] = ()


class DeviceFailure(KnownFailure):
    """A device could not do what it was asked; carries the catalogue's code only."""


class Device(Protocol):
    """What every opened device can do. Calls block; they run in the device's worker thread."""

    def report(self) -> DeviceReport:
        """Ask the device how it is; raises :class:`DeviceFailure` when it does not answer."""
        ...

    def self_test(self) -> SelfTestResult:
        """Exercise the production path without a citizen."""
        ...

    def close(self) -> None:
        """Release the port. May be called twice."""
        ...
