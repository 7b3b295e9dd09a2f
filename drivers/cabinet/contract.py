"""What the terminal may ask of the cabinet's I/O board 机柜控制板: what its sensors see, and which lamps are lit."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.device import Device

SHEETS_WRAP = 65536
"""The counter of sheets begins again at nought here."""


class Lamp(StrEnum):
    """The lamps of the cabinet: one at each mouth where something goes in or comes out, one that everybody sees."""

    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    RECEIPT = "receipt"
    DOCUMENT = "document"
    STATUS = "status"


class LampState(StrEnum):
    """How a lamp burns."""

    OFF = "off"
    ON = "on"
    SLOW = "slow"  # blinking: something waits here
    QUICK = "quick"  # blinking: take it, please


@dataclass(frozen=True)
class CabinetState:
    """What the sensors see now."""

    door_open: bool
    service_key: bool  # the key switch inside the door stands on service
    presence: bool  # somebody stands before the cabinet
    document_at_exit: bool  # a page lies in the mouth of the document printer
    slip_at_exit: bool  # a slip hangs in the mouth of the receipt printer
    sheets_passed: int  # pages that went past the exit sensor since the board was made; wraps at :data:`SHEETS_WRAP`

    def sheets_since(self, before: "CabinetState") -> int:
        """Return how many sheets passed since `before`; right while they were fewer than :data:`SHEETS_WRAP`."""
        return (self.sheets_passed - before.sheets_passed) % SHEETS_WRAP


class CabinetBoard(Device, Protocol):
    """The board. All calls block for at most a second or two.

    Raised as :class:`drivers.device.DeviceFailure`: ``device_unplugged``, ``device_silent``, ``cabinet_bad_answer`` (what
    came back is no answer to what was asked), ``cabinet_refused`` (the board does not know such a register).
    """

    def read(self) -> CabinetState:
        """Return what the sensors see now."""
        ...

    def set_lamp(self, lamp: Lamp, state: LampState) -> None:
        """Light, blink or put out a lamp. The board puts all lamps out when it hears nothing for a while."""
        ...
