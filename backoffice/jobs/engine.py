"""The engine of jobs: DBOS, in a database of its own. The only module that knows it; one engine in a process.

What it is told is named by kinds, case numbers and tokens; results of steps come to it sealed (`steps.py`), failures by their
kind (`failures.py`), and nothing of what its own log says reaches ours but where it was said.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID
from sqlalchemy import make_url

from backoffice.errands import ErrandKind, Request
from backoffice.settings import Settings

log = logging.getLogger(__name__)

APPLICATION = "backoffice"
VERSION = "1"  # of the workflow's shape: an executor goes on only with what it would have begun itself
QUEUE = "office"
SCHEMA = "jobs"  # on PostgreSQL
JOB = "office_job"
DEATHS = 20  # a job that so many executors have died of is given up
NEVER_SECONDS = 3600.0  # how often the parts of the engine look that nothing here uses
LISTEN_SECONDS = 0.25  # how long its listener may hold up the end
MOST_READ = 400  # jobs looked up at once

Run = Callable[[Request], str]
Recorded = Callable[[], str]

_run: Run | None = None
_launched: tuple[str, str] | None = None


class Stage(StrEnum):
    """How far a job is."""

    UNKNOWN = "unknown"  # nobody asked for it yet, or the jobs' database was lost
    ACTIVE = "active"
    RESTS = "rests"  # to be gone on with from a step, when its time has come
    ENDED = "ended"
    DEADLY = "deadly"  # every executor that tried it died


@dataclass(frozen=True)
class Seen:
    """A job as the engine knows it."""

    stage: Stage
    step: int = 1  # to go on from, where it rests


UNKNOWN = Seen(Stage.UNKNOWN)
_ACTIVE = frozenset({"ENQUEUED", "PENDING", "DELAYED"})


class PlainJson(Serializer):
    """Keeps plain values only: whoever can write to the jobs' database can run nothing here."""

    def serialize(self, data: Any) -> str:
        """Return JSON; of an exception its type only."""
        return json.dumps(data, default=lambda odd: {"type": type(odd).__name__})

    def deserialize(self, serialized_data: str) -> Any:
        """Return what :meth:`serialize` was given."""
        return json.loads(serialized_data)

    def name(self) -> str:
        """Return how the engine notes it down."""
        return "plain_json"


