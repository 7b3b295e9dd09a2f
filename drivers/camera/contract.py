"""What may be asked of a camera 摄像头. It lives in the face process: OpenCV stays out of the process that has the screen."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from drivers.device import Device

Image = NDArray[np.uint8]
"""Height × width × 3, blue-green-red, as OpenCV has it; not mirrored."""


@dataclass(frozen=True)
class Frame:
    """One picture of the stream."""

    number: int  # grows by one with each picture of the device; some may be skipped
    taken_at: float  # monotonic seconds of the injected clock
    image: Image = field(repr=False)


class Camera(Device, Protocol):
    """An opened camera that keeps only its newest picture. Calls raise :class:`drivers.device.DeviceFailure`."""

    def next_frame(self, after: int, limit_s: float) -> Frame | None:
        """Return the newest picture with a number greater than `after` (0: any), waiting for it; None after `limit_s` seconds.

        Raises `DEVICE_UNPLUGGED` when the stream has ended, `DEVICE_SILENT` when it gives nothing, `CAMERA_FROZEN` when it
        repeats one picture, `CAMERA_COVERED` when it is dark all over.
        """
        ...
