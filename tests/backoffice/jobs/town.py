"""An office with a letter without a waybill, a licence to be made, violations to be decided, and the sandbox's partners."""

import json
import shutil
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request, Response
from sqlalchemy import column, create_engine, select, table, text
from sqlalchemy.exc import DBAPIError
from starlette.middleware.base import RequestResponseEndpoint

from backoffice import errands
from backoffice.errands import Errand, ErrandKind
from backoffice.jobs.engine import SCHEMA
from backoffice.migrations import migrate
from backoffice.office import SYSTEM, Actor, Office
from backoffice.opening import open_office
from backoffice.production import services as production
from backoffice.refusals import Reason, Refused
from backoffice.review import decisions, desk
from backoffice.review.casefile import open_case
from backoffice.review.comparison import Verdict
from backoffice.review.models import PersonJudgement
from backoffice.settings import load_settings
from backoffice.staff.models import Role
from backoffice.worker import Worker
from domain.clock import FrozenClock, SystemClock
from simulators.partners.gate import PartnerFault
from simulators.partners.police_registry import PoliceRegistry
from simulators.partners.post import Post
from simulators.partners.sms import SmsCarrier
from simulators.world.people import load_people
from tests.backoffice import acts
from tests.backoffice.handling_stage import Stage
from tests.backoffice.jobs.late_clock import ShiftedClock
from tests.backoffice.people import FRIDAY_NOON
from tests.backoffice.serving import connected
from tests.backoffice.terminals import HandMadeTerminal, interface
from tests.backoffice.test_with_simulators import lodged_by
from tests.paths import ROOT

PEOPLE = load_people(FRIDAY_NOON.date())
LETTER_OF, LICENCE_OF, VIOLATIONS_OF = "chen_zhiyuan", "zhao_min", "chen_zhiyuan"

OVERLAY = """
profile = "sandbox"
state_dir = "{folder}"
database_url = "{database}"
{partners}
[production]
numbered = []
[worker]
tick_seconds = 0.1
poll_seconds = 0.05
beat_seconds = 0.2
silent_seconds = {silent}
"""
SILENT_SECONDS = 1.0
VIOLATIONS = 2


