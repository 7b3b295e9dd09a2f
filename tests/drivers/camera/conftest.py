"""The cameras of the way to them, for the tests of the device."""

from tests.drivers.transport.video.conftest import network_camera, opened

__all__ = ["network_camera", "opened"]
