"""The database's part of a backup: a consistent copy on SQLite, `pg_dump` in its custom format on PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Literal

from sqlalchemy import URL, create_engine, inspect, make_url, text

from backoffice.recovery.manifest import BackupImpossible

SQLITE_FILE, POSTGRESQL_FILE = "office.db", "office.dump"
JOBS_SCHEMA = "jobs"
"""Of the job engine; what is owed stands in the office's own tables, and is handed over anew."""

PROGRAMS = Path("/usr/lib/postgresql")
TROUBLE_CHARACTERS = 300


def engine_of(url: URL) -> Literal["sqlite", "postgresql"]:
    """Return which engine it is."""
    return "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"


def copy_database(address: str, folder: Path) -> None:
    """Write a consistent copy into `folder`, while the office runs; raises :class:`BackupImpossible`."""
    url = make_url(address)
    if engine_of(url) == "sqlite":
        if not url.database or not Path(url.database).is_file():
            raise BackupImpossible("there is no database")
        with closing(sqlite3.connect(url.database)) as office, closing(sqlite3.connect(folder / SQLITE_FILE)) as copy:
            office.backup(copy)
        return
    words = ("--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={JOBS_SCHEMA}")
    _run(url, "pg_dump", *words, f"--file={folder / POSTGRESQL_FILE}")


def check_copy(engine: str, folder: Path) -> None:
    """Raise :class:`BackupImpossible` unless the copy can be read."""
    if engine == "sqlite":
        with closing(sqlite3.connect(folder / SQLITE_FILE)) as copy:
            try:
                sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            except sqlite3.DatabaseError:
                sound = False
        if not sound:
            raise BackupImpossible("the database of the backup is damaged")
        return
    _run(None, "pg_restore", "--list", str(folder / POSTGRESQL_FILE))


def require_empty(address: str) -> None:
    """Raise :class:`BackupImpossible` where there already is a database."""
    url = make_url(address)
    if engine_of(url) == "sqlite":
        if url.database and Path(url.database).exists():
            raise BackupImpossible("there already is an office; move it away first")
        return
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
    finally:
        engine.dispose()
    if tables:
        raise BackupImpossible("the database already has tables; restore into an empty one")


def put_back(address: str, folder: Path) -> None:
    """Make the database of the copy, whole or not at all."""
    url = make_url(address)
    if engine_of(url) == "sqlite":
        target = Path(url.database or "")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = target.with_name(target.name + ".restoring")
        shutil.copyfile(folder / SQLITE_FILE, beside)
        beside.chmod(0o600)
        beside.replace(target)
        return
    words = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run(url, "pg_restore", *words, f"--dbname={_plain(url)}", str(folder / POSTGRESQL_FILE))


def migration_of(address: str) -> str:
    """Return the migration that a database stands at."""
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    finally:
        engine.dispose()


def _run(url: URL | None, program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by its environment, never by its command line."""
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url is not None and url.password else {})}
    target = [f"--dbname={_plain(url)}"] if url is not None and program == "pg_dump" else []
    command = [str(_found(program)), *target, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise BackupImpossible(f"{program} failed: {done.stderr.strip()[:TROUBLE_CHARACTERS]}")


def _plain(url: URL) -> str:
    """Return the address as PostgreSQL's own programs want it, without the password."""
    bare = URL.create("postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=url.query)
    return bare.render_as_string(hide_password=False)


def _found(program: str) -> Path:
    """Return the newest installed version of a program: an older one cannot read a newer server."""
    installed = sorted(PROGRAMS.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
    there = str(installed[-1]) if installed else shutil.which(program)
    if there is None:
        raise BackupImpossible(f"{program} is not installed (apt-get install postgresql-client)")
    return Path(there)
