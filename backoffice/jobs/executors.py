"""Executors: who does jobs, who is alive, and what happens to the jobs of who is not.

The engine gives an executor back its own jobs when it starts again; that somebody else takes them is ours: every executor
writes down that it lives, and whoever sees that another one has been silent for too long gives its jobs back to the queue.
"""

import fcntl
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from backoffice.jobs import engine
from backoffice.jobs.models import JobExecutor
from backoffice.office import SYSTEM, Office
from backoffice.settings import Settings

EXECUTOR = "BACKOFFICE_EXECUTOR"
"""Environment variable: a stable name of this unit (systemd: machine and unit)."""


class AlreadyRunning(Exception):
    """Another process of this machine works under the same name."""


def executor_id(settings: Settings) -> str:
    """Return the name of this executor: unique, and the same after a restart."""
    return settings.worker.executor_id or os.environ.get(EXECUTOR) or socket.gethostname()


def beat(office: Office, name: str) -> None:
    """Write down that this executor lives."""
    with office.writing(SYSTEM) as work:
        work.session.merge(JobExecutor(executor_id=name, seen_at=work.now))


def say_goodbye(office: Office, name: str) -> None:
    """End in order: what is left of this executor's jobs is taken over at once."""
    with office.writing(SYSTEM) as work:
        work.session.execute(delete(JobExecutor).where(JobExecutor.executor_id == name))


def take_over_from_the_dead(office: Office, me: str) -> int:
    """Give the jobs of silent executors back to the queue; returns how many."""
    limit = timedelta(seconds=office.settings.worker.silent_seconds)
    at_work = engine.executors_at_work() - {me}
    if not at_work:
        return 0
    with office.reading() as work:
        alive = set(work.session.scalars(select(JobExecutor.executor_id).where(JobExecutor.seen_at > work.now - limit)))
    dead = at_work - alive
    return engine.take_over(dead) if dead else 0


@contextmanager
def living(office: Office, name: str) -> Iterator[None]:
    """Say regularly that this executor lives, until the end; a database that is away is reached by the next beat."""
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(office.settings.worker.beat_seconds):
            try:
                beat(office, name)
            except SQLAlchemyError:
                continue

    beat(office, name)
    heart = threading.Thread(target=go_on, name="heart")
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join()
        say_goodbye(office, name)


@contextmanager
def alone(settings: Settings, name: str) -> Iterator[None]:
    """Keep every other process of this machine from working under the same name; raises :class:`AlreadyRunning`."""
    path = settings.state_dir / f"executor-{''.join(letter if letter.isalnum() else '-' for letter in name)}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(name) from None
        yield
