"""The face process on the technician's bench: started for a self-test, without the terminal."""

from domain.clock import Clock
from drivers.device import DeviceReport, SelfTestResult
from kiosk.face.verifier import ProcessFaceVerifier
from kiosk.settings import Settings

SELF_TEST_LIMIT_S = 90.0  # models, camera, and the seconds that tell a frozen picture
STOP_LIMIT_S = 10.0


class FaceOnTheBench:
    """Camera, models and the process around them as one device. Implements :class:`drivers.device.Device`."""

    def __init__(self, verifier: ProcessFaceVerifier) -> None:
        self._verifier = verifier
        verifier.start()

    def report(self) -> DeviceReport:
        """Say how the camera is."""
        return self._verifier.report

    def self_test(self) -> SelfTestResult:
        """Load the models, look at pictures for two seconds, and search one of them for faces; nobody is compared."""
        return self._verifier.self_test(SELF_TEST_LIMIT_S)

    def close(self) -> None:
        """End the process."""
        self._verifier.stop(STOP_LIMIT_S)


def open_face(settings: Settings, clock: Clock) -> FaceOnTheBench:
    """Start the face process of the settings."""
    return FaceOnTheBench(ProcessFaceVerifier(settings, clock))
