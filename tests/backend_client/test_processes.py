"""The courier as a process: enrolled by command, alone, killed at any moment, ended politely."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from backend_client import contact, outbox
from backend_client.database import database_path, open_database, reading, writing
from backend_client.identity import load_identity
from backend_client.outbox import OutboxState
from backoffice.intake.models import Lodgement
from domain.clock import SystemClock
from tests.backend_client import samples
from tests.backend_client.faulty_line import Fault, open_faulty_line
from tests.backend_client.live_office import LiveOffice, open_live_office
from tests.backend_client.waiting import GENEROUS, until
from tests.paths import ROOT


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveOffice]:
    """An office on the machine's own clock, as the processes are."""
    with open_live_office(tmp_path / "office", SystemClock()) as office:
        yield office


def _overlay(tmp_path: Path, url: str) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(
        f'profile = "sandbox"\nstate_dir = "{tmp_path / "terminal"}"\n[office]\nurl = "{url}"\n'
        "[courier]\nheartbeat = 1.0\nconnect_limit = 1.0\nanswer_limit = 1.0\n",
        encoding="utf-8",
    )
    return path


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", *words]


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_command(*words), cwd=ROOT, capture_output=True, text=True, timeout=GENEROUS, check=False)


@contextmanager
def _started(*words: str, quiet: bool = True) -> Iterator[subprocess.Popen[str]]:
    """Run a process for the length of a block; it is killed at its end at the latest."""
    errors = subprocess.DEVNULL if quiet else subprocess.PIPE
    process = subprocess.Popen(_command(*words), cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _enrolled(live: LiveOffice, tmp_path: Path) -> Path:
    overlay = _overlay(tmp_path, live.url)
    done = _run("backend_client", "enrol", "--token", live.pairing_token(), "--overlay", str(overlay), "--json")
    assert done.returncode == 0, done.stderr
    return overlay


def _beat_at(tmp_path: Path) -> datetime | None:
    """Return when the courier last tried to reach the office."""
    path = database_path(tmp_path / "terminal")
    if not path.exists():
        return None
    engine = open_database(path)
    try:
        with reading(engine) as connection:
            if not connection.scalar(text("SELECT 1 FROM sqlite_master WHERE name = 'office_contact'")):
                return None
            found = contact.find(connection)
            return found.tried_at if found else None
    finally:
        engine.dispose()


def test_enrolment_by_command(live: LiveOffice, tmp_path: Path) -> None:
    overlay, token = _overlay(tmp_path, "http://127.0.0.1:9"), live.pairing_token()
    words = ("backend_client", "enrol", "--office", live.url, "--token", token, "--overlay", str(overlay), "--json")
    done = _run(*words)
    assert done.returncode == 0
    identity = load_identity(tmp_path / "terminal")
    assert json.loads(done.stdout) == {"terminal_id": identity.terminal_id, "terminal_number": 1, "place_zh": "测试商场一楼"}
    again = _run(*words)
    assert again.returncode == 1
    assert json.loads(again.stdout)["code"] == "already_enrolled"


@pytest.mark.parametrize(("token", "code"), [("AAAA-AAAA", "office_refused"), ("重庆", "office_refused")])
def test_a_bad_token_leaves_no_identity(live: LiveOffice, tmp_path: Path, token: str, code: str) -> None:
    overlay = _overlay(tmp_path, live.url)
    done = _run("backend_client", "enrol", "--token", token, "--overlay", str(overlay), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["code"] == code
    assert not (tmp_path / "terminal" / "identity").exists()


def test_a_courier_started_before_enrolment_waits_for_it(live: LiveOffice, tmp_path: Path) -> None:
    overlay = _overlay(tmp_path, live.url)
    with _started("backend_client", "courier", "--overlay", str(overlay)):
        assert _beat_at(tmp_path) is None
        done = _run("backend_client", "enrol", "--token", live.pairing_token(), "--overlay", str(overlay))
        assert done.returncode == 0
        until(lambda: _beat_at(tmp_path), "a heartbeat")


def test_there_is_one_courier_and_it_ends_politely(live: LiveOffice, tmp_path: Path) -> None:
    overlay = _enrolled(live, tmp_path)
    with _started("backend_client", "courier", "--overlay", str(overlay), quiet=False) as courier:
        until(lambda: _beat_at(tmp_path), "a heartbeat")
        second = _run("backend_client", "courier", "--overlay", str(overlay))
        assert second.returncode == 1
        assert "courier_running" in second.stderr
        courier.send_signal(signal.SIGTERM)
        _, errors = courier.communicate(timeout=GENEROUS)
        assert courier.returncode == 0
        assert "Traceback" not in errors
    last = _beat_at(tmp_path)
    with _started("backend_client", "courier", "--overlay", str(overlay)):  # the lock was given back
        until(lambda: _beat_at(tmp_path) != last, "another heartbeat")


def test_a_courier_ends_politely_while_the_office_stalls(live: LiveOffice, tmp_path: Path) -> None:
    _enrolled(live, tmp_path)
    with open_faulty_line(live.port, lambda: Fault.STALL) as line:
        overlay = _overlay(tmp_path, line.url)
        with _started("backend_client", "courier", "--overlay", str(overlay)) as courier:
            until(lambda: line.seen, "a heartbeat that hangs")
            courier.send_signal(signal.SIGTERM)
            assert courier.wait(GENEROUS) == 0


def test_a_courier_dies_with_its_parent_when_asked(live: LiveOffice, tmp_path: Path) -> None:
    overlay = _enrolled(live, tmp_path)
    script = (
        "import subprocess, sys; "
        f"p = subprocess.Popen([sys.executable, '-m', 'backend_client', 'courier', '--die-with-parent', "
        f"'--overlay', {str(overlay)!r}]); print(p.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    until(lambda: _beat_at(tmp_path), "a heartbeat")
    parent.kill()
    parent.communicate()
    until(lambda: not _is_running(pid), "the courier's end")


def _is_running(pid: int) -> bool:
    try:
        return "backend_client" in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return False


@pytest.mark.parametrize("rounds", [5, pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(1200)])])
def test_killed_again_and_again_everything_arrives_exactly_once(live: LiveOffice, tmp_path: Path, rounds: int) -> None:
    _enrolled(live, tmp_path)
    dice = random.Random(rounds)  # noqa: S311 - the same faults every time
    faults = [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.HALF_CLOSE]
    told: list[str] = []
    with open_faulty_line(live.port, lambda: dice.choice(faults) if dice.random() < 0.3 else Fault.NONE) as line:
        overlay = _overlay(tmp_path, line.url)
        for _ in range(rounds):
            told += _one_round(live, tmp_path, overlay, dice)
        with _started("backend_client", "courier", "--overlay", str(overlay)):
            until(lambda: _states(tmp_path) == {OutboxState.DELIVERED}, "everything delivered")
    in_outbox = _numbers(tmp_path)
    assert told
    assert set(told) <= set(in_outbox)  # what a citizen was told is there
    assert live.case_numbers() == in_outbox  # and everything that is there arrived, once
    assert live.count(Lodgement) == len(in_outbox)


def _one_round(live: LiveOffice, tmp_path: Path, overlay: Path, dice: random.Random) -> list[str]:
    """Let both processes work until something was lodged and something arrived, then kill them in the middle of it."""
    before = live.count(Lodgement)
    told: list[str] = []
    with (
        _started("backend_client", "courier", "--overlay", str(overlay)) as courier,
        _started("tests.backend_client.enqueuer", str(tmp_path / "terminal")) as enqueuer,
    ):
        assert enqueuer.stdout is not None
        told += [enqueuer.stdout.readline().strip() for _ in range(dice.randint(1, 8))]
        os.kill(enqueuer.pid, signal.SIGKILL)
        told += [line.strip() for line in enqueuer.stdout]
        until(lambda: live.count(Lodgement) > before, "an arrival")
        os.kill(courier.pid, signal.SIGKILL)
    return told


def _states(tmp_path: Path) -> set[OutboxState]:
    engine = open_database(database_path(tmp_path / "terminal"))
    with reading(engine) as connection:
        states = {OutboxState(state) for state in connection.scalars(select(outbox.outbox.c.state))}
    engine.dispose()
    return states


def _numbers(tmp_path: Path) -> list[str]:
    engine = open_database(database_path(tmp_path / "terminal"))
    with reading(engine) as connection:
        numbers = sorted(connection.scalars(select(outbox.outbox.c.number)))
    engine.dispose()
    return numbers


def test_a_refused_application_is_listed_and_sent_again_by_command(tmp_path: Path) -> None:
    overlay = _overlay(tmp_path, "http://127.0.0.1:9")
    engine = open_database(database_path(tmp_path / "terminal"))
    with writing(engine) as connection:
        outbox.create_tables(connection)
        number = samples.put_released(connection, 1, samples.sealing_key())
        outbox.died(connection, number, "message_invalid")
    engine.dispose()
    told = json.loads(_run("backend_client", "outbox", "--overlay", str(overlay), "--json").stdout)
    assert told["dead"] == 1
    assert told["refused"] == [{"number": number, "error": "message_invalid", "action": "maintain"}]
    assert _run("backend_client", "revive", number, "--overlay", str(overlay)).returncode == 0
    assert _states(tmp_path) == {OutboxState.READY}
    assert _run("backend_client", "revive", number, "--overlay", str(overlay)).returncode == 1
