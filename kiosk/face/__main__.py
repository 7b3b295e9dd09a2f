"""The face process. Started by :class:`kiosk.face.verifier.ProcessFaceVerifier` only; a person has nothing to call here."""

import ctypes
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from domain.clock import Clock, SystemClock
from domain.failures import FailureCode, KnownFailure, StaffAction
from drivers.device import DeviceReport, DeviceStatus
from drivers.private_memory import keep_memory_private
from kiosk.bugs import tell_bug
from kiosk.face.preview import SharedPreview
from kiosk.face.wire import LONGEST_ORDER, ORDERS, Begin, Garbage, LineReader, Report, encoded
from kiosk.logs import close_logging, configure_logging
from kiosk.photo_rules import read_photo_rules
from kiosk.settings import Settings

if TYPE_CHECKING:
    from drivers.camera.contract import Camera
    from kiosk.face.process import Line
    from kiosk.face.recogniser import Recogniser

log = logging.getLogger("kiosk.face")

LOG_FILE = "face.log"  # the terminal rotates its own
INVALID = DeviceReport(DeviceStatus.HARDWARE_ERROR, FailureCode.FACE_MODELS_INVALID, StaffAction.CONFIGURE)
_PR_SET_PDEATHSIG = 1

OpenRecogniser = Callable[[str, Path], "Recogniser"]
OpenCamera = Callable[[Settings, Clock], "Camera"]


def main(open_recogniser: OpenRecogniser | None = None, open_camera: OpenCamera | None = None) -> int:
    """Serve the terminal at the other end of the socket; returns the exit status.

    Arguments of the command: the descriptors of the socket and of the preview's memory. Tests hand in their own openers.
    """
    die_with_the_terminal()
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core is the screen's
    connection = socket.socket(fileno=int(sys.argv[1]))
    preview = SharedPreview(int(sys.argv[2]))
    try:
        from kiosk.face.process import Line
    except ImportError:  # the extra with OpenCV is not installed
        connection.sendall(encoded(Report.of(INVALID)))
        return 1
    try:
        return _serve(Line(connection, LineReader(ORDERS, LONGEST_ORDER)), preview, open_recogniser, open_camera)
    except Garbage:
        return 2


def die_with_the_terminal() -> None:
    """Be killed when the terminal dies, however it dies; leave stopping to it; never leave a picture of memory on the disk."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    keep_memory_private()


def _serve(line: "Line", preview: SharedPreview, open_recogniser: OpenRecogniser | None, open_camera: OpenCamera | None) -> int:
    begin = line.hear_one()
    if not isinstance(begin, Begin):
        return 2
    settings = Settings.model_validate(begin.settings)
    handler = configure_logging(settings.state_dir, settings.log, file_name=LOG_FILE)
    try:
        return _serve_with(settings, line, preview, open_recogniser, open_camera)
    except Exception as bug:  # noqa: BLE001 - the process's edge: the terminal notices that it is gone, the log gets the rest
        tell_bug(log, "face process", bug)
        return 1
    finally:
        close_logging(handler)


def _serve_with(
    settings: Settings,
    line: "Line",
    preview: SharedPreview,
    open_recogniser: OpenRecogniser | None,
    open_camera: OpenCamera | None,
) -> int:
    from drivers.supervisor import SupervisedDevice
    from kiosk.face import hardware, recogniser
    from kiosk.face.attempt import Tools
    from kiosk.face.process import FaceProcess

    clock, camera_opener = SystemClock(), open_camera or hardware.open_cabinet_camera
    try:
        eyes = (open_recogniser or recogniser.open_recogniser)(settings.face.engine, settings.config_dir)
    except KnownFailure as failure:
        log.error("models: %s", failure.code.value)  # noqa: TRY400 - the code says it
        line.tell(Report.of(INVALID))
        return 1
    mirror = hardware.camera_settings(settings).mirror
    tools = Tools(eyes, settings.face, mirror, preview, clock, SystemRandom(), read_photo_rules(settings.config_dir))
    FaceProcess(line, SupervisedDevice("camera", lambda: camera_opener(settings, clock), clock), tools).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
