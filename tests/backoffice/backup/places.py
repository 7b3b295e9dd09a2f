"""Where an office stands and burns down, and the street with the terminal at the other end of its line."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, func, select, text

from backend_client import outbox
from backend_client.client import OfficeClient
from backend_client.courier import Courier, Post
from backend_client.database import database_path, open_database, reading, writing
from backend_client.enrolment import enrol
from backend_client.identity import Identity
from backend_client.line import OfficeLine
from backend_client.outbox import OutboxState
from backend_client.settings import CourierSettings
from backoffice.fleet import services as fleet
from backoffice.migrations import migrate
from backoffice.office import SYSTEM, Office
from backoffice.opening import open_office
from backoffice.review.models import Case
from backoffice.settings import Settings, load_settings
from domain.clock import Clock, FrozenClock
from tests.backend_client import samples
from tests.backend_client.live_office import LIMITS, RunningClock
from tests.backend_client.waiting import until
from tests.backoffice.people import FRIDAY_NOON
from tests.backoffice.serving import serving
from tests.backoffice.terminals import interface

CLOCK = FrozenClock(FRIDAY_NOON)


class Site:
    """Where offices stand: each in an empty place, with a database of its own."""

    def __init__(self, folder: Path, postgresql: str | None) -> None:
        self._folder = folder
        self._postgresql = postgresql
        self._built = 0

    def plot(self) -> Settings:
        """Return the settings of a place where there is no office yet."""
        self._built += 1
        place = self._folder / f"office-{self._built}"
        place.mkdir()
        url = self._database(f"{self._folder.name}_{self._built}") if self._postgresql else ""
        overlay = place / "office.toml"
        overlay.write_text(f'profile = "sandbox"\nstate_dir = "{place / "state"}"\ndatabase_url = "{url}"\n')
        return load_settings(overlay)

    def office(self, settings: Settings, clock: Clock = CLOCK) -> Office:
        """Open an office there."""
        settings.state_dir.mkdir(exist_ok=True)
        office = open_office(settings, clock)
        migrate(office.database.engine)
        return office

    def _database(self, name: str) -> str:
        name = "".join(letter for letter in name if letter.isalnum() or letter == "_").lower()
        assert self._postgresql
        server = create_engine(self._postgresql + "postgres", isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        server.dispose()
        return self._postgresql + name


class Street:
    """One terminal and the office at the other end of the line, which may burn down."""

    def __init__(self, folder: Path, office: Office, clock: RunningClock) -> None:
        self.clock = clock
        self._folder = folder
        self._token = self._new_token(office)
        self.identity: Identity | None = None
        self.engine = open_database(database_path(folder))
        with writing(self.engine) as connection:
            outbox.create_tables(connection)

    @staticmethod
    def _new_token(office: Office) -> str:
        with office.writing(SYSTEM) as work:
            return fleet.make_pairing_token(work, "测试", "test").token

    def lodge(self, running: int) -> str:
        assert self.identity
        with writing(self.engine) as connection:
            return samples.put_released(connection, running, self.identity.sealing_key, self.identity.terminal_id)

    def deliver(self, office: Office, also: Callable[[], bool] = lambda: True) -> None:
        """Let the courier run until nothing waits, and until this holds, too."""
        with self.line(office) as (client, identity):
            settings = CourierSettings(heartbeat=0.1, poll=0.02, send_again_within=0.1)
            courier = Courier(Post(self.engine, client, identity, self._folder), self.clock, settings)
            stop = threading.Event()
            thread = threading.Thread(target=courier.run, args=(stop,))
            thread.start()
            until(lambda: self._settled(office) and also(), "everything to be delivered")
            stop.set()
            thread.join()

    @contextmanager
    def line(self, office: Office) -> Iterator[tuple[OfficeClient, Identity]]:
        """Give a line to this office; whoever has no identity is enrolled and lodges a first application."""
        with serving(interface(office)) as port:
            line = OfficeLine(f"http://127.0.0.1:{port}", LIMITS)
            if self.identity is None:
                self.identity = enrol(self._folder, line, self._token, self.clock)
                self.lodge(1)
            client = OfficeClient(line, self.identity, self.clock)
            yield client, self.identity
            client.close()

    def _settled(self, office: Office) -> bool:
        with reading(self.engine) as connection:
            states = set(connection.scalars(select(outbox.outbox.c.state)))
            count = connection.scalar(select(func.count()).select_from(outbox.outbox))
        with office.reading() as work:
            there = work.session.scalar(select(func.count(Case.id)))
        return states == {OutboxState.DELIVERED.value} and there == count

    def receipts(self) -> dict[str, outbox.OutboxEntry]:
        with reading(self.engine) as connection:
            return {entry.number: entry for entry in outbox.entries(connection)}
