"""The durable act on real SQLite files: all of it or nothing, never twice, and a boot that finds its feet."""

import base64
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, text

from backend_client import outbox
from backend_client.database import database_path, open_database, reading, writing
from backend_client.identity import Identity
from domain import numbers
from domain.clock import SHANGHAI, FrozenClock
from domain.failures import FailureCode, KnownFailure
from domain.wire.v1 import ApplicationBody, Signature
from kiosk.audit.events import parse_events
from kiosk.audit.log import verify
from kiosk.flow.visit import Saved
from kiosk.store.room import StoreRoom
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import START, Stage
from tests.paths import CONFIG

EVENTS = parse_events((CONFIG / "events.toml").read_text("utf-8"))


class Room:
    """A store room with its clock, and a second pair of eyes on its file."""

    def __init__(self, state_dir: Path, identity: Identity | None) -> None:
        self.clock = FrozenClock(START)
        self.path = database_path(state_dir)
        self.state_dir = state_dir
        self.identity = identity
        self.room = self.new()

    def new(self) -> StoreRoom:
        return StoreRoom(self.state_dir, self.clock, EVENTS, lambda: self.identity)

    def engine(self) -> Engine:
        return open_database(self.path)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        engine = self.engine()
        try:
            with reading(engine) as connection:
                return [tuple(row) for row in connection.execute(text(query))]
        finally:
            engine.dispose()

    def write(self, *statements: str) -> None:
        engine = self.engine()
        try:
            with writing(engine) as connection:
                for statement in statements:
                    connection.execute(text(statement))
        finally:
            engine.dispose()


@pytest.fixture
def office() -> OneKeyOffice:
    return OneKeyOffice()


@pytest.fixture
def body(tmp_path: Path) -> ApplicationBody:
    stage = Stage(tmp_path)
    stage.walk_to("submitted")
    found = stage.hands.waiting("save").asked[1]
    assert isinstance(found, ApplicationBody)
    return found


@pytest.fixture
def room(tmp_path: Path, office: OneKeyOffice) -> Iterator[Room]:
    room = Room(tmp_path / "state", office.enrol(tmp_path / "state"))
    room.room.open()
    yield room
    room.room.close()


def test_one_transaction_holds_number_body_outbox_row_and_audit(
    room: Room, office: OneKeyOffice, body: ApplicationBody
) -> None:
    key = uuid4()
    saved = room.room.lodge(key, body)
    assert saved == Saved(saved.number, key)
    assert numbers.is_valid(saved.number)
    assert saved.number.startswith("2611220001")
    [(status, fee, order)] = room.rows("SELECT status, fee_fen, order_id FROM applications")
    assert (status, fee) == ("lodged", 0)
    assert UUID(str(order))
    engine = room.engine()
    with reading(engine) as connection:
        entry = outbox.find(connection, saved.number)
        assert entry
        assert (entry.state, entry.key) == (outbox.OutboxState.READY, key)
        assert verify(connection).intact
    engine.dispose()
    [(sealed,)] = room.rows("SELECT sealed FROM outbox")
    assert isinstance(sealed, bytes)
    opened = office.open(saved.number, sealed)
    assert (opened.number, opened.terminal_id, opened.order_id) == (saved.number, "T0001", None)
    assert opened.applicant == body.applicant
    events = [event for (event,) in room.rows("SELECT event FROM audit_log ORDER BY seq")]
    assert events == ["application_confirmed", "application_lodged"]


def test_live_pictures_are_sealed_apart_in_the_same_transaction(
    tmp_path: Path, office: OneKeyOffice, body: ApplicationBody
) -> None:
    room = Room(tmp_path / "faces", office.enrol(tmp_path / "faces", keeps_faces=True))
    room.room.open()
    saved = room.room.lodge(uuid4(), body, (b"best", b"second"))
    [(sealed, faces)] = room.rows("SELECT sealed, face_sealed FROM outbox")
    room.room.close()
    assert isinstance(sealed, bytes)
    assert isinstance(faces, bytes)
    opened = office.open_faces(saved.number, faces)
    assert [base64.b64decode(picture) for picture in opened.pictures] == [b"best", b"second"]
    assert (opened.number, opened.terminal_id) == (saved.number, "T0001")
    assert body.face
    assert opened.taken_at == body.face.checked_at
    assert b"best" not in office.open(saved.number, sealed).model_dump_json().encode()


def test_without_a_face_key_no_picture_is_kept_and_the_audit_says_so(room: Room, body: ApplicationBody) -> None:
    room.room.lodge(uuid4(), body, (b"best",))
    assert room.rows("SELECT face_sealed, face_key_id FROM outbox") == [(None, None)]
    events = [event for (event,) in room.rows("SELECT event FROM audit_log ORDER BY seq")]
    assert events == ["application_confirmed", "face_pictures_not_kept", "application_lodged"]


def test_the_same_key_is_stored_once(room: Room, body: ApplicationBody) -> None:
    key = uuid4()
    assert room.room.lodge(key, body) == room.room.lodge(key, body)
    assert room.rows("SELECT count(*) FROM outbox") == [(1,)]


def test_numbers_run_on_within_a_day_and_begin_anew_the_next(room: Room, body: ApplicationBody) -> None:
    first, second = (room.room.lodge(uuid4(), body).number for _ in range(2))
    room.clock.advance(86_400)
    third = room.room.lodge(uuid4(), body).number
    assert [first[:15], second[:15], third[:15]] == ["261122000100001", "261122000100002", "261123000100001"]


