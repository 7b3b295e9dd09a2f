"""Opens the camera as the settings describe it: the only file of the face process that knows the hardware."""

from domain.clock import Clock
from drivers.camera.contract import Camera
from drivers.camera.hardware import CameraSettings, open_camera
from kiosk.settings import Settings


def camera_settings(settings: Settings) -> CameraSettings:
    """Return the table `devices.camera`; raises :class:`ValueError` for senseless settings."""
    return CameraSettings.model_validate(settings.devices.get("camera", {}))


def open_cabinet_camera(settings: Settings, clock: Clock) -> Camera:
    """Open the camera; raises :class:`drivers.device.DeviceFailure`, or :class:`ValueError` for senseless settings."""
    return open_camera(camera_settings(settings), clock)
