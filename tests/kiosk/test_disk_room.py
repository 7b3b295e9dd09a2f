"""Room on the disk: refused in time, served again by itself, and not at every megabyte."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from backend_client.database import database_path, open_database, writing
from domain.failures import FailureCode
from kiosk.disk_room import DiskRoom, Free, free_on, reusable_in
from kiosk.settings import Disk
from tests.kiosk.office import OneKeyOffice
from tests.kiosk.stage import settings
from tests.kiosk.test_cabinet import Table

pytestmark = pytest.mark.expects_log
PLAN = Disk(refuse_below_mb=1000, again_above_mb=1500, least_files=5000)


@dataclass
class Drive:
    """A disk whose room is what a test says."""

    free: Free | OSError = field(default_factory=lambda: Free(9000, 90_000))

    def measure(self, _folder: Path) -> Free:
        if isinstance(self.free, OSError):
            raise self.free
        return self.free


@pytest.fixture
def drive() -> Drive:
    return Drive()


@pytest.fixture
def noted() -> list[tuple[str, Any]]:
    return []


@pytest.fixture
def room(drive: Drive, noted: list[tuple[str, Any]]) -> DiskRoom:
    return DiskRoom(Path("/var/lib/kiosk"), PLAN, lambda event, **details: noted.append((event, details)), drive.measure)


def trouble_with(room: DiskRoom, drive: Drive, free: Free | OSError) -> FailureCode | None:
    drive.free = free
    room.look()
    return room.trouble


@pytest.mark.parametrize(
    ("free", "refused"),
    [
        (Free(1000, 5000), False),
        (Free(999, 90_000), True),
        (Free(0, 90_000), True),
        (Free(9000, 4999), True),
        (Free(9000, None), False),  # btrfs counts no files
        (Free(300, None, reusable=700), False),  # the courier gave up old bodies: the database fills their place first
        (Free(300, None, reusable=699), True),
        (Free(199, None, reusable=9000), True),  # the write-ahead log needs the disk itself
    ],
)
def test_nobody_begins_without_room(room: DiskRoom, drive: Drive, free: Free, refused: bool) -> None:
    assert trouble_with(room, drive, free) == (FailureCode.DISK_LOW if refused else None)


def test_it_comes_back_by_itself_and_does_not_flicker(room: DiskRoom, drive: Drive, noted: list[tuple[str, Any]]) -> None:
    seen = [trouble_with(room, drive, Free(mb, None)) is None for mb in (1001, 999, 1001, 1499, 1500, 1001, 1000)]
    assert seen == [True, False, False, False, True, True, True]
    assert room.reports() == {}
    assert noted == [("disk_short", {"megabytes": 999}), ("disk_enough", {"megabytes": 1500})]


def test_a_disk_that_does_not_answer_changes_nothing(room: DiskRoom, drive: Drive) -> None:
    assert trouble_with(room, drive, OSError("gone")) is None
    assert trouble_with(room, drive, Free(10, None)) is FailureCode.DISK_LOW
    assert room.reports()["disk"].failure is FailureCode.DISK_LOW  # the office hears of it
    assert trouble_with(room, drive, OSError("gone")) is FailureCode.DISK_LOW


def test_a_real_disk_is_measured(tmp_path: Path) -> None:
    free = free_on(tmp_path)
    assert free.megabytes > 0
    assert free.files is None or free.files > 0


def test_what_the_database_gave_up_is_found(tmp_path: Path) -> None:
    assert reusable_in(tmp_path) == 0
    engine = open_database(database_path(tmp_path))
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE bodies (sealed BLOB)")
        connection.exec_driver_sql("INSERT INTO bodies VALUES (zeroblob(5000000))")
    assert reusable_in(tmp_path) == 0
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM bodies")
    assert reusable_in(tmp_path) in {4, 5}
    engine.dispose()


def test_limits_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValidationError):
        Disk(refuse_below_mb=2000, again_above_mb=1500)


def test_a_terminal_closes_says_why_and_opens_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drive = Drive()
    monkeypatch.setattr(DiskRoom.__init__, "__defaults__", (drive.measure,))
    its_settings = settings(tmp_path)
    OneKeyOffice().enrol(its_settings.state_dir)
    table = Table(its_settings)
    table.cabinet.start()
    table.rest()
    drive.free = Free(500, None)
    shown = table.see("out_of_service")
    assert shown.view["failure"] == shown.view["cause"] == FailureCode.DISK_LOW
    drive.free = Free(1500, None)
    table.see("attract")
    assert table.cabinet.stop()
