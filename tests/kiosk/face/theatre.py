"""A real face process in front of a simulated camera, and the citizen who reads the sentences."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from queue import Queue
from typing import Any

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceStatus
from drivers.supervisor import Rhythm
from kiosk.face.contract import FaceProgress, FaceVerdict
from kiosk.face.verifier import COMMAND, Limits, ProcessFaceVerifier
from kiosk.settings import Settings, load_settings
from simulators.devices.camera import CameraSimulator
from simulators.world.people import Person, load_people

PATIENCE_S = 40.0
QUICK = Rhythm(first_retry_s=0.05, longest_retry_s=0.2, permanent_retry_s=0.5)
FOLK = load_people(date(2026, 11, 22))


def face_settings(folder: Path, source: str | int, **face: Any) -> Settings:
    """Settings of a terminal whose camera is `source`."""
    lines = ['profile = "sandbox"', f'state_dir = "{folder}/terminal"', "[office]", 'url = "http://127.0.0.1:1"']
    lines += ["[devices.camera]", f'source = "{source}"', "[face]", *(f"{key} = {value!r}" for key, value in face.items())]
    overlay = folder / "overlay.toml"
    overlay.write_text("\n".join(lines).replace("'", '"'))
    return load_settings(overlay)


def wait_until(what: str, fulfilled: Callable[[], bool]) -> None:
    """Wait generously."""
    deadline = time.monotonic() + PATIENCE_S
    while not fulfilled():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.01)


class Theatre:
    """A verifier, and what it told."""

    def __init__(self, settings: Settings, command: tuple[str, ...] = COMMAND, limits: Limits | None = None) -> None:
        self.settings = settings
        self.verifier = ProcessFaceVerifier(settings, SystemClock(), command, limits, QUICK)
        self.reports: list[DeviceStatus | FailureCode] = []
        self.results: Queue[FaceVerdict | FailureCode] = Queue()
        self.progress: list[FaceProgress] = []

    def __enter__(self) -> "Theatre":
        self.verifier.observe(lambda report: self.reports.append(report.failure or report.status))
        self.verifier.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.verifier.stop(PATIENCE_S)

    def open(self) -> "Theatre":
        """Wait until the camera is there."""
        wait_until("online", lambda: self.verifier.report.status is DeviceStatus.ONLINE)
        return self

    def ask(self, references: dict[Any, bytes] | None = None) -> Any:
        return self.verifier.verify(references or {}, self.progress.append, self.results.put)

    def result(self) -> FaceVerdict | FailureCode:
        return self.results.get(timeout=PATIENCE_S)

    def verdict(self) -> FaceVerdict:
        found = self.result()
        assert isinstance(found, FaceVerdict), found
        return found

    def wait_for_try(self) -> None:
        """Wait until the picture is there: the try is under way."""
        wait_until("a picture", lambda: self.verifier.preview.latest(0) is not None)


class CameraStand:
    """A camera, and somebody who reads what a theatre tells."""

    def __init__(self) -> None:
        self.theatre: Theatre | None = None
        self.camera = CameraSimulator(FOLK, SystemClock(), self._asked)

    def _asked(self) -> str | None:
        told = self.theatre.progress if self.theatre else []
        return told[-1].guidance.value if told else None

    @property
    def person(self) -> Person:
        return FOLK[self.camera.person]