def test_a_clock_put_back_gives_no_number_twice(room: Room, body: ApplicationBody) -> None:
    first = room.room.lodge(uuid4(), body).number
    room.clock.advance(86_400)
    room.room.lodge(uuid4(), body)
    room.clock._now -= timedelta(days=1)
    assert room.room.lodge(uuid4(), body).number not in {first}


@pytest.mark.parametrize("table", ["applications", "outbox", "audit_log", "counters"])
def test_a_full_disk_at_any_table_leaves_nothing_behind(room: Room, body: ApplicationBody, table: str) -> None:
    room.write(f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
    with pytest.raises(KnownFailure) as caught:
        room.room.lodge(uuid4(), body)
    assert caught.value.code is FailureCode.STORE_FAILED
    assert not room.room.is_sound
    for name in ("applications", "outbox", "audit_log"):
        assert room.rows(f"SELECT count(*) FROM {name}") == [(0,)]  # noqa: S608 - names of this list
    room.write("DROP TRIGGER full")
    assert room.room.lodge(uuid4(), body).number[10:15] == "00001"
    assert room.room.is_sound


def test_a_disk_that_is_really_full_is_noticed_at_the_commit(room: Room, body: ApplicationBody) -> None:
    engine = room.room._engine
    assert engine
    with engine.connect() as connection:  # SQLITE_FULL from SQLite itself, on whichever page comes too much
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", fill)
    engine.dispose()
    long = body.model_copy(update={"signature": Signature(strokes=[[(x, x, x) for x in range(4000)]])})
    with pytest.raises(KnownFailure) as caught:
        room.room.lodge(uuid4(), long)
    assert caught.value.code is FailureCode.STORE_FAILED
    assert room.rows("SELECT (SELECT count(*) FROM applications), (SELECT count(*) FROM outbox)") == [(0, 0)]
    event.remove(engine, "connect", fill)
    engine.dispose()
    assert room.room.lodge(uuid4(), long).number[10:15] == "00001"


def test_a_file_that_became_read_only_is_noticed_and_proved_again(room: Room, body: ApplicationBody) -> None:
    room.write(
        "CREATE TRIGGER no BEFORE UPDATE ON counters BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END"
    )
    room.room.lodge(uuid4(), body)
    with pytest.raises(KnownFailure):
        room.room.lodge(uuid4(), body)
    room.write("INSERT INTO counters (name, day, value) VALUES ('probe', '', 1)")
    with pytest.raises(KnownFailure):
        room.room.prove()
    assert not room.room.is_sound
    room.write("DROP TRIGGER no")
    room.room.prove()
    assert room.room.is_sound


def test_who_is_not_enrolled_lodges_nothing(room: Room, body: ApplicationBody) -> None:
    room.identity = None
    with pytest.raises(KnownFailure) as caught:
        room.room.lodge(uuid4(), body)
    assert caught.value.code is FailureCode.TERMINAL_NOT_ENROLLED


def test_boot_lodges_what_was_confirmed_without_a_fee(room: Room, body: ApplicationBody) -> None:
    saved = room.room.lodge(uuid4(), body)
    room.write(
        "UPDATE applications SET status = 'confirmed', lodged_at = NULL",
        "UPDATE outbox SET state = 'held', lodged_at = NULL, next_at = NULL",
    )
    room.room.close()
    room.room.open()
    assert room.rows("SELECT status FROM applications") == [("lodged",)]
    assert room.rows("SELECT state FROM outbox") == [("ready",)]
    assert room.rows("SELECT event FROM audit_log ORDER BY seq DESC LIMIT 1") == [("application_recovered",)]
    room.room.close()
    room.room.open()  # once is enough
    assert room.rows("SELECT count(*) FROM audit_log WHERE event = 'application_recovered'") == [(1,)]
    assert room.room.find_receipt(saved.key) is None


def test_boot_leaves_alone_what_awaits_its_fee(room: Room, body: ApplicationBody) -> None:
    room.room.lodge(uuid4(), body.model_copy(update={"fee_fen": 1000}))
    assert room.rows("SELECT status FROM applications") == [("confirmed",)]
    assert room.rows("SELECT state FROM outbox") == [("held",)]
    room.room.close()
    room.room.open()
    assert room.rows("SELECT status FROM applications") == [("confirmed",)]


def test_a_file_of_nonsense_is_a_failure_of_the_store(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    state = tmp_path / "state"
    state.mkdir()
    database_path(state).write_bytes(os.urandom(4096))
    room = StoreRoom(state, FrozenClock(START), EVENTS, lambda: None)
    with caplog.at_level("CRITICAL"), pytest.raises(KnownFailure):
        room.open()
    assert not room.is_sound
    database_path(state).unlink()
    room.prove()
    assert room.is_sound
    room.close()


def test_nothing_works_before_it_is_open(tmp_path: Path) -> None:
    room = StoreRoom(tmp_path, FrozenClock(datetime(2026, 1, 1, tzinfo=SHANGHAI)), EVENTS, lambda: None)
    for call in (lambda: room.note("visit_begun", {}), lambda: room.find_receipt(uuid4()), room.find_contact):
        with pytest.raises(KnownFailure):
            call()