class _Said(logging.Handler):
    """Tells our log where the engine warned, not with which words: they may quote rows."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass one record on."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        log.log(record.levelno, "the job engine at %s:%s %s", record.module, record.lineno, kind)


@DBOS.workflow(name=JOB, max_recovery_attempts=DEATHS)
def _job(kind: str, subject: str, token: str) -> str:
    if _run is None:
        raise RuntimeError("no office is on duty")
    return _run(Request(ErrandKind(kind), subject, token))


def launch(settings: Settings, executor_id: str, run: Run) -> None:
    """Run the engine in this process, if it does not run yet; `run` does a job and says how it ended."""
    global _run, _launched  # noqa: PLW0603 - the engine itself is one in a process
    _run = run
    wanted = (settings.jobs_database, executor_id)
    if _launched == wanted:
        return
    close()
    _prepare(settings.jobs_database)
    _listen_to_its_log()
    try:
        _start(settings, executor_id)
    except Exception:
        DBOS.destroy()  # half of an engine can neither be used nor started again
        raise
    _launched = wanted


def _start(settings: Settings, executor_id: str) -> None:
    worker = settings.worker
    DBOS(config=_configuration(settings, executor_id))
    DBOS.listen_queues([QUEUE])
    DBOS.launch()
    DBOS.register_queue(
        QUEUE, worker_concurrency=worker.jobs_at_once, polling_interval_sec=worker.poll_seconds, on_conflict="always_update"
    )


def close(wait_seconds: int = 0) -> None:
    """End the engine; what is under way may end first, for so long, and is gone on with elsewhere otherwise."""
    global _launched  # noqa: PLW0603 - as above
    if _launched is not None:
        DBOS.destroy(workflow_completion_timeout_sec=wait_seconds)
    _launched = None


def begin(request: Request) -> None:
    """Have a job done; asked for twice it is one job."""
    with SetWorkflowID(request.job_id):
        DBOS.enqueue_workflow(QUEUE, _job, request.kind.value, request.subject, request.token)


def go_on(request: Request, step: int) -> None:
    """Go on with a job that rests, from `step`: what was finished before is not done again."""
    DBOS.rewind_workflow(request.job_id, start_step=step, queue_name=QUEUE)


def look(requests: Collection[Request]) -> dict[Request, Seen]:
    """Return how far each of these jobs is."""
    named = {request.job_id: request for request in requests}
    names = list(named)
    seen = dict.fromkeys(requests, UNKNOWN)
    for start in range(0, len(names), MOST_READ):
        for one in DBOS.list_workflows(workflow_ids=names[start : start + MOST_READ], load_input=False):
            seen[named[one.workflow_id]] = _seen(one.status, one.output)
    return seen


def step(name: str, act: Recorded) -> str:
    """Do one step of the job of this thread and keep what it gave."""
    return DBOS.run_step({"name": name}, act)


def executors_at_work() -> set[str]:
    """Return who has jobs under way, living or dead."""
    pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    return {one.executor_id for one in pending if one.executor_id}


def take_over(dead: Collection[str]) -> int:
    """Give the jobs of these executors back to the queue; whoever still lives loses them at his next step."""
    return len(DBOS._recover_pending_workflows(sorted(dead)))  # noqa: SLF001 - the engine's own recovery has no public name


def forget_ended(before: datetime, most: int = MOST_READ) -> int:
    """Forget jobs that ended before a moment, oldest first; never one that rests. Returns how many."""
    old = DBOS.list_workflows(status="SUCCESS", completed_before=before.isoformat(), limit=most, load_input=False)
    names = [one.workflow_id for one in old if _seen(one.status, one.output).stage is Stage.ENDED]
    if names:
        DBOS.delete_workflows(names)
    return len(names)


def rest(step: int) -> str:
    """Return what a job says that is to be gone on with from `step`."""
    return json.dumps({"rests_at": step})


def ended(how: str) -> str:
    """Return what a job says that is over."""
    return json.dumps({"ended": how})


def _seen(status: str, output: object) -> Seen:
    if status in _ACTIVE:
        return Seen(Stage.ACTIVE)
    if status == "SUCCESS" and isinstance(output, str):
        told: Mapping[str, int] = json.loads(output)
        return Seen(Stage.RESTS, told["rests_at"]) if "rests_at" in told else Seen(Stage.ENDED)
    return Seen(Stage.DEADLY) if status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED" else Seen(Stage.RESTS)


def _configuration(settings: Settings, executor_id: str) -> DBOSConfig:
    return {
        "name": APPLICATION,
        "system_database_url": settings.jobs_database,
        "dbos_system_schema": SCHEMA,
        "sys_db_pool_size": settings.worker.jobs_at_once + 4,
        "executor_id": executor_id,
        "application_version": VERSION,
        "serializer": PlainJson(),
        "log_level": "WARNING",
        "use_listen_notify": False,
        "notification_listener_polling_interval_sec": LISTEN_SECONDS,
        "scheduler_polling_interval_sec": NEVER_SECONDS,
    }


def _prepare(address: str) -> None:
    """Make the file a WAL file before the engine sees it: it leaves the journal as it finds it, and four syncs for one."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and url.database:
        with closing(sqlite3.connect(url.database, timeout=30)) as file:
            file.execute("PRAGMA journal_mode=WAL")


def _listen_to_its_log() -> None:
    engine = logging.getLogger("dbos")
    engine.propagate = False
    engine.handlers = [_Said()]
