"""How a process learns that something happened to a case, whichever process did it.

On PostgreSQL each process keeps one connection that LISTENs while a page is open; every commit that adds to a case's history is
followed by a NOTIFY (`backoffice.database`). A NOTIFY that was lost, and a connection that broke, cost seconds, never a change:
the newest event is looked up anyway from time to time. On SQLite the newest event is looked up again and again.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.engine import make_url
from starlette.concurrency import run_in_threadpool

from backoffice.database import CHANNEL
from backoffice.office import Office
from backoffice.review import live

LOOK_ANYWAY_SECONDS = 2.0
REST_SECONDS = 0.1  # between two looks: many changes at once are one
CONNECT_SECONDS = 5
AGAIN_SECONDS = 1.0  # before a connection that broke is made anew
NEWEST = "SELECT coalesce(max(id), 0) FROM case_event"

log = logging.getLogger(__name__)


class Watch:
    """What one process knows of the newest event."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._listener = None if office.settings.is_sqlite else Listener(office.settings.database)

    @contextmanager
    def following(self) -> Iterator[None]:
        """Keep up with changes until the end of the block."""
        if self._listener is None:
            yield
            return
        with self._listener.listening():
            yield

    async def newest(self) -> int:
        """Return the id of the newest event that is known here; within :meth:`following`."""
        if self._listener is not None and self._listener.newest is not None:
            return self._listener.newest
        return await run_in_threadpool(self._looked_up)

    def _looked_up(self) -> int:
        with self._office.reading() as work:
            return live.newest_event(work)


class Listener:
    """One connection that LISTENs, in a thread of its own, as long as anybody wants to know."""

    def __init__(self, url: str) -> None:
        plain = make_url(url).set(drivername="postgresql")
        self._address = plain.render_as_string(hide_password=False)
        self._lock = threading.Lock()
        self._followers = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.newest: int | None = None
        """None: nothing was looked up yet, or the connection is broken."""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen until the end of the block; one thread for all blocks."""
        with self._lock:
            self._followers += 1
            if self._followers == 1:
                self._stop = threading.Event()
                self._thread = threading.Thread(target=self._run, args=(self._stop,), name="changes", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._followers -= 1
                if self._followers == 0:
                    self._stop.set()
                    self.newest = None

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._listen(stop)
            except psycopg.Error as error:
                self._know(stop, None)
                log.warning("no news from the database (%s): asking again", type(error).__name__)
                stop.wait(AGAIN_SECONDS)

    def _listen(self, stop: threading.Event) -> None:
        with psycopg.connect(self._address, autocommit=True, connect_timeout=CONNECT_SECONDS) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            while not stop.is_set():
                row = connection.execute(NEWEST).fetchone()
                self._know(stop, row[0] if row else 0)
                stop.wait(REST_SECONDS)
                for _ in connection.notifies(timeout=LOOK_ANYWAY_SECONDS, stop_after=1):
                    pass

    def _know(self, stop: threading.Event, newest: int | None) -> None:
        with self._lock:
            if not stop.is_set():
                self.newest = newest
