"""What the payment process may ask of an encrypting PIN pad 密码键盘. A clear PIN exists inside the pad only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event
from typing import Protocol

from drivers.device import Device


class PinKey(StrEnum):
    """A key as the pad tells it; no value of a digit exists in this type."""

    DIGIT = "digit"
    CLEAR = "clear"  # 更正: everything typed is gone
    ENTER = "enter"  # 确认
    CANCEL = "cancel"  # 取消


@dataclass(frozen=True)
class WrappedKey:
    """A working key encrypted under the pad's master key, with its check value (first bytes of the encrypted zero block)."""

    wrapped: bytes = field(repr=False)  # 16 bytes
    check_value: bytes = field(repr=False)  # 4 bytes


@dataclass(frozen=True)
class PinBlock:
    """ISO 9564 format 0, encrypted under the PIN key. Its repr shows nothing."""

    block: bytes = field(repr=False)  # 8 bytes


class PinPad(Device, Protocol):
    """Calls block and raise :class:`drivers.device.DeviceFailure`."""

    def load_pin_key(self, key: WrappedKey) -> None:
        """Load the working key of this sign-on; raises `PIN_PAD_KEY_MISSING` when the check value does not agree."""
        ...

    def read_pin(self, account: str, limit_s: float, on_key: Callable[[PinKey], None], cancelled: Event) -> PinBlock:
        """Take a PIN of 6 digits for the last 12 digits of the card number without its check digit.

        Raises `PIN_ENTRY_CANCELLED` when the citizen pressed cancel, `PIN_ENTRY_TIMEOUT`, `PIN_PAD_KEY_MISSING`,
        `PIN_PAD_TAMPERED`, `DEVICE_JOB_CANCELLED`, or a fault of the pad.
        """
        ...
