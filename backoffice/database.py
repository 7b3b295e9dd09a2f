"""The office's database: SQLite by default, PostgreSQL in production, the same code for both.

On SQLite: WAL, ``synchronous=FULL``, one writer per process at a time (a lock in front of ``BEGIN IMMEDIATE``; without it the
busy handler's sleeping decides who waits how long) and one uvicorn worker.
"""

import enum
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, cast

from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, Insert, MetaData, Table, create_engine, event, insert, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from backoffice.refusals import CaseChanged
from domain.clock import SHANGHAI

CHANNEL = "office_changed"
"""Where PostgreSQL is told (NOTIFY) that a row of an announced table was added and committed."""

CONNECTIONS = {"pool_size": 16, "max_overflow": 16, "pool_timeout": 10}
"""Of one process to PostgreSQL: it must allow twice sixteen for each process."""

FULL, NORMAL = 2, 1
"""SQLite's ``synchronous``: with FULL a commit is on the disk, with NORMAL it comes there with the next one at the latest."""

PRAGMAS = {"busy_timeout": 10_000, "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
"""What every SQLite connection is set to, as SQLite reads it back (``synchronous`` 2 is FULL; times in ms)."""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class DatabaseMisconfigured(RuntimeError):
    """A pragma did not take: the database is not as durable as it must be."""


class AwareTime(TypeDecorator[datetime]):
    """A moment; kept in UTC, handed out in Asia/Shanghai. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its offset")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what the database kept into a moment in Asia/Shanghai."""
        del dialect
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(SHANGHAI)


class Base(DeclarativeBase):
    """Every table of the office."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: AwareTime, list[str]: JSON}


def insert_rows(session: Session, model: type[Base], *rows: Mapping[str, object]) -> None:
    """Write rows into the transaction that nothing in it changes any more: without their objects, at a third of the price."""
    session.connection().execute(_inserting(model), list(rows))


def insert_row(session: Session, model: type[Base], row: Mapping[str, object]) -> int:
    """Write one row in the same way and return the number that the database gave it."""
    given = session.connection().execute(_inserting(model), row).inserted_primary_key
    return int(given[0]) if given else 0


@cache
def _inserting(model: type[Base]) -> Insert:
    return insert(cast("Table", model.__table__))


def words(kind: type[enum.StrEnum]) -> Enum:
    """Return a column type that keeps the word of a StrEnum (no native enum: adding a word needs no migration)."""
    return Enum(kind, native_enum=False, length=40, values_callable=lambda members: [member.value for member in members])


class Database:
    """Hands out sessions: many that read, one at a time (on SQLite) that writes."""

    def __init__(self, url: str) -> None:
        pool = {} if url.startswith("sqlite") else CONNECTIONS
        self.engine = create_engine(url, hide_parameters=True, **pool)  # errors must not quote rows
        self._write_lock = threading.Lock() if self.engine.dialect.name == "sqlite" else None
        if self._write_lock:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            event.listen(self.engine, "connect", _prepare_postgresql)
        self._writer: Engine = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        self._teller: Engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._telling = threading.Lock()
        self._untold = threading.Event()
        self._unhurried: Engine = self._writer.execution_options(sqlite_synchronous=NORMAL)
        self._glancer: Engine = self.engine if self._write_lock else self._teller

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session whose changes are thrown away."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """Give a connection for look-ups that need not agree with each other: on PostgreSQL one message there and back each."""
        with self._glancer.connect() as connection:
            yield connection

    @contextmanager
    def jotting(self) -> Iterator[Connection]:
        """Give a connection that commits at the end without waiting for the disk.

        It is there with the next commit that waits, at the latest: good for what only counts while whatever is done beside it
        counts, too. No other process is told.
        """
        with self._write_lock or nullcontext(), self._unhurried.begin() as connection:
            if self._write_lock is None:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that commits at the end, or rolls everything back on an exception.

        Raises :class:`backoffice.refusals.CaseChanged` when a row had been changed by somebody else in between. Never nest it
        and never call a partner inside it.
        """
        if self._write_lock is None:
            with self._transaction() as session:
                yield session
            return
        with self._write_lock, self._transaction() as session:
            yield session

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with Session(self._writer, expire_on_commit=False) as session:
            if self._write_lock is None:
                event.listen(session, "after_flush", _note_announced)
            try:
                yield session
                session.commit()
            except StaleDataError as stale:
                raise CaseChanged from stale
            if session.info.get(CHANNEL):
                self._announce()

    def _announce(self) -> None:
        """Tell every process, after the commit: told within it, all commits of the server would wait for each other.

        Whoever does not hear it finds out by himself a little later. What is committed while one thread tells, that thread
        tells of next, all at once: under load a process tells less often than it commits.
        """
        self._untold.set()
        while self._untold.is_set() and self._telling.acquire(blocking=False):
            try:
                self._untold.clear()
                with suppress(DBAPIError), self._teller.connect() as connection:
                    connection.execute(text(f"NOTIFY {CHANNEL}"))
            finally:
                self._telling.release()

    def take_turns(self, session: Session, turn: int) -> None:
        """Wait until no other transaction of this turn runs, in whatever process; SQLite has one writer anyway."""
        if self.engine.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": turn})

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _note_announced(session: Session, _context: object) -> None:
    """Remember that a row was added of which other processes must hear (`announced` of its model)."""
    if any(getattr(row, "announced", False) for row in session.new):
        session.info[CHANNEL] = True


def _prepare_postgresql(connection: Any, record: ConnectionPoolEntry) -> None:
    """Compile no query to machine code: of a page's queries that takes many times as long as running them."""
    del record
    connection.autocommit = True
    connection.execute("SET jit TO off")
    connection.autocommit = False


def _prepare_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    del record
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for name, wanted in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != wanted:
            raise DatabaseMisconfigured(f"pragma {name} is not {wanted}")


def _begin_sqlite(connection: Connection) -> None:
    options, line = connection.get_execution_options(), connection.connection.cursor()  # said by the driver: it happens often
    begin = options.get("sqlite_begin", "BEGIN")
    if begin != "BEGIN":  # a connection that wrote without hurry may write with it now
        line.execute(f"PRAGMA synchronous={options.get('sqlite_synchronous', FULL)}")
    line.execute(begin)
    line.close()
