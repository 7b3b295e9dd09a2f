"""What a page of the maintenance mode is, and the desk that it works at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Optional

from domain.clock import Clock
from domain.failures import FailureCode
from drivers.device import DeviceReport, DeviceStatus, SelfTestResult
from kiosk.flow.devices import Done, Offers
from kiosk.flow.screen_state import Json, Touch
from kiosk.flow.step import Jobs, View
from kiosk.maintenance.workshop import CHECKED, DEVICES, LOOKED_AT, TOUCH, Records, Workshop

RECORDS = "records"
NOT_WORKING = frozenset({DeviceStatus.USER_ERROR, DeviceStatus.POTENTIAL_FRAUD})
NOBODY_KNOWS = frozenset({DeviceStatus.STARTING, DeviceStatus.UNKNOWN})


@dataclass
class Desk:
    """One sitting of a technician; thrown away when it ends."""

    room: Workshop
    jobs: Jobs
    offers: Offers
    clock: Clock
    staff: str = ""  # 工号; empty until signed in
    signed_in_at: str = ""
    results: dict[str, SelfTestResult] = field(default_factory=dict)  # of this sitting
    records: Records = field(default_factory=Records)

    def parts(self) -> tuple[str, ...]:
        """Return the names of everything that this cabinet has, as the overview numbers them."""
        there = self.room.reports()
        devices = [name for name in DEVICES if name in there]
        return (*devices[:1], TOUCH, *devices[1:], *CHECKED)

    def read_records(self) -> None:
        """Ask for what was kept; it arrives as the job `records`."""
        self.jobs.start(RECORDS, self.room.read_records)

    def take_records(self, done: Done) -> None:
        """Keep what was kept; a store that is broken has nothing."""
        if isinstance(done.result, Records):
            self.records = done.result

    def keep(self, part: str, result: SelfTestResult) -> None:
        """Remember a result and have it stored; then the records are read again."""
        self.results[part] = result
        self.room.keep_test(part, result)
        self.read_records()

    def known_results(self) -> Mapping[str, SelfTestResult]:
        """Return the newest result of each part: of this sitting, else of those that were kept."""
        kept: dict[str, SelfTestResult] = {}
        for test in self.records.tests:
            kept.setdefault(test.device, SelfTestResult(test.failure is None, test.failure))
        return {**kept, **self.results}

    def act(self, act: str, device: str = "") -> None:
        """Note what was done."""
        self.room.note("maintenance_act", staff=int(self.staff or 0), act=act, **({"device": device} if device else {}))


class Page:
    """One page. `touched`, `done`, `tick` and `back` return the page that comes next, or None to stay."""

    name: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def is_bound(self) -> bool:
        """Tell whether something is under way that must not be torn: a page in the printer."""
        return False

    def enter(self) -> None:
        """Begin."""

    def view(self) -> View:
        """What the page needs (docs/maintenance.md)."""
        return {}

    def pictures(self) -> Mapping[str, bytes]:
        """Pictures that the view names."""
        return {}

    def touched(self, touch: Touch) -> Optional["Page"]:  # noqa: ARG002 - the form that pages fill
        """A touch on this page."""
        return None

    def done(self, done: Done) -> Optional["Page"]:
        """An answer."""
        if done.job == RECORDS:
            self.desk.take_records(done)
        return None

    def tick(self) -> Optional["Page"]:
        """Time went on."""
        return None

    def back(self) -> Optional["Page"]:
        """Back."""
        return None

    @property
    def can_go_back(self) -> bool:
        """Tell whether there is a page before this one."""
        return False


def row_of(desk: Desk, name: str) -> dict[str, Json]:
    """Return how one part is, as the overview's rows and the head of its page show it."""
    report, result = desk.room.reports().get(name), desk.known_results().get(name)
    kind, failure = state_of(report) if report else _state_of_test(result)
    tested = next((test for test in desk.records.tests if test.device == name), None)
    return {
        "name": name,
        "number": desk.parts().index(name) + 1,
        "kind": kind,
        "status": report.status.value if report else ("tested" if result else "untested"),
        "failure": failure.value if failure else None,
        "warning": report.warnings[0] if report and report.warnings else None,
        "tested_at": tested.at.strftime("%m-%d %H:%M") if tested else "",
        "test_passed": tested.failure is None if tested else None,
        "looked_at": name in LOOKED_AT,
    }


def state_of(report: DeviceReport) -> tuple[str, FailureCode | None]:
    """Return the kind of chip for a device, and what is wrong with it."""
    if report.status in {DeviceStatus.ONLINE, DeviceStatus.BUSY}:
        return ("attention" if report.warnings else "ok"), None
    if report.status in NOBODY_KNOWS:
        return "neutral", report.failure
    return ("attention" if report.status in NOT_WORKING else "fault"), report.failure


def _state_of_test(result: SelfTestResult | None) -> tuple[str, FailureCode | None]:
    if result is None:
        return "neutral", None
    return ("ok", None) if result.passed else ("fault", result.failure)


def services_without(desk: Desk, device: str) -> list[Json]:
    """Return the services that this device keeps from being begun."""
    key = f"unavailable.device.{device}"
    return [slug.value for _, services in desk.offers.groups() for slug, reason in services if reason == key]
