"""What the payment process may ask of a bank-card reader 银行卡读卡器 (contact chip, ISO 7816 over PC/SC).

Nothing here knows EMV: it carries commands and answers. An answer may hold card data: it is handed on, never logged.
"""

from threading import Event
from typing import Protocol

from drivers.device import Device


class BankCardReader(Device, Protocol):
    """An insert reader. Calls block and raise :class:`drivers.device.DeviceFailure`."""

    def await_card(self, limit_s: float, cancelled: Event) -> None:
        """Wait for a chip card and power it.

        Raises `BANK_CARD_ABSENT` after `limit_s` seconds, `BANK_CARD_MUTE` for a card that does not answer its reset,
        `DEVICE_JOB_CANCELLED`, or a fault of the reader.
        """
        ...

    def transmit(self, command: bytes) -> bytes:
        """Send one command APDU; return the answer with its status word (61xx and 6Cxx are followed here).

        Raises `BANK_CARD_REMOVED` when the card was pulled, `BANK_CARD_MUTE` when it does not answer in time: the worker
        process behind the reader is then ended and started again.
        """
        ...

    def is_present(self) -> bool:
        """Tell whether a card is in the slot now."""
        ...

    def await_removal(self, limit_s: float, cancelled: Event) -> bool:
        """Wait until the slot is empty; False when a card is still there after `limit_s` seconds."""
        ...

    def release(self) -> None:
        """Take the power from the card, so that it can be pulled. May be called when there is none."""
        ...
