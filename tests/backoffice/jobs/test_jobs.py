"""Jobs and their engine: steps finished once, rests that outlive everything, lost databases, and nothing personal anywhere."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from backoffice import errands
from backoffice.audit.models import AuditEntry
from backoffice.errands import ErrandKind, Request
from backoffice.jobs import engine, executors, failures
from backoffice.jobs.engine import Stage
from backoffice.jobs.models import JobExecutor
from backoffice.notices.models import Notice, NoticeState
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.partners import PartnerDown, PartnerGarbled, PartnerRefused
from backoffice.refusals import CaseChanged, Reason, Refused
from backoffice.registry.http import HttpRegistry
from backoffice.registry.orders import DecisionOrder, Issued
from backoffice.settings import Settings
from backoffice.worker import Worker
from domain.application import ApplicationStatus
from domain.clock import FrozenClock, SystemClock
from tests.backoffice import acts
from tests.backoffice.handling_stage import PEOPLE
from tests.backoffice.handling_stage import Stage as Play
from tests.backoffice.partners import Partners
from tests.backoffice.people import NUMBER, SECRETS, registry_answer
from tests.paths import ROOT


@pytest.fixture
def jobs_file(tmp_path: Path) -> Path:
    return tmp_path / "own-jobs.db"


@pytest.fixture
def own(settings: Settings, jobs_file: Path, clock: FrozenClock) -> Iterator[Office]:
    """An office whose jobs are in a file of its own, which a test may lose."""
    worker = settings.worker.model_copy(update={"jobs_database_url": f"sqlite:///{jobs_file}"})
    opened = open_office(settings.model_copy(update={"worker": worker}), clock)
    yield opened
    engine.close()
    opened.database.close()


def tick(office: Office) -> None:
    Worker(office, threading.Event()).tick()


def lose(path: Path) -> None:
    """Lose the jobs' database, as a restored backup or a new disk does."""
    engine.close()
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def notices(office: Office) -> list[NoticeState]:
    with office.reading() as work:
        return list(work.session.scalars(select(Notice.state)))


def test_a_lost_database_of_jobs_is_harmless(own: Office, jobs_file: Path, partners: Partners, clock: FrozenClock) -> None:
    partners.people[NUMBER] = registry_answer()
    partners.deaf_after_work.add("messages")  # sent, and the answer is lost: so the job rests
    number = acts.take_in(own)
    tick(own)
    assert acts.look(own, number).registry_taken_at is not None
    asked = len(partners.requests)
    lose(jobs_file)
    partners.deaf_after_work.clear()
    clock.advance(errands.FIRST_DELAY_SECONDS)
    tick(own)
    assert notices(own) == [NoticeState.SENT]
    assert len(partners.messages) == 1
    assert len(partners.requests) == asked + 1  # what was done is not done again


def test_an_older_database_of_the_office_begins_anew(
    own: Office, partners: Partners, clock: FrozenClock, tmp_path: Path
) -> None:
    """A backup of before: the engine says that it is done, the office says that it is owed, and the office is right."""
    partners.people[NUMBER] = registry_answer()
    acts.take_in(own)
    file = str(own.database.engine.url.database)
    with closing(sqlite3.connect(file)) as office, closing(sqlite3.connect(tmp_path / "backup")) as copy:
        office.backup(copy)
    tick(own)
    assert notices(own) == [NoticeState.SENT]
    with closing(sqlite3.connect(tmp_path / "backup")) as copy, closing(sqlite3.connect(file)) as office:
        copy.backup(office)
    assert notices(own) == [NoticeState.WAITING]
    tick(own)
    assert notices(own) == [NoticeState.SENT]
    assert len(partners.messages) == 1  # the same key


