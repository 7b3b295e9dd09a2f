"""A camera on the line, for the process behind the document camera."""

from tests.drivers.transport.video.conftest import network_camera

__all__ = ["network_camera"]
