"""The terminal's database keeps what it acknowledged and says so when it cannot."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from backend_client import database
from domain.failures import FailureCode, KnownFailure


def test_pragmas_are_as_promised_on_every_connection(tmp_path: Path) -> None:
    engine = database.open_database(tmp_path / "terminal.db")
    with database.reading(engine) as first, database.reading(engine) as second:
        for connection in (first, second):
            found = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete", "temp_store")
            }
            assert found == {
                "journal_mode": "wal",
                "synchronous": 2,
                "busy_timeout": 10_000,
                "foreign_keys": 1,
                "secure_delete": 1,
                "temp_store": 2,
            }
    engine.dispose()


def test_a_setting_that_is_not_taken_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_PRAGMAS", (("synchronous", "NORMAL", 2),))
    engine = database.open_database(tmp_path / "terminal.db")
    with pytest.raises(database.PragmaRefused), engine.connect():
        pass
    engine.dispose()


def test_nobody_else_may_read_the_files(tmp_path: Path) -> None:
    engine = database.open_database(tmp_path / "state" / "terminal.db")
    with database.writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    files = list((tmp_path / "state").iterdir())
    assert {file.name for file in files} == {"terminal.db", "terminal.db-wal", "terminal.db-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    engine.dispose()


def _insert_and_fail(engine: Engine) -> None:
    with database.writing(engine) as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
        raise ZeroDivisionError


def _insert_too_much(engine: Engine) -> None:
    with database.writing(engine) as connection:
        connection.execute(text("PRAGMA max_page_count=3"))
        connection.execute(text("INSERT INTO t VALUES (zeroblob(1000000))"))


def test_a_failed_block_leaves_nothing(tmp_path: Path) -> None:
    engine = database.open_database(tmp_path / "terminal.db")
    with database.writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    with pytest.raises(ZeroDivisionError):
        _insert_and_fail(engine)
    with database.reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
    engine.dispose()


def test_a_database_error_becomes_store_failed(tmp_path: Path) -> None:
    engine = database.open_database(tmp_path / "terminal.db")
    with pytest.raises(KnownFailure) as caught, database.writing(engine) as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))
    assert caught.value.code is FailureCode.STORE_FAILED
    assert isinstance(caught.value.__cause__, OperationalError)
    engine.dispose()


def test_a_database_that_cannot_be_read_is_store_failed_too(tmp_path: Path) -> None:
    engine = database.open_database(tmp_path / "terminal.db")
    with pytest.raises(KnownFailure) as caught, database.reading(engine) as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    assert caught.value.code is FailureCode.STORE_FAILED
    engine.dispose()


def test_the_disk_is_full(tmp_path: Path) -> None:
    engine = database.open_database(tmp_path / "terminal.db")
    with database.writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    with pytest.raises(KnownFailure) as caught:
        _insert_too_much(engine)
    assert caught.value.code is FailureCode.STORE_FAILED
    with database.writing(engine) as connection:  # a fresh connection works again
        connection.execute(text("INSERT INTO t VALUES (1)"))
    engine.dispose()


def test_a_writer_waits_for_the_other_and_readers_wait_for_nobody(tmp_path: Path) -> None:
    engine = database.open_database(tmp_path / "terminal.db")
    with database.writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x)"))
    second_done = threading.Event()

    def second() -> None:
        with database.writing(engine) as connection:
            connection.execute(text("INSERT INTO t VALUES (2)"))
        second_done.set()

    with database.writing(engine) as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
        thread = threading.Thread(target=second)
        thread.start()
        with database.reading(engine) as reader:
            assert reader.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
        assert not second_done.is_set()
    thread.join(20)
    with database.reading(engine) as reader:
        assert reader.execute(text("SELECT count(*) FROM t")).scalar_one() == 2
    engine.dispose()


def test_a_write_transaction_has_the_lock_from_its_beginning(tmp_path: Path) -> None:
    engine = database.open_database(tmp_path / "terminal.db")
    with closing(sqlite3.connect(tmp_path / "terminal.db", timeout=0, isolation_level=None)) as other:
        with database.reading(engine):
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        with database.writing(engine), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    engine.dispose()


def test_what_was_deleted_is_overwritten_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "terminal.db"
    engine = database.open_database(path)
    with database.writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x)"))
        connection.execute(text("INSERT INTO t VALUES ('planted-value-1')"))
    with database.writing(engine) as connection:
        connection.execute(text("DELETE FROM t"))
    engine.dispose()
    assert not any(b"planted-value-1" in file.read_bytes() for file in tmp_path.iterdir())
