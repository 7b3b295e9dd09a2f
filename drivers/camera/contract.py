"""What may be asked of a camera 摄像头. It lives in the face process: OpenCV stays out of the process that has the screen."""

from typing import Protocol

from drivers.device import Device
from drivers.frames import Frame, Image

__all__ = ["Camera", "Frame", "Image"]


class Camera(Device, Protocol):
    """An opened camera that keeps only its newest picture. Calls raise :class:`drivers.device.DeviceFailure`."""

    def next_frame(self, after: int, limit_s: float) -> Frame | None:
        """Return the newest picture with a number greater than `after` (0: any), waiting for it; None after `limit_s` seconds.

        Raises `DEVICE_UNPLUGGED` when the stream has ended, `DEVICE_SILENT` when it gives nothing, `CAMERA_FROZEN` when it
        repeats one picture, `CAMERA_COVERED` when it is dark all over.
        """
        ...
