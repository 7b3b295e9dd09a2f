"""A city of the demo, made once and copied for who wants to change it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from backoffice.database import Database
from backoffice.demo import DemoClerk
from backoffice.demo_day.day import make_day
from backoffice.migrations import migrate
from backoffice.office import Office
from backoffice.opening import open_office
from backoffice.settings import Settings, load_settings
from domain.clock import SHANGHAI, FrozenClock

NOW = datetime(2026, 11, 20, 14, 32, tzinfo=SHANGHAI)
CASES = 72
OVERLAY = 'profile = "sandbox"\nstate_dir = "{folder}"\n[sign_in]\nsecure_cookie = false\n'


@dataclass(frozen=True)
class City:
    """Where a city lies, and who works in it."""

    folder: Path
    clerks: tuple[DemoClerk, ...]

    @property
    def settings(self) -> Settings:
        """Return the settings of its office; nobody else is asked anything."""
        overlay = self.folder / "overlay.toml"
        overlay.write_text(OVERLAY.format(folder=self.folder))
        return load_settings(overlay)

    def copied(self, target: Path) -> "City":
        """Return another city just like this one."""
        shutil.copytree(self.folder, target)
        return City(target, self.clerks)

    @contextmanager
    def opened(self) -> Iterator[Office]:
        """Open its office at the moment of the demo."""
        office = open_office(self.settings, FrozenClock(NOW))
        try:
            yield office
        finally:
            office.database.close()


@pytest.fixture(scope="session")
def first_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Make the city that every other is a copy of; look, but do not change it."""
    city = City(tmp_path_factory.mktemp("city"), ())
    database = Database(city.settings.database)
    migrate(database.engine)
    database.close()
    with city.opened() as office:
        return City(city.folder, tuple(make_day(office, NOW, CASES)))
