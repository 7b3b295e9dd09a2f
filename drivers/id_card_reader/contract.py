"""What the terminal may ask of an ID-card reader 身份证阅读器."""

from threading import Event
from typing import Protocol

from domain.people import IdDocument
from drivers.device import Device


class IdCardReader(Device, Protocol):
    """A contactless reader. All calls block and raise :class:`drivers.device.DeviceFailure`."""

    def find(self) -> bool:
        """Ask once whether a card that has not been read yet lies in the field (≈ 0.1–0.3 s)."""
        ...

    def read(self) -> IdDocument:
        """Find, select and read the card that lies there now.

        Raises `ID_CARD_ABSENT`, `ID_CARD_MOVED`, `ID_CARD_REJECTED` (forged or damaged), `ID_CARD_UNREADABLE`, or a fault of
        the reader.
        """
        ...

    def await_card(self, limit_s: float, cancelled: Event) -> IdDocument:
        """Poll until a card is laid down, then read it.

        Raises `ID_CARD_ABSENT` after `limit_s` seconds, `DEVICE_JOB_CANCELLED` when `cancelled` is set.
        """
        ...

    def await_removal(self, limit_s: float, cancelled: Event) -> bool:
        """Poll until the card that was read has left the field; False when it still lies there after `limit_s` seconds."""
        ...
