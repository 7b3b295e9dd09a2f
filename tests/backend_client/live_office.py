"""A real office on loopback: the terminal API under uvicorn, its database a file, its registry a table in memory."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from fastapi import FastAPI
from sqlalchemy import func, select

from backend_client.client import OfficeClient
from backend_client.enrolment import enrol
from backend_client.identity import Identity
from backend_client.line import Limits, OfficeLine
from backoffice.database import Base
from backoffice.fleet import services as fleet
from backoffice.fleet.terminal_api import create_terminal_app
from backoffice.intake.models import Lodgement, Quarantined
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.partners import PartnerDown
from backoffice.registry.port import OpenViolations, RegistryRecord
from backoffice.review.models import Case
from backoffice.settings import load_settings
from domain.clock import SHANGHAI, Clock
from domain.licences import DrivingLicence, parse_states
from domain.vehicles import Vehicle
from tests.backoffice.serving import serving

START = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)  # a Monday, in office hours
LIMITS = Limits(connect=2.0, answer=5.0)


class RunningClock:
    """A clock that runs from a chosen moment and can be set wrong."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._began = time.monotonic()
        self.shift = timedelta()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began) + self.shift

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class TableRegistry:
    """The registry's port over a table."""

    records: dict[str, RegistryRecord] = field(default_factory=dict)
    down: bool = False
    asked: int = 0

    def query_licence(self, id_number: str) -> RegistryRecord:
        self.asked += 1
        if self.down:
            raise PartnerDown("registry")
        return self.records.get(id_number, RegistryRecord(licence=None))

    def make_licence(self, order: object) -> NoReturn:
        raise NotImplementedError

    query_contacts = make_vehicle_document = file_contact = issue_decision = find_decision = post_fine = make_licence

    def dispute(self, record_number: str, application_number: str) -> None:
        raise NotImplementedError

    def answer_dispute(self, record_number: str, application_number: str, *, upheld: bool) -> None:
        raise NotImplementedError

    def query_vehicles(self, id_number: str) -> tuple[Vehicle, ...]:
        raise NotImplementedError

    def query_violations(self, id_number: str) -> OpenViolations:
        raise NotImplementedError

    def violation_picture(self, record_number: str, index: int) -> bytes | None:
        raise NotImplementedError


def licence(
    number: str, states: str = "A", valid_to: date | None = date(2030, 1, 1), archive: str = "500100000001"
) -> DrivingLicence:
    return DrivingLicence(
        number=number,
        holder="测试甲乙丙",
        archive_number=archive,
        classes="C1",
        states=parse_states(states),
        first_issued=date(2014, 1, 1),
        valid_from=date(2020, 1, 1),
        valid_to=valid_to,
        address="重庆市渝中区虚构路7号",
    )


def make_office(folder: Path, clock: Clock) -> Office:
    """Open an office in `folder`, its tables made."""
    overlay = folder / "office.toml"
    folder.mkdir(parents=True, exist_ok=True)
    overlay.write_text(f'profile = "sandbox"\nstate_dir = "{folder / "state"}"\n', encoding="utf-8")
    settings = load_settings(overlay)
    settings.state_dir.mkdir(exist_ok=True)
    office = replace(open_office(settings, clock), registry=TableRegistry())
    Base.metadata.create_all(office.database.engine)
    return office


@dataclass
class LiveOffice:
    """An office that listens."""

    office: Office
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def registry(self) -> TableRegistry:
        assert isinstance(self.office.registry, TableRegistry)
        return self.office.registry

    def pairing_token(self) -> str:
        with self.office.writing(SYSTEM) as work:
            return fleet.make_pairing_token(work, "测试商场一楼", "Test Mall, ground floor").token

    def enrolled(self, state_dir: Path, clock: Clock | None = None) -> Identity:
        """Enrol a terminal over HTTP."""
        line = OfficeLine(self.url, LIMITS)
        try:
            return enrol(state_dir, line, self.pairing_token(), clock or self.office.clock)
        finally:
            line.close()

    @contextmanager
    def client(
        self, identity: Identity, clock: Clock | None = None, url: str | None = None, limits: Limits = LIMITS
    ) -> Iterator[OfficeClient]:
        clock = clock or self.office.clock
        client = OfficeClient(OfficeLine(url or self.url, limits), identity, clock)
        yield client
        client.close()

    def count(self, table: type[Case] | type[Lodgement] | type[Quarantined]) -> int:
        with self.office.reading() as work:
            return work.session.scalar(select(func.count()).select_from(table)) or 0

    def case_numbers(self) -> list[str]:
        with self.office.reading() as work:
            return list(work.session.scalars(select(Case.number).order_by(Case.number)))


@contextmanager
def open_live_office(folder: Path, clock: Clock | None = None) -> Iterator[LiveOffice]:
    """Serve an office on a free loopback port until the end of the block."""
    office = make_office(folder, clock or RunningClock())
    app = FastAPI()
    app.mount("/terminal", create_terminal_app(office))
    with serving(app) as port:
        yield LiveOffice(office, port)
    office.database.close()
