"""What the terminal may ask of the loudspeaker 扬声器: to play a sound."""

from pathlib import Path
from threading import Event
from typing import Protocol

from drivers.device import Device


class Speaker(Device, Protocol):
    """The loudspeaker. All calls block.

    Raised as :class:`drivers.device.DeviceFailure`: ``device_unplugged`` (no such sound device), ``device_in_use``,
    ``device_silent`` (the sound did not come to its end in time), ``speaker_fault`` (it cannot play this).
    """

    def play(self, sound: Path, cancelled: Event) -> None:
        """Play a WAV file to its end; raises `DEVICE_JOB_CANCELLED` when `cancelled` ended it."""
        ...

    def play_tone(self, cancelled: Event) -> None:
        """Play the test tone: three notes that a person can hear; whether they were heard, only the person knows."""
        ...
