"""Upgrades: a full outbox goes through a change of the database's form, and each side through one version of the other."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import RootModel
from sqlalchemy import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend_client import outbox
from backend_client.client import APPLICATIONS
from backend_client.courier import Courier, Post
from backend_client.database import database_path, open_database, reading, writing
from backend_client.identity import Identity
from backend_client.settings import CourierSettings
from backoffice.fleet.terminal_api import create_terminal_app
from backoffice.intake.models import Lodgement
from domain.failures import KnownFailure
from kiosk.audit.events import parse_events
from kiosk.store.migrations import STEPS
from kiosk.store.room import StoreRoom
from tests.backend_client import samples
from tests.backend_client.live_office import LiveOffice, RunningClock, make_office, open_live_office
from tests.backoffice.serving import serving
from tests.paths import CONFIG, ROOT

FULL = 25
SETTINGS = CourierSettings(heartbeat=3600)


@pytest.fixture
def clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
def live(tmp_path: Path, clock: RunningClock) -> Iterator[LiveOffice]:
    with open_live_office(tmp_path / "office", clock) as office:
        yield office


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "terminal"


@pytest.fixture
def identity(live: LiveOffice, state: Path) -> Identity:
    return live.enrolled(state)


def fill(state: Path, identity: Identity, version: int) -> list[str]:
    """Make a full outbox in a database of an earlier version of the software."""
    engine = open_database(database_path(state))
    with writing(engine) as connection:
        outbox.create_tables(connection)
        told = [samples.put_released(connection, n, identity.sealing_key, identity.terminal_id) for n in range(1, FULL + 1)]
        for step in STEPS[:version]:
            for statement in step:
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version={version}")
        if version == 1:  # before there were live pictures
            for column in ("face_key_id", "face_sealed", "face_sha256"):
                connection.exec_driver_sql(f"ALTER TABLE outbox DROP COLUMN {column}")
    engine.dispose()
    return told


def open_store(state: Path, clock: RunningClock) -> None:
    """Open the store as the terminal of this version does at its start."""
    events = parse_events((CONFIG / "events.toml").read_text("utf-8"))
    with closing(StoreRoom(state, clock, events, lambda: None)) as store:
        store.open()
        store.note("terminal_started", {})


def carry(live: LiveOffice, state: Path, identity: Identity, clock: RunningClock, url: str | None = None) -> None:
    """Let the courier carry until nothing is due."""
    engine = open_database(database_path(state))
    try:
        with live.client(identity, clock, url) as client:
            courier = Courier(Post(engine, client, identity, state), clock, SETTINGS)
            while courier.round():
                pass
    finally:
        engine.dispose()


def undelivered(state: Path) -> list[str]:
    engine = open_database(database_path(state))
    with reading(engine) as connection:
        found = list(connection.scalars(select(outbox.outbox.c.number).where(outbox.outbox.c.state != "delivered")))
    engine.dispose()
    return found


@pytest.mark.parametrize("version", range(1, len(STEPS)))
def test_a_full_outbox_survives_the_upgrade_and_arrives_once(
    live: LiveOffice, state: Path, identity: Identity, clock: RunningClock, version: int
) -> None:
    told = fill(state, identity, version)
    open_store(state, clock)
    copy = database_path(state).with_name(f"{database_path(state).name}.before-{len(STEPS)}")
    with closing(sqlite3.connect(copy)) as before:
        assert before.execute("SELECT count(*) FROM outbox WHERE sealed IS NOT NULL").fetchone() == (FULL,)
        assert before.execute("PRAGMA user_version").fetchone() == (version,)
    carry(live, state, identity, clock)
    assert undelivered(state) == []
    assert live.case_numbers() == sorted(told)
    assert live.count(Lodgement) == FULL


CUT = """
import os, sys
from pathlib import Path
from backend_client.database import database_path, open_database
from kiosk.store import migrations
path = database_path(Path(sys.argv[1]))
real = migrations.text
count = [0]
def cut(statement):
    count[0] += 1
    if count[0] > int(sys.argv[2]):
        os._exit(9)
    return real(statement)
migrations.text = cut
migrations.migrate(open_database(path), path)
"""


@pytest.mark.parametrize("statements", [0, 1, 3])
def test_a_power_cut_in_the_middle_of_it_loses_nothing(
    live: LiveOffice, state: Path, identity: Identity, clock: RunningClock, statements: int
) -> None:
    told = fill(state, identity, 1)
    done = subprocess.run([sys.executable, "-c", CUT, str(state), str(statements)], cwd=ROOT, check=False, env=dict(os.environ))
    assert done.returncode == 9
    with closing(sqlite3.connect(database_path(state))) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
    open_store(state, clock)
    carry(live, state, identity, clock)
    assert live.case_numbers() == sorted(told)


@pytest.mark.expects_log
def test_an_older_version_leaves_a_newer_database_alone(state: Path, identity: Identity, clock: RunningClock) -> None:
    fill(state, identity, 1)
    with closing(sqlite3.connect(database_path(state))) as database, database:
        database.execute(f"PRAGMA user_version={len(STEPS) + 1}")
    content = database_path(state).read_bytes()
    with pytest.raises(KnownFailure, match="store_failed"):
        open_store(state, clock)
    assert database_path(state).read_bytes() == content


# -- one version apart ----------------------------------------------------------------------------------------------------


class OfficeOfTomorrow:
    """Says more in every answer than this terminal knows, at every depth."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        pieces: list[bytes] = []
        start: dict[str, Any] = {}

        async def more(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            pieces.append(message.get("body", b""))
            if not message.get("more_body"):
                body = json.dumps(_with_more(json.loads(b"".join(pieces)))).encode()
                kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
                await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
                await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, more)


def _with_more(value: Any) -> Any:
    if isinstance(value, dict):
        return {**{name: _with_more(one) for name, one in value.items()}, "of_tomorrow": {"surprise": 1}}
    return [_with_more(one) for one in value] if isinstance(value, list) else value


def test_a_terminal_understands_the_office_of_tomorrow(tmp_path: Path, state: Path, clock: RunningClock) -> None:
    office = make_office(tmp_path / "office", clock)
    app = FastAPI()
    app.mount("/terminal", OfficeOfTomorrow(create_terminal_app(office)))
    with serving(app) as port:
        live = LiveOffice(office, port)
        identity = live.enrolled(state)
        told = fill(state, identity, len(STEPS))
        carry(live, state, identity, clock)
        assert undelivered(state) == []
        assert live.case_numbers() == sorted(told)
    office.database.close()


def test_an_office_understands_the_terminal_of_yesterday(live: LiveOffice, identity: Identity, clock: RunningClock) -> None:
    """It leaves out whatever may be left out: what was added since has a default."""
    number = samples.application_number()
    whole = samples.sealed_application(number, identity.sealing_key, identity.terminal_id)
    posted = json.loads(whole.model_dump_json(exclude_none=True, exclude_defaults=True))
    with live.client(identity, clock) as client:
        answer = client._line.post(APPLICATIONS, _Raw(root=posted), client._signer, {"Idempotency-Key": str(uuid4())})
    assert answer.status == 200, answer.body
    assert live.case_numbers() == [number]


class _Raw(RootModel[dict[str, Any]]):
    """A message as it is written, whatever this version's forms would make of it."""
