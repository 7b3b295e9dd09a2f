"""What the terminal may ask of a code scanner 扫码器, and what it reads."""

from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from drivers.device import Device


@dataclass(frozen=True)
class ScannedCode:
    """What one code said. Its text may be anybody's anything: whoever uses it checks it."""

    text: str = field(repr=False)
    symbology: str  # code128, qr, ..., unknown when the scanner does not say


class CodeScanner(Device, Protocol):
    """A scanner of bar codes and QR codes. All calls block."""

    def scan(self, limit_s: float, cancelled: Event) -> ScannedCode:
        """Light up and wait for a code that was not scanned a moment ago; what was scanned before the call does not count.

        Raises :class:`drivers.device.DeviceFailure`: ``code_absent`` after `limit_s` seconds, ``device_job_cancelled``,
        ``device_unplugged``.
        """
        ...
