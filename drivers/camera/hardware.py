"""The camera above the screen, opened as every video device is (:mod:`drivers.transport.video`)."""

from domain.clock import Clock
from drivers.camera.contract import Camera
from drivers.transport.video.camera import open_video
from drivers.transport.video.source import VideoSettings

__all__ = ["CameraSettings", "open_camera"]


class CameraSettings(VideoSettings):
    """The table `devices.camera` of the configuration. Its repr hides `source`: an address may hold a password."""

    mirror: bool = True  # read by whoever shows the picture; frames are never mirrored


def open_camera(settings: CameraSettings, clock: Clock) -> Camera:
    """Open the camera and take its first picture.

    Raises :class:`drivers.device.DeviceFailure`: `DEVICE_UNPLUGGED` when there is nothing to open, `DEVICE_IN_USE` when another
    program has it, `DEVICE_SILENT` when it gives no usable picture.
    """
    return open_video(settings, clock)