class Town:
    """The partners of the simulators, with the office as it stood before anything was asked of them."""

    def __init__(self, folder: Path, postgresql: str | None, closing: ExitStack) -> None:
        self._server = postgresql
        clock = FrozenClock(FRIDAY_NOON)
        self.registry = PoliceRegistry(PEOPLE, clock, lambda _: None)
        self.post = Post(clock, lambda _: None)
        self.sms = SmsCarrier(clock, lambda _: None)
        self.shift = (FRIDAY_NOON - SystemClock().now()).total_seconds()
        self.asked: list[str] = []  # of registry and post: paths
        for gate in (self.registry.gate, self.post.gate):
            gate.app.middleware("http")(self._note)
        for partner in (self.registry, self.post, self.sms):
            closing.enter_context(partner.gate.server)
        self._template = folder / "template"
        self._template.mkdir()
        self._database = self._new_database(None)
        with self._opened(self._template, self._database, clock) as office:
            migrate(office.database.engine)
            self._prepare(office)
            self.handling = self._handling(office, clock)

    async def _note(self, request: Request, answered: RequestResponseEndpoint) -> Response:
        self.asked.append(request.url.path)
        return await answered(request)

    def _prepare(self, office: Office) -> None:
        clerk = acts.add(office, "lijing", Role.REVIEWER, Role.PRODUCER, Role.DISPATCHER)
        self.letter, self.licence = (self._in_production(office, clerk, name) for name in (LETTER_OF, LICENCE_OF))
        made = production.issue(office, clerk, self.letter)
        with office.writing(clerk) as work:
            version = acts.look(office, self.letter).version
            production.check_certificate(work, self.letter, version, str(made.certificate_number))

    def _in_production(self, office: Office, clerk: Actor, name: str) -> str:
        """Bring an application so far that the registry has been asked in vain."""
        number = acts.take_in(office, lodged_by(PEOPLE[name], PEOPLE[name].order))
        desk.refresh_registry(office, SYSTEM, number)
        case = acts.claim(office, clerk, number)
        with office.writing(clerk) as work:
            case = desk.judge_person(work, number, case.version, PersonJudgement.SAME)
            for row in open_case(work, number).rows:
                if row.verdict is Verdict.CHANGED:
                    case = desk.accept_change(work, number, case.version, row.key)
            decisions.approve(work, number, case.version)
        self.registry.gate.set_fault(PartnerFault.DOWN)
        with pytest.raises(Refused, match=Reason.PARTNER_DOWN):
            production.produce(office, clerk, number, acts.look(office, number).version)
        self.registry.gate.set_fault(None)
        return number

    def _handling(self, office: Office, clock: FrozenClock) -> str:
        """Let somebody read the notice of two violations and agree; the office has it, and has not decided."""
        with connected(interface(office)) as http:
            terminal = HandMadeTerminal(http, office)
            assert terminal.enrol().status_code == 200
            stage = Stage(office, clock, self.registry, self.sms, terminal, Worker(office, threading.Event()))
            person = PEOPLE[VIOLATIONS_OF]
            notice = stage.notice(person, stage.handleable(person)[:VIOLATIONS])
            return stage.lodge(stage.accepted(person, notice))

    @contextmanager
    def copied(self, folder: Path, kind: ErrandKind, number: str) -> Iterator["House"]:
        """Open a copy of the office of which nothing is owed but this."""
        shutil.copytree(self._template, folder)
        self.post.reset()
        self.registry.reset()
        self.asked.clear()
        database = self._new_database(self._database)
        with self._opened(folder, database, ShiftedClock(self.shift)) as office, _midwife() as midwife:
            with office.writing(SYSTEM) as work:
                for errand in work.session.scalars(select(Errand)):
                    errands.finish(work.session, errand.kind, errand.subject)
                errands.owe(work.session, kind, number, work.now)
            yield House(office, folder / "overlay.toml", midwife, self.shift)

    @contextmanager
    def _opened(self, folder: Path, database: str, clock: FrozenClock | SystemClock) -> Iterator[Office]:
        partners = {"registry": self.registry.gate, "post": self.post.gate, "sms": self.sms.gate}
        lines = (f'[{name}]\nurl = "{gate.url}"\nkey = "{gate.key}"' for name, gate in partners.items())
        overlay = folder / "overlay.toml"
        told = {"folder": folder, "database": database, "partners": "\n".join(lines), "silent": SILENT_SECONDS}
        overlay.write_text(OVERLAY.format(**told))
        office = open_office(load_settings(overlay), clock)
        try:
            yield office
        finally:
            office.database.close()

    def _new_database(self, template: str | None) -> str:
        """Make a database, a copy of `template`; on SQLite it is a file that is copied with its folder."""
        if self._server is None:
            return ""
        name = f"jobs_{uuid.uuid4().hex}"
        like = f" TEMPLATE {template.rpartition('/')[2]}" if template else ""
        server = create_engine(self._server + "postgres", isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}{like}"))
        server.dispose()
        return self._server + name


@dataclass
class House:
    """One copy of the office, and who bears its workers."""

    office: Office
    overlay: Path
    midwife: "subprocess.Popen[str]"
    shift: float  # seconds

    def bear(self, executor: str, where: str = "", when: str = "") -> int:
        """Start a worker; returns its process id."""
        return self._ask(
            {"overlay": str(self.overlay), "executor": executor, "where": where, "when": when, "shift": self.shift}
        )

    def wait(self, worker: int) -> int:
        """Wait until a worker has ended; returns the signal that ended it, 0 for none."""
        return self._ask({"wait": worker})

    def jobs(self) -> list[str]:
        """Return how far the engine's jobs are, as its own database says."""
        address = self.office.settings.jobs_database
        schema = None if address.startswith("sqlite") else SCHEMA
        database = create_engine(address)
        try:
            with database.connect() as connection:
                return list(
                    connection.execute(select(column("status")).select_from(table("workflow_status", schema=schema))).scalars()
                )
        except DBAPIError:
            return []  # nobody has begun
        finally:
            database.dispose()

    def _ask(self, asked: dict[str, Any]) -> int:
        assert self.midwife.stdin is not None
        assert self.midwife.stdout is not None
        self.midwife.stdin.write(json.dumps(asked) + "\n")
        self.midwife.stdin.flush()
        return int(self.midwife.stdout.readline())


@contextmanager
def _midwife() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.backoffice.jobs.midwife"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