def test_a_rest_outlives_the_worker_and_keeps_its_distance(own: Office, partners: Partners, clock: FrozenClock) -> None:
    partners.people[NUMBER] = registry_answer()
    partners.down.add("messages")
    acts.take_in(own)
    for _ in range(4):
        tick(own)
        engine.close()
        clock.advance(600)
    asked = sum(path == "/v1/messages" for path, _ in partners.requests)
    assert asked == 4
    tick(own)
    clock.advance(errands.FIRST_DELAY_SECONDS * 2**4 - 1)
    tick(own)
    assert sum(path == "/v1/messages" for path, _ in partners.requests) == 5
    partners.down.clear()
    clock.advance(1)
    tick(own)
    assert notices(own) == [NoticeState.SENT]


def test_what_every_executor_died_of_is_left_to_staff(
    own: Office, jobs_file: Path, partners: Partners, clock: FrozenClock
) -> None:
    partners.people[NUMBER] = registry_answer()
    partners.down.add("messages")
    acts.take_in(own)
    tick(own)
    with closing(sqlite3.connect(jobs_file)) as jobs:
        jobs.execute("UPDATE workflow_status SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' WHERE workflow_uuid LIKE 'notice:%'")
        jobs.commit()
    clock.advance(errands.FIRST_DELAY_SECONDS)
    tick(own)
    with own.reading() as work:
        assert [errand.kind for errand in errands.list_stuck(work.session)] == [ErrandKind.NOTICE]
        told = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "errand.stuck.notice")).one()
    assert told.codes == ["executors_died"]


def test_nothing_personal_reaches_the_engine(own: Office, jobs_file: Path, partners: Partners) -> None:
    partners.people[NUMBER] = registry_answer()
    acts.take_in(own)
    tick(own)
    engine.close()
    kept = b"".join(path.read_bytes() for path in jobs_file.parent.glob(f"{jobs_file.name}*"))
    assert b"registry_snapshot:" in kept
    assert not [secret for secret in SECRETS if secret.encode() in kept]


