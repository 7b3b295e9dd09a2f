"""When devices were down: kept, bounded, and honest about what nobody saw the end of."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend_client.database import database_path, open_database
from domain.failures import FailureCode
from drivers.device import DeviceStatus
from kiosk.store import health
from kiosk.store.health import HealthHistory, Outage, read_outages
from kiosk.store.migrations import migrate

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Kept:
    """A history in a file."""

    def __init__(self, folder: Path) -> None:
        path = database_path(folder)
        self.engine = open_database(path)
        migrate(self.engine, path)
        self.history = HealthHistory(self.engine)

    def down(self, device: str, minute: int, failure: FailureCode = FailureCode.DEVICE_UNPLUGGED) -> None:
        self.history.begin(Outage(device, DeviceStatus.NO_DEVICE, failure, NOON + timedelta(minutes=minute)))

    def up(self, device: str, minute: int, lasted_s: float) -> None:
        self.history.end(device, NOON + timedelta(minutes=minute), lasted_s)

    def of(self, device: str | None = None) -> list[Outage]:
        return read_outages(self.engine, device)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    kept.engine.dispose()


def test_an_outage_has_a_reason_a_beginning_and_an_end(kept: Kept) -> None:
    kept.down("ups", 0)
    kept.down("camera", 1)
    kept.up("ups", 5, 299.5)
    assert kept.of("ups") == [
        Outage(
            "ups",
            DeviceStatus.NO_DEVICE,
            FailureCode.DEVICE_UNPLUGGED,
            NOON,
            ended_at=NOON + timedelta(minutes=5),
            lasted_s=299.5,
        )
    ]
    assert [outage.ended_at for outage in kept.of("camera")] == [None]
    assert [outage.device for outage in kept.of()] == ["camera", "ups"]


def test_what_nobody_saw_the_end_of_is_said_to_be_so_and_stays_so(kept: Kept) -> None:
    kept.down("ups", 0)
    kept.history.recover()
    kept.up("ups", 9, 1.0)
    assert [(outage.cut_short, outage.ended_at) for outage in kept.of("ups")] == [(True, None)]


def test_an_end_without_a_beginning_is_harmless(kept: Kept) -> None:
    kept.up("ups", 0, 1.0)
    assert kept.of() == []


def test_a_loose_contact_does_not_fill_the_disk(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "KEPT_PER_DEVICE", 5)
    kept.down("ups", 0)
    kept.up("ups", 0, 1.0)
    for minute in range(1, 12):
        kept.down("camera", minute)
        kept.up("camera", minute, 1.0)
    assert [outage.began_at.minute for outage in kept.of("camera")] == [11, 10, 9, 8, 7]
    assert len(kept.of("ups")) == 1, "the other devices keep theirs"
