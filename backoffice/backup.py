"""Backup and restore of an office on SQLite: database, keys and evidence in one folder.

PostgreSQL has its own tools (`pg_dump`); keys and evidence are then copied as folders.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from backoffice.settings import Settings

DATABASE = "office.db"
FOLDERS = ("keys", "evidence", "faces")


class BackupImpossible(Exception):
    """The office is not on SQLite, the target is not empty, or the backup is not whole."""


def back_up(settings: Settings, target: Path) -> None:
    """Copy a consistent database first, then keys and evidence, into the new folder `target`.

    Evidence is only ever added, so that copied after the database it holds everything the database names.
    """
    source = _sqlite_file(settings)
    target.mkdir(parents=True, mode=0o700, exist_ok=False)
    with closing(sqlite3.connect(source)) as office, closing(sqlite3.connect(target / DATABASE)) as copy:
        office.backup(copy)
    for folder in FOLDERS:
        shutil.copytree(settings.state_dir / folder, target / folder)


def restore(settings: Settings, source: Path) -> None:
    """Put a backup in place of an office that has nothing yet; the services must be stopped."""
    target = _sqlite_file(settings)
    if target.exists() or any((settings.state_dir / folder).exists() for folder in FOLDERS):
        raise BackupImpossible("there already is an office; move it away first")
    _check(source)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for folder in FOLDERS:
        shutil.copytree(source / folder, settings.state_dir / folder)
    shutil.copyfile(source / DATABASE, target)
    target.chmod(0o600)


def _check(source: Path) -> None:
    if not (source / DATABASE).is_file() or not all((source / folder).is_dir() for folder in FOLDERS):
        raise BackupImpossible("the backup is not whole")
    with closing(sqlite3.connect(source / DATABASE)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupImpossible("the database of the backup is damaged")


def _sqlite_file(settings: Settings) -> Path:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupImpossible("only an office on SQLite is backed up here")
    return Path(url.database)
