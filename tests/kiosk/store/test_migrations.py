"""Forward only, a copy first, and never touching a file of a later version."""

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from backend_client.database import database_path, open_database, writing
from kiosk.store import migrations
from kiosk.store.migrations import NewerDatabase, migrate, version_of


def test_a_new_file_gets_every_table_and_no_copy(tmp_path: Path) -> None:
    path = database_path(tmp_path)
    engine = open_database(path)
    migrate(engine, path)
    migrate(engine, path)  # nothing more to do
    assert version_of(engine) == len(migrations.STEPS)
    engine.dispose()
    assert [file.name for file in tmp_path.iterdir() if "before" in file.name] == []


def test_an_old_file_is_copied_before_it_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = database_path(tmp_path)
    engine = open_database(path)
    migrate(engine, path)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO counters VALUES ('application', '2026-11-22', 7)"))
    more = (*migrations.STEPS, ("ALTER TABLE self_tests ADD COLUMN note TEXT",))
    monkeypatch.setattr(migrations, "STEPS", more)
    migrate(engine, path)
    assert version_of(engine) == len(more)
    engine.dispose()
    copy = path.with_name(path.name + f".before-{len(more)}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    old = sqlite3.connect(copy)
    assert old.execute("SELECT value FROM counters").fetchall() == [(7,)]
    assert old.execute("PRAGMA user_version").fetchone() == (len(more) - 1,)
    assert "note" not in [row[1] for row in old.execute("PRAGMA table_info(self_tests)")]
    old.close()


def test_only_the_newest_copy_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = database_path(tmp_path)
    engine = open_database(path)
    migrate(engine, path)
    for column in ("first", "second"):
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, (f"ALTER TABLE self_tests ADD COLUMN {column} TEXT",)))
        migrate(engine, path)
    engine.dispose()
    assert [file.name for file in tmp_path.glob("*.before-*")] == [f"{path.name}.before-{len(migrations.STEPS)}"]


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = database_path(tmp_path)
    engine = open_database(path)
    migrate(engine, path)
    bad = (*migrations.STEPS, ("ALTER TABLE self_tests ADD COLUMN note TEXT", "ALTER TABLE nowhere ADD COLUMN x TEXT"))
    monkeypatch.setattr(migrations, "STEPS", bad)
    with pytest.raises(Exception, match="store_failed"):
        migrate(engine, path)
    assert version_of(engine) == len(bad) - 1
    engine.dispose()


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = database_path(tmp_path)
    engine = open_database(path)
    with writing(engine) as connection:
        connection.exec_driver_sql("PRAGMA user_version=99")
    with pytest.raises(NewerDatabase):
        migrate(engine, path)
    engine.dispose()


def test_the_durability_settings_are_in_force(tmp_path: Path) -> None:
    engine = open_database(database_path(tmp_path))
    with engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10_000
    engine.dispose()
    assert values == ["wal", 2, 1]
