"""A device that goes down and comes back leaves one outage behind, whatever it said meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.clock import SystemClock
from domain.failures import FailureCode
from drivers.device import DeviceReport, DeviceStatus
from drivers.failure_reports import failed_report
from kiosk.audit.events import parse_events
from kiosk.device_health import DeviceHealth
from kiosk.maintenance.records import list_outages
from kiosk.store.health import Outage
from kiosk.store.room import StoreRoom
from kiosk.worker import Worker
from tests.paths import CONFIG

ONLINE = DeviceReport(DeviceStatus.ONLINE)
READER = "id_card_reader"


class Bench:
    """A store with its thread."""

    def __init__(self, folder: Path) -> None:
        self.folder, clock = folder, SystemClock()
        events = parse_events((CONFIG / "events.toml").read_text("utf-8"))
        self.store = StoreRoom(folder, clock, events, lambda: None)
        self.store.open()
        self.worker = Worker("store")
        self.worker.start()
        self.health = DeviceHealth(self.store, self.worker, clock)

    def tell(self, *reports: DeviceReport) -> None:
        for report in reports:
            self.health.changed(READER, report)

    def kept(self) -> list[Outage]:
        assert self.worker.stop(10)
        return self.store.outages(READER)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.worker.stop(10)
    bench.store.close()


def test_down_and_up_again_is_one_outage(bench: Bench) -> None:
    lost = failed_report(FailureCode.DEVICE_UNPLUGGED)
    bench.tell(DeviceReport(DeviceStatus.STARTING), ONLINE, lost, lost, ONLINE, ONLINE)
    (outage,) = bench.kept()
    assert (outage.failure, outage.status) == (FailureCode.DEVICE_UNPLUGGED, DeviceStatus.NO_DEVICE)
    assert outage.ended_at is not None
    assert outage.ended_at >= outage.began_at
    assert outage.lasted_s is not None
    assert outage.lasted_s >= 0
    assert bench.health.down() == {}


def test_another_reason_is_another_outage(bench: Bench) -> None:
    bench.tell(failed_report(FailureCode.DEVICE_UNPLUGGED), failed_report(FailureCode.DEVICE_SILENT))
    assert [(device, why) for device, (why, _) in bench.health.down().items()] == [(READER, FailureCode.DEVICE_SILENT)]
    silent, unplugged = bench.kept()
    assert (silent.failure, silent.ended_at) == (FailureCode.DEVICE_SILENT, None)
    assert unplugged.ended_at is not None


def test_a_busy_or_a_starting_device_is_not_down(bench: Bench) -> None:
    bench.tell(DeviceReport(DeviceStatus.STARTING), failed_report(FailureCode.DEVICE_BUSY), ONLINE)
    assert bench.kept() == []


def test_a_device_that_another_program_has_is_down_for_us(bench: Bench) -> None:
    bench.tell(failed_report(FailureCode.DEVICE_IN_USE))
    assert [outage.failure for outage in bench.kept()] == [FailureCode.DEVICE_IN_USE]
    assert [outage.device for outage in list_outages(bench.folder)] == [READER], "a technician reads them without the terminal"


def test_an_outage_that_the_last_run_left_open_is_cut_short(bench: Bench) -> None:
    bench.tell(failed_report(FailureCode.DEVICE_SILENT))
    assert bench.worker.stop(10)
    bench.store.open()
    assert [outage.cut_short for outage in bench.store.outages()] == [True]
