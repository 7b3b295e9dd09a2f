"""The chain shows every change, and takes nothing that could be a person."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from backend_client.database import database_path, open_database, reading, writing
from kiosk.audit.events import EventRefused, parse_events, require_known
from kiosk.audit.log import AuditLog, Verdict, verify
from kiosk.store.migrations import migrate
from tests.kiosk.stage import START
from tests.paths import CONFIG

EVENTS = parse_events((CONFIG / "events.toml").read_text("utf-8"))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(database_path(tmp_path))
    migrate(engine, database_path(tmp_path))
    log = AuditLog(EVENTS)
    with writing(engine) as connection:
        for step in ("home", "address", "sign"):
            log.append(connection, START, "visit_ended", {"why": "idle", "step": step})
    yield engine
    engine.dispose()


def verdict(engine: Engine) -> Verdict:
    with reading(engine) as connection:
        return verify(connection)


def tamper(engine: Engine, statement: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER audit_log_is_not_changed"))
        connection.execute(text("DROP TRIGGER audit_log_is_not_deleted"))
        connection.execute(text(statement))


def test_an_untouched_chain_is_intact(engine: Engine) -> None:
    found = verdict(engine)
    assert (found.rows, found.intact, found.broken_at) == (3, True, None)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_log SET event = 'bug' WHERE seq = 2", 2),
        ("UPDATE audit_log SET at = '2026-01-01T00:00:00+08:00' WHERE seq = 1", 1),
        ("""UPDATE audit_log SET details = '{}' WHERE seq = 3""", 3),
        ("DELETE FROM audit_log WHERE seq = 2", 3),
        ("DELETE FROM audit_log WHERE seq = 1", 2),
        ("UPDATE audit_log SET seq = seq + 10 WHERE seq = 2", 3),
    ],
)
def test_what_was_changed_behind_its_back_shows(engine: Engine, statement: str, broken_at: int) -> None:
    tamper(engine, statement)
    found = verdict(engine)
    assert (found.intact, found.broken_at) == (False, broken_at)


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET event = 'bug'", "DELETE FROM audit_log"])
def test_the_database_itself_refuses_changes(engine: Engine, statement: str) -> None:
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("event", "details"),
    [
        ("somebody_came", {}),
        ("visit_begun", {"name": "x"}),
        ("visit_ended", {"why": "张三丰"}),
        ("visit_ended", {"why": "500103199001010010"}),
        ("visit_ended", {"why": "a13896204417"}),
        ("visit_ended", {"why": "Zhang San"}),
        ("application_lodged", {"application": 13896204417}),
        ("application_lodged", {"application": -1}),
    ],
)
def test_what_could_be_a_person_is_refused(event: str, details: Mapping[str, Any]) -> None:
    with pytest.raises(EventRefused) as caught:
        require_known(EVENTS, event, details)
    assert "张" not in str(caught.value)
    assert "1389" not in str(caught.value)


def test_the_catalogue_explains_every_event() -> None:
    assert all(event.means for event in EVENTS.values())


def test_every_event_the_code_writes_is_in_the_catalogue_and_the_other_way_round() -> None:
    root = CONFIG.parent / "kiosk"
    code = "\n".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    assert [name for name in EVENTS if f'"{name}"' not in code] == []


def test_time_never_goes_back_in_the_log(engine: Engine) -> None:
    log = AuditLog(EVENTS)
    moments = [START + timedelta(hours=1), START - timedelta(days=9), START, START + timedelta(hours=2)]
    for moment in moments:
        with writing(engine) as connection:
            log.append(connection, moment, "bug", {})
    with reading(engine) as connection:
        told = [datetime.fromisoformat(row.at) for row in connection.execute(text("SELECT at FROM audit_log ORDER BY seq"))]
    assert told == sorted(told)
    assert told[-4:] == [moments[0], moments[0], moments[0], moments[3]]
    assert verdict(engine).intact
