"""The terminal's SQLite database as `kiosk/store` and the courier both open it.

Durability before speed: WAL with ``synchronous=FULL`` lost no acknowledged row in simulated power cuts, ``NORMAL`` did. Every
pragma is read back and compared, because SQLite ignores a pragma it does not like without a word.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from domain.failures import FailureCode, KnownFailure

FILE_NAME = "terminal.db"
BUSY_TIMEOUT_MS = 10_000

_PRAGMAS: tuple[tuple[str, str, str | int], ...] = (
    # name, value as set, value as read back
    ("busy_timeout", str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),  # first: switching to WAL may itself have to wait
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("secure_delete", "ON", 1),  # deleted content is overwritten, not only unlinked
    ("temp_store", "MEMORY", 2),  # no temporary files beside the database
)


class PragmaRefused(RuntimeError):
    """SQLite did not take a setting on which durability or privacy depends."""


def database_path(state_dir: Path) -> Path:
    """Return where the terminal's database lies under `state_dir`."""
    return state_dir / FILE_NAME


def open_database(path: Path) -> Engine:
    """Return an engine on the SQLite file at `path`, created with mode 0600 when absent.

    Every transaction begun on it takes the write lock at once (``BEGIN IMMEDIATE``), so it never fails half-way with
    "database is locked"; use :func:`reading` for the ones that only look. Raises :class:`PragmaRefused` at the first
    connection when a setting is not taken.
    """
    _create_private(path)
    engine = create_engine(URL.create("sqlite", database=str(path)), pool_size=4, hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _create_private(path: Path) -> None:
    """Create an empty file that only its owner reads; SQLite gives its WAL and index the same mode."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; `_begin` does
    for name, value, expected in _PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}")
        found: Any = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise PragmaRefused(f"{name} is {found!r}, wanted {expected!r}")


def _begin(connection: Connection) -> None:
    only_reads = connection.get_execution_options().get("only_reads", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give one write transaction, committed at the end of the block.

    Raises :class:`KnownFailure` (``store_failed``) when the database cannot begin, write or commit. The pool is dropped then,
    because a connection that met a disk error is not to be trusted with the next citizen.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        engine.dispose()
        raise KnownFailure(FailureCode.STORE_FAILED) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give one consistent snapshot that takes no write lock. Raises :class:`KnownFailure` (``store_failed``)."""
    try:
        with engine.connect().execution_options(only_reads=True) as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        engine.dispose()
        raise KnownFailure(FailureCode.STORE_FAILED) from error
