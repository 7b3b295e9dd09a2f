"""The drill on real processes: a backup while fifty terminals lodge, the office lost, restored, and the gap closed by them."""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, func, select, text

from backend_client import outbox
from backend_client.client import OfficeClient
from backend_client.courier import Courier, Post
from backend_client.database import database_path, open_database, reading, writing
from backend_client.enrolment import enrol
from backend_client.identity import Identity
from backend_client.line import Limits, OfficeLine
from backend_client.outbox import OutboxState
from backend_client.sealing import seal
from backend_client.settings import CourierSettings
from backoffice.fleet import services as fleet
from backoffice.office import SYSTEM
from backoffice.opening import open_office
from backoffice.review import cases
from backoffice.review.models import Case
from backoffice.settings import OVERLAY, load_settings
from domain import numbers
from domain.clock import SystemClock
from tests.backend_client.waiting import GENEROUS
from tests.paths import ROOT
from tools.benchmarks.office_house import House, house_on
from tools.benchmarks.office_load import SERVICE, application

TERMINALS, EACH = 50, 8
PATIENCE_S = 600.0
CLOCK = SystemClock()
log = logging.getLogger(__name__)  # figures: pytest --long -o log_cli=true
HURRIED = CourierSettings(heartbeat=2.0, poll=0.05, send_again_within=5.0)


@dataclass
class Terminal:
    """One terminal: what it keeps, and its courier."""

    folder: Path
    identity: Identity
    engine: Engine
    written: int = 0

    def lodge(self, count: int) -> None:
        for _ in range(count):
            self.written += 1
            now = CLOCK.now()
            number = numbers.allot(now.date(), self.identity.terminal_number, self.written)
            body = seal(application(number, self.identity.terminal_id, now), self.identity.sealing_key)
            with writing(self.engine) as connection:
                outbox.put(connection, uuid4(), number, SERVICE, body, now)
                outbox.release(connection, number, now, None)

    def deliver(self, port: int, stop: threading.Event) -> None:
        client = OfficeClient(_line(port), self.identity, CLOCK)
        Courier(Post(self.engine, client, self.identity, self.folder), CLOCK, HURRIED).run(stop)
        client.close()

    def numbers(self, state: OutboxState | None = None) -> set[str]:
        told = select(outbox.outbox.c.number)
        with reading(self.engine) as connection:
            return set(connection.scalars(told if state is None else told.where(outbox.outbox.c.state == state.value)))


def _line(port: int) -> OfficeLine:
    return OfficeLine(f"http://127.0.0.1:{port}", Limits(5.0, GENEROUS))


def _enrolled(house: House, port: int, folder: Path) -> Terminal:
    with house.office.writing(SYSTEM) as work:
        token = fleet.make_pairing_token(work, "测试", "test").token
    line = _line(port)
    identity = enrol(folder, line, token, CLOCK)
    line.close()
    engine = open_database(database_path(folder))
    with writing(engine) as connection:
        outbox.create_tables(connection)
    return Terminal(folder, identity, engine)


@contextmanager
def couriers(terminals: Sequence[Terminal], port: int) -> Iterator[None]:
    """Let every terminal's courier run until the end of the block."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(terminals)) as pool:
        running = [pool.submit(terminal.deliver, port, stop) for terminal in terminals]
        try:
            yield
        finally:
            stop.set()
            for one in running:
                one.result()


def backoffice(overlay: Path, *words: str) -> dict[str, object]:
    """Run a command of the office and return what it prints, with the seconds it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "backoffice", *words]
    done = subprocess.run(
        command, env={OVERLAY: str(overlay), "PATH": "/usr/bin:/bin"}, cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return {**json.loads(done.stdout), "seconds": round(time.monotonic() - began, 1)}


def until(condition: Callable[[], bool], what: str) -> None:
    """Look once in a while: fifty couriers have the machine to themselves meanwhile."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Where the office's database is, and the empty one of the office after it."""
    if request.param == "sqlite":
        return "", ""
    server: str = request.getfixturevalue("postgresql")
    names = [f"{name}_{uuid4().hex}" for name in ("before", "after")]
    engine = create_engine(server + "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server + names[0], server + names[1]


def _rebuilt(before: House, folder: Path, url: str, copy: Path) -> tuple[House, dict[str, object]]:
    folder.mkdir()
    told = (before.folder / "office.toml").read_text().replace(str(before.folder), str(folder))
    told = "\n".join(f'database_url = "{url}"' if line.startswith("database_url") else line for line in told.splitlines())
    (folder / "office.toml").write_text(told)
    restored = backoffice(folder / "office.toml", "restore", str(copy))
    settings = load_settings(folder / "office.toml")
    return House(folder, settings, open_office(settings, CLOCK)), restored


def _there(house: House) -> set[str]:
    with house.office.reading() as work:
        return set(work.session.scalars(select(Case.number)))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_backup_taken_under_load_and_fifty_terminals_that_close_the_gap(tmp_path: Path, urls: tuple[str, str]) -> None:
    with ExitStack() as stack:
        before = stack.enter_context(house_on(tmp_path / "before", urls[0]))
        with before.serving(1) as port:
            terminals = [_enrolled(before, port, tmp_path / f"terminal-{n}") for n in range(TERMINALS)]
            for terminal in terminals:
                terminal.lodge(EACH // 2)
            with couriers(terminals, port):
                until(lambda: len(_there(before)) > TERMINALS, "some work")
                began = len(_there(before))
                made = backoffice(before.folder / "office.toml", "backup", str(tmp_path / "copy"))
                meanwhile = len(_there(before)) - began
                for terminal in terminals:
                    terminal.lodge(EACH // 2)
                _until_delivered(terminals)
        everything = {number for terminal in terminals for number in terminal.numbers()}
        assert _there(before) == everything
        assert len(everything) == TERMINALS * EACH
        assert meanwhile > 0, "the office worked on while it was copied"
        after, restored = _rebuilt(before, tmp_path / "after", urls[1], tmp_path / "copy")
        stack.callback(after.office.database.close)
        lost = everything - _there(after)
        assert lost
        closing = time.monotonic()
        with after.serving(1) as port, couriers(terminals, port):
            until(lambda: _there(after) == everything, "the gap to be closed")
            seconds = time.monotonic() - closing
            _until_delivered(terminals)
        with after.office.writing(SYSTEM) as work:
            assert work.session.scalar(select(func.count(Case.id))) == len(everything)
            for number in everything:
                assert cases.get_body(work, number).number == number
        for terminal in terminals:
            terminal.engine.dispose()
    log.info(
        "drill %s",
        {"backup": made, "meanwhile": meanwhile, "restore": restored, "lost": len(lost), "closed_after_s": round(seconds, 1)},
    )


def _until_delivered(terminals: Sequence[Terminal]) -> None:
    until(lambda: all(one.numbers(OutboxState.DELIVERED) == one.numbers() for one in terminals), "everything to be delivered")
