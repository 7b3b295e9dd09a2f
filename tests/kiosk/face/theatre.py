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
from kiosk.face.contract import FaceProgress, FaceVerdict, Guidance, Handle
from kiosk.face.verifier import COMMAND, Limits, ProcessFaceVerifier
from kiosk.settings import Settings, load_settings
from simulators.devices.camera import CameraSimulator
from simulators.world.people import Person, load_people

PATIENCE_S = 50.0
UNHURRIED = "open_limit_s = 20\nsilent_after_s = 20"  # however busy the machine is, the simulated camera is not silent
QUICK = Rhythm(first_retry_s=0.05, longest_retry_s=0.2, permanent_retry_s=0.5)
FOLK = load_people(date(2026, 11, 22))


def face_settings(folder: Path, source: str | int, **face: Any) -> Settings:
    """Settings of a terminal whose camera is `source`."""
    lines = ['profile = "sandbox"', f'state_dir = "{folder}/terminal"', "[office]", 'url = "http://127.0.0.1:1"']
    lines += ["[devices.camera]", f'source = "{source}"', UNHURRIED]
    lines += ["[face]", *(f"{key} = {value!r}" for key, value in face.items())]
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
        self._asked: list[Handle] = []
        self._answered: list[None] = []

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

    def ask(self, references: dict[Any, bytes] | None = None) -> Handle:
        handle = self.verifier.verify(references or {}, self.progress.append, self._hear)
        self._asked.append(handle)
        return handle

    def _hear(self, result: FaceVerdict | FailureCode) -> None:
        self.results.put(result)
        self._answered.append(None)

    def result(self) -> FaceVerdict | FailureCode:
        return self.results.get(timeout=PATIENCE_S)

    def verdict(self) -> FaceVerdict:
        found = self.result()
        assert isinstance(found, FaceVerdict), found
        return found

    def passed(self, references: dict[Any, bytes] | None = None) -> FaceVerdict:
        """Try as often as a citizen may: on a machine that stands still for seconds a face is lost, and rightly so."""
        for _ in range(self.settings.face.tries):
            self.progress.clear()
            self.ask(references)
            verdict = self.verdict()
            if verdict.challenge_passed:
                return verdict
        raise AssertionError("no try passed")

    def begin(self, guidance: Guidance, references: dict[Any, bytes] | None = None) -> Handle:
        """Begin a try and wait until `guidance` is told; pictures of whoever stood there before may still be on their way."""
        while True:
            handle = self.ask(references)
            wait_until(guidance.value, lambda: self._has_told(guidance) or not self.results.empty())
            if self.results.empty():
                return handle
            self.verdict()
            self.progress.clear()

    def wait_for_try(self) -> None:
        """Wait until the picture is there: the try is under way."""
        self._wait_in_try("a picture", lambda: self.verifier.preview.latest(0) is not None)

    def wait_for(self, guidance: Guidance) -> None:
        """Wait until the citizen was told so."""
        self._wait_in_try(guidance.value, lambda: self._has_told(guidance))

    def _has_told(self, guidance: Guidance) -> bool:
        return any(step.guidance is guidance for step in tuple(self.progress))

    def _wait_in_try(self, what: str, fulfilled: Callable[[], bool]) -> None:
        wait_until(what, lambda: fulfilled() or not self.results.empty())
        assert self.results.empty(), f"instead of {what}: {self.results.get()}"

    def tidy_up(self) -> None:
        """Leave no try under way, no result and no lost camera behind, whatever a test has done."""
        self._end_tries()
        while self.verifier.report.status is not DeviceStatus.ONLINE:  # a try looks at the camera at once
            self.ask()
            wait_until("a sign", lambda: self.verifier.preview.latest(0) is not None or not self.results.empty())
            self._end_tries()

    def _end_tries(self) -> None:
        for handle in self._asked:
            handle.cancel()
        wait_until("every try answered", lambda: len(self._answered) == len(self._asked))
        self._asked.clear()
        self._answered.clear()
        self.results = Queue()
        self.progress.clear()


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