def test_a_finished_step_is_not_done_again_when_a_later_one_fails(stage: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two decisions, and the registry goes away between them: the first one is asked for once."""
    person = PEOPLE["chen_zhiyuan"]
    number = stage.lodge(stage.accepted(person, stage.notice(person, stage.handleable(person)[:2])))
    real, asked = HttpRegistry.issue_decision, list[str]()

    def second_fails(self: HttpRegistry, order: DecisionOrder) -> Issued:
        asked.append(order.record_number)
        if len(asked) == 2:
            raise PartnerDown("registry")
        return real(self, order)

    monkeypatch.setattr(HttpRegistry, "issue_decision", second_fails)
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.ACCEPTED
    stage.clock.advance(errands.FIRST_DELAY_SECONDS)
    stage.worker.tick()
    assert stage.outcome(number).status is ApplicationStatus.COMPLETED
    assert len(asked) == 3
    assert len(set(asked)) == 2
    assert asked[1] == asked[2]


FAILURES = (
    PartnerDown("post"),
    PartnerRefused("post"),
    PartnerGarbled("registry", "licences"),
    Refused(Reason.ADDRESS_MISSING, items=("address",), codes=("R-ADDR",)),
    CaseChanged(),
)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_failure_of_a_step_is_the_same_after_a_kill(failure: Exception) -> None:
    with pytest.raises(type(failure)) as again:
        failures.raise_carried(failures.carry(failure))
    assert vars(again.value) == vars(failure)


def test_a_bug_is_carried_by_its_type_only() -> None:
    kept = failures.carry(ValueError("测试人 of 渝中区"))
    assert "测试人" not in kept
    with pytest.raises(failures.Failed, match=r"^ValueError$"):
        failures.raise_carried(kept)
    with pytest.raises(LookupError):
        failures.raise_carried(failures.carry(KeyError("测试人")))


@pytest.mark.parametrize(
    ("failure", "passing"),
    [
        (PartnerDown("post"), True),
        (CaseChanged(), True),
        (ValueError(), True),
        (Refused(Reason.PARTNER_DOWN), True),
        (Refused(Reason.STORE_DOWN), True),
        (Refused(Reason.WRONG_STATUS), False),
        (PartnerRefused("post"), False),
    ],
)
def test_what_time_heals(failure: Exception, *, passing: bool) -> None:
    assert failures.is_passing(failures.carry(failure)) is passing
    assert not failures.is_passing("00ff")


def test_who_lives_is_told_from_who_is_dead(either_office: Office, clock: FrozenClock) -> None:
    def names() -> list[str]:
        with either_office.reading() as work:
            return sorted(work.session.scalars(select(JobExecutor.executor_id)))

    with executors.living(either_office, "a"), executors.living(either_office, "b"):
        executors.beat(either_office, "b")
        assert names() == ["a", "b"]
    assert names() == []


def test_two_of_one_name_do_not_work_on_one_machine(settings: Settings) -> None:
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with executors.alone(settings, "a"):
        with pytest.raises(executors.AlreadyRunning), executors.alone(settings, "a"):
            pass
        with executors.alone(settings, "b"):
            pass
    with executors.alone(settings, "a"):
        pass


def test_a_job_asked_for_twice_is_one(own: Office) -> None:
    ran: list[str] = []
    done = threading.Event()

    def run(request: Request) -> str:
        ran.append(request.subject)
        done.set()
        return engine.ended("done")

    engine.launch(own.settings, "a", run)
    request = Request(ErrandKind.NOTICE, "once", "token")
    for _ in range(3):
        engine.begin(request)
    assert done.wait(20)
    pause = threading.Event()
    while engine.look([request])[request].stage is Stage.ACTIVE:
        pause.wait(0.02)
    engine.begin(request)
    assert engine.look([request])[request].stage is Stage.ENDED
    assert ran == ["once"]


def test_the_engine_advertises_nothing(tmp_path: Path) -> None:
    """Its own log goes through ours, and ours hears warnings only, by place and type."""
    program = (
        "import logging, sys\nlogging.basicConfig(level=logging.INFO, stream=sys.stderr)\n"
        "from backoffice.jobs import engine\nfrom backoffice.settings import load_settings\n"
        f"settings = load_settings()\nurl = 'sqlite:///{tmp_path}/jobs.db'\n"
        "worker = settings.worker.model_copy(update={'jobs_database_url': url})\n"
        "engine.launch(settings.model_copy(update={'worker': worker}), 'a', lambda request: '')\n"
        "logging.getLogger('dbos').warning('测试人')\nengine.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "测试人" not in done.stderr
    assert "the job engine at" in done.stderr
    assert "dbos.dev" not in done.stderr + done.stdout
    assert len(done.stderr.splitlines()) == 1


def test_the_engine_forgets_what_ended_and_nothing_that_rests(own: Office, partners: Partners, clock: FrozenClock) -> None:
    partners.people[NUMBER] = registry_answer()
    partners.down.add("messages")
    acts.take_in(own)
    tick(own)
    with own.reading() as work:
        names = [Request(one.kind, one.subject, one.token) for one in work.session.scalars(select(errands.Errand))]
    assert engine.forget_ended(clock.now() - timedelta(days=3650)) == 0
    assert engine.forget_ended(SystemClock().now() + timedelta(days=1)) == 2
    stages = {one.kind: seen.stage for one, seen in engine.look(names).items()}
    assert stages[ErrandKind.NOTICE] is Stage.RESTS
    assert set(stages.values()) == {Stage.RESTS, Stage.UNKNOWN}


def test_an_engine_that_could_not_start_starts_later(own: Office, jobs_file: Path, partners: Partners) -> None:
    partners.people[NUMBER] = registry_answer()
    acts.take_in(own)
    jobs_file.mkdir()
    with pytest.raises(sqlite3.OperationalError):
        engine.launch(own.settings, "a", lambda _: "")
    jobs_file.rmdir()
    tick(own)
    assert notices(own) == [NoticeState.SENT]


def test_the_file_of_jobs_is_a_wal_file(own: Office, jobs_file: Path) -> None:
    tick(own)
    with closing(sqlite3.connect(jobs_file)) as jobs:
        assert jobs.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with own.writing(SYSTEM) as work:
        assert work.session.scalars(select(JobExecutor)).all() == []  # a single turn is nobody's life
