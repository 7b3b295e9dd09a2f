"""Errands between processes: files that are whole or not there, and the courier's way to the office and back."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend_client import errands
from backend_client.errand_runner import ErrandRunner
from backend_client.errands import Errand, Orderer, PartFound
from domain.clock import SHANGHAI, FrozenClock
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1_errands import ErrandsAnswer, SelfTestErrand, SelfTestFound, SelfTestKept, Technician
from tests.paths import ROOT

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=SHANGHAI)
PIN = "scrypt$c2FsdHNhbHQ=$a2V5a2V5"


class Desk:
    """An office that answers as the test says."""

    def __init__(self) -> None:
        self.answer = ErrandsAnswer(technicians=[Technician(number="0217", pin=PIN)], self_tests=[])
        self.told: list[SelfTestFound] = []
        self.questions: list[Any] = []
        self.failure: FailureCode | None = None

    def errands(self, question: Any) -> ErrandsAnswer:
        self.questions.append(question)
        self._require_line()
        return self.answer

    def self_test_found(self, found: SelfTestFound) -> SelfTestKept:
        self._require_line()
        self.told.append(found)
        return SelfTestKept(errand=found.errand)

    def _require_line(self) -> None:
        if self.failure:
            raise KnownFailure(self.failure)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def runner(tmp_path: Path, desk: Desk) -> ErrandRunner:
    return ErrandRunner(desk, FrozenClock(NOW), tmp_path)  # type: ignore[arg-type]  # what it needs of the client


def an_errand(orderer: Orderer = Orderer.CONSOLE) -> Errand:
    return Errand(uuid4(), orderer, ("camera",))


def settle(tmp_path: Path, errand: Errand) -> None:
    errands.settle(tmp_path, errands.as_found(errand, NOW, [PartFound("camera", False, "device_silent")]))


def test_an_errand_is_done_once(tmp_path: Path) -> None:
    errand = an_errand()
    errands.post(tmp_path, errand)
    assert errands.waiting(tmp_path) == [errand]
    settle(tmp_path, errand)
    errands.post(tmp_path, errand)
    assert errands.waiting(tmp_path) == []
    assert [found.parts for found in errands.done(tmp_path, Orderer.CONSOLE)] == [
        (PartFound("camera", False, "device_silent"),)
    ]
    assert errands.done(tmp_path, Orderer.OFFICE) == []
    errands.drop(tmp_path, errand.errand)
    assert errands.done(tmp_path, Orderer.CONSOLE) == []


@pytest.mark.parametrize("garbage", ["", "{", "[1]", '{"errand": "x"}', '{"errand": null, "parts": 3}'])
def test_a_damaged_errand_is_no_errand(tmp_path: Path, garbage: str) -> None:
    folder = tmp_path / errands.FOLDER
    folder.mkdir()
    for what in ("wanted", "found"):
        (folder / f"{UUID(int=1)}.{what}.json").write_text(garbage)
    assert errands.waiting(tmp_path) == []
    assert errands.done(tmp_path, Orderer.OFFICE) == []


def test_files_are_their_owners_only(tmp_path: Path) -> None:
    errands.keep_technicians(tmp_path, {"0217": PIN})
    path = tmp_path / errands.FOLDER / errands.TECHNICIANS
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_courier_brings_errands_and_technicians_and_takes_results_back(
    tmp_path: Path, desk: Desk, runner: ErrandRunner
) -> None:
    wanted = SelfTestErrand(errand=uuid4(), parts=["disk"])
    desk.answer = desk.answer.model_copy(update={"self_tests": [wanted]})
    runner.run()
    [errand] = errands.waiting(tmp_path)
    assert (errand.errand, errand.orderer, errand.parts) == (wanted.errand, Orderer.OFFICE, ("disk",))
    assert errands.read_technicians(tmp_path) == {"0217": PIN}
    settle(tmp_path, errand)
    desk.failure = FailureCode.NETWORK_DOWN
    runner.run()
    assert desk.told == []
    desk.failure = None
    desk.answer = desk.answer.model_copy(update={"self_tests": []})
    runner.run()
    runner.run()
    assert [found.errand for found in desk.told] == [wanted.errand], "told once, after the line was back"


def test_who_is_withdrawn_is_forgotten_here_too(tmp_path: Path, desk: Desk, runner: ErrandRunner) -> None:
    runner.run()
    desk.answer = ErrandsAnswer(technicians=[], self_tests=[])
    runner.run()
    assert errands.read_technicians(tmp_path) == {}


def test_the_office_hears_why_the_terminal_is_closed(tmp_path: Path, desk: Desk, runner: ErrandRunner) -> None:
    errands.write_whole(tmp_path / errands.FOLDER / errands.STATE, {"out_of_service": "repair"})
    runner.run()
    assert desk.questions[-1].out_of_service == "repair"


def test_a_full_disk_does_not_stop_the_courier(
    tmp_path: Path, runner: ErrandRunner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(errands, "write_whole", full)
    runner.run()


def test_a_terminal_runs_on_a_disk_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / errands.FOLDER).write_text("no folder")
    with errands.running_terminal(tmp_path):
        pass


def test_a_terminal_that_was_killed_does_not_run(tmp_path: Path) -> None:
    assert not errands.is_terminal_running(tmp_path)
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom backend_client.errands import running_terminal\n"
        "with running_terminal(Path(sys.argv[1])):\n    print('up', flush=True)\n    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program, tmp_path], cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout
    with child.stdout as said:
        assert said.readline() == b"up\n"
        assert errands.is_terminal_running(tmp_path)
        child.kill()
        child.wait(10)
    assert not errands.is_terminal_running(tmp_path)
