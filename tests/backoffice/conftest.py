"""An office for every test: a real database file (or PostgreSQL), real partners over HTTP, a frozen clock."""

import asyncio
import random
import shutil
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from backoffice import opening
from backoffice.database import Database
from backoffice.jobs import engine
from backoffice.migrations import migrate
from backoffice.office import Actor, Office
from backoffice.opening import open_office
from backoffice.settings import Settings, load_settings
from backoffice.staff.models import Role
from backoffice.worker import Worker
from domain.clock import FrozenClock
from tests.backoffice.acts import add
from tests.backoffice.demo.cities import first_city
from tests.backoffice.handling_stage import Stage, playing
from tests.backoffice.partners import KEY, Partners, running_partners
from tests.backoffice.people import FRIDAY_NOON
from tests.backoffice.postgresql import INSTALLED, NOT_INSTALLED, running_postgresql
from tests.backoffice.serving import connected
from tests.backoffice.terminals import HandMadeTerminal, interface

__all__ = ["first_city"]

OVERLAY = """
profile = "sandbox"
state_dir = "{state}"
database_url = "{database}"
[registry]
url = "{url}"
key = "{key}"
[post]
url = "{url}"
key = "{key}"
[sms]
url = "{url}"
key = "{key}"
[sign_in]
second_factor = false
[production]
numbered = []
"""


@pytest.fixture
def partners() -> Iterator[Partners]:
    with running_partners() as running:
        yield running


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(FRIDAY_NOON)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database, copied for every test."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    database = Database(f"sqlite:///{path}")
    migrate(database.engine)
    database.close()
    return path


@pytest.fixture
def database_url(tmp_path: Path, migrated_file: Path) -> str:
    """Where the database is; tests that are to run on both engines take it from `either_database`."""
    path = tmp_path / "office.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def jobs_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the jobs of all tests are: the engine is one in a process, and starting it takes longer than most tests."""
    yield f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'jobs.db'}"
    engine.close()


@pytest.fixture(scope="session", autouse=True)
def dice_of_its_own() -> None:
    """Let the job engine's threads not touch the dice of the process: hypothesis casts them again to replay what it found."""
    for name in [name for name in sys.modules if name.startswith("dbos.")]:
        if getattr(sys.modules[name], "random", None) is random:
            sys.modules[name].random = random.Random()  # type: ignore[attr-defined]  # noqa: S311 - jitter


@pytest.fixture(scope="session", autouse=True)
def texts_read_once() -> Iterator[None]:
    """Let all offices of a run share the texts of one folder: reading them takes longer than the rest of opening an office."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "read_texts", cache(opening.read_texts))
        yield


@pytest.fixture(autouse=True)
def worker_without_an_event_loop() -> Iterator[None]:
    """Let the worker work as it does in an office: Playwright leaves an event loop running in the tests' own thread.

    By a patch of its own: a test may undo what it patched itself.
    """
    tick = Worker.tick

    def tick_elsewhere(worker: Worker) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(tick, worker).result()

    with pytest.MonkeyPatch.context() as patch:
        if asyncio._get_running_loop() is not None:
            patch.setattr(Worker, "tick", tick_elsewhere)
        yield


def patient(settings: Settings, jobs_database: str) -> Settings:
    """The same office, whose worker waits at every tick until all its jobs rest."""
    worker = {"jobs_database_url": jobs_database, "tick_seconds": 60.0, "poll_seconds": 0.03}
    return settings.model_copy(update={"worker": settings.worker.model_copy(update=worker)})


@pytest.fixture
def settings(tmp_path: Path, database_url: str, partners: Partners, jobs_database: str) -> Settings:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(OVERLAY.format(state=tmp_path / "state", database=database_url, url=partners.url, key=KEY))
    return patient(load_settings(overlay), jobs_database)


@pytest.fixture
def office(settings: Settings, clock: FrozenClock) -> Iterator[Office]:
    opened = open_office(settings, clock)
    yield opened
    opened.database.close()


@pytest.fixture
def reviewer(office: Office) -> Actor:
    return add(office, "lijing", Role.REVIEWER)


@pytest.fixture
def second(office: Office) -> Actor:
    return add(office, "wangmin", Role.REVIEWER)


@pytest.fixture
def producer(office: Office) -> Actor:
    return add(office, "zhouhang", Role.PRODUCER)


@pytest.fixture
def dispatcher(office: Office) -> Actor:
    return add(office, "dengli", Role.DISPATCHER)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """An own PostgreSQL; skips with the reason where it is not installed."""
    if not INSTALLED:
        pytest.skip(NOT_INSTALLED)
    with running_postgresql() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_on_postgresql(postgresql: str) -> str:
    """The name of a migrated, empty database on PostgreSQL, copied for every test; nobody is connected to it."""
    _create(postgresql, "migrated")
    database = Database(postgresql + "migrated")
    migrate(database.engine)
    database.close()
    return "migrated"


@pytest.fixture
def postgresql_url(postgresql: str, migrated_on_postgresql: str) -> str:
    """A fresh, migrated database on PostgreSQL."""
    name = f"office_{uuid.uuid4().hex}"
    _create(postgresql, name, like=migrated_on_postgresql)
    return postgresql + name


def _create(postgresql: str, name: str, like: str = "template1") -> None:
    server = create_engine(postgresql + "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_office(request: pytest.FixtureRequest, settings: Settings, clock: FrozenClock) -> Iterator[Office]:
    """The same office on both engines."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else settings.database_url
    opened = open_office(settings.model_copy(update={"database_url": url}), clock)
    yield opened
    opened.database.close()


@pytest.fixture
def an_office(request: pytest.FixtureRequest) -> Office:
    """The office of the test: on both engines where it asks for `either_office`, else on SQLite; for fixtures of both sorts."""
    opened: Office = request.getfixturevalue("either_office" if "either_office" in request.fixturenames else "office")
    return opened


@pytest.fixture
def http(office: Office) -> Iterator[httpx.Client]:
    with connected(interface(office)) as client:
        yield client


@pytest.fixture
def either_http(either_office: Office) -> Iterator[httpx.Client]:
    """The same interface on both engines."""
    with connected(interface(either_office)) as client:
        yield client


@pytest.fixture
def terminal(http: httpx.Client, office: Office) -> HandMadeTerminal:
    made = HandMadeTerminal(http, office)
    assert made.enrol().status_code == 200
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Stage]:
    """Terminal, office and the sandbox's registry, on both engines."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else settings.database_url
    with playing(settings.model_copy(update={"database_url": url})) as opened:
        yield opened
