"""The worker: one poisoned errand never blocks another, and it ends cleanly when asked to."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from backoffice import errands
from backoffice.database import Database
from backoffice.errands import ErrandKind
from backoffice.office import SYSTEM, Office
from backoffice.retention.models import EvidenceObject
from backoffice.settings import OVERLAY as OVERLAY_VARIABLE
from backoffice.worker import Worker
from domain.clock import FrozenClock
from tests.backoffice import acts
from tests.backoffice.conftest import OVERLAY
from tests.backoffice.partners import KEY, Partners
from tests.backoffice.people import NUMBER, application, registry_answer
from tests.paths import ROOT


@pytest.mark.expects_log
def test_a_poisoned_case_blocks_nobody(
    office: Office, partners: Partners, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    partners.people[NUMBER] = registry_answer()
    poisoned, good = acts.take_in(office, application(1)), acts.take_in(office, application(2))
    with office.reading() as work:
        kept = work.session.query(EvidenceObject).filter_by(case_number=poisoned).one()
    office.vault.store.put(kept.object_name, b"rotten")
    worker = Worker(office, threading.Event())
    for _ in range(3):
        worker.tick()
        clock.advance(600)
    assert acts.look(office, good).registry_taken_at is not None
    assert acts.look(office, poisoned).registry_taken_at is None
    assert len(partners.messages) == 2
    assert "SealBroken" in caplog.text
    assert all(record.exc_info is None for record in caplog.records if record.levelno == logging.ERROR)


def test_what_the_registry_cannot_say_is_left_to_staff_once(office: Office, partners: Partners, clock: FrozenClock) -> None:
    partners.garbage.add("driver-licences")
    number = acts.take_in(office)
    worker = Worker(office, threading.Event())
    for _ in range(3):
        worker.tick()
        clock.advance(3600)
    asked = [path for path, _ in partners.requests if path.endswith("/query")]
    assert len(asked) == 1
    with office.reading() as work:
        assert [(one.kind, one.subject) for one in errands.list_stuck(work.session)] == [(ErrandKind.REGISTRY_SNAPSHOT, number)]


def test_the_registry_is_asked_until_it_answers(office: Office, partners: Partners, clock: FrozenClock) -> None:
    partners.people[NUMBER] = registry_answer()
    partners.down.add("driver-licences")
    number = acts.take_in(office)
    worker = Worker(office, threading.Event())
    worker.tick()
    assert acts.look(office, number).registry_taken_at is None
    partners.down.clear()
    clock.advance(5)
    worker.tick()
    assert acts.look(office, number).registry_taken_at == clock.now()


def test_a_worker_killed_before_it_handed_over_loses_nothing(office: Office, partners: Partners, clock: FrozenClock) -> None:
    acts.take_in(office)
    with office.writing(SYSTEM) as work:  # taken, and then the process was gone
        assert errands.take_due(work.session, work.now, 10)
    clock.advance(5)
    Worker(office, threading.Event()).tick()
    assert len(partners.messages) == 1


def test_the_audit_log_is_sealed_once_a_minute(office: Office, clock: FrozenClock) -> None:
    worker = Worker(office, threading.Event())

    def waiting() -> int:
        with office.reading() as work:
            return int(work.session.execute(text("SELECT count(*) FROM audit_entry WHERE seal IS NULL")).scalar_one())

    acts.take_in(office)
    worker.tick()
    before = waiting()
    clock.advance(59)
    worker.tick()
    assert waiting() == before
    clock.advance(1)
    worker.tick()
    worker.tick()
    assert waiting() == 0


@pytest.mark.expects_log
def test_a_database_that_is_gone_does_not_end_the_worker(office: Office, clock: FrozenClock) -> None:
    office.database.close()
    Path(str(office.database.engine.url.database)).write_bytes(b"this is no database" * 100)
    Worker(office, threading.Event()).tick()


def test_the_process_ends_cleanly_on_sigterm(tmp_path: Path, partners: Partners) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(OVERLAY.format(state=tmp_path / "state", database="", url=partners.url, key=KEY))
    environment = {**os.environ, OVERLAY_VARIABLE: str(overlay)}
    process = subprocess.Popen(
        [sys.executable, "-m", "backoffice", "worker"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_for(tmp_path / "state" / "office.db")
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, log) == (0, "")
    database = Database(f"sqlite:///{tmp_path / 'state' / 'office.db'}")
    with database.reading() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    database.close()


def _wait_for(path: Path, seconds: float = 30.0) -> None:
    """Wait until the worker has migrated its database and begun."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if path.exists() and _has_tables(path):
            return
        time.sleep(0.05)
    raise AssertionError("the worker did not begin")


def _has_tables(path: Path) -> bool:
    database = Database(f"sqlite:///{path}")
    try:
        with database.reading() as session:
            names = session.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")).scalar_one()
        return bool(names)
    finally:
        database.close()
